"""A page in the wrong dossier goes back into the tray, and from there into the right one; all of it can be undone."""

from __future__ import annotations

import io
from pathlib import Path

from dossier.errors import Refuse
from node.bootstrap import Running
from node.ocr.process.child import ChildReader
from node.tools import ChildStacks
from node.usecases.scans.tray_looks import TrayLooks
from plumbing.drop_folder import DropFolder
from tests.node.commune import done, receive
from tests.node.usecases.scanner import PAPERS, Desk, drop, empty, loose, picture


def jpeg(text: str) -> io.BytesIO:
    stream = io.BytesIO()
    picture(text).convert("L").save(stream, "JPEG")
    stream.seek(0)
    return stream


def code(answer: object) -> str:
    assert isinstance(answer, Refuse), answer
    return answer.code


def look(running: Running, folder: Path) -> None:
    TrayLooks(running.place, DropFolder(folder), ChildStacks(ChildReader())).look()


def test_a_page_of_the_tray_goes_back_into_it_and_then_into_the_right_dossier(desk: Desk) -> None:
    _, running, folder = desk
    wrong, right = (receive(running, components=PAPERS, name=name).dossier for name in ("Lan", "Mai"))
    drop(folder, "a.tif", [picture("CAN CUOC MAI"), picture("TRANG KHAC")])
    empty(running, folder)
    ref, other = loose(running)
    placed = done(running.node.tray.place_pages([ref], wrong, "CC", "lan"))
    (page,) = placed.pages
    out = done(running.node.scans.withdrawals.withdraw(wrong, [page.key], "nham_nguoi", "lan"))
    assert out.pages == ()
    assert loose(running) == [ref, other]
    assert list(running.node.tray.view().back_from) == [ref]
    done(running.node.tray.place_pages([ref], right, "CC", "lan"))
    assert running.node.tray.view().back_from == {}
    (gone,) = out.withdrawn
    refused = running.node.scans.withdrawals.restore(wrong, gone.key, "lan")
    assert code(refused) == "PAGE_PLACED_ELSEWHERE"
    with running.store.reading() as tables:
        assert tables.projections.dossiers_of(page.blob) == [right]  # the same pages, the same bytes


def test_a_withdrawal_is_undone_whole(desk: Desk) -> None:
    _, running, folder = desk
    dossier = receive(running, components=PAPERS).dossier
    drop(folder, "a.tif", [picture("TO KHAI")])
    empty(running, folder)
    before = done(running.node.tray.place_pages(loose(running), dossier, "TK", "lan"))
    steps = running.node.scans.withdrawals
    out = done(steps.withdraw(dossier, [before.pages[0].key], "thua", "lan"))
    back = done(steps.restore(dossier, out.withdrawn[0].key, "lan"))
    assert back.pages == before.pages
    assert loose(running) == []
    assert code(steps.restore(dossier, out.withdrawn[0].key, "lan")) == "PAGE_NOT_WITHDRAWN"
    again = done(steps.withdraw(dossier, [before.pages[0].key], "thua", "lan"))
    assert (again.pages, len(loose(running))) == ((), 1)


def test_an_uploaded_file_comes_into_the_tray_and_is_looked_at_there(desk: Desk) -> None:
    _, running, folder = desk
    dossier, right = (receive(running, components=PAPERS).dossier for _ in range(2))
    state = done(running.node.scans.add_upload(dossier, "TK", jpeg("TO KHAI"), "", "lan"))
    steps, key = running.node.scans.withdrawals, state.pages[0].key
    out = done(steps.withdraw(dossier, [key], "nham_ho_so", "lan"))
    assert loose(running) == []
    done(steps.restore(dossier, out.withdrawn[0].key, "lan"))
    look(running, folder)
    assert loose(running) == []  # undone before anybody looked
    out = done(steps.withdraw(dossier, [key], "nham_ho_so", "lan"))
    look(running, folder)
    (ref,) = loose(running)
    assert running.node.tray.view().back_from[ref] == out.code
    assert running.node.tray.picture(ref).startswith(b"\xff\xd8")
    placed = done(running.node.tray.place_pages([ref], right, "TK", "lan"))
    assert placed.pages[0].blob == state.pages[0].blob


def test_what_was_put_into_a_dossier_last_is_taken_back_at_once(desk: Desk) -> None:
    _, running, folder = desk
    dossier = receive(running, components=PAPERS).dossier
    drop(folder, "a.tif", [picture("A"), picture("B")])
    empty(running, folder)
    refs = loose(running)
    done(running.node.tray.place_pages(refs, dossier, "TK", "lan"))
    steps = running.node.scans.withdrawals
    assert code(steps.undo_placing("hoa")) == "NOTHING_TO_UNDO"
    assert done(steps.undo_placing("lan")).pages == ()
    assert loose(running) == refs
    assert code(steps.undo_placing("lan")) == "NOTHING_TO_UNDO"


def test_a_refused_withdrawal_changes_nothing(desk: Desk) -> None:
    _, running, folder = desk
    dossier = receive(running, components=PAPERS).dossier
    drop(folder, "a.tif", [picture("A"), picture("B")])
    empty(running, folder)
    refs = loose(running)
    for ref in refs:
        state = done(running.node.tray.place_pages([ref], dossier, "TK", "lan"))
    steps, keys = running.node.scans.withdrawals, [page.key for page in state.pages]
    assert code(steps.withdraw(dossier, [*keys, "khong-co"], "thua", "lan")) == "PAGE_MOVED"
    assert code(steps.withdraw(dossier, [], "thua", "lan")) == "PAGE_MOVED"
    assert code(steps.withdraw(dossier, keys, "khong biet", "lan")) == "VALUE_NOT_ALLOWED"
    assert loose(running) == []


def test_the_bytes_stay_and_the_audit_tells_who_took_the_page_out(desk: Desk) -> None:
    _, running, _ = desk
    dossier = receive(running, components=PAPERS).dossier
    state = done(running.node.scans.add_upload(dossier, "TK", jpeg("TO KHAI"), "", "lan"))
    done(running.node.scans.withdrawals.withdraw(dossier, [state.pages[0].key], "nham_nguoi", "hoa"))
    assert running.place.blobs.has(state.pages[0].blob)
    with running.store.reading() as tables:
        rows = [(row.officer, row.action, row.dossier) for row in tables.audit.list(50)]
    assert ("hoa", "PageWithdrawn", dossier) in rows
