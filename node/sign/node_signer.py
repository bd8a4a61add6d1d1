"""The node's `Signer` port: keys are PKCS#12 files named after their holder. No heavy imports."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from pathlib import Path

from node.ports import SignedPdf, SignOrder, Spot
from node.sign.child import ChildSigner
from node.sign.port import DIGITISED_COPY_SLOTS, Role, SignRequest, Slot
from node.sign.problems import SigningProblem

_LEVEL = "B-B"
_HOLDER = re.compile(r"[\w][\w.@-]*")


@dataclass(frozen=True, slots=True)
class KeyFolderSigner:
    """Signs with `<folder>/<holder>.p12`; the holder is an officer's id, or a unit's for the agency's seal."""

    folder: Path

    def sign(self, pdf: bytes, order: SignOrder) -> SignedPdf:
        """See `node.ports.Signer.sign`; raises SIGN_KEY_MISSING and what `node.sign.port.Signer` raises."""
        signed = ChildSigner(self.key_file(order.officer), order.passphrase).sign(pdf, request_of(order))
        return SignedPdf(signed, _LEVEL)

    def key_file(self, holder: str) -> Path:
        """The holder's key. Raises SIGN_KEY_MISSING; a holder cannot name a file outside the folder."""
        path = self.folder / f"{holder}.p12"
        if _HOLDER.fullmatch(holder) is None or not path.is_file():
            raise SigningProblem("SIGN_KEY_MISSING", "no key of this holder on this machine")
        return path


def request_of(order: SignOrder) -> SignRequest:
    """What the visible signature says. The first signature on a paper certifies; the seal follows the leader."""
    role = Role(order.role)
    agency = f"UBND {order.place}"
    lines = {
        Role.INTAKE: (order.reason_vi.upper(), agency),
        Role.LEADER: (f"Ký bởi: {order.name}", agency),
        Role.SEAL: ("UBND", order.place),
    }[role]
    return SignRequest(
        field_name=role.value,
        role=role,
        signer_display=order.name,
        moment=datetime.datetime.fromtimestamp(order.at_ms / 1000, datetime.UTC).replace(microsecond=0),
        lines=lines,
        certify=role is not Role.SEAL,
        slots=DIGITISED_COPY_SLOTS
        if role is Role.INTAKE
        else tuple(_slot(*item) for item in order.spots.items()),
    )


def _slot(role: str, spot: Spot) -> Slot:
    return Slot(role, spot.box, spot.page)
