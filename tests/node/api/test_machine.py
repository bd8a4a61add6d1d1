"""The page "Máy này": what came, what is left to give, what a person must see, what to look for after a restore."""

from pathlib import Path

import pytest

from node.usecases.exchange.scope import LATE_EDIT, LATE_EDIT_VI
from node.usecases.life.missing import REBORN, missing
from node.usecases.life.rebirth import begin_incarnation
from node.usecases.show import health
from tests.node.api.counter import Counter
from tests.node.commune import commune, receive


def test_the_page_says_how_the_machine_is(desk: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    headers = desk.sign_in()
    dossier = desk.receive(headers)["dossier"]
    with desk.place.store.writing() as tables:
        tables.meta.put("growth_plan", 1)
        tables.meta.put("growth_upto", 1200)
        tables.meta.put("growth_total", 20000)
        tables.scope.open_task(dossier, LATE_EDIT, LATE_EDIT_VI, 1)
    monkeypatch.setattr(health, "MANY_CHANGES", 1)
    page = desk.client.get("/may-nay").text
    for words in (
        "đã nhận 1200/20000",
        LATE_EDIT_VI,
        "lần ghi nên mở chậm",
        "Chưa có danh sách tin cậy",
        "bộ đọc thứ hai đang tắt",
    ):
        assert words in page
    assert "đối chiếu với giấy" not in page
    told = desk.client.get("/api/machine").json()
    assert [task["dossier"] for task in told["tasks"]] == [dossier]
    assert told["heavy"][0]["dossier"] == dossier
    assert sum(block["left"] for block in told["blocks"]) > 0
    with desk.place.store.writing() as tables:
        tables.meta.put("last_contact_ms", 1795136580000)
    assert "đã nhận 1.200/20.000 hồ sơ" in desk.client.get("/api/line").json()["words"]["road_vi"]
    desk.client.cookies.clear()
    assert desk.client.get("/api/machine").status_code == 401


def test_after_a_restore_the_page_lists_what_the_paper_may_know(desk: Counter) -> None:
    headers = desk.sign_in()
    desk.receive(headers)
    with desk.place.store.writing() as tables:
        tables.meta.put(REBORN, desk.place.clock.now_ms() + 1000)
    page = desk.client.get("/may-nay").text
    assert "đối chiếu với giấy" in page
    assert "Bản quét đã đủ" in page


def test_a_number_that_was_given_and_whose_dossier_is_gone_is_named(tmp_path: Path) -> None:
    place = commune(tmp_path)
    with place.open("yen") as yen:
        taken = [receive(yen) for _ in range(6)]
        with yen.store.reading() as tables:
            assert missing(yen.place, tables).reborn_ms == 0
        with yen.store.writing() as tables:
            for one in (taken[2], taken[3]):
                tables.scope.purge(one.dossier)
        begin_incarnation(yen.store, 2, yen.place.clock)
    with place.open("yen") as yen:
        receive(yen)
        with yen.store.reading() as tables:
            found = missing(yen.place, tables)
    (codes,), (own,) = found.codes, found.own
    assert codes.numbers == (3, 4)
    assert "H56.16480, 20/11/2026" in codes.where
    assert codes.after_code == taken[-1].code
    assert (own.where, own.numbers, own.after) == ("đời 1", (3, 4), 6)


def test_what_the_province_set_aside_is_dismissed_by_a_person(desk: Counter) -> None:
    headers = desk.sign_in()
    with desk.place.store.writing() as tables:
        tables.desk.set_aside("hub: abcdef-1-1", "NOT_SEALED", "Tỉnh đã tách riêng.", b"", 1)
    (row,) = desk.node.line.aside()
    assert f"/may/tach-rieng/{row.n}/da-xem" in desk.client.get("/may").text
    desk.client.post(f"/may/tach-rieng/{row.n}/da-xem", data={"csrf": headers["X-CSRF-Token"]})
    assert desk.node.line.aside() == ()
    assert "tach-rieng" not in desk.client.get("/may").text


def test_the_page_of_work_names_dossiers_by_their_codes(desk: Counter) -> None:
    headers = desk.sign_in()
    dossier = desk.receive(headers)["dossier"]
    desk.scan(headers, dossier)
    page = desk.client.get("/may").text
    assert f'<a class="code" href="/ho-so/{dossier}">H56.16480-261120-00001</a>' in page
