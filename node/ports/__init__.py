"""What the node's use cases need from the outside: small protocols with their contract in the docstring.

`store` is the database (one transaction = one act), `tools` reads, signs and prints, `road` carries envelopes
and blobs. Adapters implement them; the suites under tests/conformance run on every one.
"""

from node.ports.road import BlobRoad, LetterRoad
from node.ports.rows import (
    AsidePage,
    AuditRow,
    BlobRow,
    CandidateRow,
    DossierRow,
    JobRow,
    LetterRow,
    NumberRow,
    OutboxRow,
    PaperRow,
    QuarantineRow,
    Rank,
    SessionRow,
    StoredDocument,
    Waiting,
)
from node.ports.store import Store, Tables
from node.ports.tools import (
    BackupState,
    BackupView,
    DocumentVerdict,
    Forms,
    FoundField,
    FoundWord,
    Reader,
    ReadPage,
    ResultPdf,
    SignatureVerdict,
    SignedPdf,
    Signer,
    SignOrder,
    Spot,
    Verifier,
)

__all__ = [
    "AsidePage",
    "AuditRow",
    "BackupState",
    "BackupView",
    "BlobRoad",
    "BlobRow",
    "CandidateRow",
    "DocumentVerdict",
    "DossierRow",
    "Forms",
    "FoundField",
    "FoundWord",
    "JobRow",
    "LetterRoad",
    "LetterRow",
    "NumberRow",
    "OutboxRow",
    "PaperRow",
    "QuarantineRow",
    "Rank",
    "ReadPage",
    "Reader",
    "ResultPdf",
    "SessionRow",
    "SignOrder",
    "SignatureVerdict",
    "SignedPdf",
    "Signer",
    "Spot",
    "Store",
    "StoredDocument",
    "Tables",
    "Verifier",
    "Waiting",
]
