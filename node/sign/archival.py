"""Whether a PDF, with its signatures, is fit to be kept for decades: the clauses of PDF/A-2b that a signature or a tool
in between can break (ISO 19005-2:2011).

pikepdf's validator approves what we draw, but gives no word on signed files; so the rules that matter stand here once
more, one a line, and are asked of the finished file. Only a claim is checked: a PDF that does not call itself PDF/A is
told as such. No finding is not a certificate: fonts' tables and pictures' insides are not looked into.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from node.sign.report import ArchiveFinding, ArchiveReport

_PART = re.compile(rb"pdfaid:part(?:>|=[\"'])\s*(\d)")
_LEVEL = re.compile(rb"pdfaid:conformance(?:>|=[\"'])\s*([A-Za-z])")
_END = re.compile(rb"%%EOF(\r\n|\r|\n)?\Z")
_HEADER = re.compile(rb"\A%PDF-1\.[0-7][\r\n]+%[\x80-\xff]{4}")
_PRINTED, _UNSEEN = 0x04, 0x01 | 0x02 | 0x20  # annotation flags: Print; Invisible, Hidden, NoView
_ACTIONS = {
    *("/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState"),
    *("/Rendition", "/Trans", "/GoTo3DView", "/JavaScript"),
}
_ICC_MARK = slice(36, 40)


@dataclass(frozen=True, slots=True)
class _File:
    data: bytes
    pdf: Pdf
    dictionaries: tuple[Object, ...]


@dataclass(frozen=True, slots=True)
class _Rule:
    """`find` gives what breaks the clause, None when nothing does."""

    code: str
    clause: str
    said_vi: str
    find: Callable[[_File], str | None]


def archive_report(data: bytes) -> ArchiveReport:
    """What the file claims, and what speaks against it. Never raises for what stands in the file."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            claims = _claim(pdf)
            if not claims:
                return ArchiveReport("", ())
            dictionaries = tuple(one for one in pdf.objects if isinstance(one, Dictionary | Stream))
            file = _File(data, pdf, dictionaries)
            return ArchiveReport(claims, tuple(_findings(file)))
    except pikepdf.PdfError:
        return ArchiveReport("", ())


def _findings(file: _File) -> Iterable[ArchiveFinding]:
    for rule in _RULES:
        try:
            broken = rule.find(file)
        except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError) as error:
            broken = type(error).__name__  # what cannot be read is not fit to be kept
        if broken is not None:
            yield ArchiveFinding(rule.code, rule.clause, rule.said_vi, broken[:120])


def _claim(pdf: Pdf) -> str:
    metadata = pdf.Root.get("/Metadata")
    text = metadata.read_bytes() if isinstance(metadata, Stream) else b""
    part, level = _PART.search(text), _LEVEL.search(text)
    return f"PDF/A-{part[1].decode()}{level[1].decode().lower()}" if part and level else ""


def _first(found: Iterable[Object], name: str) -> str | None:
    return next((f"{name} {one.objgen[0]}" for one in found), None)


def _header(file: _File) -> str | None:
    return None if _HEADER.match(file.data) else "header"


def _tail(file: _File) -> str | None:
    return None if _END.search(file.data) else "tail"


def _identifier(file: _File) -> str | None:
    return None if "/ID" in file.pdf.trailer else "ID"


def _encrypted(file: _File) -> str | None:
    return "Encrypt" if file.pdf.is_encrypted else None


def _intent(file: _File) -> str | None:
    for intent in file.pdf.Root.get("/OutputIntents", Array()):
        profile = intent.get("/DestOutputProfile")
        if intent.get("/S") == Name.GTS_PDFA1 and isinstance(profile, Stream):
            return None if profile.read_bytes()[_ICC_MARK] == b"acsp" else "profile"
    return "no GTS_PDFA1"


def _fonts(file: _File) -> str | None:
    def is_bare(font: Object) -> bool:
        if font.get("/Type") != Name.Font or font.get("/Subtype") in (Name.Type3, Name.Type0):
            return False
        descriptor = font.get("/FontDescriptor", Dictionary())
        return not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))

    return _first(filter(is_bare, file.dictionaries), "font")


def _actions(file: _File) -> str | None:
    def acts(one: Object) -> bool:
        return str(one.get("/S", "")) in _ACTIONS and one.get("/Type", Name.Action) == Name.Action

    return _first(filter(acts, file.dictionaries), "action") or ("AA" if "/AA" in file.pdf.Root else None)


def _attached(file: _File) -> str | None:
    return "EmbeddedFiles" if "/EmbeddedFiles" in file.pdf.Root.get("/Names", Dictionary()) else None


def _annotations(file: _File) -> str | None:
    for page in file.pdf.pages:
        for note in page.get("/Annots", Array()):
            flags = int(note.get("/F", 0))
            if note.get("/Subtype") != Name.Popup and (not flags & _PRINTED or flags & _UNSEEN):
                return f"flags {flags} of {note.objgen[0]}"
            left, bottom, right, top = (float(edge) for edge in note.get("/Rect", Array([0, 0, 0, 0])))
            if (right - left) * (top - bottom) and "/N" not in note.get("/AP", Dictionary()):
                return f"no appearance of {note.objgen[0]}"
    return None


def _form(file: _File) -> str | None:
    form = file.pdf.Root.get("/AcroForm", Dictionary())
    return "XFA" if "/XFA" in form else "NeedAppearances" if form.get("/NeedAppearances", False) else None


def _filters(file: _File) -> str | None:
    def is_old(one: Object) -> bool:
        found = one.get("/Filter", Array())
        names = [str(name) for name in found] if isinstance(found, Array) else [str(found)]
        return isinstance(one, Stream) and ("/LZWDecode" in names or "/F" in one)

    return _first(filter(is_old, file.dictionaries), "stream")


def _pictures(file: _File) -> str | None:
    def is_odd(one: Object) -> bool:
        if one.get("/Subtype") == Name.PS or ("/Ref" in one and one.get("/Subtype") == Name.Form):
            return True
        alternates = "/Alternates" in one or "/OPI" in one
        return one.get("/Subtype") == Name.Image and (alternates or bool(one.get("/Interpolate", False)))

    return _first((one for one in file.dictionaries if isinstance(one, Stream) and is_odd(one)), "picture")


def _states(file: _File) -> str | None:
    return _first((one for one in file.dictionaries if "/TR" in one and "/Type" in one), "state")


def _layers(file: _File) -> str | None:
    layers = file.pdf.Root.get("/OCProperties")
    return None if layers is None or "/Name" in layers.get("/D", Dictionary()) else "no name"


_RULES = (
    _Rule("PDFA_HEADER", "6.1.2", "Phần đầu tệp không đúng mẫu.", _header),
    _Rule("PDFA_TAIL", "6.1.3", "Có dữ liệu thừa sau cuối tệp.", _tail),
    _Rule("PDFA_NO_ID", "6.1.3", "Tệp không có mã nhận dạng (ID).", _identifier),
    _Rule("PDFA_ENCRYPTED", "6.1.3", "Tệp bị mã hóa.", _encrypted),
    _Rule("PDFA_STREAM", "6.1.7", "Có luồng nén LZW hoặc trỏ ra tệp ngoài.", _filters),
    _Rule("PDFA_NO_INTENT", "6.2.3", "Không khai báo không gian màu (OutputIntent).", _intent),
    _Rule("PDFA_STATE", "6.2.5", "Có hàm chuyển màu không được phép.", _states),
    _Rule("PDFA_PICTURE", "6.2.8", "Có ảnh nội suy, ảnh thay thế hoặc đối tượng PostScript.", _pictures),
    _Rule("PDFA_FONT", "6.2.11.4", "Có phông chữ không được nhúng.", _fonts),
    _Rule(
        "PDFA_ANNOTATION", "6.3", "Có ghi chú ẩn, không in được hoặc không có hình hiển thị.", _annotations
    ),
    _Rule("PDFA_FORM", "6.4", "Biểu mẫu cần phần mềm tự vẽ lại (XFA hoặc NeedAppearances).", _form),
    _Rule("PDFA_ACTION", "6.5", "Có hành động tự chạy (mã lệnh, mở chương trình…).", _actions),
    _Rule("PDFA_ATTACHMENT", "6.8", "Có tệp đính kèm bên trong.", _attached),
    _Rule("PDFA_LAYER", "6.9", "Lớp hiển thị không có tên.", _layers),
)
