"""A stick as a medium that lies: what is written is proved, what is found is told apart before it is trusted."""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dossier.facts import canonical
from plumbing.envelopes import FILE_SUFFIX, HEADER_BYTES, MAX_ENVELOPE_BYTES
from plumbing.folders import sync_folder
from plumbing.problem import Problem

PART = ".part"
INDEX_SUFFIX = ".mcx"
_RESERVE = 1024 * 1024
_MOST_INDEX_BYTES = 4 * 1024 * 1024
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
_INDEX_TAG = b"motcua/stick-index/1\0"


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of an index: a file that its writer put on the stick, for whom, and its envelope's signature."""

    name: str
    to: str
    size: int
    signature: str


def require_folder(path: str) -> Path:
    """The folder to write into. Raises Problem(COURIER_FOLDER)."""
    folder = Path(path)
    if not folder.is_dir():
        hint = "Không thấy thư mục trên USB; hãy cắm lại USB hoặc chọn thư mục khác."
        raise Problem("COURIER_FOLDER", hint)
    return folder


def require_space(folder: Path, size: int) -> None:
    """Before anything is written. Raises Problem(COURIER_NO_SPACE)."""
    if shutil.disk_usage(folder).free < size + _RESERVE:
        need = size // 1024 + _RESERVE // 1024
        hint = f"USB không đủ chỗ (cần {need} KB); hãy xóa bớt tệp khác hoặc dùng USB khác."
        raise Problem("COURIER_NO_SPACE", hint)


def write_proved(folder: Path, name: str, data: bytes) -> None:
    """Whole and proved, or an error: temporary name, fsync, read back after reopening, rename, fsync of the folder.
    Raises Problem(COURIER_READ_BACK)."""
    part = folder / (name + PART)
    try:
        part.unlink(missing_ok=True)
        # A link of that name, put there to reach into this machine, is not followed.
        with os.fdopen(os.open(part, _NEW_FILE, 0o666), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            # read back from the stick, not from memory
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        if part.read_bytes() != data:
            raise OSError("read back differs")
        os.replace(part, folder / name)
        sync_folder(folder)
    except OSError as error:
        hint = "USB không giữ đúng những gì vừa ghi; CHƯA an toàn, hãy dùng USB khác."
        raise Problem("COURIER_READ_BACK", hint, "operator", str(error)[:100]) from error


def outside_of(file: Path) -> bytes:
    """The outside of an envelope file. Its last 64 bytes, the signature, name the envelope by its content."""
    with file.open("rb") as opened:
        return opened.read(HEADER_BYTES)


def read_envelope(file: Path) -> bytes:
    """The file's bytes. Raises Problem ENVELOPE_TRUNCATED (half-written), ENVELOPE_TOO_LARGE; OSError."""
    if file.suffix == PART:
        hint = "Phong bì chưa ghi xong khi rút USB; hãy xuất lại từ máy gửi."
        raise Problem("ENVELOPE_TRUNCATED", hint, "later")
    if file.stat().st_size > MAX_ENVELOPE_BYTES:
        hint = "Tệp lớn hơn mức cho phép nên không nhận; máy gửi hãy xuất lại."
        raise Problem("ENVELOPE_TOO_LARGE", hint)
    return file.read_bytes()


def envelope_files(source: Path) -> list[Path]:
    """Envelopes of a folder, whole or half-written; facts before scans, each sender's in its order."""
    found = [file for file in source.iterdir() if file.suffix in (FILE_SUFFIX, PART) and file.is_file()]
    return sorted(found, key=lambda file: ("-scan-" in file.name, "-anh-" in file.name, file.name))


def write_index(
    folder: Path, short: str, node: str, rows: list[Listed], sign: Callable[[bytes], bytes]
) -> None:
    """List what this device put on the stick, signed, beside what earlier exports listed and is still there."""
    old = [row for row in _rows(folder / (short + INDEX_SUFFIX)) if (folder / row.name).exists()]
    lines = {row.name: row for row in [*old, *rows]}
    files = [[row.name, row.to, row.size, row.signature] for row in lines.values()]
    text = canonical({"node": node, "files": files})
    signed = {"index": text, "signature": sign(_INDEX_TAG + text.encode()).hex()}
    write_proved(folder, short + INDEX_SUFFIX, json.dumps(signed).encode())


def missing(folder: Path, node: str, check: Callable[[str, bytes, bytes], bool]) -> Iterator[Listed]:
    """Files for `node` that a device listed under its signature (`check(device, message, signature)`) and that are
    not on the stick, or shorter: lost on the way, and nobody would have noticed."""
    for path in sorted(folder.glob("*" + INDEX_SUFFIX)):
        body = _read(path)
        text, signature = str(body.get("index", "")), _unhex(body.get("signature"))
        writer = _writer(text)
        if not writer or not check(writer, _INDEX_TAG + text.encode(), signature):
            continue
        for row in _rows(path):
            file = folder / Path(row.name).name
            if row.to == node and (not file.is_file() or file.stat().st_size != row.size):
                yield row


def _rows(path: Path) -> list[Listed]:
    try:
        files = json.loads(str(_read(path)["index"]))["files"]
        return [Listed(str(n), str(to), int(size), str(sig)) for n, to, size, sig in files]
    except (ValueError, KeyError, TypeError):
        return []


def _read(path: Path) -> Mapping[str, Any]:
    try:
        if path.stat().st_size > _MOST_INDEX_BYTES:
            return {}
        body = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return body if isinstance(body, dict) else {}


def _writer(text: str) -> str:
    try:
        return str(json.loads(text)["node"])
    except (ValueError, KeyError, TypeError):
        return ""


def _unhex(value: Any) -> bytes:
    try:
        return bytes.fromhex(str(value))
    except ValueError:
        return b""
