"""Asking the province whether a paper that a dossier needs was digitised elsewhere; only with a line, only for the
applicant of a dossier at hand, and never without a trace."""

import base64
import json
from collections.abc import Mapping
from typing import Any, Protocol

from dossier.reuse import Good
from node.ports import FoundPaper
from node.usecases.record.enact import known_state
from node.usecases.workplace import Workplace
from plumbing.problem import Problem

_MOST_FOUND, _MOST_PICTURE = 20, 64_000
_SOURCES = ("intake", "result", "old")


class PaperRoad(Protocol):
    """The hub's door for questions."""

    def look_up(self, question: bytes) -> bytes:
        """Ask; gives the answer's JSON. Raises Problem LINE_DOWN, or the hub's own."""
        ...


class LookUp:
    """Asks and keeps the answers."""

    def __init__(self, place: Workplace, road: PaperRoad) -> None:
        self._place, self._road = place, road

    def ask(self, dossier: str, component: str, officer: str) -> tuple[FoundPaper, ...]:
        """Papers elsewhere that may answer for this entry; they are offered on the dossier's page from now on. Raises
        Problem: LOOK_UP_NO_LINE, DOSSIER_UNKNOWN, and what the hub says (LOOK_UP_NOT_YOURS, LOOK_UP_TOO_OFTEN …)."""
        place, now = self._place, self._place.clock.now_ms()
        with place.store.writing() as tables:
            known_state(place, tables, dossier)
            tables.audit.add(now, officer, f"asked the province for {component}", dossier)
            closed = bool(tables.meta.number("held_closed"))
        if closed:
            raise _no_line()
        question = json.dumps({"dossier": dossier, "component": component, "officer": officer})
        try:
            answer = json.loads(self._road.look_up(question.encode()))
            found = tuple(_found(one, dossier, component, now) for one in answer["papers"][:_MOST_FOUND])
        except Problem as problem:
            raise _no_line() if problem.code == "LINE_DOWN" else problem from problem
        except (ValueError, KeyError, TypeError) as error:
            hint = "Câu trả lời của tỉnh không đọc được; hãy cập nhật chương trình."
            raise Problem("LOOK_UP_STRANGE", hint, "operator", type(error).__name__) from error
        with place.store.writing() as tables:
            tables.found_papers.put(dossier, component, found)
            tables.audit.add(now, officer, f"the province named {len(found)} papers", dossier)
        return found

    def picture(self, dossier: str, blob: str) -> bytes:
        """The small picture that came with an answer. Raises Problem(PREVIEW_NOT_COME)."""
        with self._place.store.reading() as tables:
            found = (one.picture for one in tables.found_papers.of(dossier) if one.blob == blob)
            picture = next(found, b"")
        if not picture:
            raise Problem("PREVIEW_NOT_COME", "Ảnh xem trước chưa về; hãy đợi lần liên lạc tới.", "later")
        return picture


def _no_line() -> Problem:
    hint = "Chưa có đường truyền nên chưa hỏi được kho của tỉnh. Hồ sơ vẫn nhận bình thường; có mạng thì hỏi lại."
    return Problem("LOOK_UP_NO_LINE", hint, "later")


def _found(one: Mapping[str, Any], dossier: str, component: str, now: int) -> FoundPaper:
    """Raises ValueError, KeyError, TypeError for what is no answer."""
    blob, source = str(one["blob"]), str(one["source"])
    if len(blob) != 64 or set(blob) - set("0123456789abcdef") or source not in _SOURCES:
        raise ValueError(source)
    picture = base64.b64decode(str(one["picture"]), validate=True)
    return FoundPaper(
        dossier=dossier,
        component=component,
        blob=blob,
        title=str(one["title"])[:200],
        code=str(one["code"])[:64],
        source_dossier=str(one["dossier"])[:40],
        source=source,
        unit_name=str(one["unit_name"])[:200],
        size=int(one["size"]),
        issued=str(one["issued"])[:10],
        held_ms=int(one["held_ms"]),
        asked_ms=now,
        good=Good(str(one["good"])),
        reason_vi=str(one["reason_vi"])[:300],
        picture=picture if len(picture) <= _MOST_PICTURE else b"",
    )
