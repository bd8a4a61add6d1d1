"""Sign a PDF: PAdES B-B, as one more revision behind bytes that stay as they were (ETSI EN 319 142-1)."""

from __future__ import annotations

import asyncio
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, InnerScaling, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.signers.pdf_signer import PdfTBSDocument
from pyhanko.stamp import StaticStampStyle

from node.sign.fields import place_of, prepare_fields
from node.sign.opening import open_for_signing
from node.sign.pkcs12 import check_certificate
from node.sign.port import SignRequest
from node.sign.problems import SigningProblem
from node.sign.stamp import draw_stamp

# Room for a timestamp token, which is put into the same place when the line is back.
_BYTES_RESERVED = 32768
DIGEST = "sha256"
_AS_DRAWN = SimpleBoxLayoutRule(
    x_align=AxisAlignment.ALIGN_MID,
    y_align=AxisAlignment.ALIGN_MID,
    margins=Margins(0, 0, 0, 0),
    inner_content_scaling=InnerScaling.NO_SCALING,
)


@dataclass(frozen=True, slots=True, eq=False)
class PadesSigner:
    """A `Signer` around any key that pyHanko can use."""

    key: Signer

    def sign(self, pdf: bytes, request: SignRequest) -> bytes:
        """See `Signer.sign`."""
        with prepared(pdf, request, self.key) as ready:
            signed = asyncio.run(self._sign(ready, request))
        if not signed.startswith(pdf):
            raise SigningProblem("SIGNING_FAILED", "earlier bytes would have changed")
        return signed

    async def _sign(self, ready: Prepared, request: SignRequest) -> bytes:
        done = await ready.document.perform_signature(ready.digest, attributes_of(request))
        await done.post_signature_processing(ready.output)
        return ready.output.getvalue()


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A file with an empty place for its signature, and the digest of all the rest."""

    document: PdfTBSDocument
    output: io.BytesIO
    digest: bytes


@contextmanager
def prepared(pdf: bytes, request: SignRequest, key: Signer) -> Iterator[Prepared]:
    """pyHanko's own steps, one by one, because the time of signing is given and not read from a clock. Raises as
    `Signer.sign`; so does what is done with it."""
    check_certificate(key.signing_cert, request.moment)
    writer = open_for_signing(pdf)
    try:
        with _form_faults(), tempfile.TemporaryDirectory(prefix="stamp-") as folder:
            prepare_fields(writer, request)
            style = _appearance(writer, request, Path(folder) / "stamp.pdf")
            session = PdfSigner(_metadata(request), key, stamp_style=style).init_signing_session(
                writer, existing_fields_only=True
            )
            session.system_time = request.moment
            document = session.prepare_tbs_document(
                validation_info=None, bytes_reserved=_BYTES_RESERVED, appearance_text_params={}
            )
            output = io.BytesIO()
            digest, _ = document.digest_tbs_document(in_place=False, output=output)
        yield Prepared(document, output, digest.document_digest)
    except (SigningError, PdfReadError) as error:
        raise SigningProblem("SIGNING_FAILED", str(error)[:200]) from error


@contextmanager
def _form_faults() -> Iterator[None]:
    """What stands in a form that others made makes pyHanko fail in ways of many types: the paper's fault, for ever."""
    try:
        yield
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError) as error:
        raise SigningProblem("PDF_FORM_UNUSABLE", type(error).__name__) from error


def attributes_of(request: SignRequest) -> PdfCMSSignedAttributes:
    """What is signed beside the digest: the claimed time."""
    return PdfCMSSignedAttributes(signing_time=request.moment)


def _metadata(request: SignRequest) -> PdfSignatureMetadata:
    return PdfSignatureMetadata(
        field_name=request.field_name,
        md_algorithm=DIGEST,
        name=request.signer_display or None,
        reason=" - ".join(request.lines) or None,
        certify=request.certify,
        docmdp_permissions=MDPPerm.FILL_FORMS,
        subfilter=SigSeedSubFilter.PADES,
    )


def _appearance(
    writer: IncrementalPdfFileWriter, request: SignRequest, stamp: Path
) -> StaticStampStyle | None:
    place = place_of(writer, request.field_name)
    if place is None:
        return None
    stamp.write_bytes(draw_stamp(request, place.width, place.height, place.turned))
    return StaticStampStyle(
        background=ImportedPdfPage(str(stamp)),  # type: ignore[no-untyped-call]
        background_layout=_AS_DRAWN,
        background_opacity=1.0,
        border_width=0,
    )
