"""Who signs what in the tests: one authority, three signers, one moment."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from node.sign.pades import PadesSigner
from node.sign.pkcs12 import load_key
from node.sign.port import DIGITISED_COPY_SLOTS, Role, SignRequest

NOW = datetime.datetime(2026, 11, 22, 3, 0, tzinfo=datetime.UTC)
START, END = NOW - datetime.timedelta(days=300), NOW + datetime.timedelta(days=300)
PASSPHRASE = "mật khẩu 1"
LINES = ("BẢN SỐ HÓA", "Trung tâm Phục vụ hành chính công xã Quảng Yên")


@dataclass(frozen=True)
class Office:
    """The authority's folder, what a verifier trusts, and the keys of three signers."""

    folder: Path
    trust: bytes
    officer: Path
    leader: Path
    seal: Path


def signer(key: Path) -> PadesSigner:
    return PadesSigner(load_key(key.read_bytes(), PASSPHRASE))


def intake(certify: bool = True, moment: datetime.datetime = NOW) -> SignRequest:
    return SignRequest("intake", Role.INTAKE, "Nguyễn Thị Lan", moment, LINES, certify, DIGITISED_COPY_SLOTS)
