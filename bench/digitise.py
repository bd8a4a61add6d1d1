"""From the scan to the signed PDF/A: seconds and bytes a page, and how much memory the worker takes.

The paper is a colour scan of 300 dpi with black print, blue handwriting, a red seal over a signature, uneven light and
the sensor's noise (`tests/node/ocr/papers.py`). Seconds are CPU seconds of everything that was started (reading
included); memory is the highest resident size of the worker process, and of it with its Tesseract.
"""

import io
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from typing import Any

import pikepdf
import psutil
from pikepdf import Name
from PIL import Image

from node.ocr.model import PageText
from node.ocr.process.child import ChildReader
from node.sign.child import ChildSigner
from node.sign.keys import P12Key
from node.sign.port import DIGITISED_COPY_SLOTS, Role, SignRequest
from provisioning.test_ca import Holder, issue_p12, make_ca
from tests.node.ocr.papers import counter_paper

_PAGES = 6
_A3_MM, _A3_DPI = (297.0, 420.0), 600
_JPX_RATE = 20  # to one
_LOOK_SECONDS = 0.02
_MIB = 1024 * 1024
_START, _END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)


def measure(folder: Path) -> dict[str, Any]:
    """Sizes and times of A4 pages, memory on A3 pages."""
    return {"a4_300_dpi": _pages(folder), "a3_600_dpi_peak_mib": _memory(folder)}


def _pages(folder: Path) -> dict[str, Any]:
    scans = []
    for seed in range(_PAGES):
        scans.append(folder / f"{seed}.jpg")
        Image.fromarray(counter_paper(300, seed)[:, :, ::-1]).save(scans[-1], quality=85, dpi=(300, 300))
    archived, out = folder / "archived.pdf", folder / "signed.pdf"
    with _cpu() as digitising:
        codings = ChildReader().digitise(scans, archived, "Giấy", _nobody)
    with _cpu() as signing:
        out.write_bytes(_signer(folder).sign(archived.read_bytes(), _order()))
    one = folder / "one.pdf"
    ChildReader().digitise(scans[:1], one, "Giấy", _nobody)
    return {
        "pages": _PAGES,
        "codings": sorted(set(codings)),
        "scan_kb_per_page": round(sum(scan.stat().st_size for scan in scans) / _PAGES / 1000, 1),
        "signed_kb_per_page": round(out.stat().st_size / _PAGES / 1000, 1),
        "one_page_file_kb": round(one.stat().st_size / 1000, 1),
        "cpu_s_per_page": round(digitising[0] / _PAGES, 2),
        "cpu_s_to_sign": round(signing[0], 2),
    }


def _memory(folder: Path) -> dict[str, dict[str, int]]:
    page = Image.fromarray(counter_paper(_A3_DPI, 1, _A3_MM)[:, :, ::-1])
    dpi = (_A3_DPI, _A3_DPI)
    page.save(folder / "a3.jpg", quality=80, dpi=dpi)
    page.save(folder / "a3.tif", compression="tiff_lzw", dpi=dpi)
    page.save(folder / "one-strip.tif", compression="tiff_lzw", dpi=dpi, strip_size=page.width * page.height)
    page.save(folder / "a3.pdf", resolution=_A3_DPI, quality=80)
    _save_pdf(folder / "flate.pdf", page, Name.FlateDecode, zlib.compress(page.tobytes()))
    jpx = io.BytesIO()
    page.save(jpx, "JPEG2000", quality_mode="rates", quality_layers=[_JPX_RATE])
    _save_pdf(folder / "jpx.pdf", page, Name.JPXDecode, jpx.getvalue())
    del page, jpx
    names = ("a3.jpg", "a3.tif", "one-strip.tif", "a3.pdf", "flate.pdf", "jpx.pdf")
    return {name: _peak(folder / name, folder / "a3-out.pdf") for name in names}


def _save_pdf(path: Path, page: Image.Image, coding: Name, data: bytes) -> None:
    """A PDF of that picture alone."""
    across, down = (side * 72 / _A3_DPI for side in page.size)
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(across, down))
        picture = pikepdf.Stream(pdf, data)
        picture.Type, picture.Subtype, picture.Filter = Name.XObject, Name.Image, coding
        picture.Width, picture.Height, picture.BitsPerComponent = page.width, page.height, 8
        picture.ColorSpace = Name.DeviceRGB
        name = pdf.pages[0].add_resource(picture, Name.XObject)
        pdf.pages[0].contents_add(f"q {across} 0 0 {down} 0 0 cm {name} Do Q".encode())
        pdf.save(path)


def _peak(source: Path, out: Path) -> dict[str, int]:
    done, peak = threading.Event(), {"worker": 0, "with_tesseract": 0}
    watcher = threading.Thread(target=_watch, args=(done, peak))
    watcher.start()
    try:
        ChildReader().digitise([source], out, "Giấy", _nobody)
    finally:
        done.set()
        watcher.join()
    return peak


def _watch(done: threading.Event, peak: dict[str, int]) -> None:
    me = psutil.Process()
    while not done.wait(_LOOK_SECONDS):
        for worker in me.children():
            try:
                own = worker.memory_info().rss
                others = sum(child.memory_info().rss for child in worker.children(recursive=True))
            except psutil.NoSuchProcess:
                continue
            peak["worker"] = max(peak["worker"], own // _MIB)
            peak["with_tesseract"] = max(peak["with_tesseract"], (own + others) // _MIB)


def _nobody(page: PageText) -> None:
    """The words are in the file."""
    del page


@contextmanager
def _cpu() -> Iterator[list[float]]:
    """CPU seconds of ended children."""
    spent = [0.0]
    before, started = getrusage(RUSAGE_CHILDREN), time.process_time()
    yield spent
    after = getrusage(RUSAGE_CHILDREN)
    children = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    spent[0] = children + time.process_time() - started


def _signer(folder: Path) -> ChildSigner:
    make_ca(folder)
    return ChildSigner(
        P12Key(issue_p12(folder, "Lan", "UBND xã", Holder.OFFICER, "bench", _START, _END), "bench")
    )


def _order() -> SignRequest:
    return SignRequest(
        "intake", Role.INTAKE, "Lan", datetime.now(UTC), certify=True, slots=DIGITISED_COPY_SLOTS
    )
