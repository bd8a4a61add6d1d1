"""The way back from a dead disk: the newest copy of the database that can be proved whole.

Order: running copies, newest generation first; then the daily copies. Nothing is deleted and nothing is
overwritten; the first copy that passes the content check wins, and the report names those that did not.
"""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from node.replica.copies import daily_copies
from node.replica.litestream import restore
from node.replica.target import FolderTarget
from plumbing.problem import Problem
from plumbing.sqlite import Error, connect


@dataclass(frozen=True, slots=True)
class Recovered:
    """`source` says which copy was taken; `passed_over` lists (copy, code) of newer ones that were not whole."""

    source: str
    passed_over: tuple[tuple[str, str], ...]


def recover_database(target: FolderTarget, node: str, out: Path) -> Recovered:
    """Write the newest whole copy of the node's database to `out`, which must not exist.
    Raises Problem: DATABASE_IN_THE_WAY, NO_COPY (nothing there is whole)."""
    if out.exists():
        hint = "Thư mục dữ liệu đã có cơ sở dữ liệu; hãy khôi phục vào thư mục trống."
        raise Problem("DATABASE_IN_THE_WAY", hint, "operator", out.name)
    out.parent.mkdir(parents=True, exist_ok=True)
    passed_over: list[tuple[str, str]] = []
    for generation in reversed(target.generations(node)):
        name = f"generation {generation.incarnation}.{generation.number}"
        try:
            restore(target, node, generation, out)
            check_whole(out)
            return Recovered(name, tuple(passed_over))
        except Problem as problem:
            passed_over.append((name, problem.code))
            _clear(out)
    return _from_daily(target, node, out, passed_over)


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


def _from_daily(target: FolderTarget, node: str, out: Path, passed_over: list[tuple[str, str]]) -> Recovered:
    for copy in reversed(daily_copies(target.daily(node))):
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
