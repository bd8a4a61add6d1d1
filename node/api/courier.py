"""The USB road through the browser: where envelopes are written, and files that came in."""

from collections.abc import Sequence
from pathlib import Path
from shutil import copyfileobj

from node.api.posted import Upload
from node.usecases.models import ExportDone, FileOutcome
from node.usecases.node import Node
from plumbing.scratch import Scratch

ENDING = ".mce"
_MOUNTS = (Path("/media"), Path("/run/media"), Path("/mnt"))


def send_out(node: Node, folder: str, to: str) -> ExportDone:
    """Write what waits into `folder`, for the hub or for a device; without a folder into the node's own."""
    if folder:
        return node.courier.export(folder, to or "hub")
    own = node.config.data / "courier" / "out"
    own.mkdir(parents=True, exist_ok=True)
    return node.courier.export(str(own), to or "hub")


def sticks() -> list[str]:
    """Folders under which sticks are mounted here, to choose from."""
    found = [path for root in _MOUNTS if root.is_dir() for path in (*root.glob("*"), *root.glob("*/*"))]
    return sorted(str(path) for path in found if path.is_mount())


def take_in(node: Node, uploads: Sequence[Upload]) -> tuple[FileOutcome, ...]:
    """One outcome a file, in plain words; a file that is no envelope stops none of the others."""
    return tuple(outcome for upload in uploads for outcome in _take_one(node, upload))


def _take_one(node: Node, upload: Upload) -> tuple[FileOutcome, ...]:
    name = Path(upload.name.replace("\\", "/")).name[:120]
    if not name.endswith(ENDING):
        return (
            FileOutcome(name, "NOT_AN_ENVELOPE", "Không phải tệp phong bì (.mce). Chọn đúng tệp trên USB."),
        )
    with Scratch() as folder:
        path = folder / f"phong-bi{ENDING}"
        with path.open("wb") as target:
            copyfileobj(upload.stream, target)
        outcomes = node.courier.import_(str(path))
    return tuple(FileOutcome(name, o.code, o.message_vi, o.changes, o.details) for o in outcomes)
