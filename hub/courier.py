"""The stick at the province: what it brings is taken in, what its senders should have is written back onto it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dossier.authors import short_id
from dossier.errors import KernelError
from hub.usecases.context import Hub
from hub.usecases.exchange.post import Posted, mail, pieces, posted
from plumbing import stick
from plumbing.envelopes import FILE_SUFFIX, peek
from plumbing.problem import Problem

_AGAIN = frozenset({"BLOB_NOT_NAMED", "PARCEL_GAP"})


@dataclass(frozen=True, slots=True)
class StickOrder:
    """Files or folders to read; where answers go (None = beside them); bytes of a scan's piece (0 = no scans)."""

    sources: tuple[Path, ...]
    answers: Path | None
    part_bytes: int


def serve_stick(hub: Hub, order: StickOrder) -> Mapping[str, Any]:
    """Take in every envelope and write the answers. A file that is refused stops none of the others, unless it is
    the only one. Raises Problem or KernelError of that one, and COURIER_FOLDER, COURIER_NO_SPACE, COURIER_READ_BACK.
    """
    files = [f for source in order.sources for f in _files(source)]
    if order.answers is not None:
        order.answers.mkdir(parents=True, exist_ok=True)
    folder = stick.require_folder(str(order.answers or _beside(order.sources[0])))
    done, refused = _take_all(hub, files)
    if len(files) == 1 and refused:
        raise next(iter(refused.values()))
    lines: dict[Path, dict[str, Any]] = {}
    for file, one in done.items():
        lines[file] = {
            "file": file.name,
            "node": one.sender,
            "code": "",
            "answer": _receipt(folder, file, one),
        }
    for file, error in refused.items():
        code, message = error.code, error.hint_vi
        lines[file] = {"file": file.name, "node": "", "code": code, "message_vi": message, "answer": ""}
    written = _write_back(hub, folder, done, order.part_bytes)
    return {
        "envelopes": [lines[file] for file in files],
        "written": written,
        "safe_to_remove": True,
        "message_vi": f"Đã nhận {len(done)} phong bì, ghi lại {len(written)} phong bì. An toàn để rút USB.",
    }


def _files(source: Path) -> list[Path]:
    return stick.envelope_files(source) if source.is_dir() else [source]


def _beside(source: Path) -> Path:
    return source if source.is_dir() else source.parent


def _take_all(hub: Hub, files: list[Path]) -> tuple[dict[Path, Posted], dict[Path, Problem | KernelError]]:
    """Facts first; a piece that came before its turn is tried again after the others."""
    done: dict[Path, Posted] = {}
    refused: dict[Path, Problem | KernelError] = {}
    waiting = files
    while waiting:
        for file in waiting:
            try:
                done[file] = posted(hub, stick.read_envelope(file))
                refused.pop(file, None)
            except (Problem, KernelError) as error:
                refused[file] = error
        again = [file for file in waiting if file in refused and refused[file].code in _AGAIN]
        waiting = again if len(again) < len(waiting) else []
    return done, refused


def _receipt(folder: Path, file: Path, one: Posted) -> str:
    """The answer to one envelope, under a name that is the same when the stick is served again."""
    if not one.answer:
        return ""
    header = peek(file.read_bytes()[:200])
    kind = f"{header.incarnation}-{header.seq:06d}" if header.seq else f"0-{file.stem}"[:60]
    return _put(folder, f"{one.sender}-{kind}-answer{FILE_SUFFIX}", one.answer)


def _write_back(hub: Hub, folder: Path, done: Mapping[Path, Posted], part_bytes: int) -> list[str]:
    names = []
    for sender in sorted({one.sender for one in done.values()}):
        for number, envelope in mail(hub, sender):
            name = f"{short_id(hub.node)}-thu-{number:09d}-{short_id(sender)}{FILE_SUFFIX}"
            names.append(_put(folder, name, envelope))
        wanted = {scan: None for one in done.values() if one.sender == sender for scan in one.scans}
        if part_bytes:
            for label, envelope in pieces(hub, sender, tuple(wanted), part_bytes):
                name = f"{short_id(hub.node)}-scan-{label}-{short_id(sender)}{FILE_SUFFIX}"
                names.append(_put(folder, name, envelope))
    return names


def _put(folder: Path, name: str, envelope: bytes) -> str:
    stick.require_space(folder, len(envelope))
    stick.write_proved(folder, name, envelope)
    return name
