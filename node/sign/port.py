"""The port to whatever holds a signing key, and what a request to sign says. No heavy imports.

Positions and texts follow Nghị định 30/2020/NĐ-CP, Phụ lục I: on a digitised copy the signature's text (form of
the copy, agency, time in ISO 8601) stands at the top right of the first page in black, 10 points; on a document the
leader's blue signature stands above the name and the agency's red seal overlaps a third of it at its left.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from dossier.local_time import VIETNAM

Rectangle = tuple[float, float, float, float]
"""Left, bottom, right, top in PDF points."""

LEVELS = ("B-B", "B-T", "B-LT", "B-LTA")
"""PAdES levels, lowest first (EN 319 142-1)."""


class Corner(StrEnum):
    """Where a slot's rectangle is measured from; from the top right, all its numbers are negative."""

    BOTTOM_LEFT = "bottom-left"
    TOP_RIGHT = "top-right"


class Role(StrEnum):
    """In which capacity somebody signs; decides colour and layout of the visible signature."""

    INTAKE = "intake"
    LEADER = "leader"
    SEAL = "seal"


@dataclass(frozen=True, slots=True)
class Slot:
    """A signature field to be placed before the first signature; without `box` it is invisible.

    `page` counts from 0; −1 is the last page.
    """

    field_name: str
    box: Rectangle | None = None
    page: int = 0
    corner: Corner = Corner.BOTTOM_LEFT


@dataclass(frozen=True, slots=True)
class SignRequest:
    """Who signs what, where and when.

    `lines` are the text of the visible signature, above the time; `image` is a transparent PNG (signature or
    seal) that stands in place of the text. `certify` makes this the first signature and forbids everything but
    signing the fields in `slots`. `moment` is aware; the clock of an offline node is a claim, not a proof.
    """

    field_name: str
    role: Role
    signer_display: str
    moment: datetime.datetime
    lines: tuple[str, ...] = ()
    certify: bool = False
    slots: tuple[Slot, ...] = ()
    image: bytes | None = None

    def time_text(self) -> str:
        """The moment in ISO 8601 with +07:00, as the decree wants it shown."""
        return self.moment.astimezone(VIETNAM).isoformat(timespec="seconds")


# A digitised copy: the intake officer's text at the top right; the other two may follow unseen.
DIGITISED_COPY_SLOTS = (
    Slot("intake", (-210.0, -57.0, -15.0, -8.0), corner=Corner.TOP_RIGHT),
    Slot("leader"),
    Slot("seal"),
)


@dataclass(frozen=True, slots=True)
class Raised:
    """A signed PDF at the PAdES level it has reached. `missing` says in one word what kept it lower than wanted ("" =
    nothing); `renew_before` (ISO 8601, "" = never) is when its newest proof of time ends, `stamped_at` the time that it
    proves."""

    pdf: bytes
    level: str
    missing: str
    renew_before: str
    stamped_at: str = ""


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed PDF; `key_ends` is when the certificate that signed it ends (ISO 8601, "" = unknown)."""

    pdf: bytes
    key_ends: str


@dataclass(frozen=True, slots=True)
class TokenFound:
    """A token as it shows itself without a PIN. `pin_state` is ok | low | last | locked | unset; certificates are
    (SHA-256 fingerprint, label, common name, ISO 8601 end) where the token shows them to anybody."""

    label: str
    serial: str
    maker: str
    pin_state: str
    certificates: tuple[tuple[str, str, str, str], ...]


class Signer(Protocol):
    """Holds one key: a PKCS#12 file or a PKCS#11 token."""

    def sign(self, pdf: bytes, request: SignRequest) -> bytes:
        """The signed PDF (PAdES B-B): the given bytes unchanged, with one revision appended.

        Raises `SigningProblem`: NOT_A_PDF, PDF_ENCRYPTED, KEY_EXPIRED, KEY_NOT_YET_VALID, WRONG_PASSPHRASE,
        KEY_NOT_READABLE, ALREADY_CERTIFIED_NO_CHANGES, CERTIFY_TOO_LATE, FIELD_NOT_PREPARED,
        FIELD_ALREADY_SIGNED, SIGNING_FAILED. A wrong passphrase is never tried again by itself.
        """
        ...
