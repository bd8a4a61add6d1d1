"""A counter: a node of real use cases, store, engine and blobs over a folder, with a browser's client before it.

Only the tools that need other programs stand in: the reader finds one known field on every page, the signer marks
a PDF as signed when the passphrase is right, the forms say what they were given.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pikepdf
from argon2 import PasswordHasher
from fastapi.testclient import TestClient
from PIL import Image

from dossier.form_text import FormText
from dossier.register.register import Register
from dossier.register.view import NodeEntry, NodeKind, OfficerEntry, Role
from node.api.app import create_app
from node.config import Config
from node.ocr.process.child import ChildReader
from node.ports import (
    BackupState,
    DocumentVerdict,
    FoundField,
    FoundWord,
    ReaderState,
    ReadPage,
    ResultPdf,
    SignatureVerdict,
    SignedPdf,
    SignOrder,
)
from node.ports.rows import GrantRow
from node.store.database import SqliteStore
from node.tools import ChildStacks, PdfForms, elsewhere
from node.usecases.backfile.batches import Backfile
from node.usecases.backfile.work import BulkSigning
from node.usecases.counter.cards import Cards
from node.usecases.counter.people import People
from node.usecases.counter.receive import Intake
from node.usecases.exchange.letters import Exchange
from node.usecases.exchange.line import Line
from node.usecases.exchange.trust import Hub
from node.usecases.identity import identity_of
from node.usecases.models import CourierRound, ExportDone, FileOutcome
from node.usecases.node import Node
from node.usecases.printed.covers import Covers
from node.usecases.printed.printing import Printing
from node.usecases.record.acts import Acts
from node.usecases.record.notes import Notes
from node.usecases.reuse.again import Reuse
from node.usecases.reuse.look_up import LookUp
from node.usecases.scans.pages import Scans
from node.usecases.scans.previews import Previews
from node.usecases.scans.queue import READ_JOB, Queue
from node.usecases.scans.reading import Readings
from node.usecases.scans.tray import Tray
from node.usecases.show.figures import Figures
from node.usecases.show.health import HealthDesk
from node.usecases.show.views import Views
from node.usecases.show.ways import Ways
from node.usecases.signing.many import ManySignatures
from node.usecases.signing.papers import Signing
from node.usecases.signing.verdicts import Verdicts
from node.usecases.workplace import Registry, Workplace
from plumbing.automerge_engine import AutomergeEngine
from plumbing.blobs import FolderBlobs
from plumbing.keys import NodeKeys
from plumbing.problem import Problem
from plumbing.register_data import load_units
from plumbing.rule_data import load_calendar, load_procedures
from tests.hand_clock import HandClock

QUANG_YEN, HAM_RONG, QUANG_TRACH = "16480@2025-07-01", "14758@2025-07-01", "16447@0"
BIRTH, DEATH = "1.001193", "1.000656"
PASSWORD = "mat-khau-quay-1"
PASSPHRASE = "khoa-ky-1"
READ_NAME = FoundField("requester_name", "HUỲNH THANH HƯNG", 92, 1, (736, 449, 1068, 487))
READ_ID = FoundField("requester_id_number", "038190001234", 88, 1, (584, 606, 808, 638))
BASE = "http://127.0.0.1"
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


CARD_CODE = "038175000123|172345678|Nguyễn Thị Lan|05021975|Nữ|Thôn Trung Đình|10052021"


class KnownPage:
    """Finds the same fields on every page."""

    def readers(self) -> ReaderState:
        return ReaderState("Tesseract 5.3.0", "", "off")

    def read(self, path: Path, on_page: Callable[[ReadPage], None], first_page: int) -> None:
        words = (FoundWord("HUỲNH", 92, (736, 449, 830, 487)),)
        on_page(ReadPage(first_page, 1, 1686, 2361, "TỜ KHAI", words, (READ_NAME, READ_ID)))

    def digitise(self, sources: Sequence[Path], target: Path, title: str) -> int:
        target.write_bytes(pdf())
        return len(sources)

    def codes(self, path: Path) -> tuple[str, ...]:
        return ("https://example.invalid", CARD_CODE) if path.read_bytes() == photo(90, 60) else ()

    def preview(self, path: Path, page: int, target: Path) -> None:
        if page > 2:
            raise Problem("FILE_NOT_FOUND", "Tệp không có trang này.")
        target.write_bytes(photo(page, 9))

    def small(self, path: Path, target: Path) -> None:
        target.write_bytes(photo(12, 9))


class MarkingSigner:
    """Signs with a mark; knows one passphrase."""

    def get_ready(self) -> None:
        return

    @contextmanager
    def batch(self) -> "Iterator[MarkingSigner]":
        yield self

    def sign(self, pdf: bytes, order: SignOrder) -> SignedPdf:
        if order.passphrase != PASSPHRASE:
            raise Problem("WRONG_PASSPHRASE", "Mật khẩu khóa ký không đúng; kiểm tra rồi nhập lại.")
        return SignedPdf(pdf + f"\n%signed {order.role}".encode(), "B-B")


class KnownVerdict:
    """Says of every paper what its first bytes tell: signed papers are good, others have no signature."""

    def verify(self, path: Path, at_ms: int) -> DocumentVerdict:
        data = path.read_bytes()
        if b"%signed" not in data:
            raise Problem("NO_SIGNATURES", "Tệp PDF này không có chữ ký số nào.")
        one = SignatureVerdict(
            "intake", "INDETERMINATE", "INDETERMINATE", "TRY_LATER", "Chưa có danh sách thu hồi đủ mới.",
            "Trần Thị Bích <b>", "UBND xã", "2026-11-20T08:00:00+07:00", "B-B", "ENTIRE_FILE", "NONE",
        )  # fmt: skip
        return DocumentVerdict("INDETERMINATE", "2026-11-20T08:05:00+07:00", False, (one,))


class PlainForms:
    """Says what it was given, as something that begins like a PDF."""

    def form(self, model: FormText) -> bytes:
        return b"%PDF-1.7 " + str(model.code).encode()

    def result(self, model: Any) -> ResultPdf:
        return ResultPdf(b"%PDF-1.7 " + model.number.encode(), {})


class Backup:
    """A backup that runs."""

    def state(self) -> BackupState:
        return BackupState("running", 1)


@dataclass
class Peer:
    """Bell and courier that note what they were asked."""

    rung: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    questions: list[dict[str, str]] = field(default_factory=list)
    papers: list[dict[str, Any]] | None = None

    def ring(self, what: str) -> None:
        self.rung.append(what)

    def look_up(self, question: bytes) -> bytes:
        self.questions.append(json.loads(question))
        if self.papers is None:
            raise Problem("LINE_DOWN", "Không gọi được trung tâm tỉnh.", "later")
        return json.dumps({"papers": self.papers}).encode()

    def export(self, folder: str, to: str = "hub", scans: bool = True) -> ExportDone:
        self.folders.append(folder)
        return ExportDone(("abc.mce",), 1, 220_000, True, "Đã ghi và đọc lại khớp. An toàn để rút USB.")

    def answer(self, folder: str) -> CourierRound:
        raise AssertionError(folder)

    def import_(self, path: str) -> tuple[FileOutcome, ...]:
        if Path(path).read_bytes() != b"good":
            return (FileOutcome("x", "ENVELOPE_TRUNCATED", "Tệp bị cắt cụt; chép lại từ máy gửi."),)
        return (FileOutcome("x", "", "Đã nhận 3 thay đổi.", 3),)


_PEOPLE: tuple[tuple[str, str, str, frozenset[str]], ...] = (
    ("bich", "Trần Thị Bích", "Công chức một cửa", frozenset({Role.INTAKE, Role.RETURNER, Role.ADMIN})),
    ("dung", "Lê Văn Dũng", "Chuyên viên", frozenset({Role.APPRAISER})),
    ("chau", "Hoàng Minh Châu", "Chủ tịch", frozenset({Role.LEADER})),
    ("thu", "Vũ Thị Thu", "Văn thư", frozenset({Role.CLERICAL})),
)


def _register(keys: NodeKeys) -> Register:
    start = date(2025, 7, 1)
    entry = NodeEntry(keys.node, NodeKind.NODE, QUANG_YEN, keys.public_key.hex(), start)
    officers = {
        login: OfficerEntry(login, login, name, title, QUANG_YEN, roles, start)
        for login, name, title, roles in _PEOPLE
    }
    return Register(load_units(), load_procedures(), load_calendar(), {keys.node: entry}, officers)


def _grants(store: SqliteStore, keys: NodeKeys) -> None:
    lease = {
        "lease_id": "L1",
        "node": keys.node,
        "org_identifier": "H56.16480",
        "first": 1,
        "last": 3,
        "valid_from": "2026-01-01",
        "valid_to": "2026-12-31",
    }
    with store.writing() as tables:
        tables.register.add_grant(GrantRow("lease", "L1", "{}", b"", lease))
        for login, *_ in _PEOPLE:
            body = {
                "officer": login,
                "login": login,
                "password": _CHEAP.hash(PASSWORD),
                "valid_to": "2027-12-31",
            }
            tables.register.add_grant(GrantRow("credential", login, "{}", b"", body))


@dataclass
class Counter:
    """The node, its clock, and the client of one browser."""

    place: Workplace
    node: Node
    clock: HandClock
    peer: Peer
    client: TestClient

    def sign_in(self, login: str = "bich") -> dict[str, str]:
        """Log in by JSON; gives the headers that writing requests need."""
        self.client.cookies.clear()
        answer = self.client.post("/api/login", json={"login": login, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return {"X-CSRF-Token": answer.json()["csrf"]}

    def receive(self, headers: dict[str, str], **more: Any) -> dict[str, Any]:
        """A dossier taken in by JSON."""
        body = {"procedure": BIRTH, "applicant": {"name": "Nguyễn Thị Lan", "id_number": "038190001234"}}
        answer = self.client.post("/api/dossiers", json=body | more, headers=headers)
        assert answer.status_code == 201, answer.text
        taken: dict[str, Any] = answer.json()
        return taken

    def scan(self, headers: dict[str, str], dossier: str, component: str = "TP1") -> httpx.Response:
        """Send one photo."""
        files = {"files": ("to-khai.jpg", photo(), "image/jpeg")}
        url = f"/api/dossiers/{dossier}/pages"
        return self.client.post(url, data={"component": component}, files=files, headers=headers)

    def read_all(self) -> None:
        """Do the reading that is queued."""
        readings = Readings(self.place, KnownPage())
        while True:
            with self.place.store.writing() as tables:
                job = tables.jobs.claim([READ_JOB], self.clock.ms)
            if job is None:
                return
            result = readings.run(job)
            with self.place.store.writing() as tables:
                tables.jobs.finish(job.id, result)

    def act(self, login: str, dossier: str, kind: str, **values: Any) -> httpx.Response:
        """One act by JSON, by another officer."""
        headers = self.sign_in(login)
        body = {"kind": kind, "values": values}
        return self.client.post(f"/api/dossiers/{dossier}/acts", json=body, headers=headers)


def photo(width: int = 120, height: int = 160) -> bytes:
    """A small grey JPEG."""
    buffer = BytesIO()
    Image.new("L", (width, height), 200).save(buffer, "JPEG")
    return buffer.getvalue()


def pdf() -> bytes:
    """A PDF of two empty pages."""
    with pikepdf.new() as document:
        document.add_blank_page()
        document.add_blank_page()
        buffer = BytesIO()
        document.save(buffer, deterministic_id=True)
        return buffer.getvalue()


@contextmanager
def counter(folder: Path, **config: Any) -> Iterator[Counter]:
    """A counter in a folder."""
    clock, peer, keys, hub = HandClock(), Peer(), NodeKeys.generate(), NodeKeys.generate()
    settings = Config(folder, "https://hub.invalid", **config)
    store = SqliteStore(folder / "node.db")
    identity = identity_of(keys.node, 1, b"abcdef")
    place = Workplace(
        config=settings,
        store=store,
        engine=AutomergeEngine(),
        clock=clock,
        blobs=FolderBlobs(folder / "blobs"),
        identity=identity,
        registry=Registry(_register(keys)),
    )
    _grants(store, keys)
    forms, views, scans = PlainForms(), Views(place), Scans(place, KnownPage())
    signing = Signing(place, KnownPage(), MarkingSigner(), forms)
    node = Node(
        config=settings,
        identity=identity,
        people=People(place),
        acts=Acts(place),
        notes=Notes(place),
        intake=Intake(place, forms),
        cards=Cards(place, KnownPage()),
        scans=scans,
        reuse=Reuse(place),
        look_up=LookUp(place, peer),
        backfile=Backfile(place, KnownPage()),
        bulk_signing=BulkSigning(place, MarkingSigner()),
        previews=Previews(place, scans, KnownPage()),
        printing=Printing(place, forms),
        covers=Covers(place, PdfForms(ChildReader())),
        tray=Tray(place, ChildStacks(ChildReader())),
        signing=signing,
        many_signatures=ManySignatures(place, signing),
        signing_elsewhere=elsewhere(place, KnownPage(), folder / "trust.pem"),
        verdicts=Verdicts(place, scans, KnownVerdict()),
        views=views,
        line=Line(place, Backup()),
        queue=Queue(place, 1),
        ways=Ways(place, Hub(hub.node, hub.public_key)),
        figures=Figures(place),
        health=HealthDesk(place, KnownPage()),
        exchange=Exchange(place, keys, Hub(hub.node, hub.public_key)),
        courier=peer,
        bell=peer,
        clock=clock,
    )
    try:
        client = TestClient(create_app(node), base_url=BASE, follow_redirects=False)
        yield Counter(place, node, clock, peer, client)
    finally:
        store.close()
