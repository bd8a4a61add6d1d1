"""What people typed on a PDF: values of form fields and free text of the typewriter tool. Both lie on the page as
annotations (ISO 32000-1, 12.5.6 and 12.7), where the text of the page itself does not have them."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2 as pdfium

Written = tuple[str, float, float, float, float]  # one line: text, left, bottom, right, top in points

_raw = pdfium.raw
_WITH_WORDS = {_raw.FPDF_FORMFIELD_TEXTFIELD, _raw.FPDF_FORMFIELD_COMBOBOX, _raw.FPDF_FORMFIELD_LISTBOX}
_UNSEEN = _raw.FPDF_ANNOT_FLAG_HIDDEN | _raw.FPDF_ANNOT_FLAG_NOVIEW


def written_on(page: pdfium.PdfPage) -> Iterator[Written]:
    """Every line that somebody typed on the page. Form fields are seen where the document's forms were begun."""
    for index in range(_raw.FPDFPage_GetAnnotCount(page)):
        note = _raw.FPDFPage_GetAnnot(page, index)
        try:
            yield from _lines(page, note)
        finally:
            _raw.FPDFPage_CloseAnnot(note)


def _lines(page: pdfium.PdfPage, note: Any) -> Iterator[Written]:
    place = _raw.FS_RECTF()
    if _raw.FPDFAnnot_GetFlags(note) & _UNSEEN or not _raw.FPDFAnnot_GetRect(note, place):
        return
    lines = [line for line in _said(page, note).splitlines() if line.strip()]
    high = (place.top - place.bottom) / max(1, len(lines))
    for number, line in enumerate(lines):
        top = place.top - number * high
        yield line, place.left, top - high, place.right, top


def _said(page: pdfium.PdfPage, note: Any) -> str:
    kind = _raw.FPDFAnnot_GetSubtype(note)
    if kind == _raw.FPDF_ANNOT_FREETEXT:
        return _string(lambda room, size: _raw.FPDFAnnot_GetStringValue(note, b"Contents", room, size))
    form = page.formenv
    if kind == _raw.FPDF_ANNOT_WIDGET and form and _raw.FPDFAnnot_GetFormFieldType(form, note) in _WITH_WORDS:
        return _string(lambda room, size: _raw.FPDFAnnot_GetFormFieldValue(form, note, room, size))
    return ""


def _string(ask: Callable[..., int]) -> str:
    """PDFium's way to give text: asked for its size first, then for its UTF-16LE."""
    size = ask(None, 0)
    room = ctypes.create_string_buffer(size)
    ask(ctypes.cast(room, ctypes.POINTER(_raw.FPDF_WCHAR)), size)
    return room.raw.decode("utf-16-le", errors="replace").rstrip("\0")
