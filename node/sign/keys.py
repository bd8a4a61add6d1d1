"""Where a signing key is: in a PKCS#12 file, or in a PKCS#11 token. No heavy imports.

Secrets are kept out of every text that Python makes of these values.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from node.sign.problems import SigningProblem


@dataclass(frozen=True, slots=True)
class P12Key:
    """A PKCS#12 file and what opens it."""

    path: Path
    passphrase: str = field(repr=False)

    def material(self) -> bytes:
        """The bytes that the child needs. Raises KEY_NOT_READABLE."""
        try:
            return self.path.read_bytes()
        except OSError as error:
            raise SigningProblem("KEY_NOT_READABLE", type(error).__name__) from None

    def as_json(self) -> dict[str, Any]:
        """For the child's standard input, and for nothing else: it holds the passphrase."""
        return {"kind": "p12", "passphrase": self.passphrase}


@dataclass(frozen=True, slots=True)
class TokenKey:
    """A key that never leaves its token.

    `module` is the maker's PKCS#11 library, `token` a label or a serial number ("" = the only one there),
    `certificate` a SHA-256 fingerprint, a label or a common name ("" = the only one that can sign now), `holder`
    the person whose certificate goes before others of the same token.
    """

    module: Path
    pin: str = field(repr=False)
    token: str = ""
    certificate: str = ""
    holder: str = ""

    def material(self) -> bytes:
        """Nothing travels beside the request."""
        return b""

    def as_json(self) -> dict[str, Any]:
        """For the child's standard input, and for nothing else: it holds the PIN."""
        return {
            "kind": "token",
            "module": str(self.module),
            "pin": self.pin,
            "token": self.token,
            "certificate": self.certificate,
            "holder": self.holder,
        }


Key = P12Key | TokenKey


def token_key_from_json(raw: dict[str, Any]) -> TokenKey:
    """The inverse of `TokenKey.as_json`."""
    return TokenKey(Path(raw["module"]), raw["pin"], raw["token"], raw["certificate"], raw["holder"])
