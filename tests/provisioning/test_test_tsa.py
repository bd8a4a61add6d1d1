"""The authority for rehearsals, as its command starts it."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from provisioning.test_ca import issue_p12, make_ca


def test_the_command_serves_until_it_is_stopped(tmp_path: Path) -> None:
    folder, secret = tmp_path / "ca", tmp_path / "secret"
    make_ca(folder)
    secret.write_text("bí mật")
    now, day = datetime.now(UTC), timedelta(days=1)
    key = issue_p12(folder, "TSA", "Tỉnh", "tsa", "bí mật", now - day, now + day)
    words: list[str | Path] = [
        "provision",
        "test-tsa",
        "--dir",
        folder,
        "--key",
        key,
        "--passphrase-file",
        secret,
        "--port",
        "0",
    ]
    with subprocess.Popen([sys.executable, "-m", "motcua", *words], stdout=subprocess.PIPE) as server:
        try:
            assert server.stdout is not None
            told = json.loads(server.stdout.readline())
            with httpx.Client(timeout=120, trust_env=False) as asking:
                assert asking.post(told["tsa"], content=b"no query").status_code == 400
                assert asking.get(told["tsa"].replace("/tsa", "/crl")).content == _crl(folder)
                assert asking.get(told["tsa"].replace("/tsa", "/nothing")).status_code == 404
        finally:
            server.terminate()


def _crl(folder: Path) -> bytes:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    return x509.load_pem_x509_crl((folder / "issuing.crl").read_bytes()).public_bytes(Encoding.DER)
