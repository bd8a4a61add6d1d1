"""Page models of what stands in the fields, beside the picture that it was read from, and of disputes."""

from dataclasses import dataclass

from dossier.lifecycle import KIND_VI
from dossier.state import Dispute, FieldValue, Option
from node.api.dossier_page import officer_name, unit_names
from node.api.field_words import REASON_VI, field_vi, must_confirm, odd_vi
from node.api.words import SOURCE_VI, when_vi
from node.usecases.models import DossierView
from node.usecases.page_models import Candidate, PageView


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: picture address, 1-based page in that file, box in pixels of `width` × `height`."""

    key: str
    page: int
    src: str
    box: tuple[int, ...]
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field to look at. `state` is confirmed | unsure | open; `offer` is what is proposed, `read` what stood on
    the paper where that differs, `others` what was read elsewhere instead; `doubt` and `why` say why a person should
    look and what else is known of the value; `odd` what cannot be of the one that stands. `sure` ones may be confirmed
    together."""

    name: str
    label: str
    value: str
    offer: str
    others: tuple[str, ...]
    confidence: int
    state: str
    told_by: str
    must_confirm: bool
    place: Place | None
    read: str = ""
    doubt: str = ""
    why: str = ""
    odd: str = ""

    @property
    def sure(self) -> bool:
        """Whether it may be confirmed together with others: no number, no date, nothing speaks against it."""
        return self.state == "open" and not self.must_confirm and self.offer != "" and self.value == ""

    @property
    def first(self) -> int:
        """Doubts before what only has to be seen, that before what is sure, and what is done last."""
        ranks = {"unsure": 0, "open": 1 if self.must_confirm else 2}
        return ranks.get(self.state, 3)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One picture of a scanned page; `src` "" when its bytes are not here."""

    key: str
    page: int
    name: str
    src: str
    reading_vi: str


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a dispute as it is shown."""

    key: str
    value: str
    officer: str
    unit: str
    at: str
    source: str
    device: str
    crop: Place | None


@dataclass(frozen=True, slots=True)
class Card:
    """A dispute as a card that a person settles."""

    kind: str
    subject: str
    subject_vi: str
    anchor: str
    sides: tuple[Side, ...]


def image_address(dossier: str, key: str, page: int = 1) -> str:
    """Where the picture of a page is served."""
    return f"/api/dossiers/{dossier}/pages/{key}/image?page={page}"


def field_lines(view: DossierView) -> tuple[FieldLine, ...]:
    """Fields that were read, doubts first and then in the order in which they stand on paper, then others that
    stand; each with its surest candidate. What is disputed has a card of its own."""
    best: dict[str, Candidate] = {}
    for candidate in view.candidates:
        held = best.get(candidate.field)
        if held is None or _rank(candidate) < _rank(held):
            best[candidate.field] = candidate
    disputed = {d.subject for d in view.state.disputes if d.kind == "field"}
    order = {page.key: number for number, page in enumerate(view.pages)}
    read = sorted(
        best.values(), key=lambda c: (order.get(c.page_key, len(order)), c.page, c.box[1], c.box[0])
    )
    names = dict.fromkeys((*(c.field for c in read), *view.state.fields))
    lines = (_line(view, name, best.get(name)) for name in names if name not in disputed)
    return tuple(sorted(lines, key=lambda line: line.first))


def _rank(candidate: Candidate) -> tuple[bool, bool, int]:
    """The surest first; a card says who somebody is, but a declaration says whom the matter is about."""
    return candidate.kind.startswith("can_cuoc"), candidate.review, -candidate.confidence


def _line(view: DossierView, name: str, read: Candidate | None) -> FieldLine:
    standing = view.state.fields.get(name)
    return FieldLine(
        name=name,
        label=field_vi(name),
        value="" if standing is None else str(standing.value),
        offer=read.value if read else "",
        others=_others(view, read),
        confidence=read.confidence if read else 0,
        state=_state(standing, read),
        told_by=_told_by(view, standing),
        must_confirm=must_confirm(name),
        place=_place(view, standing, read),
        read=read.read if read and read.read != read.value else "",
        doubt=REASON_VI.get(read.reason, "") if read and read.review else "",
        why=read.why_vi if read else "",
        odd="" if standing is None else odd_vi(name, str(standing.value)),
    )


def _others(view: DossierView, read: Candidate | None) -> tuple[str, ...]:
    """Different values of the same field on other pages: a field's name says whose it is, not on which paper."""
    if read is None:
        return ()
    values = (c.value for c in view.candidates if c.field == read.field and c.value != read.value)
    return tuple(dict.fromkeys(values))


def _state(standing: FieldValue | None, read: Candidate | None) -> str:
    if standing is not None and standing.confirmed:
        return "confirmed"
    return "unsure" if read is not None and read.review else "open"


def _told_by(view: DossierView, standing: FieldValue | None) -> str:
    if standing is None:
        return ""
    return f"{officer_name(view, standing.officer)}, {SOURCE_VI.get(standing.source, standing.source)}"


def _place(view: DossierView, standing: FieldValue | None, read: Candidate | None) -> Place | None:
    if read is not None:
        src = image_address(view.state.dossier, read.page_key, read.page)
        return Place(read.page_key, read.page, src, read.box, read.width, read.height)
    if standing is not None and standing.page and standing.box:
        return Place(standing.page, 1, image_address(view.state.dossier, standing.page), standing.box)
    return None


def sheets(view: DossierView) -> tuple[Sheet, ...]:
    """Every page picture: one for a photo, as many as were read for a PDF or TIFF of several pages."""
    return tuple(sheet for page in view.pages for sheet in _sheets_of(view, page))


def _sheets_of(view: DossierView, page: PageView) -> tuple[Sheet, ...]:
    names = {str(c.get("code")): str(c.get("name")) for c in view.state.components}
    read = {c.page for c in view.candidates if c.page_key == page.key} | {1}
    title = names.get(page.component, page.component)
    numbers = range(1, max(read) + 1)
    return tuple(
        Sheet(
            page.key,
            number,
            f"{title} – tờ {page.number}" + (f", trang {number}" if len(numbers) > 1 else ""),
            image_address(view.state.dossier, page.key, number) if page.here else "",
            reading_vi(page),
        )
        for number in numbers
    )


def reading_vi(page: PageView) -> str:
    """How far the machine is with a page."""
    words = {
        "none": "",
        "queued": "chờ máy đọc",
        "running": "máy đang đọc",
        "done": "máy đã đọc",
        "aside": "máy không đọc được, nhập tay",
        "cancelled": "đã dừng đọc",
    }
    said = page.reading_hint_vi or words.get(page.reading, page.reading)
    if page.pages > 1 and page.reading in ("queued", "running"):
        said += f" ({page.read}/{page.pages})"
    aside = ", ".join(str(one.page) for one in page.aside)
    return f"{said}; chưa đọc được trang {aside}" if aside else said


def cards(view: DossierView) -> tuple[Card, ...]:
    """All open disputes."""
    return tuple(_card(view, dispute, number) for number, dispute in enumerate(view.state.disputes, start=1))


def _card(view: DossierView, dispute: Dispute, number: int) -> Card:
    is_field = dispute.kind == "field"
    name = field_vi(dispute.subject) if is_field else "bước xử lý"
    sides = tuple(_side(view, option, dispute) for option in dispute.options)
    return Card(dispute.kind, dispute.subject, name, f"tranh-chap-{number}", sides)


def _side(view: DossierView, option: Option, dispute: Dispute) -> Side:
    is_field = dispute.kind == "field"
    value = str(option.value) if is_field else KIND_VI.get(str(option.value), str(option.value))
    return Side(
        key=option.key,
        value=value,
        officer=officer_name(view, option.officer),
        unit=unit_names(view, option.unit).text_vi,
        at=when_vi(option.device_ms),
        source=SOURCE_VI.get(option.source, option.source),
        device=option.node[:6],
        crop=_crop(view, option, dispute) if is_field else None,
    )


def _crop(view: DossierView, option: Option, dispute: Dispute) -> Place | None:
    """The piece of the scan that speaks of this side; for a value without a page, of what it disputes."""
    near = [c for c in view.candidates if c.field == dispute.subject]
    if not near:
        return None
    pages = {o.page for o in dispute.options if o.page}
    values = {str(o.value) for o in dispute.options}

    def fit(c: Candidate) -> tuple[bool, bool, bool, bool, int]:
        own = (c.page_key == option.page, c.value == str(option.value))
        return (*own, c.page_key in pages, c.value in values, c.confidence)

    best = max(near, key=fit)
    src = image_address(view.state.dossier, best.page_key, best.page)
    return Place(best.page_key, best.page, src, best.box, best.width, best.height)
