"""PDFs as many programs make them: odd, and within the standard (or so near to it that viewers show them)."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

Change = Callable[[Pdf], None]


def edited(paper: bytes, change: Change = lambda _: None, **save: Any) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        change(pdf)
        pdf.save(out, **save)
    return out.getvalue()


def revised(paper: bytes, times: int) -> bytes:
    """With revisions behind it that change nothing to be seen."""
    for count in range(times):
        writer, out = IncrementalPdfFileWriter(io.BytesIO(paper), strict=False), io.BytesIO()
        writer.root[generic.pdf_name(f"/Odd{count}")] = generic.NumberObject(count)
        writer.update_root()
        writer.write(out)
        paper = out.getvalue()
    return paper


def hybrid(paper: bytes) -> bytes:
    """A table of references for old readers and a stream of them for new ones (ISO 32000-1, 7.5.8.4)."""
    table = int(re.findall(rb"startxref\s+(\d+)", paper)[-1])
    size = int(re.findall(rb"/Size (\d+)", paper)[-1])
    body, tail = paper[:table], paper[table:]
    stream = b"%d 0 obj\n<</Type/XRef/Size %d/W[1 2 1]/Index[0 1]/Length 4>>\nstream\n" % (size + 9, size)
    stream += b"\x00\x00\x00\xff\nendstream\nendobj\n"
    tail = re.sub(rb"trailer\s*<<", b"trailer\n<</XRefStm %d " % table, tail)
    return body + stream + re.sub(rb"startxref\s+\d+", b"startxref\n%d" % (table + len(stream)), tail)


def turned(degrees: int) -> Change:
    def change(pdf: Pdf) -> None:
        for page in pdf.pages:
            page.obj.Rotate = degrees

    return change


def sized(*box: float) -> Change:
    def change(pdf: Pdf) -> None:
        for page in pdf.pages:
            page.obj.MediaBox = Array(box)

    return change


def with_field(kind: str, name: str, **more: Any) -> Change:
    """A form of one field, together with its widget."""

    def change(pdf: Pdf) -> None:
        page = pdf.pages[0].obj
        field = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name(kind), T=name, P=page, F=4)
        field.Rect = Array([50, 500, 200, 520])
        made = pdf.make_indirect(field)
        page.Annots = Array([made])
        pdf.Root.AcroForm = Dictionary(Fields=Array([made]), **more)

    return change


def with_form(*fields: Dictionary) -> Change:
    """A form whose fields have no widget, and stand in it themselves."""

    def change(pdf: Pdf) -> None:
        pdf.Root.AcroForm = Dictionary(Fields=Array(fields))

    return change


def field_apart(pdf: Pdf) -> None:
    """A signature field whose widget is a child of it."""
    with_field("/Sig", "intake")(pdf)
    widget = pdf.Root.AcroForm.Fields[0]
    field = pdf.make_indirect(Dictionary(FT=widget.FT, T=widget.T, Kids=Array([widget])))
    del widget["/FT"], widget["/T"]
    widget.Parent = field
    pdf.Root.AcroForm.Fields = Array([field])


def unboxed(pdf: Pdf) -> None:
    for page in pdf.pages:
        del page.obj["/MediaBox"]


def shown_elsewhere(pdf: Pdf) -> None:
    pdf.pages[0].obj.CropBox = Array([900, 900, 1000, 1000])


def notes_apart(pdf: Pdf) -> None:
    pdf.pages[0].obj.Annots = pdf.make_indirect(Array([]))


def root_of(**more: Any) -> Change:
    def change(pdf: Pdf) -> None:
        for name, value in more.items():
            pdf.Root[Name(f"/{name}")] = value

    return change


_STREAMS = ObjectStreamMode.generate
SIGNED_LIKE_ANY = MappingProxyType(
    {
        "bytes behind its end": lambda paper: paper + b"\n\n\0\0",
        "no line end at its end": lambda paper: paper.rstrip(b"\r\n"),
        "three revisions": lambda paper: revised(paper, 3),
        "object streams": lambda paper: edited(paper, object_stream_mode=_STREAMS),
        "revisions on object streams": lambda paper: revised(edited(paper, object_stream_mode=_STREAMS), 2),
        "linearised": lambda paper: edited(paper, linearize=True),
        "hybrid references": hybrid,
        "turned back": lambda paper: edited(paper, turned(-90)),
        "turned more than once": lambda paper: edited(paper, turned(450)),
        "turned by half a corner": lambda paper: edited(paper, turned(45)),
        "corners in another order": lambda paper: edited(paper, sized(595, 842, 0, 0)),
        "no box": lambda paper: edited(paper, unboxed),
        "shown beside its paper": lambda paper: edited(paper, shown_elsewhere),
        "a form to be redrawn": lambda paper: edited(paper, with_field("/Tx", "so", NeedAppearances=True)),
        "an empty form": lambda paper: edited(paper, root_of(AcroForm=Dictionary())),
        "an empty field of another name": lambda paper: edited(paper, with_field("/Sig", "Signature1")),
        "an empty field of our name": lambda paper: edited(paper, with_field("/Sig", "intake")),
        "notes apart from the page": lambda paper: edited(paper, notes_apart),
        "empty validation data": lambda paper: edited(paper, root_of(DSS=Dictionary(VRI=Dictionary()))),
        "an action": lambda paper: edited(
            paper, root_of(OpenAction=Dictionary(S=Name.JavaScript, JS="app.alert(1)"))
        ),
    }
)
REFUSED = MappingProxyType(
    {
        "no room": ("STAMP_OFF_PAGE", lambda paper: edited(paper, sized(0, 0, 0, 0))),
        "half a box": ("PDF_FORM_UNUSABLE", lambda paper: edited(paper, sized(0, 0))),
        "a field that is no object": (
            "PDF_FORM_UNUSABLE",
            lambda paper: edited(paper, with_form(Dictionary(FT=Name.Tx, T="so"))),
        ),
        "our name for a text": (
            "PDF_FORM_UNUSABLE",
            lambda paper: edited(paper, with_field("/Tx", "intake")),
        ),
        "a field apart from its widget": ("PDF_FORM_UNUSABLE", lambda paper: edited(paper, field_apart)),
        "changes forbidden": (
            "PDF_ENCRYPTED",
            lambda paper: edited(paper, encryption=pikepdf.Encryption(owner="o", user="")),
        ),
        "no pages": (
            "NOT_A_PDF",
            lambda paper: edited(paper, root_of(Pages=Dictionary(Type=Name.Pages, Kids=Array([]), Count=0))),
        ),
        "words before its head": ("NOT_A_PDF", lambda paper: b"From: citizen\n\n" + paper),
        "references that lead nowhere": (
            "NOT_A_PDF",
            lambda paper: re.sub(rb"startxref\s+\d+", b"startxref\n1", paper),
        ),
        "a head alone": ("NOT_A_PDF", lambda _: b"%PDF-1.7\n%%EOF\n"),
    }
)
