"""The way back from a dead disk: the newest copy of the database that can be proved whole.

Order: running copies, newest generation first; then the daily copies. Nothing is deleted and nothing is
overwritten; the first copy that passes the content check wins, and the report names those that did not.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from node.replica.copies import daily_copies
from node.replica.litestream import holds, restore
from node.replica.target import FolderTarget, Generation, Target
from plumbing.problem import Problem
from plumbing.sqlite import Error, connect

T = TypeVar("T")
_MOST_MISSING = 3


@dataclass(frozen=True, slots=True)
class Recovered:
    """`source` says which copy was taken; `passed_over` lists (copy, code) of newer ones that were not whole."""

    source: str
    passed_over: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Copies:
    """What there is to recover from: generations and daily files, each oldest first."""

    target: Target
    generations: tuple[Generation, ...]
    daily: tuple[Path, ...] = ()


def copies_in(folder: FolderTarget, node: str) -> Copies:
    """What a folder holds."""
    return Copies(folder, tuple(folder.generations(node)), tuple(daily_copies(folder.daily(node))))


def copies_by_asking(target: Target, node: str) -> Copies:
    """What a place holds that cannot be listed: lives and generations are asked for one after the other, past a few
    that are missing. Raises Problem(REPLICA_UNREADABLE) when the place does not answer."""
    found: list[Generation] = []
    lives = _present(lambda life: _generations_of(target, node, life))
    for generations in lives:
        found += generations
    return Copies(target, tuple(found))


def recover_database(copies: Copies, node: str, out: Path) -> Recovered:
    """Write the newest whole copy of the node's database to `out`, which must not exist.
    Raises Problem: DATABASE_IN_THE_WAY, NO_COPY (nothing there is whole)."""
    if out.exists():
        hint = "Thư mục dữ liệu đã có cơ sở dữ liệu; hãy khôi phục vào thư mục trống."
        raise Problem("DATABASE_IN_THE_WAY", hint, "operator", out.name)
    out.parent.mkdir(parents=True, exist_ok=True)
    passed_over: list[tuple[str, str]] = []
    for generation in reversed(copies.generations):
        name = f"generation {generation.incarnation}.{generation.number}"
        try:
            restore(copies.target, node, generation, out)
            check_whole(out)
            return Recovered(name, tuple(passed_over))
        except Problem as problem:
            passed_over.append((name, problem.code))
            _clear(out)
    return _from_daily(copies.daily, out, passed_over)


def check_whole(database: Path) -> None:
    """Raises Problem(COPY_NOT_WHOLE) unless pages, indexes and references of the database hold together."""
    try:
        with closing(connect(database, readonly=True)) as connection:
            verdict = [row[0] for row in connection.execute("PRAGMA quick_check").fetchall()]
            orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
            tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    except Error as error:
        raise _not_whole(type(error).__name__) from error
    if verdict != ["ok"] or orphans or not tables:
        raise _not_whole(f"{verdict[:1]}, {len(orphans)} orphans, {tables} tables")


def _generations_of(target: Target, node: str, life: int) -> list[Generation]:
    return _present(lambda number: _if_held(target, node, Generation(life, number)))


def _if_held(target: Target, node: str, generation: Generation) -> Generation | None:
    return generation if holds(target, node, generation) else None


def _present(ask: Callable[[int], T | None]) -> list[T]:
    """Answers to 1, 2, 3 … until several in a row are empty."""
    found: list[T] = []
    missing, number = 0, 1
    while missing < _MOST_MISSING:
        answer = ask(number)
        missing = 0 if answer else missing + 1
        found += [answer] if answer else []
        number += 1
    return found


def _from_daily(daily: tuple[Path, ...], out: Path, passed_over: list[tuple[str, str]]) -> Recovered:
    for copy in reversed(daily):
        try:
            check_whole(copy)
            out.write_bytes(copy.read_bytes())
            return Recovered(copy.name, tuple(passed_over))
        except Problem as problem:
            passed_over.append((copy.name, problem.code))
    hint = "Không có bản sao nào còn nguyên; hãy khôi phục từ trung tâm tỉnh bằng giấy mời thay thế."
    raise Problem("NO_COPY", hint, "operator", str(passed_over)[:300])


def _clear(out: Path) -> None:
    for path in out.parent.glob(out.name + "*"):
        path.unlink()


def _not_whole(detail: str) -> Problem:
    hint = "Bản sao cơ sở dữ liệu không toàn vẹn; máy thử bản cũ hơn."
    return Problem("COPY_NOT_WHOLE", hint, "operator", detail)
