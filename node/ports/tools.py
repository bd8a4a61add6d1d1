"""Ports to what reads, signs, prints and backs up. Heavy libraries live behind them, mostly in child processes."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Protocol

from dossier.form_text import FormText


@dataclass(frozen=True, slots=True)
class FoundWord:
    """A word on a page; `confidence` 0–100, `box` (left, top, right, bottom) in pixels of the page."""

    text: str
    confidence: int
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class FoundField:
    """A field candidate: a proposal only. `type` says what kind of value it is, `review` that it is in doubt and
    `reason` why ("" = nothing speaks against it)."""

    name: str
    value: str
    confidence: int
    page: int
    box: tuple[int, int, int, int]
    type: str = ""
    review: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """One page as the machine read it; `page` counts from 1."""

    page: int
    pages: int
    width: int
    height: int
    text: str
    words: tuple[FoundWord, ...]
    fields: tuple[FoundField, ...]
    kind: str = ""  # of paper (`dossier.paper_kinds`), "" = not recognised
    kind_sure: int = 0


@dataclass(frozen=True, slots=True)
class ReaderState:
    """What reads on this machine: the first reader by name and version, why it cannot read ("" = it can), and what
    became of the second: on | off (by the settings) | absent (not installed)."""

    first: str
    trouble_vi: str
    second: str


class ReaderProbe(Protocol):
    """Looks at what reads, without reading."""

    def readers(self) -> ReaderState:
        """What is there now. Never raises: trouble is told."""
        ...


class Reader(Protocol):
    """Reads scans in a child process."""

    def read(self, path: Path, on_page: Callable[[ReadPage], None], first_page: int) -> None:
        """Read a JPEG, PNG, TIFF or PDF from `first_page` (1-based) on; `on_page` gets each page as it is done,
        and what it got stays valid when a later page fails. Raises Problem (NOT_AN_IMAGE, OCR_TIMEOUT …)."""
        ...

    def digitise(self, sources: Sequence[Path], target: Path, title: str) -> int:
        """Write one searchable PDF/A of all sources to `target`; gives the number of pages. Raises Problem."""
        ...

    def preview(self, path: Path, page: int, target: Path) -> None:
        """Write a JPEG of one page (1-based) for the screen to `target`. Raises Problem."""
        ...


class Digitiser(Protocol):
    """Reads and digitises in one pass, in a child process: what is done in bulk is read once."""

    def digitise_pages(
        self, sources: Sequence[Path], target: Path, title: str, on_page: Callable[[ReadPage], None]
    ) -> int:
        """As `Reader.digitise`; `on_page` gets each page as the machine read it. Raises Problem."""
        ...


class CardReader(Protocol):
    """Reads cards from pictures, in a child process."""

    def codes(self, path: Path) -> tuple[str, ...]:
        """The texts of the bar codes on a picture, from top to bottom; none is no error. Raises Problem."""
        ...

    def read(self, path: Path, on_page: Callable[[ReadPage], None], first_page: int) -> None:
        """As `Reader.read`."""
        ...


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a visible signature belongs: page from 0, rectangle in points from the lower left corner."""

    page: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class ResultPdf:
    """A drawn result with the places of its signatures by role (leader, seal)."""

    pdf: bytes
    spots: Mapping[str, Spot]


@dataclass(frozen=True, slots=True)
class SignOrder:
    """What to sign as. `role` is intake | leader | seal; `officer` names the key (an officer's id, or the unit_id
    for the agency's seal), `name` is printed; `place` names the unit; the passphrase is never stored."""

    role: str
    officer: str
    name: str
    passphrase: str
    reason_vi: str
    place: str
    at_ms: int
    spots: Mapping[str, Spot] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SignedPdf:
    """A PDF with its new signature; `level` is the PAdES level reached ("B-B"), `key_ends_ms` when the certificate that
    signed it ends (0 = unknown)."""

    data: bytes
    level: str
    key_ends_ms: int = 0


#: What speaks against one paper only: a batch goes on with the next one.
PAPER_FAULTS = frozenset(
    {
        *("NOT_A_PDF", "PDF_ENCRYPTED", "ALREADY_CERTIFIED_NO_CHANGES", "CERTIFY_TOO_LATE"),
        *("FIELD_NOT_PREPARED", "FIELD_ALREADY_SIGNED", "PDF_FORM_UNUSABLE", "STAMP_OFF_PAGE"),
        *("BLOB_NOT_HERE", "BLOB_CORRUPT"),
        *("NOT_AN_IMAGE", "IMAGE_TOO_LARGE", "OCR_TIMEOUT", "OCR_CRASHED", "OCR_OUT_OF_MEMORY"),
        *("DOSSIER_UNKNOWN", "RESULT_NOT_WAITING"),
    }
)


class Signer(Protocol):
    """Puts PAdES signatures on PDFs, with the key of the officer or of the agency."""

    def sign(self, pdf: bytes, order: SignOrder) -> SignedPdf:
        """An incremental update of `pdf`; its first bytes stay. Raises Problem (SIGN_KEY_MISSING,
        WRONG_PASSPHRASE, PIN_WRONG, NOT_A_PDF …)."""
        ...

    def get_ready(self) -> None:
        """Somebody will sign in a moment: what takes time to start is started now. Returns at once."""
        ...

    def batch(self) -> AbstractContextManager["Signer"]:
        """A signer for many papers in a row: each key is opened once, at its first paper, and closed at the end. A
        token that stopped answering stays silent for the rest of the batch; no PIN is sent twice."""
        ...


@dataclass(frozen=True, slots=True)
class RaisedPdf:
    """A signed PDF with the PAdES level it has reached now; `missing` is the code of what kept it lower ("" = nothing),
    `renew_ms` when its newest proof of time ends, `stamped_ms` the time that it proves (0 = none)."""

    data: bytes
    level: str
    missing: str
    renew_ms: int
    stamped_ms: int = 0


class LevelRaiser(Protocol):
    """Adds timestamps and validation data to signed PDFs over the line."""

    def raise_level(self, pdf: bytes, at_ms: int) -> RaisedPdf:
        """The same signed bytes with more behind them. Raises Problem: TSA_UNREACHABLE, TSA_REFUSED, TSA_UNTRUSTED when
        nothing was gained; NOT_A_PDF, NO_SIGNATURES …"""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateSaid:
    """What a signer's certificate says: `serial` in hexadecimal, days of validity in ISO 8601, `algorithm` of key and
    digest ("RSA 2048, SHA-256"), `chain` of common names from the signer up, `chain_trusted` where it ends at a root
    that is trusted here. What cannot be read is empty."""

    serial: str = ""
    valid_from: str = ""
    valid_to: str = ""
    algorithm: str = ""
    chain: tuple[str, ...] = ()
    chain_trusted: bool = False

    def certificate_said(self) -> dict[str, Any]:
        """These by name, for another value that tells them."""
        return {one.name: getattr(self, one.name) for one in fields(CertificateSaid)}


@dataclass(frozen=True, slots=True)
class SignatureVerdict(CertificateSaid):
    """One signature of a PDF as judged now. `verdict` is VALID | INVALID | INDETERMINATE, `indication` and
    `sub_indication` are those of ETSI EN 319 102-1, `meaning_vi` says them in words; `signed_at` is what the signer's
    clock claimed (ISO 8601, "" = nothing), `proven_at` the time that a timestamp of `proven_by` proves, `clock_vi` what
    to think of the difference; `changed_after` NONE | SIGNATURES | FIELDS_FILLED | LTA_UPDATES |
    ANNOTATIONS | OTHER | UNSIGNED_TAIL."""

    field_name: str
    verdict: str
    indication: str
    sub_indication: str
    meaning_vi: str
    signer: str
    organisation: str
    signed_at: str
    level: str
    coverage: str
    changed_after: str
    proven_at: str = ""
    proven_by: str = ""
    clock_vi: str = ""


@dataclass(frozen=True, slots=True)
class DocumentVerdict:
    """All signatures of a PDF and the worst verdict. `trusted` tells whether this node has a list of trusted roots;
    without one no chain can be judged. `archive` is the kind of PDF/A that the file calls itself ("" = none), `unfit`
    what speaks against that, in words."""

    verdict: str
    checked_at: str
    trusted: bool
    signatures: tuple[SignatureVerdict, ...]
    archive: str = ""
    unfit: tuple[str, ...] = ()


class Verifier(Protocol):
    """Judges the signatures of PDFs with the trust roots of this node; fetches nothing."""

    def verify(self, path: Path, at_ms: int) -> DocumentVerdict:
        """Judge as of an instant. Raises Problem (NOT_A_PDF, NO_SIGNATURES, TRUST_NOT_READABLE …)."""
        ...


class Forms(Protocol):
    """Turns form models into PDF bytes."""

    def form(self, model: FormText) -> bytes:
        """A form of `dossier.forms` (its `FormText`)."""
        ...

    def result(self, model: Any) -> ResultPdf:
        """A result sheet from a `node.usecases.models.ResultSheet`, as PDF/A."""
        ...


@dataclass(frozen=True, slots=True)
class BackupState:
    """State of the replica beside the node: `state` is running | stopped | failing | off."""

    state: str
    last_ms: int = 0
    hint_vi: str = ""


class BackupView(Protocol):
    """Asks the supervised backup how it is."""

    def state(self) -> BackupState:
        """Never raises."""
        ...
