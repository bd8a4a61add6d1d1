"""Ports to the tray of pages that wait for a dossier: its table, the folder they come from, and what looks at them.

Part of `node.ports.store`.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from plumbing.drop_folder import Dropped


@dataclass(frozen=True, slots=True)
class TrayFile:
    """A file that was taken in. `source` tells one arrival in the folder from another; `looks` counts how often it was
    begun to be looked at; `state` is new | looked | unreadable, with the reason; `twins` counts later arrivals of the
    same bytes."""

    sha256: str
    name: str
    source: str
    size: int
    media_type: str
    came_ms: int
    looks: int = 0
    state: str = "new"
    code: str = ""
    hint_vi: str = ""
    twins: int = 0


@dataclass(frozen=True, slots=True)
class TrayPage:
    """A page of such a file. `state` is waiting | blank | cover | placed | dropped; `cover` is the text of its cover
    sheet's code; `twin` names a page with the same print ("sha256:page"); `sealed` files stay whole."""

    sha256: str
    page: int
    pages: int
    state: str
    cover: str
    print_bits: str
    twin: str
    sealed: bool
    picture: bytes
    dossier: str = ""
    component: str = ""


class TrayBook(Protocol):
    """Files and pages of the tray. Nothing is ever deleted here: what is not wanted is marked."""

    def file(self, sha256: str) -> TrayFile | None:
        """One file."""
        ...

    def add_file(self, row: TrayFile) -> None:
        """A new file."""
        ...

    def begin_look(self, sha256: str) -> None:
        """Count one more beginning."""
        ...

    def again(self, sha256: str) -> None:
        """The same bytes arrived once more."""
        ...

    def looked(self, sha256: str, pages: Sequence[TrayPage]) -> None:
        """What the look at a file gave; replaces nothing that was decided about a page since."""
        ...

    def unreadable(self, sha256: str, code: str, hint_vi: str) -> None:
        """The file cannot be read, and why."""
        ...

    def look_again(self, sha256: str) -> None:
        """As if nobody had looked at it."""
        ...

    def files(self, state: str, limit: int) -> Sequence[TrayFile]:
        """Files in that state, newest first."""
        ...

    def files_to_look_at(self, limit: int) -> Sequence[TrayFile]:
        """Files in state new, oldest first."""
        ...

    def to_look_at(self) -> int:
        """How many files are in state new."""
        ...

    def open_pages(self, limit: int) -> Sequence[tuple[TrayFile, TrayPage]]:
        """Pages that are neither placed nor dropped, in the order they came, without their pictures and prints."""
        ...

    def waiting(self) -> int:
        """How many pages wait for a decision: neither placed nor dropped, neither blank nor a sheet."""
        ...

    def pages(self, sha256: str) -> Sequence[TrayPage]:
        """All pages of a file, in order, without their pictures."""
        ...

    def picture(self, sha256: str, page: int) -> bytes:
        """The small JPEG of a page, b"" when there is none."""
        ...

    def prints(self, limit: int) -> Sequence[tuple[str, int, str]]:
        """(sha256, page, print_bits) of the newest pages that have print."""
        ...

    def drop_blank(self, until_ms: int) -> int:
        """Drop the blank pages of files that came by then; gives how many."""
        ...

    def keep_fine(self, prints: Sequence[tuple[str, int, bytes]]) -> None:
        """Keep what pages (sha256, page) are compared by when their ink stands at the same places."""
        ...

    def fine(self, sha256: str, page: int) -> bytes:
        """The same; b"" for a page that was looked at before there was such a thing."""
        ...

    def move(self, sha256: str, page: int, state: str, dossier: str = "", component: str = "") -> None:
        """Set what became of a page."""
        ...


class Arrivals(Protocol):
    """The folder that scanners write into."""

    def ready(self) -> Sequence[Dropped]:
        """Files that have not changed for a while, the oldest first. Raises Problem SCAN_FOLDER_UNREACHABLE."""
        ...

    def open(self, arrival: Dropped) -> AbstractContextManager[BinaryIO]:
        """Its bytes. Raises OSError."""
        ...

    def put_away(self, arrivals: Sequence[Dropped], where: str, reason_vi: str = "") -> None:
        """Move them durably into the subfolder `where`, a note with the reason beside each. Raises Problem DISK_FULL,
        DISK_FAILED. An arrival that is gone is no error."""
        ...

    def move_on(self, source: str, before: str, where: str, reason_vi: str) -> None:
        """As `put_away`, for the arrival of that `source`, which was put into `before`; from any thread."""
        ...


@dataclass(frozen=True, slots=True)
class PageLook:
    """What one look at a page tells."""

    page: int
    pages: int
    is_blank: bool
    is_sealed: bool
    print_bits: str
    codes: tuple[str, ...]
    picture: bytes
    fine_bits: bytes = b""


class Stacks(Protocol):
    """Looks at stacks and takes pages out of them, in a child process."""

    def many(self) -> AbstractContextManager["Stacks"]:
        """The same for many files one after another by one thread, which costs one start of the child."""
        ...

    def look(self, path: Path) -> Sequence[PageLook]:
        """Every page. Raises Problem."""
        ...

    def part(self, path: Path, pages: Sequence[int], target: Path) -> None:
        """These pages (1-based) as a file of their own; the same question gives the same bytes. Raises Problem."""
        ...


@dataclass(frozen=True, slots=True)
class CoverSheet:
    """A cover sheet to print: the code's text, and what a person reads on it."""

    code_text: str
    dossier_code: str
    component: str
    component_name: str
    procedure_name: str
    applicant: str
    unit_name: str


class CoverPrinter(Protocol):
    """Draws cover sheets."""

    def covers(self, sheets: Sequence[CoverSheet]) -> bytes:
        """A PDF, one sheet a page."""
        ...
