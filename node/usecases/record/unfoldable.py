"""Dossiers that this version of the program cannot fold: kept, shown with their last good state, in nobody's way.

What comes from elsewhere must never stop at one dossier: its changes are merged, its row in the lists stays as it
stood, a row in the quarantine says so, and everything else of the letter flows. An own act is another matter: it is
refused, because nobody could say what it did.
"""

import logging

from dossier.crdt import OpenDocument
from dossier.errors import KernelError
from node.ports import Tables
from node.usecases.record.projecting import Folded, folded_from, refold
from node.usecases.workplace import Workplace
from plumbing.problem import Problem

_log = logging.getLogger(__name__)
UNFOLDABLE = "UNFOLDABLE"
FOLD_FAULTS = (
    KernelError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)


def folded_or_note(place: Workplace, tables: Tables, dossier: str, document: OpenDocument) -> Folded | None:
    """`folded_from` for what came from elsewhere; None when it could not be folded."""
    try:
        return folded_from(place.register, tables, dossier, document)
    except FOLD_FAULTS as fault:
        _note(place, tables, dossier, fault)
        return None


def refold_or_note(place: Workplace, tables: Tables, dossier: str) -> bool:
    """`refold`; whether it could be folded."""
    try:
        refold(place, tables, dossier)
    except FOLD_FAULTS as fault:
        _note(place, tables, dossier, fault)
        return False
    return True


def unfoldable(fault: Exception) -> Problem:
    """What a person is told."""
    hint = "Hồ sơ có dữ kiện mà phiên bản này không tính được; dữ liệu giữ nguyên, hãy cập nhật rồi thử lại."
    return Problem("UNFOLDABLE", hint, "operator", type(fault).__name__)


def _note(place: Workplace, tables: Tables, dossier: str, fault: Exception) -> None:
    _log.error("dossier cannot be folded", extra={"dossier": dossier, "error": type(fault).__name__})
    tables.desk.set_aside(dossier, UNFOLDABLE, unfoldable(fault).hint_vi, b"", place.clock.now_ms())
