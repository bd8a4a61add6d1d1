"""Binds the use cases' tool ports to the adapters that read, draw and sign.

Reading and signing happen in child processes; drawing (reportlab) is imported at the first paper that is drawn, so
that an idle node stays small.
"""

import json
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from dossier.form_text import FormText
from node.config import Config
from node.jobs import JobRunner, worker_count
from node.ocr.child import LOWEST, ChildReader
from node.ocr.glance import Glance
from node.ocr.model import PageText
from node.ports import (
    DocumentVerdict,
    FoundField,
    FoundWord,
    LevelRaiser,
    RaisedPdf,
    ReadPage,
    ResultPdf,
    SignatureVerdict,
    SignedPdf,
    SignOrder,
    Spot,
)
from node.ports.tray import CoverSheet, PageLook
from node.sign.child import ChildSigner, raise_level, verify_pdf
from node.sign.keys import Key, P12Key, TokenKey
from node.sign.outside import Line, Outside
from node.sign.pin_guard import PinGuard
from node.sign.port import DIGITISED_COPY_SLOTS, LEVELS, Role, SignRequest, Slot
from node.sign.problems import SigningProblem
from node.sign.report import Report, SignatureReport
from node.sign.spare import FreshWorkers, WarmWorkers
from node.usecases.backfile import BACKFILE_JOB
from node.usecases.backfile_work import Prepare
from node.usecases.levels import LEVEL_JOB, Levels
from node.usecases.models import ResultSheet
from node.usecases.queue import READ_JOB, Turns
from node.usecases.reading import Readings
from node.usecases.register_mail import REFOLD_JOB, refolding
from node.usecases.second_try import RETRY_JOB, SecondTry
from node.usecases.trust import Hub
from node.usecases.workplace import Workplace
from plumbing.clock import local
from plumbing.drop_folder import DropFolder
from plumbing.problem import Problem
from plumbing.timestamps import HttpTimestamps, Timestamps

_THUMB_SIDE, _THUMB_QUALITY = 520, 28  # a few kilobytes, and a heading can still be read
_UNSAFE = re.compile(r"[^0-9A-Za-z_.@-]")


@dataclass(frozen=True, slots=True)
class OcrReader:
    """`node.ports.Reader` on the OCR child."""

    child: ChildReader

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

    def thumbnail(self, path: Path, target: Path) -> None:
        """See `Pictures.thumbnail`. The child draws what came from outside; here only its own picture is shrunk."""
        from PIL import Image

        self.child.preview(path, 1, target)
        with Image.open(target) as picture:
            small = picture.convert("L")
        small.thumbnail((_THUMB_SIDE, _THUMB_SIDE))
        small.save(target, "JPEG", quality=_THUMB_QUALITY, optimize=True)


@dataclass(frozen=True, slots=True)
class ChildStacks:
    """`node.ports.tray.Stacks` on the OCR child."""

    child: ChildReader

    def look(self, path: Path) -> Sequence[PageLook]:
        """See `Stacks.look`."""
        seen: list[Glance] = []
        self.child.look(path, seen.append)
        return [
            PageLook(g.page, g.pages, g.is_blank, g.is_sealed, g.print_bits, g.codes, g.picture) for g in seen
        ]

    def part(self, path: Path, pages: Sequence[int], target: Path) -> None:
        """See `Stacks.part`."""
        self.child.part(path, list(pages), target)


def scanner_folder(config: Config) -> DropFolder | None:
    """The folder that a scanner writes into, if there is one."""
    return DropFolder(config.data / config.scan_folder) if config.scan_folder else None


@dataclass(frozen=True, slots=True)
class FolderSigner:
    """`node.ports.Signer` with the keys of a folder: `<officer>.p12` or `<officer>.token.json` for people,
    `seal-<unit>` or `seal` instead of the officer for the agency, and a picture `….png` beside each where there is one.

    A token's file is {"module": path, "token": label or serial, "certificate": label, name or fingerprint}; the
    passphrase of the order is its PIN then.
    """

    folder: Path
    workers: WarmWorkers = field(default_factory=WarmWorkers)

    def get_ready(self) -> None:
        """See `Signer.get_ready`."""
        self.workers.get_ready()

    def sign(self, pdf: bytes, order: SignOrder) -> SignedPdf:
        """See `Signer.sign`. Raises Problem(SIGN_KEY_MISSING) besides what the child raises."""
        key, path = self._key(order)
        request = request_of(order, path.with_name(f"{path.name.split('.')[0]}.png"))
        signer = ChildSigner(key, workers=self.workers)
        if isinstance(key, TokenKey):
            return SignedPdf(self._with_token(signer, key, pdf, request), LEVELS[0])
        return SignedPdf(signer.sign(pdf, request), LEVELS[0])

    def _with_token(self, signer: ChildSigner, key: TokenKey, pdf: bytes, request: SignRequest) -> bytes:
        guard = PinGuard(self.folder)
        guard.check(key)
        try:
            signed = signer.sign(pdf, request)
        except SigningProblem as problem:
            guard.note(key, problem)
            raise
        guard.note(key, None)
        return signed

    def _key(self, order: SignOrder) -> tuple[Key, Path]:
        safe = _UNSAFE.sub("_", order.officer)
        stems = (f"seal-{safe}", "seal") if order.role == Role.SEAL else (safe,)
        for stem in stems:
            file, token = self.folder / f"{stem}.p12", self.folder / f"{stem}.token.json"
            if file.is_file():
                return P12Key(file, order.passphrase), file
            if token.is_file():
                return _token_key(token, order), token
        hint = "Máy chưa có khóa ký của người (hoặc cơ quan) này; hãy cắm thiết bị ký hoặc báo quản trị nút."
        raise Problem("SIGN_KEY_MISSING", hint, "operator", stems[0])


def _token_key(file: Path, order: SignOrder) -> TokenKey:
    try:
        body = json.loads(file.read_text(encoding="utf-8"))
        named = {name: str(body.get(name, "")) for name in ("token", "certificate")}
        return TokenKey(Path(body["module"]), order.passphrase, **named, holder=order.name)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        hint = "Tệp khai báo thiết bị ký (.token.json) không đọc được; người vận hành cần sửa lại."
        raise Problem("TOKEN_FILE_MALFORMED", hint, "operator", type(error).__name__) from error


def request_of(order: SignOrder, picture: Path) -> SignRequest:
    """The order in the signing child's words, with the picture where there is one and the role shows it."""
    role = Role(order.role)
    return SignRequest(
        field_name=order.role,
        role=role,
        signer_display=order.name,
        moment=local(order.at_ms),
        lines=(order.reason_vi, order.name, order.place),
        certify=role is not Role.SEAL,
        slots=_slots(role, order),
        # On a digitised copy the text alone stands: form of the copy, agency, time (NĐ 30/2020, Phụ lục I).
        image=picture.read_bytes() if role is not Role.INTAKE and picture.is_file() else None,
    )


@dataclass(frozen=True, slots=True)
class FolderVerifier:
    """`node.ports.Verifier` with the roots, other certificates and revocation lists of one PEM file, which is read
    anew each time: an administrator replaces it without stopping the node."""

    trust: Path
    workers: FreshWorkers | WarmWorkers = field(default_factory=FreshWorkers)

    def verify(self, path: Path, at_ms: int) -> DocumentVerdict:
        """See `Verifier.verify`."""
        trusted = self.trust.is_file()
        pem = self.trust.read_bytes() if trusted else b""
        return _verdict(verify_pdf(path.read_bytes(), pem, local(at_ms), workers=self.workers), trusted)


@dataclass(frozen=True, slots=True)
class LineRaiser:
    """`node.ports.LevelRaiser` with the authority that the settings name, and the trusted roots of the node."""

    trust: Path
    wanted: str
    line: Outside

    def raise_level(self, pdf: bytes, at_ms: int) -> RaisedPdf:
        """See `LevelRaiser.raise_level`."""
        pem = self.trust.read_bytes() if self.trust.is_file() else b""
        raised = raise_level(pdf, self.wanted, pem, local(at_ms), self.line)
        ends = datetime.fromisoformat(raised.renew_before) if raised.renew_before else None
        return RaisedPdf(
            raised.pdf, raised.level, raised.missing, int(ends.timestamp() * 1000) if ends else 0
        )


class HubTimestamps:
    """`plumbing.timestamps.Timestamps` by way of the hub: "not reached" means the same on either road."""

    def __init__(self, ask: Callable[[bytes], bytes]) -> None:
        self._ask = ask

    def ask(self, query: bytes) -> bytes:
        """See `Timestamps.ask`."""
        return self._ask(query)


def line_raiser(config: Config, trust: Path, by_hub: Callable[[bytes], bytes]) -> LineRaiser:
    """The raiser that the settings ask for. Raises Problem(CONFIG_INVALID)."""
    if config.sign_level not in LEVELS[1:]:
        hint = "Cấu hình sign_level phải là B-T, B-LT hoặc B-LTA; hãy sửa node.toml rồi khởi động lại."
        raise Problem("SIGN_LEVEL_UNKNOWN", hint, "operator", config.sign_level)
    authority: Timestamps | None = None
    if config.tsa_url == "hub":
        authority = HubTimestamps(by_hub)
    elif config.tsa_url:
        authority = HttpTimestamps(config.tsa_url, config.data / "keys" / "tsa")
    return LineRaiser(trust, config.sign_level, Line(authority, config.fetch_revocation))


@dataclass(frozen=True, slots=True)
class PdfForms:
    """`node.ports.Forms` drawn with reportlab; results become PDF/A in the OCR child."""

    child: ChildReader

    def form(self, model: FormText) -> bytes:
        """See `Forms.form`."""
        from node.forms_pdf.draw_form import draw_form

        return draw_form(model)

    def result(self, model: ResultSheet) -> ResultPdf:
        """See `Forms.result`."""
        from node.forms_pdf.draw_letter import draw_letter
        from node.forms_pdf.result import letter_of

        drawn = draw_letter(letter_of(model))
        with tempfile.TemporaryDirectory() as folder:
            plain, archived = Path(folder) / "drawn.pdf", Path(folder) / "archived.pdf"
            plain.write_bytes(drawn.pdf)
            self.child.archive(plain, archived)
            data = archived.read_bytes()
        return ResultPdf(data, {role: Spot(place.page, place.box) for role, place in drawn.places.items()})

    def covers(self, sheets: Sequence[CoverSheet]) -> bytes:
        """See `CoverPrinter.covers`."""
        from node.forms_pdf.draw_cover import draw_covers

        return draw_covers(sheets)


def _verdict(report: Report, trusted: bool) -> DocumentVerdict:
    signatures = tuple(_signature(one) for one in report.signatures)
    return DocumentVerdict(report.verdict.value, report.checked_at, trusted, signatures)


def _signature(one: SignatureReport) -> SignatureVerdict:
    return SignatureVerdict(
        field_name=one.field_name,
        verdict=one.verdict.value,
        indication=one.indication,
        sub_indication=one.sub_indication,
        meaning_vi=one.meaning_vi,
        signer=one.signer,
        organisation=one.organisation,
        signed_at=one.signed_at or "",
        proven_at=one.proven_at or "",
        proven_by=one.proven_by,
        clock_vi=one.clock_vi,
        level=one.level,
        coverage=one.coverage,
        changed_after=one.changed_after,
    )


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


def _slots(role: Role, order: SignOrder) -> tuple[Slot, ...]:
    """Places are fixed before the first signature; later ones only fill them."""
    if role is Role.INTAKE:
        return DIGITISED_COPY_SLOTS
    if role is Role.LEADER:
        return tuple(Slot(name, spot.box, spot.page) for name, spot in sorted(order.spots.items()))
    return ()


def job_runner(place: Workplace, hub: Hub, raiser: LevelRaiser) -> JobRunner:
    """Background work by kind; what reads does so at the lowest priority."""
    turns, quiet = Turns(), OcrReader(ChildReader(priority=LOWEST))
    handlers = {
        READ_JOB: Readings(place, quiet, turns).run,
        BACKFILE_JOB: Prepare(place, quiet).run,
        REFOLD_JOB: refolding(place),
        RETRY_JOB: SecondTry(place, hub).run_job,
        LEVEL_JOB: Levels(place, raiser).run,
    }
    return JobRunner(place, handlers, worker_count(place.config.ocr_workers), turns)
