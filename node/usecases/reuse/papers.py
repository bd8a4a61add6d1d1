"""Papers of a person that were digitised here before, and what the rules say of each today (never ask twice for the
same paper: NĐ 61/2018/NĐ-CP art. 21a). A node knows the papers of its own people only: what it holds in sight."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dossier.papers import Paper
from dossier.reuse import USABLE, Good, best_fit, judge_paper
from dossier.vietnamese import search_key
from node.ports import Tables
from node.usecases.models import ReusePaper
from node.usecases.workplace import Workplace
from plumbing.problem import Problem

_OTHER_VI = "Số định danh trùng nhưng họ tên khác; đối chiếu thẻ, không dùng giấy này."
_DAMAGED_VI = "Tệp đã lưu bị hỏng nên không dùng được; quét lại bản giấy."
_ABSENT_VI = "Bản số chưa về máy này; xin bản quét ở hồ sơ cũ, hoặc quét bản giấy."


@dataclass(frozen=True, slots=True)
class Person:
    """Whose papers are looked for; `name` "" = nobody has typed it yet."""

    id_number: str
    name: str = ""


def offers_for(
    place: Workplace, tables: Tables, person: Person, asked: Sequence[tuple[str, str]], but: str = ""
) -> tuple[ReusePaper, ...]:
    """Papers of the person, usable ones first, then the newest; those of dossier `but` left out. `asked` is the list
    of papers (code, name) that they may answer for. Empty without a number."""
    number, day = person.id_number.strip(), place.clock.today()
    rows = tables.projections.papers(number) if number else ()
    found = [_offer(place, tables, row, person, asked, day) for row in rows if row.dossier != but]
    return tuple(sorted(found, key=lambda one: (one.good not in USABLE, one.component == "", -one.at_ms)))


def answered_by(papers: Sequence[ReusePaper], component: str) -> tuple[ReusePaper, ...]:
    """Usable papers for one entry of the list."""
    return tuple(one for one in papers if one.component == component and one.good in USABLE)


def _offer(
    place: Workplace,
    tables: Tables,
    row: Paper,
    person: Person,
    asked: Sequence[tuple[str, str]],
    day: date,
) -> ReusePaper:
    good, reason = _judge(place, row, person, day)
    dossier = tables.projections.get(row.dossier)
    return ReusePaper(
        dossier=row.dossier,
        code=dossier.code if dossier else "",
        component=best_fit(row.title, asked),
        title=f"{row.title} số {row.number}" if row.number else row.title,
        blob=row.blob,
        size=row.size,
        at_ms=row.at_ms,
        key=row.key,
        source=row.source,
        issued=row.issued,
        good=good,
        reason_vi=reason,
    )


def _judge(place: Workplace, row: Paper, person: Person, day: date) -> tuple[Good, str]:
    """The rules first; then whose it is; then whether its bytes are whole, which costs a read of the file."""
    judged = judge_paper(row.held, day)
    if judged.good not in USABLE:
        return judged.good, judged.reason_vi
    if person.name and row.name and search_key(person.name) != search_key(row.name):
        return Good.OTHER_PERSON, _OTHER_VI
    try:
        place.blobs.path(row.blob)
    except Problem as problem:
        if problem.code == "BLOB_CORRUPT":
            return Good.DAMAGED, _DAMAGED_VI
        return Good.ABSENT, _ABSENT_VI
    return judged.good, judged.reason_vi
