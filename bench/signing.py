"""Seconds a signature by level and kind of key, and seconds a check, on a file of about 3 MB.

Everything that a clerk waits for is inside: the child process, the visible signature, the pipe both ways. "warm" takes
the spare child that a node keeps while there is signing to do. Authorities are real servers on loopback.
"""

import datetime
import io
import os
import statistics
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from node.sign.child import ChildSigner, asked_of, raise_level, verify_pdf
from node.sign.keys import Key, P12Key, TokenKey
from node.sign.outside import Line
from node.sign.port import DIGITISED_COPY_SLOTS, Role, SignRequest
from node.sign.spare import FreshWorkers, WarmWorkers
from plumbing.timestamps import HttpTimestamps
from provisioning.test_ca import Holder, issue_p12, make_ca
from provisioning.test_tsa import AuthorityServer, TimeAuthority

ROUNDS = 9
PASSPHRASE = "bench"
SOFTHSM = Path("/usr/lib/softhsm/libsofthsm2.so")


def measure(folder: Path) -> dict[str, Any]:
    """Medians of ROUNDS."""
    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    year = datetime.timedelta(days=365)
    warm, pdf = WarmWorkers(), _paper()
    with AuthorityServer() as server:
        trust = make_ca(folder / "ca").read_bytes()
        stamps = issue_p12(folder / "ca", "TSA", "Bench", Holder.TSA, PASSPHRASE, now - year, now + year)
        server.authority = TimeAuthority(folder / "ca", stamps, PASSPHRASE, lambda: now)
        p12 = issue_p12(folder / "ca", "Bench", "Bench", Holder.OFFICER, PASSPHRASE, now - year, now + year)
        request = SignRequest(
            "intake", Role.INTAKE, "Bench", now, ("BẢN SỐ HÓA", "UBND xã"), True, DIGITISED_COPY_SLOTS
        )
        line = Line(HttpTimestamps(f"{server.address}/tsa"))
        keys: dict[str, Key] = {"p12": P12Key(p12, PASSPHRASE)}
        if SOFTHSM.exists():
            keys["pkcs11_softhsm"] = softhsm_token(folder / "hsm", p12)
        figures: dict[str, Any] = {"file_bytes": len(pdf)}
        for name, key in keys.items():
            signer = ChildSigner(key, workers=warm)
            figures[f"b_b_{name}_warm_s"] = _median(partial(signer.sign, pdf, request), warm)
        cold = ChildSigner(keys["p12"], workers=FreshWorkers())
        figures["b_b_p12_cold_s"] = _median(lambda: cold.sign(pdf, request), warm)
        signed = cold.sign(pdf, request)
        for level in ("B-T", "B-LT", "B-LTA"):
            name = level.lower().replace("-", "_")
            figures[f"raise_to_{name}_s"] = _median(
                partial(raise_level, signed, level, trust, now, line, asked_of(warm)), warm
            )
            figures[f"grown_{name}_bytes"] = len(raise_level(signed, level, trust, now, line).pdf) - len(pdf)
        archived = raise_level(signed, "B-LTA", trust, now, line).pdf
        for name, file in (("b_b", signed), ("b_lta", archived)):
            figures[f"verify_{name}_s"] = _median(
                partial(verify_pdf, file, trust, now, ask=asked_of(warm)), warm
            )
        figures["grown_b_b_bytes"] = len(signed) - len(pdf)
    warm.close()
    return figures


def _median(work: Callable[[], object], warm: WarmWorkers) -> float:
    """Between two rounds the next spare child gets the second that it needs, as between two papers of a clerk."""
    taken = []
    for _ in range(ROUNDS):
        warm.get_ready()
        time.sleep(1.5)
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return round(statistics.median(taken), 3)


def _paper() -> bytes:
    """Three pages with a picture each, about 3 MB."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    for _ in range(3):
        picture = io.BytesIO()
        Image.frombytes("RGB", (1090, 1540), os.urandom(1090 * 1540 * 3)).save(picture, "JPEG", quality=60)
        canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def softhsm_token(folder: Path, p12: Path) -> TokenKey:
    """The same key in a SoftHSM token: the key by softhsm2-util, the certificate by PKCS#11."""
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
    from pkcs11 import Attribute, lib
    from pkcs11.util.x509 import decode_x509_certificate

    (folder / "tokens").mkdir(parents=True)
    settings = folder / "softhsm2.conf"
    settings.write_text(
        f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n"
    )
    os.environ["SOFTHSM2_CONF"] = str(settings)
    held = pkcs12.load_pkcs12(p12.read_bytes(), PASSPHRASE.encode())
    if held.key is None or held.cert is None:
        raise ValueError("no key")
    plain = folder / "key.p8"
    plain.write_bytes(held.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    for words in (
        ["--init-token", "--free", "--label", "bench", "--so-pin", "0000", "--pin", "123456"],
        ["--import", str(plain), "--token", "bench", "--label", "k", "--id", "01", "--pin", "123456"],
    ):
        subprocess.run(["softhsm2-util", *words], check=True, capture_output=True)
    with lib(str(SOFTHSM)).get_token(token_label="bench").open(user_pin="123456", rw=True) as session:
        wanted = decode_x509_certificate(held.cert.certificate.public_bytes(Encoding.DER))
        session.create_object({**wanted, Attribute.LABEL: "k", Attribute.ID: b"\x01", Attribute.TOKEN: True})
    return TokenKey(SOFTHSM, "123456", "bench")
