"""Ports to signatures that are made in another PC: what was prepared and waits, and what prepares and finishes.

Part of `node.ports.store` and `node.ports.tools`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from node.ports.tools import SignedPdf, SignOrder


@dataclass(frozen=True, slots=True)
class HandedPdf:
    """A file with an empty place for its signature: `attributes` (DER) are what is to be signed (SHA-256 with RSA
    PKCS#1 v1.5, or ECDSA) by the first certificate of `chain` (PEM)."""

    pdf: bytes
    attributes: bytes
    chain: bytes


@dataclass(frozen=True, slots=True)
class HandedRow:
    """One that was prepared for `officer` and for nobody else. `basis` is the digest of what the paper was made of,
    `pdf` the name of the prepared bytes; `used_ms` 0 = not yet."""

    id: str
    dossier: str
    component: str
    officer: str
    title: str
    pages: int
    basis: str
    pdf: str
    attributes: bytes
    chain: bytes
    made_ms: int
    until_ms: int
    used_ms: int = 0


class HandedBook(Protocol):
    """What was prepared, and the certificate that each officer used last."""

    def add(self, row: HandedRow) -> None:
        """One more that waits; its chain is the officer's from now on."""
        ...

    def get(self, id_: str) -> HandedRow | None:
        """One, used or not, until it is forgotten."""
        ...

    def use(self, id_: str, at_ms: int) -> bool:
        """Take it, once; False when it was taken before."""
        ...

    def over(self, now_ms: int) -> Sequence[HandedRow]:
        """Those that were used, or are too late: their prepared bytes are of no more use."""
        ...

    def forget(self, before_ms: int) -> None:
        """Drop what ended before that instant."""
        ...

    def chain(self, officer: str) -> bytes:
        """The chain (PEM) that the officer used last, b"" when there is none."""
        ...


class HandedSigner(Protocol):
    """Prepares and finishes; holds no key."""

    def prepare(self, pdf: bytes, order: SignOrder, certificates: bytes) -> HandedPdf:
        """Prepare a signature by the first of `certificates` (PEM, or one as DER), which must be the one of the order's
        person. Raises Problem: HANDED_CERTIFICATE_MALFORMED, HANDED_OTHER_HOLDER, KEY_EXPIRED, KEY_NOT_FOR_SIGNING …"""
        ...

    def finish(self, handed: HandedPdf, signature: bytes, certificates: bytes, at_ms: int) -> SignedPdf:
        """The signed PDF. `certificates` that come with the signature (b"" = none) must begin with that of the chain.
        Raises Problem: HANDED_CHANGED, HANDED_SIGNATURE_WRONG, HANDED_NOT_TRUSTED."""
        ...
