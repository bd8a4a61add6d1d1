"""A digitised paper signed by a token in the clerk's own PC: prepared here, signed there, finished here.

What was prepared is a durable row, good for 30 minutes, once, for the officer who prepared it and for the paper as it
was then. The prepared bytes lie in a store of their own under their SHA-256: changed ones are not found again.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from dossier.errors import Refuse
from dossier.local_time import DAY_MS, local
from dossier.state import DossierState
from node.ports import SignedPdf, Tables
from node.ports.handed import HandedPdf, HandedRow, HandedSigner
from node.usecases.record.enact import attempt
from node.usecases.signing.digitised import Copy, DigitisedCopies, basis_of, keys_of
from node.usecases.signing.handed_file import MINUTES, HandedRequest, changed, too_late
from node.usecases.signing.order import INTAKE_VI, sign_order
from node.usecases.workplace import Workplace
from plumbing.blobs import BlobStore
from plumbing.problem import Problem

_TIME_MS = int(timedelta(minutes=MINUTES).total_seconds() * 1000)
_TOLD_MS = DAY_MS  # so long it is said that a request is used or late, later that it is unknown


@dataclass(frozen=True, slots=True)
class Waiting:
    """One that waits for its signature, in words (`what_vi`) and as it travels."""

    id: str
    dossier: str
    component: str
    what_vi: str
    pages: int
    digest: str
    request: HandedRequest


class SigningElsewhere:
    """`kept` holds the prepared bytes; they are no scans and go nowhere."""

    def __init__(
        self, place: Workplace, copies: DigitisedCopies, signer: HandedSigner, kept: BlobStore
    ) -> None:
        self._place, self._copies, self._signer, self._kept = place, copies, signer, kept

    def knows_certificate(self, officer: str) -> bool:
        """Whether the officer has signed this way before, so that no certificate need be sent."""
        with self._place.store.reading() as tables:
            return bool(tables.handed.chain(officer))

    def prepare(self, dossier: str, component: str, certificates: bytes, officer: str) -> Waiting | Refuse:
        """Make the paper's copy and a place for the signature in it. `certificates` b"" = those of last time. Raises
        Problem: HANDED_NO_CERTIFICATE, and what `HandedSigner.prepare` raises."""
        self.sweep()
        state = self._copies.state(dossier)
        refused = self._copies.refusal(state, component, officer)
        if refused is not None:
            return refused
        chain = certificates or self._known_chain(officer)
        copy, pdf = self._copies.make(state, component)
        order = sign_order(self._place, "intake", officer, "", INTAKE_VI)
        handed = self._signer.prepare(pdf, order, chain)
        row = _row(copy, handed, officer, order.at_ms)
        with self._place.store.writing() as tables:
            tables.handed.add(row)
            tables.audit.add(row.made_ms, officer, f"signature prepared {row.id}", dossier)
        self._kept.put(handed.pdf)  # after its row: bytes that no row names would lie there for ever
        return self._waiting(row)

    def waiting(self, dossier: str, id_: str, officer: str) -> Waiting:
        """What was prepared and can still be signed. Raises Problem: HANDED_UNKNOWN, HANDED_NOT_YOURS, HANDED_USED,
        HANDED_TOO_LATE."""
        with self._place.store.reading() as tables:
            return self._waiting(self._open(tables, dossier, id_, officer))

    def finish(
        self, dossier: str, id_: str, signature: bytes, officer: str, certificate: bytes = b""
    ) -> DossierState | Refuse:
        """Put the signature into its place and record the signed paper, once. A wrong signature uses nothing up; a
        `certificate` that comes with it must be the one that was prepared for. Raises Problem as `waiting`, and
        HANDED_PAPER_CHANGED, HANDED_CHANGED, HANDED_SIGNATURE_WRONG, HANDED_NOT_TRUSTED."""
        place = self._place
        with place.store.reading() as tables:
            row = self._open(tables, dossier, id_, officer)
        state = self._copies.state(dossier)
        refused = self._copies.refusal(state, row.component, officer)
        if refused is not None:
            return refused
        _check_basis(state, row)
        handed = HandedPdf(self._prepared(row), row.attributes, row.chain)
        signed = self._signer.finish(handed, signature, certificate, place.clock.now_ms())
        blob = place.blobs.put(signed.data).sha256
        copy = Copy(dossier, row.component, row.title, row.pages, row.basis, keys_of(state, row.component))
        done = attempt(place, lambda tables: self._record(tables, row, copy, signed, blob))
        if not isinstance(done, Refuse):
            self._kept.drop(row.pdf)
        return done

    def sweep(self) -> None:
        """Drop the prepared bytes that are of no more use, and rows of which nothing need be said any longer."""
        now = self._place.clock.now_ms()
        with self._place.store.reading() as tables:
            over = tables.handed.over(now)
        for row in over:
            self._kept.drop(row.pdf)
        if any(row.until_ms < now - _TOLD_MS for row in over):
            with self._place.store.writing() as tables:
                tables.handed.forget(now - _TOLD_MS)

    def _record(
        self, tables: Tables, row: HandedRow, copy: Copy, signed: SignedPdf, blob: str
    ) -> DossierState | Refuse:
        """Looked at once more where nobody else writes: two answers at once make one signature."""
        self._open(tables, row.dossier, row.id, row.officer)
        tables.handed.use(row.id, self._place.clock.now_ms())
        return self._copies.record(tables, copy, signed, blob, row.officer)

    def _known_chain(self, officer: str) -> bytes:
        with self._place.store.reading() as tables:
            chain = tables.handed.chain(officer)
        if not chain:
            hint = "Hãy chọn tệp chứng thư số của bạn (.pem, .cer hoặc .crt); lần sau máy tự nhớ."
            raise Problem("HANDED_NO_CERTIFICATE", hint)
        return chain

    def _open(self, tables: Tables, dossier: str, id_: str, officer: str) -> HandedRow:
        row = tables.handed.get(id_)
        if row is None or row.dossier != dossier:
            hint = "Không có yêu cầu ký này ở máy một cửa; hãy chuẩn bị lại từ trang hồ sơ."
            raise Problem("HANDED_UNKNOWN", hint)
        if row.officer != officer:
            hint = "Yêu cầu ký này do cán bộ khác chuẩn bị. Hãy tự chuẩn bị rồi ký bằng thiết bị của bạn."
            raise Problem("HANDED_NOT_YOURS", hint)
        if row.used_ms:
            raise Problem("HANDED_USED", "Yêu cầu ký này đã dùng rồi; hãy xem bản đã ký ở trang hồ sơ.")
        if row.until_ms < self._place.clock.now_ms():
            raise too_late()
        return row

    def _prepared(self, row: HandedRow) -> bytes:
        try:
            with self._kept.open(row.pdf) as file:
                return file.read()
        except Problem as problem:
            if problem.code not in ("BLOB_NOT_HERE", "BLOB_CORRUPT"):
                raise
            raise changed(problem.code) from problem

    def _waiting(self, row: HandedRow) -> Waiting:
        made, until = local(row.made_ms), local(row.until_ms)
        name = self._place.register.officer_name(row.officer)
        what = (
            f"Bản số hóa «{row.title}», {row.pages} trang; người ký {name}, lúc {made:%H:%M ngày %d/%m/%Y}."
        )
        file = f"{row.dossier}-{row.component}"
        request = HandedRequest(row.attributes, row.chain, file, row.pdf, made, until)
        digest = sha256(row.attributes).hexdigest()
        return Waiting(row.id, row.dossier, row.component, what, row.pages, digest, request)


def _row(copy: Copy, handed: HandedPdf, officer: str, at_ms: int) -> HandedRow:
    return HandedRow(
        id=secrets.token_hex(16),
        dossier=copy.dossier,
        component=copy.component,
        officer=officer,
        title=copy.title,
        pages=copy.pages,
        basis=copy.basis,
        pdf=sha256(handed.pdf).hexdigest(),
        attributes=handed.attributes,
        chain=handed.chain,
        made_ms=at_ms,
        until_ms=at_ms + _TIME_MS,
    )


def _check_basis(state: DossierState, row: HandedRow) -> None:
    if basis_of(state, row.component) != row.basis:
        hint = "Giấy này đã có thêm trang quét hoặc chữ ký sau khi chuẩn bị. Hãy chuẩn bị lại từ trang hồ sơ."
        raise Problem("HANDED_PAPER_CHANGED", hint)
