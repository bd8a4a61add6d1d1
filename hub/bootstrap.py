"""Puts the hub together: the one file that sees all its parts."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from dossier.authors import ACTOR_BYTES, NODE_BYTES, actor_id
from dossier.register.register import Register
from hub.config import Config
from hub.store.database import Database
from hub.store.dialect import server_engine, sqlite_engine
from hub.usecases.context import Hub
from hub.usecases.register_book import RegisterBook
from hub.usecases.registers import found
from plumbing.automerge_engine import AutomergeEngine
from plumbing.blobs import FolderBlobs
from plumbing.clock import Clock, OffsetClock, SystemClock
from plumbing.keys import NodeKeys
from plumbing.problem import Problem
from plumbing.register_data import load_units
from plumbing.rule_data import load_calendar, load_procedures

DATABASE_FILE = "hub.db"


@contextmanager
def open_hub(config: Config, clock: Clock | None = None) -> Iterator[Hub]:
    """The hub of a data folder, closed at the end of the block; `clock` instead of the one in the settings.

    On its first start it enters itself into the register. Raises Problem (KEY_MISSING, INSECURE_SETTING,
    DATABASE_UNREADABLE, HUB_SCHEMA_NEWER).
    """
    refuse_insecure(config)
    keys = NodeKeys.load(config.path("keys"))
    database = Database(open_engine(config), keys.node)
    try:
        database.prepare()
        hub = Hub(
            config=config,
            store=database,
            engine=AutomergeEngine(),
            blobs=FolderBlobs(config.path("blobs"), config.blob_bytes),
            clock=clock or _clock(config),
            keys=keys,
            register=RegisterBook(base_register()),
            actor=actor_id(keys.node, secrets.token_bytes(ACTOR_BYTES - NODE_BYTES)),
        )
        found(hub)
        yield hub
    finally:
        database.close()


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
