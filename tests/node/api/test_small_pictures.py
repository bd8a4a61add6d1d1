"""Pages of a dossier are shown small: few bytes, kept once drawn, gone with the scan."""

from __future__ import annotations

import os
from pathlib import Path

from node.ocr.process.child import ChildReader
from node.tools import OcrReader
from node.usecases.scans.small_pictures import forget_pictures
from tests.node.api.counter import Counter
from tests.node.usecases.scanner import picture


def scanned(desk: Counter, pages: int = 1) -> tuple[str, list[str]]:
    headers = desk.sign_in()
    dossier = str(desk.receive(headers)["dossier"])
    for _ in range(pages):
        desk.scan(headers, dossier, "TP1")
    return dossier, [page.key for page in desk.node.views.dossier(dossier, "bich").pages]


def kept(desk: Counter) -> list[Path]:
    return sorted((desk.place.config.data / "previews" / "small").glob("*"))


def test_a_small_picture_is_drawn_once_and_not_sent_twice(desk: Counter) -> None:
    dossier, (key,) = scanned(desk)
    url = f"/api/dossiers/{dossier}/pages/{key}/small"
    first = desk.client.get(url)
    assert first.headers["content-type"] == "image/jpeg"
    (file,) = kept(desk)
    os.utime(file, (1, 1))
    again = desk.client.get(url, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert kept(desk)[0].stat().st_mtime == 1
    assert f"{key}/small" in desk.client.get(f"/ho-so/{dossier}").text


def test_a_withdrawn_page_and_one_that_is_not_here_show_none(desk: Counter) -> None:
    dossier, (key, other) = scanned(desk, 2)
    desk.node.scans.withdrawals.withdraw(dossier, [key], "thua", "bich")
    (page,) = desk.node.views.dossier(dossier, "bich").pages
    assert page.key == other
    assert desk.client.get(f"/api/dossiers/{dossier}/pages/{key}/small").json()["code"] == "PAGE_UNKNOWN"
    assert desk.client.get(f"/api/dossiers/{dossier}/pages/{other}/small").status_code == 200
    desk.place.blobs.drop(page.blob)
    answer = desk.client.get(f"/api/dossiers/{dossier}/pages/{other}/small")
    assert answer.json()["code"] == "BLOB_NOT_HERE"
    forget_pictures(desk.place.config.data, [page.blob])
    assert kept(desk) == []


def test_a_scan_of_a_megabyte_becomes_a_picture_of_kilobytes(tmp_path: Path) -> None:
    large = picture("TO KHAI DANG KY KHAI SINH").convert("RGB").resize((2480, 3508))
    large.save(tmp_path / "a.jpg", "JPEG", quality=97, dpi=(300, 300))
    OcrReader(ChildReader()).small(tmp_path / "a.jpg", tmp_path / "small.jpg")
    assert (tmp_path / "a.jpg").stat().st_size > 800_000
    assert (tmp_path / "small.jpg").stat().st_size < 40_000
