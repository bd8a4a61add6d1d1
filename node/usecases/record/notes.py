"""The free note of a dossier: one Automerge text that all write in; edits of two replicas merge letter by letter.

A note is no act: it needs no mandate and has no effect on stage, custody or figures. It is stored, queued and audited
in one transaction like any act, and sealed by the device that sends it.
"""

from dossier.crdt import OpenDocument
from dossier.errors import Refuse
from node.ports import Tables
from node.usecases.record.enact import LANE_FACTS, attempt, known_document
from node.usecases.record.projecting import keep
from node.usecases.workplace import Workplace

MOST_CHARACTERS = 4000


class Notes:
    """Edits notes."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def write(self, dossier: str, text: str, officer: str, base: str | None = None) -> str | Refuse:
        """Turn the note into `text` by the smallest edit; gives the note as it stands then. `base` is the text that
        the officer had before her: when another text stands meanwhile at this very node, nothing is overwritten
        (NOTE_CHANGED). Raises Problem DOSSIER_UNKNOWN, OFFICER_UNKNOWN, DISK_FULL."""
        wanted = _plain(text)
        if len(wanted) > MOST_CHARACTERS:
            return Refuse("NOTE_TOO_LONG", f"Ghi chú dài quá {MOST_CHARACTERS} ký tự; hãy rút gọn.")
        known = None if base is None else _plain(base)
        return attempt(self._place, lambda tables: self._write(tables, dossier, wanted, officer, known))

    def _write(self, tables: Tables, dossier: str, text: str, officer: str, base: str | None) -> str | Refuse:
        place = self._place
        place.actor(officer, place.clock.today())
        document = known_document(place, tables, dossier)
        standing = document.note()
        if standing == text:
            return text
        if base is not None and base != _plain(standing):
            hint = "Người khác vừa sửa ghi chú này; hãy xem bản mới rồi thêm phần của bạn."
            return Refuse("NOTE_CHANGED", hint)
        return _commit(place, tables, document, dossier, text, officer)


def add_line(place: Workplace, tables: Tables, dossier: str, line: str, officer: str) -> bool:
    """Put a line at the end of the note, in the caller's transaction; whether it still fitted."""
    document = known_document(place, tables, dossier)
    text = "\n".join(part for part in (_plain(document.note()), _plain(line)) if part)
    if len(text) > MOST_CHARACTERS:
        return False
    _commit(place, tables, document, dossier, text, officer)
    return True


def _commit(
    place: Workplace, tables: Tables, document: OpenDocument, dossier: str, text: str, officer: str
) -> str:
    """The new text, stored, queued and audited; gives the note as it stands then."""
    now = place.clock.now_ms()
    change = document.commit(place.identity.actor, [], text)
    tables.changes.apply(dossier, change, place.identity.node, now)
    tables.outbox.add(dossier, change.hash, len(change.raw), LANE_FACTS, now, "")
    tables.audit.add(now, officer, "note", dossier)
    keep(place, tables, dossier, document)
    return document.note()


def _plain(text: str) -> str:
    """Lines end as in the document; browsers send CR LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip()
