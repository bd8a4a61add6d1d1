"""Signature fields: place them all before the first signature, and refuse what earlier signatures forbid."""

from __future__ import annotations

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
    # After a certification no field may be added any more; before it, all of them are.
    for slot in wanted:
        if slot.field_name not in existing and certified is None:
            append_signature_field(writer, _spec(slot, reader))
    if request.field_name not in existing and request.field_name not in {slot.field_name for slot in wanted}:
        raise SigningProblem("FIELD_NOT_PREPARED", request.field_name)


def field_box(writer: IncrementalPdfFileWriter, field_name: str) -> Rectangle | None:
    """The rectangle of a field in points, or None where it is invisible."""
    for name, _, reference in enumerate_sig_fields(writer):
        if name == field_name:
            left, bottom, right, top = (float(edge) for edge in reference.get_object()["/Rect"])
            return (left, bottom, right, top) if right > left and top > bottom else None
    return None


def _spec(slot: Slot, reader: PdfFileReader) -> SigFieldSpec:
    """`slot` on the page it names, its box measured from the corner it names."""
    if slot.box is None:
        return SigFieldSpec(slot.field_name, on_page=slot.page)
    media = _media_box(reader, slot.page)
    x, y = (media[2], media[3]) if slot.corner is Corner.TOP_RIGHT else (media[0], media[1])
    left, bottom, right, top = slot.box
    rectangle = (round(left + x), round(bottom + y), round(right + x), round(top + y))
    if not (media[0] < rectangle[2] and rectangle[0] < media[2]):
        raise SigningProblem("STAMP_OFF_PAGE", "beside the page")
    if not (media[1] < rectangle[3] and rectangle[1] < media[3]):
        raise SigningProblem("STAMP_OFF_PAGE", "above or below the page")
    return SigFieldSpec(slot.field_name, on_page=slot.page, box=rectangle)


def _media_box(reader: PdfFileReader, page: int) -> Rectangle:
    """The page's paper in points; it may be inherited from the page tree."""
    try:
        reference, _ = reader.find_page_for_modification(page)  # type: ignore[no-untyped-call]
    except PdfError:
        raise SigningProblem("STAMP_OFF_PAGE", f"no page {page + 1}") from None
    node = reference.get_object()
    while "/MediaBox" not in node and "/Parent" in node:
        node = node["/Parent"]
    left, bottom, right, top = (float(edge) for edge in node.get("/MediaBox", _A4))
    return (left, bottom, right, top)
