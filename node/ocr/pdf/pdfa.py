"""Turn a PDF that this program drew into PDF/A-2b, and have that checked before anybody sees the file.

PDF/A-2b (ISO 19005-2) with pikepdf's own preparation and validator (`pikepdf.pdfa`), which opens what was written once
more and whose rule is that an approval must never be wrong: what it does not know it does not approve. veraPDF needs
Java and is not packaged for our machines, so nobody else's validator has looked at these files.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pikepdf
from pikepdf import pdfa

from node.ocr.problems import ReadingProblem

_FLAVOUR = "2b"
# Empty page keys that drawing libraries leave behind and that PDF/A readers do not know.
_IDLE_PAGE_KEYS = ("/Trans",)
# What they say of an author, a subject and a maker that nobody named.
_EMPTY_WORDS = {"/Author": "anonymous", "/Subject": "unspecified", "/Creator": "anonymous"}


def save_pdfa(drawn: Path, out: Path) -> None:
    """Write `drawn` as PDF/A-2b to `out`; `out` appears whole or not at all.

    Raises PDFA_NOT_CONFORMING with the first findings, and NOT_A_PDF where `drawn` cannot be opened.
    """
    handle, name = tempfile.mkstemp(dir=out.parent, prefix=".pdfa-", suffix=".pdf")
    os.close(handle)
    part = Path(name)
    try:
        with pikepdf.open(drawn) as pdf:
            for page in pdf.pages:
                for key in _IDLE_PAGE_KEYS:
                    if key in page.obj:
                        del page.obj[key]
            for key, nothing in _EMPTY_WORDS.items():
                if str(pdf.docinfo.get(key, "")) == nothing:
                    del pdf.docinfo[key]
            pdf.Root.Lang = pikepdf.String("vi-VN")
            pdfa.save(pdf, part, _FLAVOUR)
        part.replace(out)
    except pdfa.PdfaError as error:
        raise ReadingProblem("PDFA_NOT_CONFORMING", str(error)[:300]) from error
    except pikepdf.PdfError as error:
        raise ReadingProblem("NOT_A_PDF", type(error).__name__) from error
    finally:
        part.unlink(missing_ok=True)
