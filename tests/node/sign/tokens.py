"""SoftHSM tokens of a test: a folder of their own, so that tests in parallel never see each other's."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12

from node.sign.keys import TokenKey
from tests.node.sign.people import PASSPHRASE

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "123456"
_STORE = """
import sys, pkcs11
from pkcs11 import Attribute, ObjectClass
from pkcs11.util.x509 import decode_x509_certificate
module, token, pin, label, ident = sys.argv[1:6]
with pkcs11.lib(module).get_token(token_label=token).open(user_pin=pin, rw=True) as session:
    wanted = decode_x509_certificate(sys.stdin.buffer.read())
    session.create_object({**wanted, Attribute.LABEL: label, Attribute.ID: bytes.fromhex(ident), Attribute.TOKEN: True})
"""


@dataclass(frozen=True)
class Rack:
    """Where tokens are; `folder/tokens` disappears when one is "pulled"."""

    folder: Path

    def plug(self, label: str) -> None:
        _softhsm("--init-token", "--free", "--label", label, "--so-pin", "0000", "--pin", PIN)

    def store(self, token: str, label: str, ident: str, p12: Path) -> None:
        """Key and certificate of a PKCS#12 file."""
        held = pkcs12.load_pkcs12(p12.read_bytes(), PASSPHRASE.encode())
        assert held.key is not None
        assert held.cert is not None
        plain = self.folder / f"{label}.p8"
        plain.write_bytes(held.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        _softhsm("--import", str(plain), "--token", token, "--label", label, "--id", ident, "--pin", PIN)
        for cert, name, number in [(held.cert.certificate, label, ident)] + [
            (extra.certificate, f"ca{n}", f"f{n}") for n, extra in enumerate(held.additional_certs)
        ]:
            command = [sys.executable, "-c", _STORE, str(MODULE), token, PIN, name, number]
            subprocess.run(command, input=cert.public_bytes(Encoding.DER), check=True, capture_output=True)

    def pull(self) -> None:
        """Everything that is plugged in, gone."""
        (self.folder / "tokens").rename(self.folder / "pulled")
        (self.folder / "tokens").mkdir()

    def put_back(self) -> None:
        (self.folder / "tokens").rmdir()
        (self.folder / "pulled").rename(self.folder / "tokens")


def rack_of(folder: Path, monkeypatch: pytest.MonkeyPatch, p12: Path) -> Rack:
    """One token "lan" with the key of `p12` under the label "ky", in a folder of the test's own."""
    home = folder / "hsm"
    (home / "tokens").mkdir(parents=True)
    settings = home / "softhsm2.conf"
    settings.write_text(
        f"directories.tokendir = {home}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n"
    )
    monkeypatch.setenv("SOFTHSM2_CONF", str(settings))
    made = Rack(home)
    made.plug("lan")
    made.store("lan", "ky", "01", p12)
    return made


def key(token: str = "lan", pin: str = PIN, **more: str) -> TokenKey:
    return TokenKey(MODULE, pin, token, **more)


def _softhsm(*words: str) -> None:
    subprocess.run(["softhsm2-util", *words], check=True, capture_output=True)
