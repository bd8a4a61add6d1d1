"""Brings a dead node back: identity, database, scans, and a new incarnation (docs/decisions/restore.md).

Works with whatever is left: copy and hub; the copy alone (the hub is told later); the sealed identity and the
hub alone (everything comes from the hub's mailbox). Writes into an empty folder only; the copies are read, never
changed, except that the new life's number is noted there, so that a second restore cannot take the same.
"""

import shutil
import tomllib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from node.replica.copies import mirror_blobs
from node.replica.rebirth import Rebirth, announce
from node.replica.recover import Copies, copies_by_asking, copies_in, recover_database
from node.replica.target import BUCKET_KEYS, FolderTarget, target_of
from plumbing.disk import replace_file
from plumbing.keys import NodeKeys
from plumbing.problem import Problem
from plumbing.sealed_identity import open_identity
from plumbing.toml_write import write_toml

INCARNATION_FILE = "incarnation"  # beside the key: identity, not data


@dataclass(frozen=True, slots=True)
class RestoreOrder:
    """What to bring back. `node` "" = the only one in `replica`; `identity` a sealed identity kept elsewhere;
    `hub_url` "" = as enrolled; `bucket` an S3 address that has the copies instead of `replica`, with its keys."""

    data: Path
    replica: Path
    passphrase: str
    node: str = ""
    identity: Path | None = None
    hub_url: str = ""
    bucket: str = ""
    bucket_keys: Path | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What a restored database says about the life before."""

    incarnation: int
    letter: int
    mailbox: int


def restore_node(order: RestoreOrder, known_of: Callable[[Path], Known]) -> dict[str, Any]:
    """Do it; gives the report to show. `known_of` reads a node's database. Raises Problem: DATA_NOT_EMPTY,
    NODE_UNCLEAR, IDENTITY_*, NO_COPY when neither copy nor hub can give the data, or the hub's refusal."""
    _require_empty(order.data)
    target = FolderTarget(order.replica)
    files = open_identity(_sealed_identity(order, target), order.passphrase)
    room = order.data.with_name(order.data.name + ".restoring")
    shutil.rmtree(room, ignore_errors=True)
    try:
        report = _fill(room, order, target, files, known_of)
        if order.data.exists():
            order.data.rmdir()
        room.rename(order.data)
    finally:
        shutil.rmtree(room, ignore_errors=True)
    return report


def _fill(
    room: Path,
    order: RestoreOrder,
    target: FolderTarget,
    files: dict[str, bytes],
    known_of: Callable[[Path], Known],
) -> dict[str, Any]:
    keys, hub_url = _lay_out_identity(room, order, files)
    report: dict[str, Any] = {"node": keys.node, "data": str(order.data)}
    copies = _copies(room, order, target, keys.node)
    has_copy = bool(copies.generations or copies.daily)
    if has_copy:
        report["copy"] = asdict(recover_database(copies, keys.node, room / "node.db"))
        report["scans"] = mirror_blobs(target.blobs(keys.node), room / "blobs")
    known = known_of(room / "node.db") if has_copy else Known(0, 0, 0)
    lives = (generation.incarnation for generation in copies.generations)
    seen = max(known.incarnation, target.last_incarnation(keys.node), *lives, 1)
    rebirth, trouble = _announce(hub_url, room, keys, seen, known.mailbox)
    if trouble and not has_copy:
        raise trouble
    incarnation = rebirth.incarnation if rebirth else seen + 1
    _settle_incarnation(room, target, keys.node, incarnation)
    return report | {"incarnation": incarnation, **_missing(known, rebirth, trouble)}


def _copies(room: Path, order: RestoreOrder, target: FolderTarget, node: str) -> Copies:
    """Copies of the database: in the bucket when one is named, else in the replica folder."""
    if not order.bucket:
        return copies_in(target, node)
    if order.bucket_keys is not None:
        _write_private(room / "keys" / BUCKET_KEYS, order.bucket_keys.read_bytes())
    return copies_by_asking(target_of(room, "", order.bucket), node)


def _require_empty(data: Path) -> None:
    if data.exists() and any(data.iterdir()):
        hint = "Thư mục dữ liệu không trống; hãy khôi phục vào thư mục mới để không ghi đè gì."
        raise Problem("DATA_NOT_EMPTY", hint, "operator")


def _sealed_identity(order: RestoreOrder, target: FolderTarget) -> bytes:
    path = order.identity or target.identity(_which_node(order, target))
    try:
        return path.read_bytes()
    except OSError as error:
        hint = "Không có danh tính niêm phong; hãy xin tỉnh giấy mời thay thế rồi ghi danh máy mới."
        raise Problem("IDENTITY_MISSING", hint, "operator", path.name) from error


def _which_node(order: RestoreOrder, target: FolderTarget) -> str:
    nodes = target.nodes()
    if order.node or len(nodes) == 1:
        return order.node or nodes[0]
    hint = "Thư mục sao lưu không có, hoặc có nhiều nút; hãy nêu mã nút bằng --node."
    raise Problem("NODE_UNCLEAR", hint, "operator", ",".join(nodes))


def _lay_out_identity(room: Path, order: RestoreOrder, files: dict[str, bytes]) -> tuple[NodeKeys, str]:
    """Key, hub and settings at their places, with the folders of this machine in the settings; gives the key and
    the hub's address."""
    for name, content in files.items():
        _write_private(room / name, content)
    settings = tomllib.loads(files["node.toml"].decode())
    settings["data"] = "."  # the folder that the file lies in
    settings["replica_dir"] = str(order.replica.absolute())
    settings |= {"replica_s3": order.bucket} if order.bucket else {}
    settings["hub_url"] = order.hub_url or settings["hub_url"]
    keys = NodeKeys.load(room / "keys")
    write_toml(room / "node.toml", settings, f"Nút {keys.node}, khôi phục")
    return keys, str(settings["hub_url"])


def _announce(
    hub_url: str, room: Path, keys: NodeKeys, incarnation: int, mailbox: int
) -> tuple[Rebirth | None, Problem | None]:
    """The hub's answer, or why there is none. A refusal (revoked node) is raised: it must not be worked around."""
    try:
        return announce(hub_url, room / "keys" / "hub-ca.pem", keys, incarnation, mailbox), None
    except Problem as problem:
        if problem.code != "HUB_UNREACHABLE":
            raise
        return None, problem


def _settle_incarnation(data: Path, target: FolderTarget, node: str, incarnation: int) -> None:
    _write_private(data / "keys" / INCARNATION_FILE, f"{incarnation}\n".encode())
    with suppress(OSError):  # the copy may be a read-only medium
        target.life(node, incarnation).mkdir(parents=True, exist_ok=True)


def _missing(known: Known, rebirth: Rebirth | None, trouble: Problem | None) -> dict[str, Any]:
    """What may be lost, in the open: letters that the hub has and we do not know of come back by themselves;
    anything younger than the copy that had not left is gone and must be asked of the clerks."""
    if rebirth is None:
        said = trouble.hint_vi if trouble else ""
        return {"hub": {"reached": False, "message_vi": said}, "known_letter": known.letter}
    ahead = rebirth.last_seq - known.letter
    told = (
        f"Trung tâm tỉnh có {ahead} thư mới hơn bản sao; nút sẽ tự lấy lại."
        if ahead > 0
        else "Bản sao không cũ hơn những gì trung tâm tỉnh đã nhận."
    )
    return {
        "hub": {"reached": True, **asdict(rebirth), "message_vi": told},
        "known_letter": known.letter,
        "letters_to_fetch_again": max(0, ahead),
    }


def _write_private(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    replace_file(path, content, 0o600)
