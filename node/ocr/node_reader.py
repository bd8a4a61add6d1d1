"""The node's `Reader` port on top of the reading child. No heavy imports."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from node.ocr.child import ChildReader
from node.ocr.model import PageText
from node.ports import FoundField, FoundWord, ReadPage


@dataclass(frozen=True, slots=True)
class NodeReader:
    """Reads, digitises and archives for the use cases."""

    child: ChildReader = field(default_factory=ChildReader)

    def read(self, path: Path, on_page: Callable[[ReadPage], None], first_page: int) -> None:
        """See `node.ports.Reader.read`."""
        self.child.read_pages(path, "", lambda page: on_page(_shown(page)), first_page)

    def digitise(self, sources: Sequence[Path], target: Path, title: str) -> int:
        """See `node.ports.Reader.digitise`."""
        pages: list[int] = []
        self.child.digitise(list(sources), target, title, lambda page: pages.append(page.page))
        return len(pages)

    def to_pdfa(self, drawn: bytes) -> bytes:
        """A PDF that this program drew, as PDF/A-2b. Raises `ReadingProblem`."""
        with tempfile.TemporaryDirectory(prefix="pdfa-") as folder:
            source, target = Path(folder) / "drawn.pdf", Path(folder) / "pdfa.pdf"
            source.write_bytes(drawn)
            self.child.archive(source, target)
            return target.read_bytes()


def _shown(page: PageText) -> ReadPage:
    words = tuple(FoundWord(w.text, round(w.confidence), w.box) for w in page.words)
    fields = tuple(FoundField(f.name, f.value, round(f.confidence), f.page, f.box) for f in page.fields)
    return ReadPage(page.page, page.pages, page.width, page.height, page.text, words, fields)
