"""The USB road: envelopes as files, written so that a stick pulled out too early is noticed, read in plain words.

Sticks lie about what they have written and die half-way: temporary name, fsync, read back and compare, rename.
Nothing is ever deleted from a stick, and nothing counts as received until the hub's own receipt comes back.
"""

import os
import shutil
from pathlib import Path

from dossier.authors import short_id
from dossier.errors import KernelError
from node.ports import LetterRow
from node.usecases.exchange import Exchange
from node.usecases.identity import Identity
from node.usecases.models import ExportDone, FileOutcome
from plumbing.envelopes import FILE_SUFFIX, MAX_ENVELOPE_BYTES
from plumbing.problem import Problem

_PART = ".part"
_MOST_LETTERS = 500
ROAD = "usb"


class UsbCourier:
    """Writes and reads envelopes in a folder."""

    def __init__(self, exchange: Exchange, identity: Identity) -> None:
        self._exchange, self._identity = exchange, identity

    def export(self, folder: str, to: str = "hub") -> ExportDone:
        """Write what has no receipt into `folder`, for the hub or for the device with id `to`. Raises Problem
        COURIER_FOLDER, COURIER_NO_SPACE, COURIER_READ_BACK, NODE_UNKNOWN."""
        target = Path(folder)
        if not target.is_dir():
            hint = "Không thấy thư mục trên USB; hãy cắm lại USB hoặc chọn thư mục khác."
            raise Problem("COURIER_FOLDER", hint)
        letters = self._letters(to)
        size = sum(len(letter.envelope) for letter in letters)
        if shutil.disk_usage(target).free < size + 1024 * 1024:
            hint = (
                f"USB không đủ chỗ (cần {size // 1024 + 1024} KB); hãy xóa bớt tệp khác hoặc dùng USB khác."
            )
            raise Problem("COURIER_NO_SPACE", hint)
        names = []
        for letter in letters:
            names.append(_write(target, self._file_name(letter), letter.envelope))
            self._mark(letter, to)
        message = f"Đã ghi và kiểm tra {len(names)} phong bì. An toàn để rút USB."
        return ExportDone(tuple(names), len(names), size, True, message)

    def import_(self, path: str) -> tuple[FileOutcome, ...]:
        """Take in one file, or every envelope of a folder; one outcome a file. Raises Problem(COURIER_FOLDER)."""
        source = Path(path)
        if source.is_file():
            return (self._take(source),)
        if not source.is_dir():
            raise Problem("COURIER_FOLDER", "Không thấy tệp hoặc thư mục này; hãy cắm lại USB hoặc chọn lại.")
        found = sorted(file for file in source.iterdir() if file.suffix in (FILE_SUFFIX, _PART))
        return tuple(self._take(file) for file in found)

    def _letters(self, to: str) -> list[LetterRow]:
        if to not in ("hub", self._exchange.hub.node):
            return [self._exchange.letter_to(to)]
        letters = list(self._exchange.next_letters(_MOST_LETTERS))
        if letters:
            return letters
        greeting = self._exchange.hello()  # asks for mail even when there is nothing to say
        return [LetterRow(0, self._exchange.hub.node, greeting, 0)]

    def _mark(self, letter: LetterRow, to: str) -> None:
        """By whichever hand they travel, our changes have left; only the hub's receipt says more."""
        if letter.seq:
            self._exchange.left(letter.seq, ROAD)
        if to not in ("hub", self._exchange.hub.node):
            for pending in self._exchange.next_letters(_MOST_LETTERS):
                self._exchange.left(pending.seq, ROAD)

    def _file_name(self, letter: LetterRow) -> str:
        identity, to = self._identity, short_id(letter.addressee)
        return f"{identity.short}-{identity.incarnation}-{letter.seq:06d}-{to}{FILE_SUFFIX}"

    def _take(self, file: Path) -> FileOutcome:
        try:
            if file.suffix == _PART:
                hint = "Phong bì chưa ghi xong khi rút USB; hãy xuất lại từ máy gửi."
                raise Problem("ENVELOPE_TRUNCATED", hint, "later")
            if file.stat().st_size > MAX_ENVELOPE_BYTES:
                hint = "Tệp lớn hơn mức cho phép nên không nhận; máy gửi hãy xuất lại."
                raise Problem("ENVELOPE_TOO_LARGE", hint)
            outcome = self._exchange.take_letter(file.read_bytes())
        except (Problem, KernelError) as refused:
            return FileOutcome(file.name, refused.code, refused.hint_vi)
        except OSError as error:
            hint = "Không đọc được tệp trên USB; hãy cắm lại hoặc chép lại từ máy gửi."
            return FileOutcome(file.name, "COURIER_UNREADABLE", hint, 0, {"detail": type(error).__name__})
        return FileOutcome(file.name, outcome.code, outcome.message_vi, outcome.changes, outcome.details)


def _write(folder: Path, name: str, data: bytes) -> str:
    """Whole and proved, or an error: a file under its own name is always complete."""
    part = folder / (name + _PART)
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            os.posix_fadvise(
                file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED
            )  # read back from the stick, not memory
        if part.read_bytes() != data:
            raise OSError("read back differs")
        os.replace(part, folder / name)
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        hint = "USB không giữ đúng những gì vừa ghi; CHƯA an toàn, hãy dùng USB khác."
        raise Problem("COURIER_READ_BACK", hint, "operator", str(error)[:100]) from error
    return name
