"""What an officer does at her counter, step by step, as she would: through the node's own interface."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from demo.cast import Matter, Person
from demo.client import Desk, wait_until
from demo.show import Show

READ_SECONDS = 300
_READ = ("done", "failed", "aside")


class Counter:
    """One officer at one node's screen."""

    def __init__(self, desk: Desk, person: Person, show: Show) -> None:
        self.desk, self.person, self.show = desk, person, show
        self.session: dict[str, Any] = {}
        self._codes: dict[str, str] = {}

    def sign_in(self) -> None:
        """Log in (again: sessions end while clocks jump)."""
        self.session = self.desk.log_in(self.person.login, self.person.password)

    def receive(self, matter: Matter) -> str:
        """Take a dossier in; gives its id."""
        choices = self.desk.get("/api/procedures", q=matter.procedure)
        standard = next(choice for choice in choices if choice["code"] == matter.procedure)
        self._codes = {entry["name"]: entry["code"] for entry in standard["entries"]}
        form = {
            "procedure": matter.procedure,
            "applicant": matter.applicant,
            "components": [entry for entry in standard["entries"] if entry["name"] in matter.handed_in],
            "competent_unit": matter.competent_unit,
        }
        taken = self.desk.post("/api/dossiers", form)
        self.show.check(
            bool(taken["code"]) and taken["due_ms"] > 0,
            f"Tiếp nhận “{matter.about_vi}”, mã {taken['code']}",
            "received",
        )
        return str(taken["dossier"])

    def scan_and_read(self, dossier: str, matter: Matter) -> None:
        """Put the papers on the scanner and wait until the machine has read them."""
        for paper in matter.papers:
            self.desk.upload(
                f"/api/dossiers/{dossier}/pages", {"component": self._codes[paper.name]}, [paper.scan]
            )
        pages = self.view(dossier)["pages"]
        kept = {page["blob"] for page in pages}
        self.show.check(
            kept == {_sha256(paper.scan) for paper in matter.papers},
            f"Quét {len(pages)} trang, bản gốc lưu đúng từng byte",
            "scans stored byte for byte",
        )
        wait_until(lambda: all(page["reading"] in _READ for page in self._reading(dossier)), READ_SECONDS)
        pages = self._reading(dossier)
        words = sum(len(page["text"].split()) for page in pages)
        self.show.check(
            all(page["reading"] == "done" for page in pages) and words > 20,
            f"Máy đọc được {words} chữ trên trang quét",
            "OCR",
        )

    def confirm(self, dossier: str, fields: dict[str, str]) -> None:
        """Confirm values beside the page."""
        page = self.view(dossier)["pages"][0]["key"]
        entries = [{"field": name, "value": value, "page": page} for name, value in fields.items()]
        state = self.desk.post(f"/api/dossiers/{dossier}/fields", {"entries": entries})
        held = {name: state["fields"][name]["value"] for name in fields}
        self.show.check(held == fields, f"Xác nhận {len(fields)} trường", "fields confirmed by a person")

    def sign_papers(self, dossier: str, matter: Matter) -> None:
        """Digitise and sign every paper; check the signature of the bytes that came out."""
        for paper in matter.papers:
            body = {"component": self._codes[paper.name], "passphrase": self.person.passphrase}
            state = self.desk.post(f"/api/dossiers/{dossier}/sign", body)
        documents = state["documents"]
        self.show.check(
            {document["component"] for document in documents}
            >= {self._codes[paper.name] for paper in matter.papers}
            and all(document["level"] == "B-B" for document in documents),
            f"Ký số {len(documents)} tài liệu PAdES {documents[-1]['level']}",
            "digitised and signed",
        )

    def print_receipt(self, dossier: str, folder: Path, must_say: Callable[[str], bool]) -> None:
        """Print form 01 and read it as the citizen would."""
        path = folder / f"giay-hen-{dossier}.pdf"
        path.write_bytes(self.desk.fetch(f"/api/dossiers/{dossier}/receipt.pdf"))
        self.show.check(
            must_say(text_of(path)), f"In giấy hẹn: {path.name}", "receipt printed, its text read back"
        )

    def act(self, dossier: str, kind: str, **values: Any) -> dict[str, Any]:
        """Perform one act of the life cycle; gives the new state."""
        state: dict[str, Any] = self.desk.post(
            f"/api/dossiers/{dossier}/acts", {"kind": kind, "values": values}
        )
        return state

    def view(self, dossier: str) -> dict[str, Any]:
        """The dossier's page."""
        seen: dict[str, Any] = self.desk.get(f"/api/dossiers/{dossier}")
        return seen

    def line(self) -> dict[str, Any]:
        """State of line and outbox."""
        state: dict[str, Any] = self.desk.get("/api/line")["state"]
        return state

    def sync(self) -> None:
        """Ask for a contact with the hub now."""
        self.desk.post("/api/line/sync")

    def has(self, dossier: str) -> bool:
        """Whether the dossier is here; asks the hub now when it is not."""
        self.sync()
        return bool(self.view(dossier))

    def _reading(self, dossier: str) -> list[dict[str, Any]]:
        pages: list[dict[str, Any]] = self.view(dossier)["pages"]
        return pages


def text_of(pdf: Path) -> str:
    """The text of a PDF, as a reader sees it, in one line."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()
    return " ".join(text.split())


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
