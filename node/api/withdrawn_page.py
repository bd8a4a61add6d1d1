"""Page models of pages that were taken out of a dossier: what is said beside its papers and in its history."""

from dataclasses import dataclass

from dossier.facts import FactKind
from dossier.state import WithdrawnPage
from dossier.withdrawals import REASONS_VI
from node.api.words import kind_vi, when_vi
from node.usecases.models import DossierView


@dataclass(frozen=True, slots=True)
class OutLine:
    """A page that is out: what it was, why, by whom, where it waits; `key` undoes it."""

    key: str
    what: str
    why: str
    who: str
    where: str


def out_lines(view: DossierView, our_node: str) -> tuple[OutLine, ...]:
    """The newest first."""
    newest = sorted(view.state.withdrawn, key=lambda one: one.device_ms, reverse=True)
    return tuple(
        OutLine(one.key, _what(view, one), reason_vi(one.reason), _who(view, one), _where(one, our_node))
        for one in newest
    )


def reason_vi(code: str) -> str:
    """A reason in words; one of a newer version as it is."""
    return REASONS_VI.get(code, code)


def history_note(view: DossierView, one: WithdrawnPage) -> tuple[str, str]:
    """(what was done, what it was about) for the time line."""
    return kind_vi(FactKind.PAGE_WITHDRAWN), f"{_what(view, one)}: {reason_vi(one.reason)}"


def _what(view: DossierView, one: WithdrawnPage) -> str:
    names = {str(c.get("code")): str(c.get("name", "")) for c in view.state.components}
    return f"{names.get(one.component) or 'Giấy tờ khác'}, tờ {one.number}"


def _who(view: DossierView, one: WithdrawnPage) -> str:
    return f"{view.officers.get(one.officer, one.officer)}, {when_vi(one.device_ms)}"


def _where(one: WithdrawnPage, our_node: str) -> str:
    return "đang ở khay của máy này" if one.tray == our_node else "đã về khay của máy đã quét"
