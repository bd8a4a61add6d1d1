"""A province of real processes: a hub (or two workers of it), nodes, bad lines; and the look at everything after."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from demo.world import Machine, free_port
from hub.bootstrap import open_hub
from hub.config import Config as HubConfig
from hub.usecases.devices.enrol import enrol, invite
from hub.usecases.register.officers import NewOfficer, add_officer
from node.bootstrap import Running, build
from node.config import Config as NodeConfig
from plumbing.clock import SystemClock
from plumbing.keys import NodeKeys
from plumbing.toml_config import load_config
from provisioning.hub_setup import CONFIG_FILE, HubOrder, set_up
from tests.faults.line import CLEAR, BadLine, Weather
from tests.hub.province import ALL_ROLES, PASSWORD_HASH

ROOT = Path(__file__).parents[2]
STILL_SECONDS = 300  # a slow machine moves something in that time
QUANG_YEN, HAM_RONG = "16480@2025-07-01", "14758@2025-07-01"


@dataclass
class Clerk:
    """A node's process; `said` are (dossier, code, blob) that it acknowledged."""

    process: subprocess.Popen[str]
    said: list[tuple[str, str, str]] = field(default_factory=list)

    def hear(self, count: int) -> None:
        """Wait until it has acknowledged so many more."""
        assert self.process.stdout is not None
        for _ in range(count):
            line = self.process.stdout.readline()
            assert line.endswith("\n"), "the node's process ended by itself"
            self._note(line)

    def kill(self) -> None:
        """Pull the plug; what it had said by then counts."""
        self.process.kill()
        assert self.process.stdout is not None
        for line in self.process.stdout.readlines():
            if line.endswith("\n"):
                self._note(line)
        self.process.stdout.close()
        self.process.wait()

    def _note(self, line: str) -> None:
        dossier, code, blob = line.rstrip("\n").split(" ")
        self.said.append((dossier, code, blob))


@dataclass
class Arena:
    """`workers` are the hub's processes, `lines` the way of each node to the hub."""

    root: Path
    workers: list[Machine] = field(default_factory=list)
    ports: list[int] = field(default_factory=list)
    lines: dict[str, BadLine] = field(default_factory=dict)
    officers: dict[str, str] = field(default_factory=dict)

    @property
    def hub_data(self) -> Path:
        return self.root / "hub"

    @property
    def ca(self) -> Path:
        return self.hub_data / "tls" / "ca.pem"

    def found(self, nodes: dict[str, str]) -> None:
        """Set the hub up and enrol nodes (name → unit), as provisioning does."""
        self.found_hub()
        self.enrol(nodes)

    def found_hub(self) -> None:
        """Set the hub up, without anybody enrolled."""
        self.ports = [free_port(), free_port()]
        order = HubOrder(self.hub_data, "38", "", ("127.0.0.1",), self.ports[0], "H56", {"lease_size": 200})
        set_up(order, SystemClock().today())

    @property
    def hub_config(self) -> HubConfig:
        return load_config(HubConfig, self.hub_data / CONFIG_FILE, "MOTCUA_HUB_")

    def enrol(self, nodes: dict[str, str]) -> None:
        """Enrol nodes (name → unit), and one officer a unit."""
        with open_hub(self.hub_config) as hub:
            for unit in sorted(set(nodes.values())):
                person = NewOfficer(f"cb{unit[:5]}", "Lê Thị Hà", "Công chức", unit, ALL_ROLES, PASSWORD_HASH)
                self.officers[unit] = add_officer(hub, person, "quan-tri")
            for name, unit in nodes.items():
                token = invite(hub, unit, "node", name, 7, "0" * 64, "quan-tri")  # type: ignore[arg-type]
                keys, data = NodeKeys.generate(), self.root / name
                answer = enrol(hub, token.rsplit(".", 1)[1], keys.public_key, name)
                keys.save(data / "keys")
                known = {"node": hub.node, "public_key": hub.keys.public_key.hex()}
                (data / "keys" / "hub.json").write_text(json.dumps(known))
                rows = [
                    {"number": r.number, "text": r.text, "signature": r.signature.hex()}
                    for r in answer.register
                ]
                grants = [
                    {"kind": g.kind, "text": g.text, "signature": g.signature.hex()} for g in answer.grants
                ]
                (data / "enrolment.json").write_text(json.dumps({"register": rows, "grants": grants}))
                shutil.copy(self.ca, data / "keys" / "hub-ca.pem")

    def start_worker(self, number: int = 0) -> Machine:
        """Start one process of the hub."""
        url = f"https://127.0.0.1:{self.ports[number]}"
        machine = Machine(f"hub-{number}", "hub", self.hub_data, url, self.root)
        os.environ["MOTCUA_HUB_LISTEN_PORT"] = str(self.ports[number])
        try:
            assert machine.start(self.ca), machine.last_words()
        finally:
            del os.environ["MOTCUA_HUB_LISTEN_PORT"]
        self.workers.append(machine)
        return machine

    def line(self, name: str, weather: Weather = CLEAR, worker: int = 0) -> str:
        """Lay a line for a node; gives the address at which it finds the hub."""
        self.lines[name] = BadLine(self.ports[worker], weather, seed=len(self.lines))
        return f"https://127.0.0.1:{self.lines[name].port}"

    def sit_down(self, name: str, unit: str, pause: float = 0.03) -> Clerk:
        """Start a node's process with a clerk at it, who rests for `pause` seconds between two dossiers."""
        url = f"https://127.0.0.1:{self.lines[name].port}"
        command = [
            sys.executable,
            "-m",
            "tests.faults.clerk",
            str(self.root / name),
            url,
            self.officers[unit],
            str(pause),
        ]
        log = (self.root / f"{name}.log").open("ab")
        with log:
            return Clerk(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True))

    @contextmanager
    def node(self, name: str) -> Iterator[Running]:
        """The node in this process, without background work."""
        url = f"https://127.0.0.1:{self.lines[name].port}"
        running = build(NodeConfig(data=self.root / name, hub_url=url, replica_dir=""))
        try:
            yield running
        finally:
            running.stop()

    def settle(self, name: str) -> None:
        """Talk until everything of this node, scans too, is at the hub and its mail is here; gives up when nothing
        has moved for STILL_SECONDS."""
        with self.node(name) as running:
            last, until = _settled(running), time.monotonic() + STILL_SECONDS
            while not last.is_done:
                assert time.monotonic() < until, running.node.line.state()
                now = _settled(running)
                if now != last:
                    last, until = now, time.monotonic() + STILL_SECONDS

    def close(self) -> None:
        """End every process and line."""
        for machine in self.workers:
            machine.kill()
        for line in self.lines.values():
            line.close()


@dataclass(frozen=True)
class _Left:
    """What has still to move after one more talk."""

    problem: str
    outbox: int
    scans: int
    cursor: int
    more: bool

    @property
    def is_done(self) -> bool:
        return not (self.problem or self.outbox or self.scans or self.more)


def _settled(running: Running) -> _Left:
    talked = running.sync()
    with running.store.reading() as tables:
        scans, cursor = tables.blobs.totals()[0], tables.meta.number("mailbox")
        more = bool(talked.mail or tables.meta.number("hub_more"))
    problem = talked.problem.code if talked.problem else ""
    return _Left(problem, len(running.node.line.outbox()), scans, cursor, more)
