"""Open PDFs for signing and for judging; damaged ones make the parser fail in ways of many types."""

from __future__ import annotations

import io

from pyhanko.pdf_utils.crypt import AuthStatus
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature

from node.sign.problems import SigningProblem


def open_for_signing(pdf: bytes) -> IncrementalPdfFileWriter:
    """Open `pdf` so that a revision can be appended. Raises NOT_A_PDF or PDF_ENCRYPTED."""
    if b"%PDF-" not in pdf[:1024]:
        raise SigningProblem("NOT_A_PDF")
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
        encrypted = writer.prev.encrypted
        is_empty = not writer.prev.root["/Pages"]["/Kids"]
    except Exception as error:
        # None of the parser's troubles is the signer's fault.
        raise SigningProblem("NOT_A_PDF", type(error).__name__) from error
    if encrypted:
        raise SigningProblem("PDF_ENCRYPTED")
    if is_empty:
        raise SigningProblem("NOT_A_PDF", "no pages")
    return writer


def open_signed(pdf: bytes) -> tuple[PdfFileReader, list[EmbeddedPdfSignature]]:
    """The file and its signatures, timestamps over the document apart. A file that opens without a password, and only
    forbids changes, is judged like any other. Raises NOT_A_PDF, PDF_ENCRYPTED, NO_SIGNATURES."""
    if b"%PDF-" not in pdf[:1024]:
        raise SigningProblem("NOT_A_PDF")
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        if reader.encrypted and reader.decrypt("").status is AuthStatus.FAILED:
            raise SigningProblem("PDF_ENCRYPTED")
        signatures = list(reader.embedded_regular_signatures)
    except SigningProblem:
        raise
    except Exception as error:
        # All mean the same to the reader.
        raise SigningProblem("NOT_A_PDF", type(error).__name__) from error
    if not signatures:
        raise SigningProblem("NO_SIGNATURES")
    return reader, signatures
