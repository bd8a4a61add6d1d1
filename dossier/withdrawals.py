"""A page that was put into the wrong dossier and taken out of it again, and what goes with it.

Facts are never deleted: `PageWithdrawn` names the page, says why, and from then on the page, the signed copies that
hold it and the values that were read off it have no effect in this dossier, on every replica. `PageRestored` names the
withdrawal and undoes it whole.

What is withdrawn is the picture and not the one fact: the page's whole line goes, that is every fact that put the same
bytes in the place of another one. So a page that was withdrawn at one device while another moved it to a different
paper is gone after both have merged, whichever came first. A scan of other bytes in its place stays: who withdrew has
not seen that picture.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from dossier.facts import Fact
from dossier.facts import FactKind as K
from dossier.judge import void
from dossier.state import Void, WithdrawnPage

#: Why a page is taken out, by the code that facts carry.
REASONS_VI: Mapping[str, str] = MappingProxyType(
    {
        "nham_ho_so": "Xếp nhầm hồ sơ",
        "nham_nguoi": "Giấy của người khác",
        "quet_hong": "Quét hỏng, sẽ quét lại",
        "thua": "Trang thừa hoặc trùng",
        "xin_lai": "Người nộp xin lại giấy",
    }
)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is left of a dossier's data when withdrawn pages are out; `first` tells of each page the fact that began
    its line. `waiting` are withdrawals whose page has not arrived."""

    pages: tuple[Fact, ...]
    documents: tuple[Fact, ...]
    fields: tuple[Fact, ...]
    first: Mapping[str, Fact]
    withdrawn: tuple[WithdrawnPage, ...] = ()
    void: tuple[Void, ...] = ()
    waiting: tuple[str, ...] = ()


def without_withdrawn(by_kind: Mapping[str, Sequence[Fact]]) -> Kept:
    """`by_kind`: good facts of one dossier in their order."""
    pages, documents = by_kind.get(K.PAGE_SCANNED, ()), by_kind.get(K.DOCUMENT_SIGNED, ())
    fields, standing = by_kind.get(K.FIELD_RECORDED, ()), _standing(by_kind)
    first = _lines(pages, lambda new, old: new.values.get("blob") == old.values.get("blob"))
    if not standing:
        return Kept(tuple(pages), tuple(documents), tuple(fields), first)
    named = {key for fact in standing for key in fact.supersedes}
    gone = _of_lines(first, named)
    papers = _gone_documents(documents, named, gone)
    copies = tuple(str(fact.values.get("blob", "")) for fact in documents if fact.key in papers)
    values = {fact.key for fact in fields if str(fact.values.get("page", "")) in gone}
    return Kept(
        pages=_left(pages, gone),
        documents=_left(documents, papers),
        fields=_left(fields, values),
        first=first,
        withdrawn=tuple(
            _told(fact, first, pages, copies) for fact in standing if gone & set(fact.supersedes)
        ),
        void=tuple(void(key, "PAGE_WITHDRAWN") for key in sorted(papers | values)),
        waiting=tuple(fact.key for fact in standing if not gone & set(fact.supersedes)),
    )


def _standing(by_kind: Mapping[str, Sequence[Fact]]) -> list[Fact]:
    undone = {key for fact in by_kind.get(K.PAGE_RESTORED, ()) for key in fact.supersedes}
    return [fact for fact in by_kind.get(K.PAGE_WITHDRAWN, ()) if fact.key not in undone]


def _lines(facts: Sequence[Fact], alike: Callable[[Fact, Fact], bool]) -> dict[str, Fact]:
    """Of each fact the first of its line: of all that replace one another, directly or through others."""
    by_key = {fact.key: fact for fact in facts}
    before = {key: key for key in by_key}

    def first(key: str) -> str:
        while before[key] != key:
            key = before[key]
        return key

    for fact in facts:
        for older in fact.supersedes:
            if older in by_key and alike(fact, by_key[older]):
                ends = sorted((first(fact.key), first(older)), key=lambda key: by_key[key].order)
                before[ends[1]] = ends[0]
    return {key: by_key[first(key)] for key in by_key}


def _of_lines(first: Mapping[str, Fact], named: set[str]) -> set[str]:
    """All keys of the lines that a named key belongs to."""
    begun = {first[key].key for key in named if key in first}
    return {key for key, one in first.items() if one.key in begun}


def _gone_documents(documents: Sequence[Fact], named: set[str], gone: set[str]) -> set[str]:
    """Signed copies that hold a withdrawn page: those that say so, those that the withdrawal names, and whatever was
    signed on top of them."""
    holding = {fact.key for fact in documents if gone & set(map(str, fact.values.get("of", ())))}
    return _of_lines(_lines(documents, lambda _, __: True), named | holding)


def _left(facts: Sequence[Fact], gone: set[str]) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if fact.key not in gone)


def _told(
    withdrawal: Fact, first: Mapping[str, Fact], pages: Sequence[Fact], copies: tuple[str, ...]
) -> WithdrawnPage:
    page = next(fact for fact in pages if fact.key in withdrawal.supersedes)
    values = page.values
    return WithdrawnPage(
        key=withdrawal.key,
        page=page.key,
        component=str(values.get("component", "")),
        number=int(values.get("number", 0)),
        blob=str(values.get("blob", "")),
        media_type=str(values.get("media_type", "")),
        size=int(values.get("size", 0)),
        scanned_by=first[page.key].node,
        scanned_for=first[page.key].unit,
        tray=str(withdrawal.values.get("tray", "")),
        reason=str(withdrawal.values.get("reason", "")),
        officer=withdrawal.officer,
        unit=withdrawal.unit,
        day=withdrawal.day,
        device_ms=withdrawal.device_ms,
        copies=copies,
    )
