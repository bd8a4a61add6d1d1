"""The node's `Forms` port: forms and result papers as PDF bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dossier.form_text import FormText
from node.forms_pdf.draw_form import draw_form
from node.forms_pdf.draw_letter import draw_letter
from node.forms_pdf.result import letter_of
from node.ports import ResultPdf, Spot
from node.usecases.models import ResultSheet


@dataclass(frozen=True, slots=True)
class PdfForms:
    """Draws; `to_pdfa` turns a drawn PDF into PDF/A (it runs elsewhere, in the reading child)."""

    to_pdfa: Callable[[bytes], bytes]

    def form(self, model: FormText) -> bytes:
        """See `node.ports.Forms.form`."""
        return draw_form(model)

    def result(self, model: ResultSheet) -> ResultPdf:
        """See `node.ports.Forms.result`."""
        drawn = draw_letter(letter_of(model))
        spots = {role: Spot(place.page, place.box) for role, place in drawn.places.items()}
        return ResultPdf(self.to_pdfa(drawn.pdf), spots)
