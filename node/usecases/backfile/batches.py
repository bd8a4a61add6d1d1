"""Digitising old results in bulk ("số hóa hồ sơ cũ": results still in force go into the store of papers).

A batch is a stack of one kind of paper from one unit. Each paper is stored first, then read and digitised in the
queue behind everything else, written up by an officer, a sample is checked by a second one, and the batch is signed
with one PIN. Each paper becomes a dossier of its own that is over from the start, and so can be used again. Every
step is a row: whatever stops, the batch goes on from there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, BinaryIO

from dossier.decide import Command
from dossier.errors import Refuse
from dossier.facts import FactKind
from dossier.fold import day_of
from dossier.register.view import Role
from node.ports import Rank, Reader, Tables
from node.ports.backfile import Batch, OldPaper
from node.usecases.backfile.index import csv_of, rows_of, xlsx_of
from node.usecases.backfile.sample import Progress, draw_sample, progress_of, same_values
from node.usecases.models import BlobFile
from node.usecases.record.enact import attempt
from node.usecases.scans.uploads import checked_upload
from node.usecases.workplace import Workplace
from plumbing.problem import Problem

BACKFILE_JOB = "backfile"
FIELDS = ("title", "number", "day", "name", "id_number", "birth", "note")
_REQUIRED = {"title": "tên giấy tờ", "day": "ngày cấp", "name": "họ tên người được cấp"}
_OFFICERS = frozenset({Role.INTAKE, Role.CLERICAL})
_OPEN = ("stored", "read")
_DAYS_BEFORE = (date(2025, 6, 30), date(2019, 12, 31), date(2008, 7, 31))  # before the large reorganisations
_MOST_UNITS = 20


@dataclass(frozen=True, slots=True)
class NewBatch:
    """What is said of a stack before its first paper. `unit` is the unit_id that issued the papers, which may be gone
    long since; `expected` 0 = nobody counted; `sample` percent."""

    title: str
    paper: str
    unit: str
    shelf: str = ""
    expected: int = 0
    sample: int = 10


class Backfile:
    """Batches of old results."""

    def __init__(self, place: Workplace, reader: Reader) -> None:
        self._place, self._reader = place, reader

    def units(self, text: str) -> tuple[tuple[str, str], ...]:
        """(unit_id, name) of communes that stand or stood, for the issuing unit; at most 20."""
        today, units = self._place.clock.today(), self._place.register.units
        found = {unit.unit_id: unit for unit in units.named_by(text.strip())}
        for day in (today, *_DAYS_BEFORE) if text.strip() else ():
            found |= {unit.unit_id: unit for unit in units.suggest(text, day) if unit.unit_id not in found}
        return tuple((unit_id, self._named(unit_id)) for unit_id in list(found)[:_MOST_UNITS])

    def open(self, new: NewBatch, officer: str) -> int | Refuse:
        """A new batch; gives its number."""
        place, day = self._place, self._place.clock.today()
        refused = self._may(officer)
        if refused is None and not (new.title.strip() and new.paper.strip()):
            refused = Refuse("VALUE_MISSING", "Còn thiếu: tên tập hồ sơ hoặc loại giấy tờ.")
        if refused is None and not place.register.units_on(new.unit, day):
            refused = Refuse("UNIT_UNKNOWN", "Không có cơ quan cấp này trong danh mục đơn vị; hãy chọn lại.")
        if refused is not None:
            return refused
        sample = min(100, max(1, new.sample))
        batch = Batch(
            0,
            new.title.strip(),
            new.paper.strip(),
            new.unit,
            new.shelf.strip(),
            officer,
            place.clock.now_ms(),
            max(0, new.expected),
            sample,
        )
        with place.store.writing() as tables:
            made = tables.backfile.open(batch)
            tables.audit.add(place.clock.now_ms(), officer, f"backfile batch {made}", "")
        return made

    def add(self, batch: int, stream: BinaryIO, name: str, officer: str) -> int | Refuse:
        """Store one scanned paper (all its pages in one file) and queue its reading; gives its number. Raises Problem
        as `Scans.add_upload`, BACKFILE_UNKNOWN."""
        place, refused = self._place, self._may(officer)
        if refused is not None:
            return refused
        with checked_upload(stream, place.config.upload_bytes, self._reader) as upload:
            ref = place.blobs.put(upload.stream)
        paper = OldPaper(batch, 0, ref.sha256, upload.media_type, ref.size, name[:200])
        with place.store.writing() as tables:
            known_batch(tables, batch)
            number = tables.backfile.add(paper)
            if number:
                args = {"batch": batch, "n": number}
                tables.jobs.add(BACKFILE_JOB, args, place.clock.now_ms(), Rank.BACKFILE)
        if not number:
            return Refuse("BACKFILE_TWICE", f"Tệp {name[:80]} đã có trong tập này; không ghi hai lần.")
        return number

    def batches(self) -> tuple[Progress, ...]:
        """Every batch with how far it is."""
        with self._place.store.reading() as tables:
            return tuple(
                progress_of(batch, tables.backfile.counts(batch.id), self._named(batch.unit))
                for batch in tables.backfile.batches()
            )

    def progress(self, batch: int) -> Progress:
        """How far one batch is. Raises Problem(BACKFILE_UNKNOWN)."""
        with self._place.store.reading() as tables:
            known = known_batch(tables, batch)
            return progress_of(known, tables.backfile.counts(batch), self._named(known.unit))

    def papers(
        self, batch: int, states: Sequence[str] = (), after: int = 0, limit: int = -1
    ) -> tuple[OldPaper, ...]:
        """As `BackfileBook.papers`. Raises Problem(BACKFILE_UNKNOWN)."""
        with self._place.store.reading() as tables:
            known_batch(tables, batch)
            return tuple(tables.backfile.papers(batch, states, after, limit))

    def paper(self, batch: int, n: int) -> OldPaper:
        """One paper. Raises Problem(BACKFILE_UNKNOWN)."""
        with self._place.store.reading() as tables:
            return known_paper(tables, batch, n)

    def file(self, batch: int, n: int) -> BlobFile:
        """The scan of a paper. Raises Problem BACKFILE_UNKNOWN, BLOB_NOT_HERE, BLOB_CORRUPT."""
        paper = self.paper(batch, n)
        path = self._place.blobs.path(paper.blob)
        return BlobFile(path, paper.media_type, path.stat().st_size)

    def next_to_index(self, batch: int, after: int = 0) -> OldPaper | None:
        """The next paper that was read and nobody has written up, those after `after` first."""
        later = self.papers(batch, ("read",), after, 1)
        return next(iter(later or self.papers(batch, ("read",), 0, 1)), None)

    def next_to_check(self, batch: int, officer: str) -> OldPaper | None:
        """The next paper of the sample that another officer wrote up."""
        with self._place.store.reading() as tables:
            known_batch(tables, batch)
            return tables.backfile.next_to_check(batch, officer)

    def index(self, batch: int, n: int, values: Mapping[str, str], officer: str) -> OldPaper | Refuse:
        """Write up a paper: what a person sees on it. The machine's proposals are hers once she saves them."""

        def work(tables: Tables) -> OldPaper | Refuse:
            known, paper = known_batch(tables, batch), known_paper(tables, batch, n)
            if paper.state not in ("read", "indexed"):
                hint = "Giấy này chưa đọc xong, hoặc đã ký (muốn sửa thì thu hồi ở trang hồ sơ của nó)."
                return Refuse("BACKFILE_NOT_OPEN", hint)
            clean = self._clean(known, values)
            if isinstance(clean, Refuse):
                return clean
            written = replace(
                paper, state="indexed", values=clean, indexed_by=officer, checked_by="", wrong=False
            )
            tables.backfile.save(written)
            if not tables.backfile.papers(batch, _OPEN, limit=1):
                draw_sample(tables, known)
            return written

        refused = self._may(officer)
        return refused if refused is not None else attempt(self._place, work)

    def check(self, batch: int, n: int, values: Mapping[str, str], officer: str) -> OldPaper | Refuse:
        """A second officer writes up a paper of the sample again; where she differs, hers stands and it counts."""

        def work(tables: Tables) -> OldPaper | Refuse:
            known, paper = known_batch(tables, batch), known_paper(tables, batch, n)
            if paper.indexed_by == officer:
                return Refuse("SAME_PERSON", "Người nhập không tự kiểm tra; hãy để cán bộ khác kiểm tra.")
            if paper.state != "indexed" or not paper.sampled:
                return Refuse("BACKFILE_NOT_SAMPLED", "Giấy này không nằm trong mẫu kiểm tra; tải lại trang.")
            clean = self._clean(known, values)
            if isinstance(clean, Refuse):
                return clean
            wrong = paper.wrong or not same_values(paper.values, clean)
            checked = replace(paper, values=clean, checked_by=officer, wrong=wrong)
            tables.backfile.save(checked)
            if wrong:  # another right one never makes the sample larger
                draw_sample(tables, known)
            return checked

        refused = self._may(officer)
        return refused if refused is not None else attempt(self._place, work)

    def again(self, batch: int, n: int, officer: str) -> None:
        """Read a paper once more that could not be read. Raises Problem(BACKFILE_UNKNOWN)."""
        place, now = self._place, self._place.clock.now_ms()
        with place.store.writing() as tables:
            paper = known_paper(tables, batch, n)
            if paper.state == "aside":
                tables.backfile.save(replace(paper, state="stored", code="", hint_vi=""))
                tables.jobs.add(BACKFILE_JOB, {"batch": batch, "n": n}, now, Rank.BACKFILE)
                tables.audit.add(now, officer, f"backfile {batch}/{n} again", "")

    def drop(self, batch: int, n: int, officer: str) -> None:
        """Take a paper out that cannot be read or does not belong here; its original is kept. Raises
        Problem(BACKFILE_UNKNOWN)."""
        with self._place.store.writing() as tables:
            paper = known_paper(tables, batch, n)
            if paper.state in ("aside", "read"):
                tables.backfile.save(replace(paper, state="dropped"))
                tables.audit.add(self._place.clock.now_ms(), officer, f"backfile {batch}/{n} dropped", "")
                if not tables.backfile.papers(batch, _OPEN, limit=1):
                    draw_sample(tables, known_batch(tables, batch))

    def export(self, batch: int, form: str) -> bytes:
        """The index of the batch: "csv" or "xlsx". Raises Problem BACKFILE_UNKNOWN, EXPORT_FORM."""
        with self._place.store.reading() as tables:
            known, papers = known_batch(tables, batch), tables.backfile.papers(batch)
        units = {str(paper.values.get("unit", "")) for paper in papers} | {known.unit}
        rows = rows_of(known, {unit: self._named(unit) for unit in units}, papers)
        match form:
            case "csv":
                return csv_of(rows)
            case "xlsx":
                return xlsx_of(known.title, rows)
        raise Problem("EXPORT_FORM", "Chỉ xuất được dạng csv hoặc xlsx.")

    def _clean(self, batch: Batch, values: Mapping[str, str]) -> dict[str, Any] | Refuse:
        clean = {name: str(values.get(name, "")).strip()[:500] for name in FIELDS}
        for name, word in _REQUIRED.items():
            if not clean[name]:
                return Refuse("VALUE_MISSING", f"Còn thiếu: {word}.")
        day = day_of(clean["day"])
        if day is None or day > self._place.clock.today():
            return Refuse(
                "OLD_RESULT_DAY", "Ngày cấp không đọc được hoặc ở tương lai; xem lại ngày trên giấy."
            )
        number = clean["id_number"]
        if number and not (number.isascii() and number.isdigit() and len(number) in (9, 12)):
            return Refuse(
                "ID_NUMBER_WRONG", "Số định danh phải có 12 chữ số (số CMND cũ: 9); để trống nếu không có."
            )
        return {**clean, "unit": str(values.get("unit", "")) or batch.unit}

    def _may(self, officer: str) -> Refuse | None:
        entry = self._place.register.officer(officer)
        if entry is None or not entry.roles & _OFFICERS:
            return Refuse("NO_ROLE", "Chỉ cán bộ tiếp nhận hoặc văn thư được số hóa hồ sơ cũ.")
        return None

    def _named(self, unit: str) -> str:
        """Name of then, and who stands for it today."""
        today = self._place.clock.today()
        return self._place.register.units.names(unit, today, today).text_vi


def archived(paper: OldPaper, batch: Batch) -> Command:
    """The fact that founds the paper's dossier."""
    values = paper.values
    person = {"name": values["name"], "id_number": values["id_number"], "birth": values["birth"]}
    body = {
        "title": values["title"],
        "number": values["number"],
        "day": values["day"],
        "issuing_unit": values["unit"],
        "applicant": {name: value for name, value in person.items() if value},
        "blob": paper.blob,
        "size": paper.size,
        "media_type": paper.media_type,
        "batch": batch.title,
        "shelf": batch.shelf,
        "note": values["note"],
        "indexed_by": paper.indexed_by,
        "checked_by": paper.checked_by,
    }
    return Command(FactKind.RESULT_ARCHIVED, {name: value for name, value in body.items() if value})


def known_batch(tables: Tables, batch: int) -> Batch:
    """The batch. Raises Problem(BACKFILE_UNKNOWN)."""
    known = tables.backfile.batch(batch)
    if known is None:
        raise Problem("BACKFILE_UNKNOWN", "Không có tập hồ sơ cũ này ở máy; hãy mở lại từ danh sách.")
    return known


def known_paper(tables: Tables, batch: int, n: int) -> OldPaper:
    """The paper. Raises Problem(BACKFILE_UNKNOWN)."""
    paper = tables.backfile.paper(batch, n)
    if paper is None:
        raise Problem("BACKFILE_UNKNOWN", "Không có giấy này trong tập; hãy mở lại từ danh sách.")
    return paper
