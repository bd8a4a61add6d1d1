"""Signature fields: place them all before the first signature, and refuse what earlier signatures forbid."""

from __future__ import annotations

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, append_signature_field, enumerate_sig_fields
from pyhanko.sign.validation import read_certification_data

from node.sign.port import Rectangle, SignRequest, Slot
from node.sign.problems import SigningProblem


def prepare_fields(writer: IncrementalPdfFileWriter, request: SignRequest) -> None:
    """Make sure that the request's field exists, is empty, and may be signed.

    Raises ALREADY_CERTIFIED_NO_CHANGES, CERTIFY_TOO_LATE, FIELD_ALREADY_SIGNED, FIELD_NOT_PREPARED.
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
    """`slot` on the page it names, its box measured from that page's own lower left corner."""
    if slot.box is None:
        return SigFieldSpec(slot.field_name, on_page=slot.page)
    media = reader.find_page_for_modification(slot.page)[0].get_object().get("/MediaBox", [0, 0, 595, 842])
    x, y = float(media[0]), float(media[1])
    left, bottom, right, top = slot.box
    return SigFieldSpec(slot.field_name, on_page=slot.page, box=(left + x, bottom + y, right + x, top + y))
