"""The trust list that the hub signed, put where signatures are judged by it, and how old it is.

The database is the truth; the file beside the keys is made from it, so that it also comes back with a restore.
"""

from dataclasses import dataclass
from pathlib import Path

from node.ports import Tables
from node.usecases.workplace import Workplace
from plumbing.trust_list import read_trust_list, write_trust_file

TRUST_FILE = "keys/trust.pem"
_WRITTEN = "trust_written"


@dataclass(frozen=True, slots=True)
class TrustState:
    """`number` 0 = none came from the province (`by_hand` tells whether somebody put a file there); `good_until_ms`
    0 = unknown. `said_vi` is what a person must know, "" when all is well."""

    number: int
    by_hand: bool
    roots: int
    revocations: int
    good_until_ms: int
    said_vi: str


def settle_trust(place: Workplace) -> bool:
    """Write the file anew when the province's list is newer than it, or the file is gone; whether it was written."""
    path = _path(place)
    with place.store.reading() as tables:
        found, written = tables.register.grants("trust"), tables.meta.number(_WRITTEN)
    if not found or (int(found[0].body["number"]) == written and path.is_file()):
        return False
    write_trust_file(path, str(found[0].body["pem"]))
    with place.store.writing() as tables:
        tables.meta.put(_WRITTEN, int(found[0].body["number"]))
        tables.audit.add(place.clock.now_ms(), "", f"trust list {found[0].body['number']}", "")
    return True


def trust_state(tables: Tables, data: Path, now_ms: int) -> TrustState:
    """How the list stands."""
    found = tables.register.grants("trust")
    if not found:
        by_hand = (data / TRUST_FILE).is_file()
        said = (
            "" if by_hand else "Chưa có danh sách tin cậy: chữ ký số chưa kết luận được; tỉnh cần ban hành."
        )
        return TrustState(0, by_hand, 0, 0, 0, said)
    body = found[0].body
    listed = read_trust_list(str(body["pem"]).encode("ascii"))
    until = listed.good_until_ms
    return TrustState(
        number=int(body["number"]),
        by_hand=False,
        roots=listed.roots,
        revocations=len(listed.revocations),
        good_until_ms=until,
        said_vi=_said(listed.revocations != (), until, now_ms),
    )


def _said(has_revocations: bool, until: int, now_ms: int) -> str:
    if not has_revocations:
        return "Danh sách tin cậy không có danh sách thu hồi (CRL): chữ ký sẽ chưa kết luận được; báo tỉnh bổ sung."
    if 0 < until < now_ms:
        return (
            "Danh sách thu hồi (CRL) đã quá hạn: chữ ký mới sẽ chưa kết luận được; báo tỉnh ban hành bản mới."
        )
    return ""


def _path(place: Workplace) -> Path:
    return place.config.data / TRUST_FILE
