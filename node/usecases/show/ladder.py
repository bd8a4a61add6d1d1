"""The receipt ladder of one dossier, and the proof behind its fourth rung.

đã lưu máy → đã ký tại xã → đã giao đi → trung tâm tỉnh đã nhận → đã đóng dấu thời gian. Each rung says what is known,
never what is hoped: "received" is the hub's signature over the heads, checked without a line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dossier.exchange.seal import heads_digest
from dossier.exchange.wire import Receipt, decode_letter
from dossier.state import DossierState
from node.ports import Tables
from node.usecases.exchange.trust import Hub
from node.usecases.record.enact import open_document
from node.usecases.signing.levels import is_result_raised
from node.usecases.workplace import Workplace, unknown_dossier
from plumbing.problem import Problem
from plumbing.receipt_proof import proof_of

ROAD_VI = {"https": "qua mạng", "usb": "bằng USB", "lan": "qua mạng nội bộ"}
_STAMPED = frozenset({"B-T", "B-LT", "B-LTA"})


@dataclass(frozen=True, slots=True)
class LadderRung:
    """One rung. `at_ms` 0 = the instant is not known; `detail_vi` "" = nothing to add."""

    rung: str
    name_vi: str
    done: bool
    at_ms: int = 0
    detail_vi: str = ""


def ladder_of(tables: Tables, state: DossierState, heads: Sequence[bytes]) -> tuple[LadderRung, ...]:
    """The five rungs of a dossier that is folded already. What the hub has signed for has left, whatever became of
    the note of how (a restored node has none)."""
    saved, left, received, road = tables.outbox.ladder(state.dossier)
    digest = heads_digest(heads)
    exact = next((row for row, known in tables.roads.receipts_of(state.dossier) if known == digest), None)
    signed = any(one.role == "intake" for one in state.documents)
    stamped = bool(state.documents) and all(one.level in _STAMPED for one in state.documents)
    if state.outcome is not None and state.outcome.blob:
        stamped = stamped and is_result_raised(state)
    newest = max((entry.device_ms for entry in state.timeline), default=0)
    hub_ms = exact.hub_ms if exact else received
    seen = (
        "biên nhận phủ đúng bản hiện có" if exact else "có việc mới hơn biên nhận gần nhất" if hub_ms else ""
    )
    return (
        LadderRung("saved", "đã lưu máy", True, saved or newest),
        LadderRung("signed", "đã ký tại xã", signed, 0, "" if signed else "chưa ký số bản quét"),
        LadderRung("left", "đã giao đi", bool(left or hub_ms), left, _road_vi(left, hub_ms, road)),
        LadderRung("received", "trung tâm tỉnh đã nhận", bool(hub_ms), hub_ms, seen or "chưa"),
        LadderRung("timestamped", "đã đóng dấu thời gian", stamped, 0, "" if stamped else "chưa"),
    )


def _road_vi(left: int, hub_ms: int, road: str) -> str:
    if left:
        return ROAD_VI.get(road, road)
    return "" if hub_ms else "chưa"


def proof(place: Workplace, tables: Tables, hub: Hub, dossier: str) -> dict[str, Any]:
    """The newest receipt for the dossier, the one that covers its heads first. Raises Problem: DOSSIER_UNKNOWN,
    RECEIPT_NOT_HERE."""
    document = open_document(place, tables, dossier)
    heads = document.heads()
    if not heads:
        raise unknown_dossier(dossier)
    digest = heads_digest(heads)
    rows = sorted(tables.roads.receipts_of(dossier), key=lambda pair: pair[1] != digest)
    if not rows:
        hint = "Chưa có biên nhận của trung tâm tỉnh cho hồ sơ này; hãy đợi lần liên lạc tới."
        raise Problem("RECEIPT_NOT_HERE", hint, "later", dossier)
    receipt = decode_letter(rows[0][0].content).frames[0]
    if not isinstance(receipt, Receipt):
        raise Problem(
            "RECEIPT_DAMAGED", "Biên nhận đã lưu bị hỏng; hãy báo quản trị nút.", "operator", dossier
        )
    return proof_of(dossier, heads, receipt, hub.node, hub.public_key)
