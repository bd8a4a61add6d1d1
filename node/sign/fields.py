"""Signature fields: place them all before the first signature, and refuse what earlier signatures forbid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, append_signature_field, enumerate_sig_fields
from pyhanko.sign.validation import read_certification_data

from node.sign.port import Corner, Rectangle, SignRequest, Slot
from node.sign.problems import SigningProblem

_A4 = (0.0, 0.0, 595.0, 842.0)


def prepare_fields(writer: IncrementalPdfFileWriter, request: SignRequest) -> None:
    """Make sure that the request's field exists, is empty, and may be signed.

    Raises ALREADY_CERTIFIED_NO_CHANGES, CERTIFY_TOO_LATE, FIELD_ALREADY_SIGNED, FIELD_NOT_PREPARED, STAMP_OFF_PAGE.
    """
    reader = writer.prev
    existing = {name: value for name, value, _ in enumerate_sig_fields(reader)}
    certified = read_certification_data(reader)
    if certified is not None and certified.permission == MDPPerm.NO_CHANGES:
        raise SigningProblem("ALREADY_CERTIFIED_NO_CHANGES")
    if request.certify and any(value is not None for value in existing.values()):
        raise SigningProblem("CERTIFY_TOO_LATE")
    if existing.get(request.field_name) is not None:
        raise SigningProblem("FIELD_ALREADY_SIGNED", request.field_name)
    if request.field_name not in existing and certified is not None:
        raise SigningProblem("FIELD_NOT_PREPARED", request.field_name)
    wanted = request.slots or (Slot(request.field_name),)
    _check_locks(
        reader, {request.field_name, *(slot.field_name for slot in wanted if slot.field_name not in existing)}
    )
    # After a certification no field may be added any more; before it, all of them are.
    for slot in wanted:
        if slot.field_name not in existing and certified is None:
            append_signature_field(writer, _spec(slot, reader))
    if request.field_name not in existing and request.field_name not in {slot.field_name for slot in wanted}:
        raise SigningProblem("FIELD_NOT_PREPARED", request.field_name)


def _check_locks(reader: PdfFileReader, names: set[str]) -> None:
    """A signature may lock fields besides (ISO 32000-1, 12.8.2.4): signed or added all the same, it would fail."""
    for one in reader.embedded_regular_signatures:
        if one.fieldmdp is not None and any(map(one.fieldmdp.is_locked, names)):
            raise SigningProblem("ALREADY_CERTIFIED_NO_CHANGES", "locked fields")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field is: `width` and `height` as drawn on the paper, and by how many degrees the page is turned
    clockwise when it is shown (0, 90, 180, 270)."""

    width: float
    height: float
    turned: int


def place_of(writer: IncrementalPdfFileWriter, field_name: str) -> Place | None:
    """The place of a field, or None where it is invisible. Raises PDF_FORM_UNUSABLE."""
    for name, _, reference in enumerate_sig_fields(writer):
        if name == field_name:
            widget = reference.get_object()
            if "/Kids" in widget:  # poppler takes a field apart from its widget for an empty one
                raise SigningProblem("PDF_FORM_UNUSABLE", "field apart from its widget")
            left, bottom, right, top = (float(edge) for edge in widget.get("/Rect", (0, 0, 0, 0)))
            turned = _turned(widget["/P"]) if "/P" in widget else 0
            return Place(right - left, top - bottom, turned) if right > left and top > bottom else None
    return None


def _spec(slot: Slot, reader: PdfFileReader) -> SigFieldSpec:
    """`slot` on the page it names, its box measured on the page as it is shown, from the corner it names."""
    if slot.box is None:
        return SigFieldSpec(slot.field_name, on_page=slot.page)
    page = _page(reader, slot.page)
    paper, turned = _paper(page), _turned(page)
    sides = (paper[2] - paper[0], paper[3] - paper[1])
    width, height = sides if turned in (0, 180) else sides[::-1]
    x, y = (width, height) if slot.corner is Corner.TOP_RIGHT else (0.0, 0.0)
    left, bottom, right, top = slot.box
    shown = (left + x, bottom + y, right + x, top + y)
    if not (shown[2] > 0 and shown[0] < width):
        raise SigningProblem("STAMP_OFF_PAGE", "beside the page")
    if not (shown[3] > 0 and shown[1] < height):
        raise SigningProblem("STAMP_OFF_PAGE", "above or below the page")
    drawn = _drawn(shown, turned, width, height)
    left, bottom, right, top = (round(edge + paper[at % 2]) for at, edge in enumerate(drawn))
    return SigFieldSpec(slot.field_name, on_page=slot.page, box=(left, bottom, right, top))


def _drawn(shown: Rectangle, turned: int, width: float, height: float) -> Rectangle:
    """A rectangle of the page as shown (`width` × `height`), on the paper as drawn, before it is turned."""
    left, bottom, right, top = shown
    if turned == 90:
        return height - top, left, height - bottom, right
    if turned == 180:
        return width - right, height - top, width - left, height - bottom
    if turned == 270:
        return bottom, width - right, top, width - left
    return shown


def _page(reader: PdfFileReader, number: int) -> DictionaryObject:
    try:
        reference, _ = reader.find_page_for_modification(number)  # type: ignore[no-untyped-call]
    except PdfError:
        raise SigningProblem("STAMP_OFF_PAGE", f"no page {number + 1}") from None
    page: DictionaryObject = reference.get_object()
    return page


def _paper(page: DictionaryObject) -> Rectangle:
    """What is shown of the page's paper, in points."""
    media = _edges(_inherited(page, "/MediaBox") or _A4)
    crop = _edges(_inherited(page, "/CropBox") or media)
    seen = (max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3]))
    return seen if seen[0] < seen[2] and seen[1] < seen[3] else media


def _edges(box: Any) -> Rectangle:
    """Any two opposite corners (ISO 32000-1, 7.9.5) as left, bottom, right, top."""
    one, two, three, four = (float(edge) for edge in box)
    return min(one, three), min(two, four), max(one, three), max(two, four)


def _turned(page: DictionaryObject) -> int:
    return int(_inherited(page, "/Rotate") or 0) % 360


def _inherited(page: DictionaryObject, name: str) -> Any:
    """A value of the page, or of the page tree above it; None where nobody gives one."""
    node = page
    while name not in node and "/Parent" in node:
        node = node["/Parent"]
    return node.get(name)
