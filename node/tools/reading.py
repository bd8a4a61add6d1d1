"""Reading and looking at stacks, in the OCR child."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from node.config import Config
from node.ocr.glance import Glance
from node.ocr.limits import Limits
from node.ocr.model import PageText
from node.ocr.problems import ReadingProblem
from node.ocr.process.child import ChildReader
from node.ocr.readers.probe import has_second_reader, probe
from node.ports import FoundField, FoundWord, ReaderState, ReadPage
from node.ports.tray import PageLook

_THUMB_SIDE, _THUMB_QUALITY = 520, 28  # a few kilobytes, and a heading can still be read
_SMALL_SIDE, _SMALL_QUALITY = 420, 45  # as the tray's


@dataclass(frozen=True, slots=True)
class OcrReader:
    """`node.ports.Reader` on the OCR child."""

    child: ChildReader

    def readers(self) -> ReaderState:
        """See `ReaderProbe.readers`."""
        second = "absent"
        if has_second_reader():
            second = "on" if self.child.limits.second_reader else "off"
        try:
            return ReaderState(f"Tesseract {probe().version}", "", second)
        except ReadingProblem as problem:
            return ReaderState("Tesseract", problem.hint_vi, second)

    def read(self, path: Path, on_page: Callable[[ReadPage], None], first_page: int) -> None:
        """See `Reader.read`."""
        self.child.read_pages(path, "", lambda page: on_page(_page(page)), first_page)

    def codes(self, path: Path) -> tuple[str, ...]:
        """See `CardReader.codes`."""
        return self.child.codes(path)

    def digitise(self, sources: Sequence[Path], target: Path, title: str) -> int:
        """See `Reader.digitise`."""
        pages: list[int] = []
        self.child.digitise(list(sources), target, title, lambda page: pages.append(page.page))
        return len(pages)

    def digitise_pages(
        self, sources: Sequence[Path], target: Path, title: str, on_page: Callable[[ReadPage], None]
    ) -> int:
        """See `Digitiser.digitise_pages`."""
        pages: list[int] = []

        def take(page: PageText) -> None:
            pages.append(page.page)
            on_page(_page(page))

        self.child.digitise(list(sources), target, title, take)
        return len(pages)

    def preview(self, path: Path, page: int, target: Path) -> None:
        """See `Reader.preview`."""
        self.child.preview(path, page, target)

    @contextmanager
    def drawing(self) -> Iterator["OcrReader"]:
        """See `Easel.drawing`."""
        with self.child.kept() as kept:
            yield OcrReader(kept)

    def thumbnail(self, path: Path, target: Path) -> None:
        """See `Pictures.thumbnail`."""
        self._shrunk(path, target, "L", _THUMB_SIDE, _THUMB_QUALITY)

    def small(self, path: Path, target: Path) -> None:
        """See `SmallDrawer.small`."""
        self._shrunk(path, target, "RGB", _SMALL_SIDE, _SMALL_QUALITY)

    def _shrunk(self, path: Path, target: Path, mode: str, side: int, quality: int) -> None:
        """The child draws what came from outside; here only its own picture is shrunk."""
        from PIL import Image

        self.child.preview(path, 1, target)
        with Image.open(target) as picture:
            small = picture.convert(mode)
        small.thumbnail((side, side))
        small.save(target, "JPEG", quality=quality, optimize=True)


@dataclass(frozen=True, slots=True)
class ChildStacks:
    """`node.ports.tray.Stacks` on the OCR child."""

    child: ChildReader

    @contextmanager
    def many(self) -> Iterator["ChildStacks"]:
        """See `Stacks.many`."""
        with self.child.kept() as kept:
            yield ChildStacks(kept)

    def look(self, path: Path) -> Sequence[PageLook]:
        """See `Stacks.look`."""
        seen: list[Glance] = []
        self.child.look(path, seen.append)
        return [
            PageLook(
                g.page,
                g.pages,
                g.is_blank,
                g.is_sealed,
                g.print_bits,
                g.codes,
                g.picture,
                bytes.fromhex(g.fine_bits),
            )
            for g in seen
        ]

    def part(self, path: Path, pages: Sequence[int], target: Path) -> None:
        """See `Stacks.part`."""
        self.child.part(path, list(pages), target)


def ocr_child(config: Config) -> ChildReader:
    """The child that reads, with as many readers as the settings want."""
    return ChildReader(ocr_limits(config))


def ocr_limits(config: Config) -> Limits:
    """How much one reading may take, and by how many readers, as the settings want it."""
    return Limits(second_reader=config.second_reader)


def _page(page: PageText) -> ReadPage:
    return ReadPage(
        page=page.page,
        pages=page.pages,
        width=page.width,
        height=page.height,
        text=page.text,
        words=tuple(FoundWord(word.text, round(word.confidence), word.box) for word in page.words),
        fields=tuple(
            FoundField(
                name=field.name,
                value=field.value,
                confidence=round(field.confidence),
                page=field.page,
                box=field.box,
                type=field.type,
                review=field.review,
                reason=field.reason,
            )
            for field in page.fields
        ),
        kind=page.kind,
        kind_sure=page.kind_confidence,
    )
