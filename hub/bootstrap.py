"""Puts the hub together: the one file that sees all its parts."""

import secrets
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn
from sqlalchemy import Engine

from dossier.authors import ACTOR_BYTES, NODE_BYTES, actor_id
from dossier.local_time import DAY_MS
from dossier.register.register import Register
from hub.api.app import create_app
from hub.config import Config
from hub.jobs import start_jobs
from hub.store.database import Database
from hub.store.dialect import checkpoint, server_engine, sqlite_engine
from hub.usecases.context import Hub
from hub.usecases.record.people_papers import index_all_papers
from hub.usecases.register.registers import found
from hub.usecases.register_book import RegisterBook
from hub.usecases.scope.told import settle_all
from hub.usecases.waiting import Bells
from plumbing.automerge_engine import AutomergeEngine
from plumbing.blobs import FolderBlobs
from plumbing.clock import Clock, OffsetClock, SystemClock
from plumbing.keys import NodeKeys
from plumbing.memory import settle
from plumbing.problem import Problem
from plumbing.register_data import load_units
from plumbing.rule_data import load_calendar, load_procedures
from plumbing.sqlite import WAL_LIMIT
from plumbing.timestamps import HttpTimestamps

DATABASE_FILE = "hub.db"
_LEFTOVER_MS = DAY_MS  # older temporary files belong to no running process
WAL_WITHOUT_REPLICA = 4 * 1024 * 1024
# A stopping server answers what it has begun; idle connections of nodes would hold it for minutes.
_LAST_ANSWERS_S = 3
_IDLE_SECONDS = 75  # a device's connection between two letters


@contextmanager
def open_hub(config: Config, clock: Clock | None = None) -> Iterator[Hub]:
    """The hub of a data folder, closed at the end of the block; `clock` instead of the one in the settings.

    On its first start it enters itself into the register. Raises Problem (KEY_MISSING, INSECURE_SETTING,
    DATABASE_UNREADABLE, HUB_SCHEMA_NEWER).
    """
    refuse_insecure(config)
    keys = NodeKeys.load(config.path("keys"))
    blobs = FolderBlobs(config.path("blobs"), config.blob_bytes)
    bells = Bells()
    database = Database(open_engine(config), keys.node, bells.ring)
    try:
        blobs.sweep(SystemClock().now_ms() - _LEFTOVER_MS)  # files are dated by the machine's own clock
        database.prepare()
        hub = Hub(
            config=config,
            store=database,
            engine=AutomergeEngine(),
            blobs=blobs,
            clock=clock or _clock(config),
            keys=keys,
            register=RegisterBook(base_register()),
            actor=actor_id(keys.node, secrets.token_bytes(ACTOR_BYTES - NODE_BYTES)),
            bells=bells,
            timestamps=HttpTimestamps(config.tsa_url, config.path("keys") / "tsa")
            if config.tsa_url
            else None,
        )
        found(hub)
        settle_all(hub)
        index_all_papers(hub)
        yield hub
    finally:
        database.close()


def serve(config: Config) -> None:
    """Run the hub until it is told to stop (SIGINT, SIGTERM). Raises Problem as `open_hub`, TLS_MISSING."""
    certificate, key = _tls(config)
    with open_hub(config) as hub:
        settle()
        jobs = start_jobs(hub, lambda: _checkpoint(config))
        # uvicorn raises the signal again after serving: the end below must still run
        signal.signal(signal.SIGTERM, lambda *_: None)
        try:
            settings = uvicorn.Config(
                create_app(hub),
                host=config.listen_host,
                port=config.listen_port,
                log_config=None,
                server_header=False,
                timeout_graceful_shutdown=_LAST_ANSWERS_S,
                date_header=False,
                timeout_keep_alive=_IDLE_SECONDS,
                ssl_certfile=certificate,
                ssl_keyfile=key,
            )
            _Server(settings, hub).run()
        finally:
            jobs.shutdown(wait=True)


class _Server(uvicorn.Server):
    """Sends waiting requests away when the hub is told to stop: or it would wait for them."""

    def __init__(self, settings: uvicorn.Config, hub: Hub) -> None:
        super().__init__(settings)
        self._hub = hub

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._hub.bells.close()
        super().handle_exit(sig, frame)


def _tls(config: Config) -> tuple[str | None, str | None]:
    """Certificate and key; none in a demonstration over plain HTTP."""
    if config.plain_http:
        return None, None
    files = (config.path(config.tls_cert), config.path(config.tls_key))
    for path in files:
        if not path.is_file():
            hint = "Thiếu chứng thư TLS của trung tâm tỉnh; hãy chạy motcua provision certificate."
            raise Problem("TLS_MISSING", hint, "operator", path.name)
    return str(files[0]), str(files[1])


def _checkpoint(config: Config) -> int:
    """Cut SQLite's write-ahead log: at once when nobody else does it, else only when Litestream lags far behind."""
    if config.database_url:
        return 0
    engine = open_engine(config)
    try:
        beyond = WAL_LIMIT if config.replicated else WAL_WITHOUT_REPLICA
        return checkpoint(engine, config.path(DATABASE_FILE), beyond)
    finally:
        engine.dispose()


def open_engine(config: Config) -> Engine:
    """The database that the settings name."""
    if config.database_url:
        return server_engine(config.database_url)
    return sqlite_engine(config.path(DATABASE_FILE))


def base_register() -> Register:
    """The register as packaged, before any change set."""
    return Register(load_units(), load_procedures(), load_calendar())


def refuse_insecure(config: Config) -> None:
    """Raises Problem(INSECURE_SETTING), by name, for what only a demonstration may do."""
    if config.demo:
        return
    named = [name for name in ("plain_http", "clock_file") if getattr(config, name)]
    if named:
        raise Problem(
            "INSECURE_SETTING",
            f"Thiết lập {', '.join(named)} chỉ dùng khi trình diễn; hãy bỏ khỏi hub.toml rồi khởi động lại.",
            retry="operator",
        )


def _clock(config: Config) -> Clock:
    return OffsetClock(config.path(config.clock_file)) if config.clock_file else SystemClock()
