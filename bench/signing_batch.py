"""Seconds a paper where many are signed in one sitting, and the ratio to pyHanko alone on the same files.

Ours is what a node does: a child process from the first paper to the last, the key opened once, the stamp of NĐ 30/2020
drawn, every byte through a pipe both ways. "pyhanko" is the library in this process, loaded before the clock starts,
with its own stamp. The timestamp ("b_t") is asked of a real server on loopback. CPU counts children.
"""

import asyncio
import datetime
import io
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, pkcs11, signers, timestamps

from bench.signing import PASSPHRASE, SOFTHSM, softhsm_token
from node.forms_pdf.draw_letter import draw_letter
from node.forms_pdf.sheet import LetterSheet
from node.sign.batch import open_key
from node.sign.child import raise_level
from node.sign.kept import KeptChild
from node.sign.keys import Key, P12Key
from node.sign.outside import Line
from node.sign.pkcs12 import load_key
from node.sign.port import DIGITISED_COPY_SLOTS, Role, SignRequest
from node.sign.spare import FreshWorkers
from plumbing.timestamps import HttpTimestamps
from provisioning.test_ca import Holder, issue_p12, make_ca
from provisioning.test_tsa import AuthorityServer, TimeAuthority

PAPERS = 80
_BOX = (380, 780, 580, 830)
Sign = Callable[[bytes], bytes]


def measure(folder: Path, papers: int = PAPERS) -> dict[str, Any]:
    """Wall and CPU seconds a paper, by key and level, ours and the library's."""
    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    year = datetime.timedelta(days=365)
    files = [_letter(number) for number in range(papers)]
    with AuthorityServer() as server:
        trust = make_ca(folder / "ca").read_bytes()
        stamps = issue_p12(folder / "ca", "TSA", "Bench", Holder.TSA, PASSPHRASE, now - year, now + year)
        server.authority = TimeAuthority(folder / "ca", stamps, PASSPHRASE, lambda: now)
        p12 = issue_p12(folder / "ca", "Bench", "Bench", Holder.OFFICER, PASSPHRASE, now - year, now + year)
        keys: dict[str, Key] = {"p12": P12Key(p12, PASSPHRASE)}
        if SOFTHSM.exists():
            keys["pkcs11_softhsm"] = softhsm_token(folder / "hsm", p12)
        figures: dict[str, Any] = {"papers": papers, "file_bytes": sum(map(len, files)) // papers}
        for name, key in keys.items():
            for level in ("b_b", "b_t"):
                url = f"{server.address}/tsa" if level == "b_t" else ""
                ours = _taken(_ours(key, now, trust, url), files)
                theirs = _taken(_library(key, url), files)
                figures[f"{name}_{level}"] = _compared(ours, theirs)
    return figures


def _compared(ours: tuple[float, float], theirs: tuple[float, float]) -> dict[str, float]:
    return {
        "s": round(ours[0], 4),
        "cpu_s": round(ours[1], 4),
        "pyhanko_s": round(theirs[0], 4),
        "pyhanko_cpu_s": round(theirs[1], 4),
        "ratio": round(ours[0] / theirs[0], 2),
    }


def _taken(opened: AbstractContextManager[Sign], files: list[bytes]) -> tuple[float, float]:
    """Wall and CPU seconds a file, opening and closing included: what a child used is known once it has ended."""
    began, used = time.perf_counter(), _cpu()
    with opened as sign:
        for file in files:
            sign(file)
    return (time.perf_counter() - began) / len(files), (_cpu() - used) / len(files)


def _cpu() -> float:
    found = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in found)


@contextmanager
def _ours(key: Key, now: datetime.datetime, trust: bytes, url: str) -> Iterator[Sign]:
    request = SignRequest(
        "intake", Role.INTAKE, "Bench", now, ("BẢN SỐ HÓA", "UBND xã"), True, DIGITISED_COPY_SLOTS
    )
    session, child = open_key(key, now, FreshWorkers()), KeptChild()
    line = Line(HttpTimestamps(url)) if url else None

    def sign(pdf: bytes) -> bytes:
        signed = session.signed(pdf, request).pdf
        return raise_level(signed, "B-T", trust, now, line, child.ask).pdf if line else signed

    try:
        yield sign
    finally:
        session.close()
        child.close()


@contextmanager
def _library(key: Key, url: str) -> Iterator[Sign]:
    stamper = timestamps.HTTPTimeStamper(url) if url else None
    meta = signers.PdfSignatureMetadata(
        field_name="intake", md_algorithm="sha256", certify=True, subfilter=fields.SigSeedSubFilter.PADES
    )
    spec = fields.SigFieldSpec("intake", box=_BOX)
    with _opened(key) as signer:
        pdf_signer = signers.PdfSigner(meta, signer, timestamper=stamper, new_field_spec=spec)

        def sign(pdf: bytes) -> bytes:
            writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
            return bytes(asyncio.run(pdf_signer.async_sign_pdf(writer)).getvalue())

        yield sign


@contextmanager
def _opened(key: Key) -> Iterator[signers.Signer]:
    if isinstance(key, P12Key):
        yield load_key(key.path.read_bytes(), key.passphrase)
        return
    with pkcs11.open_pkcs11_session(
        str(key.module), token_criteria=TokenCriteria(label=key.token), user_pin=key.pin
    ) as session:
        yield pkcs11.PKCS11Signer(session, cert_label="k", key_label="k")


def _letter(number: int) -> bytes:
    """A result as a commune issues it."""
    return draw_letter(
        LetterSheet(
            agency_lines=("ỦY BAN NHÂN DÂN", "XÃ QUẢNG YÊN"),
            number=f"{number:02d}/2026/ABCDEF",
            place_and_date="Quảng Yên, ngày 22 tháng 11 năm 2026",
            title="THÔNG BÁO KẾT QUẢ GIẢI QUYẾT",
            subject=f"Về việc giải quyết hồ sơ H56.16480-261122-{number:05d}",
            paragraphs=(f"Căn cứ hồ sơ số {number};", "Chấp thuận đề nghị nêu trong hồ sơ."),
            recipients=("Ông/bà Nguyễn Thị Lan", "Lưu: VT"),
            signer_titles=("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
            signer_name="Hoàng Minh Châu",
            code=f"H56.16480-261122-{number:05d}",
        )
    ).pdf
