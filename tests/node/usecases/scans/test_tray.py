"""From the scanner's folder into dossiers: stored first, never lost, never left in place, told in words."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from dossier.errors import Refuse
from node.bootstrap import Running
from node.usecases.scans.tray_intake import DONE, TWINS, UNREADABLE
from plumbing.problem import Problem
from tests.node.commune import commune, done, receive
from tests.node.usecases.scanner import PAPERS, Desk, drop, empty, loose, picture


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def covers(running: Running, dossier: str, component: str) -> list[Image.Image]:
    """The printed sheet, as a scanner sees it."""
    folder = running.place.config.data
    (folder / "cover.pdf").write_bytes(running.node.covers.print(dossier, component))
    subprocess.run(
        ["pdftoppm", "-r", "100", "-gray", "-png", folder / "cover.pdf", folder / "cover"], check=True
    )
    pages = sorted(folder.glob("cover*.png"))
    sheets = [Image.open(page).convert("1") for page in pages]
    for page in (*pages, folder / "cover.pdf"):
        page.unlink()
    return sheets


def test_a_stack_with_cover_sheets_goes_to_its_dossiers(desk: Desk) -> None:
    _, running, folder = desk
    lan, mai = (receive(running, components=PAPERS, name=name).dossier for name in ("Lan", "Mai"))
    drop(
        folder,
        "chong.tif",
        [
            *covers(running, lan, "TK"), picture("TO KHAI LAN"), picture(), picture("MAT SAU"),
            *covers(running, mai, "CC"), picture("CAN CUOC MAI"),
        ],
    )  # fmt: skip
    assert empty(running, folder) == 1
    assert names(folder) == [DONE]
    view = running.node.tray.view()
    assert {(g.dossier, g.component): len(g.pages) for g in view.stack.groups} == {
        (lan, "TK"): 2,
        (mai, "CC"): 1,
    }
    assert len(view.stack.blank) == 1
    assert view.targets[lan].missing == ("Căn cước",)
    state = done(running.node.tray.place_group(lan, "TK", "lan"))
    (page,) = state.pages
    assert (page.component, page.media_type) == ("TK", "image/tiff")
    with Image.open(running.place.blobs.path(page.blob)) as part:
        assert getattr(part, "n_frames", 1) == 2
    assert [g.dossier for g in running.node.tray.view().stack.groups] == [mai]
    with running.store.reading() as tables:
        assert [job.args["page"] for job in tables.jobs.list("queued") if job.kind == "read"] == [page.key]


def test_pages_without_sheets_are_placed_by_hand_in_the_order_chosen(desk: Desk) -> None:
    _, running, folder = desk
    dossier = receive(running, components=PAPERS).dossier
    drop(folder, "a.tif", [picture("A"), picture("B")])
    empty(running, folder)
    first, second = loose(running)
    done(running.node.tray.place_pages([second], dossier, "CC", "lan"))
    state = done(running.node.tray.place_pages([first], dossier, "TK", "lan"))
    assert [page.component for page in state.pages] == ["CC", "TK"]
    again = running.node.tray.place_pages([first], dossier, "TK", "lan")
    assert isinstance(again, Refuse)
    assert again.code == "TRAY_CHANGED"
    assert loose(running) == []


def test_a_whole_file_goes_into_a_dossier_as_the_bytes_that_came(desk: Desk) -> None:
    _, running, folder = desk
    dossier = receive(running, components=PAPERS).dossier
    drop(folder, "a.tif", [picture("A"), picture("B")])
    empty(running, folder)
    refs = loose(running)
    state = done(running.node.tray.place_pages(refs, dossier, "TK", "lan"))
    assert state.pages[0].blob == refs[0][0]


def test_a_refused_act_leaves_the_tray_as_it_was(desk: Desk) -> None:
    _, running, folder = desk
    drop(folder, "a.tif", [picture("A")])
    empty(running, folder)
    before = loose(running)
    with pytest.raises(Problem) as caught:
        running.node.tray.place_pages(before, "khong-co", "TK", "nobody")
    assert caught.value.code == "OFFICER_UNKNOWN"
    assert isinstance(running.node.tray.place_pages(before, "khong-co", "TK", "lan"), Refuse)
    assert loose(running) == before
    assert isinstance(running.node.tray.place_pages([], "x", "TK", "lan"), Refuse)


def test_blank_pages_and_misfeeds_can_be_put_back(desk: Desk) -> None:
    _, running, folder = desk
    drop(folder, "a.tif", [picture("A"), picture()])
    empty(running, folder)
    ((_, blank),) = running.node.tray.view().stack.blank
    ref = (blank.sha256, blank.page)
    running.node.tray.put_back([ref], "lan")
    assert ref in loose(running)
    running.node.tray.set_aside([ref], "lan")
    assert ref not in loose(running)
    running.node.tray.put_back([ref], "lan")
    assert ref in loose(running)
    assert running.node.tray.picture(ref).startswith(b"\xff\xd8")
    with pytest.raises(Problem):
        running.node.tray.put_back([ref, (blank.sha256, 9)], "lan")


def test_the_same_bytes_again_are_told_and_not_taken_twice(desk: Desk) -> None:
    _, running, folder = desk
    drop(folder, "a.tif", [picture("A")])
    empty(running, folder)
    drop(folder, "b.tif", [picture("A")])
    assert empty(running, folder) == 1
    assert names(folder / TWINS) == ["b.tif", "b.tif.ly-do.txt"]
    assert "a.tif" in (folder / TWINS / "b.tif.ly-do.txt").read_text(encoding="utf-8")
    assert len(loose(running)) == 1


def test_the_same_page_scanned_again_is_marked(desk: Desk) -> None:
    _, running, folder = desk
    drop(folder, "a.tif", [picture("HO SO 038091004417")])
    empty(running, folder)
    askew, upside_down = (picture("HO SO 038091004417").rotate(turn, fillcolor=1) for turn in (0.6, 180))
    drop(folder, "b.tif", [askew, picture("GIAY KHAC HAN"), upside_down])
    empty(running, folder)
    twins = [page.twin for _, page in running.node.tray.view().stack.loose]
    assert [bool(twin) for twin in twins] == [False, True, False, True]
    pages = [page for _, page in running.node.tray.view().stack.loose]
    assert running.node.tray.twins(pages) == {twins[1]: "a.tif, trang 1"}
    dossier = receive(running, components=PAPERS)
    done(running.node.tray.place_pages([(pages[0].sha256, 1)], dossier.dossier, "TK", "lan"))
    told = f"trang đã xếp vào hồ sơ {dossier.code}"
    assert running.node.tray.twins(pages[1:]) == {twins[1]: told}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("rong.pdf", b"", "FILE_EMPTY"),
        ("thu.docx", b"PK\x03\x04 rest", "UNSUPPORTED_FILE_TYPE"),
        ("vo.pdf", b"%PDF-1.7 nothing else", "NOT_A_PDF"),
        ("cut.jpg", b"\xff\xd8\xff\xe0 cut", "NOT_AN_IMAGE"),
        ("huge.jpg", b"\xff\xd8\xff" + bytes(4_000_000), "FILE_TOO_LARGE"),
    ],
)
def test_what_cannot_be_read_is_put_away_with_the_reason(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    made = commune(tmp_path)
    folder = tmp_path / "quet"
    folder.mkdir()
    (folder / name).write_bytes(content)
    with made.open("yen", upload_bytes=3_000_000) as running:
        assert empty(running, folder) == 1
        assert loose(running) == []
        view = running.node.tray.view()
        unread = [(file.name, file.code) for file in view.unreadable]
        assert unread + [(file.name, file.code) for file in view.refused] == [(name, code)]
        made.clock.pass_time(minutes=25 * 60)
        assert running.node.tray.view().refused == ()
    assert sorted(file.name for file in folder.rglob("*") if file.is_file()) == [name, f"{name}.ly-do.txt"]
    assert (folder / UNREADABLE / name).read_bytes() == content
    assert code in (folder / UNREADABLE / f"{name}.ly-do.txt").read_text(encoding="utf-8")


def test_a_signed_pdf_is_placed_whole_or_not_at_all(desk: Desk) -> None:
    _, running, folder = desk
    dossier = receive(running, components=PAPERS).dossier
    with pikepdf.new() as pdf:
        for _ in range(2):
            pdf.add_blank_page(page_size=(300, 400))
            pdf.pages[-1].Contents = pdf.make_stream(b"0 0 0 rg 50 50 200 200 re f")
        field = pdf.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="s", V=pikepdf.Dictionary()))
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]), SigFlags=3)
        pdf.save(folder / "signed.pdf")
    empty(running, folder)
    refs = loose(running)
    refused = running.node.tray.place_pages(refs[:1], dossier, "TK", "lan")
    assert isinstance(refused, Refuse)
    assert refused.code == "FILE_SIGNED_WHOLE"
    state = done(running.node.tray.place_pages(refs, dossier, "TK", "lan"))
    assert state.pages[0].blob == refs[0][0]


def test_a_folder_that_went_away_is_told_on_the_page_until_it_is_back(desk: Desk) -> None:
    _, running, folder = desk
    folder.rename(folder.with_name("gone"))
    empty(running, folder)
    assert "thư mục máy quét" in running.node.tray.view().trouble_vi
    folder.with_name("gone").rename(folder)
    empty(running, folder)
    assert running.node.tray.view().trouble_vi == ""


def test_a_dossier_is_found_by_its_code_or_by_the_name_of_who_gave_it(desk: Desk) -> None:
    _, running, _ = desk
    taken = receive(running, components=PAPERS, name="Trần Thị Bích Ngọc")
    receive(running, components=PAPERS, name="Lê Văn Tám")
    for words in (taken.dossier, taken.code, "bich ngoc"):
        assert [target.dossier for target in running.node.tray.targets(words)] == [taken.dossier]
    assert running.node.tray.targets("không ai cả") == ()


def test_without_words_the_dossiers_taken_in_last_that_lack_a_paper_are_offered(desk: Desk) -> None:
    made, running, folder = desk
    whole = receive(running, components=PAPERS[:1], name="Đủ Giấy").dossier
    made.clock.pass_time(minutes=5)
    older, newer = (receive(running, components=PAPERS, name=name).dossier for name in ("Lan", "Mai"))
    drop(folder, "mot.tif", [picture("TO KHAI")])
    empty(running, folder)
    done(running.node.tray.place_pages(loose(running), whole, "TK", "lan"))
    made.clock.pass_time(minutes=5)
    offered = running.node.tray.targets("")
    assert {target.dossier for target in offered} == {older, newer}
    assert offered[0].missing == ("Tờ khai", "Căn cước")
    made.clock.pass_time(days=8)
    assert running.node.tray.targets("") == ()


@pytest.mark.parametrize(
    "waits",
    [(0.9,), pytest.param((0.05, 0.4, 0.9, 1.3, 0.2, 0.7, 1.1, 0.6), marks=pytest.mark.full)],
    ids=["one cut", "many cuts"],
)
def test_a_power_cut_at_any_moment_loses_no_page_and_doubles_none(
    tmp_path: Path, waits: tuple[float, ...]
) -> None:
    made = commune(tmp_path)
    folder = tmp_path / "quet"
    folder.mkdir()
    texts = [f"TRANG {number}{number}{number}" for number in range(3)]
    for number, text in enumerate(texts):
        drop(folder, f"{number}.tif", [picture(text), picture(f"{text} SAU")])
    command = [sys.executable, "-m", "tests.node.usecases.scanner", str(tmp_path / "yen"), str(folder)]
    for wait in waits:
        with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            time.sleep(wait)
            os.killpg(process.pid, signal.SIGKILL)
    with made.open("yen") as running:
        empty(running, folder)
        pages = loose(running)
    assert len(pages) == len(set(pages)) == 2 * len(texts)
    assert names(folder) == [DONE]
    assert names(folder / DONE) == [f"{number}.tif" for number in range(3)]
