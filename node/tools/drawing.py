"""Drawing papers; reportlab is imported at the first one, so that an idle node stays small."""

from collections.abc import Sequence
from dataclasses import dataclass

from dossier.form_text import FormText
from node.ocr.process.child import ChildReader
from node.ports import ResultPdf, Spot
from node.ports.tray import CoverSheet
from node.usecases.models import ResultSheet
from plumbing.scratch import Scratch


@dataclass(frozen=True, slots=True)
class PdfForms:
    """`node.ports.Forms` drawn with reportlab; results become PDF/A in the OCR child."""

    child: ChildReader

    def form(self, model: FormText) -> bytes:
        """See `Forms.form`."""
        from node.forms_pdf.draw_form import draw_form

        return draw_form(model)

    def result(self, model: ResultSheet) -> ResultPdf:
        """See `Forms.result`."""
        from node.forms_pdf.draw_letter import draw_letter
        from node.forms_pdf.result import letter_of

        drawn = draw_letter(letter_of(model))
        with Scratch() as folder:
            plain, archived = folder / "drawn.pdf", folder / "archived.pdf"
            plain.write_bytes(drawn.pdf)
            self.child.archive(plain, archived)
            data = archived.read_bytes()
        return ResultPdf(data, {role: Spot(place.page, place.box) for role, place in drawn.places.items()})

    def covers(self, sheets: Sequence[CoverSheet]) -> bytes:
        """See `CoverPrinter.covers`."""
        from node.forms_pdf.draw_cover import draw_covers

        return draw_covers(sheets)
