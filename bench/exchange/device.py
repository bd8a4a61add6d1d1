"""One edge of the measurement: a real node, driven by the workload's lines."""

import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.exchange import mapping
from bench.exchange.papers import LOGIN, settle_device
from dossier.decide import Command
from dossier.errors import Refuse
from dossier.state import DossierState
from node.bootstrap import Running, build
from node.config import Config
from node.sync.http import HttpRoad
from node.sync.live import Live
from node.tools.talking import live_exchange
from node.usecases.record.enact import attempt, enact, open_document, state_of
from plumbing.keys import NodeKeys
from plumbing.sqlite import connect


class Device:
    """Opens the node's store, performs acts, exchanges."""

    def __init__(self, folder: Path, site: str) -> None:
        self._folder, self._site = folder, site
        self._running: Running | None = None
        self._live: Live | None = None
        self._seen: tuple[int, dict[str, int]] = (-1, {"docs": 0, "events": 0})

    def open(self) -> None:
        """Build the node."""
        settle_device(self._folder, self._site)
        config = Config(data=self._folder, hub_url="http://127.0.0.1:9", replica_dir="", demo=True)
        self._running = build(config)
        self._watch = connect(self._folder / "node.db", readonly=True)

    @property
    def running(self) -> Running:
        """The node. Raises RuntimeError before `open`."""
        if self._running is None:
            raise RuntimeError("not open")
        return self._running

    def apply(self, file: Path) -> None:
        """Perform the lines as local acts, each one transaction, durable by itself."""
        place = self.running.place
        officer = next(one.officer for one in place.register.officers.values() if one.login == LOGIN)
        known = dict(self._watch.execute("SELECT code, dossier FROM dossiers"))
        for line in _lines(file):
            if line["t"] == "c":
                dossier = self._received(line["doc"], officer)
                known[line["id"]] = dossier
            else:
                self._noted(known[line["id"]], line["ev"], line["status"], officer)

    def exchange(self, port: int) -> None:
        """Exchange with the hub behind that port until told to stop."""
        self.pause()
        place, folder = self.running.place, self._folder
        place = replace(place, config=replace(place.config, hub_url=f"http://127.0.0.1:{port}"))
        keys = NodeKeys.load(folder / "keys")
        road = HttpRoad(place.config.hub_url, folder / place.config.hub_ca, keys, place.clock.now_ms)
        self._live = live_exchange(place, keys, self.running.node.exchange, road, self.running.store)
        self._live.start()

    def pause(self) -> None:
        """Stop exchanging."""
        if self._live is not None:
            self._live.stop()
            self._live = None

    def progress(self) -> dict[str, int]:
        """Dossiers and events as the projection of the folded state has them; read again when the file changed."""
        version = int(self._watch.execute("PRAGMA data_version").fetchone()[0])
        if version != self._seen[0]:
            docs, facts = self._watch.execute(
                "SELECT count(*), coalesce(sum(facts), 0) FROM dossiers"
            ).fetchone()
            self._seen = (version, {"docs": docs, "events": facts - docs})
        return self._seen[1]

    def flush(self) -> None:
        """Everything from the log into the database file."""
        self.running.store.relieve(0)

    def digest(self) -> dict[str, Any]:
        """Hash over the content of all dossiers, folded anew."""
        mixed, count = 0, 0
        for state in self._states():
            text = json.dumps(
                mapping.document_of(state), sort_keys=True, ensure_ascii=False, separators=(",", ":")
            )
            mixed ^= int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")
            count += 1
        return {"digest": f"{mixed:064x}", "n": count}

    def close(self) -> None:
        """Stop everything."""
        self.pause()
        if self._running is not None:
            self._watch.close()
            self._running.stop()

    def _received(self, doc: Mapping[str, Any], officer: str) -> str:
        place, now = self.running.place, self.running.place.clock.now_ms()
        base = str(doc["proc"])[:8]
        known = place.register.procedure(base, place.clock.today())
        unit = place.actor(officer, place.clock.today()).unit
        command = mapping.received(doc, base if known else mapping.FALLBACK, unit, now)
        with place.store.writing() as tables:
            dossier = place.identity.dossier_id(tables.meta.take("dossiers"))
            _must(enact(place, tables, dossier, [command], officer))
        return dossier

    def _noted(self, dossier: str, event: Mapping[str, Any], status: str, officer: str) -> None:
        place = self.running.place

        def note(tables: Any) -> DossierState | Refuse:
            count = tables.projections.get(dossier).facts
            name = f"b{count}.{place.identity.short}"
            return enact(place, tables, dossier, [_note(event, status, name)], officer)

        _must(attempt(place, note))

    def _states(self) -> Iterator[DossierState]:
        place = self.running.place
        with place.store.reading() as tables:
            for dossier in tables.changes.dossiers():
                yield state_of(place, open_document(place, tables, dossier), dossier)


def _note(event: Mapping[str, Any], status: str, name: str) -> Command:
    return mapping.noted(event, status, name)


def _must(outcome: DossierState | Refuse) -> None:
    if isinstance(outcome, Refuse):
        raise RuntimeError(f"{outcome.code}: {outcome.hint_vi}")


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def timed(work: Any, *args: Any) -> dict[str, Any]:
    """Do it; gives the milliseconds that it took."""
    began = time.perf_counter()
    work(*args)
    return {"ms": round((time.perf_counter() - began) * 1000)}
