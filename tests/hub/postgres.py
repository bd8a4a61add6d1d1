"""A private PostgreSQL for tests: a cluster of its own in a temporary folder, reached by a socket, gone afterwards."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import pytest

_UNPRIVILEGED = "postgres"  # the server refuses to run as root


@lru_cache(maxsize=1)
def programs() -> Path | None:
    """The folder of `initdb`; Debian does not put it into the path."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return versions[-1].parent if versions else None


def require_postgres() -> Path:
    """Skip the test where no server or no driver is installed."""
    folder = programs()
    if folder is None or find_spec("psycopg") is None:
        pytest.skip("needs initdb (Debian: postgresql) and psycopg")
    return folder


@contextmanager
def server() -> Iterator[Callable[[], str]]:
    """Runs a server; gives what makes a fresh database and tells its URL. Durability is off here."""
    bin_, root = require_postgres(), Path(tempfile.mkdtemp(prefix="motcua-pg-", dir="/tmp"))
    data, options = root / "data", f"-k {root} -c listen_addresses= -c fsync=off -c max_connections=60"
    if os.getuid() == 0:
        shutil.chown(root, _UNPRIVILEGED)
    try:
        _run(
            bin_ / "initdb",
            "-D",
            data,
            "-U",
            _UNPRIVILEGED,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
            "--locale=C",
        )
        _run(bin_ / "pg_ctl", "-D", data, "-w", "-t", "600", "-l", root / "log", "-o", options, "start")
        numbers = count(1)

        def fresh() -> str:
            name = f"motcua{next(numbers)}"
            _run(bin_ / "createdb", "-h", root, "-U", _UNPRIVILEGED, name)
            return f"postgresql+psycopg://{_UNPRIVILEGED}@/{name}?host={root}"

        try:
            yield fresh
        finally:
            _run(bin_ / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _run(*words: object) -> None:
    as_ = ["runuser", "-u", _UNPRIVILEGED, "--"] if os.getuid() == 0 else []
    subprocess.run([*as_, *map(str, words)], check=True, stdout=subprocess.DEVNULL, cwd="/")
