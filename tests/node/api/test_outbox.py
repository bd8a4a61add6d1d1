"""The line in words, the outbox, the stick, figures and the work behind."""

from dataclasses import replace
from typing import Any

import pytest

from node.api.head import head_of
from tests.node.api.counter import Counter


def test_the_head_says_what_waits(desk: Counter) -> None:
    headers = desk.sign_in()
    dossier = desk.receive(headers)["dossier"]
    desk.scan(headers, dossier)
    line = desk.client.get("/api/line").json()
    assert line["words"]["road_vi"].startswith("Chưa từng liên lạc")
    assert "2 mục chưa có biên nhận" in line["words"]["outbox_vi"]
    assert "1 bản quét chờ" in line["words"]["outbox_vi"]
    for path in ("/viec", f"/ho-so/{dossier}", "/tiep-nhan", "/hop-di", "/chi-so", "/may", "/tro-giup"):
        assert line["words"]["outbox_vi"] in desk.client.get(path).text
    page = desk.client.get("/hop-di").text
    assert dossier in page


@pytest.mark.parametrize(
    ("change", "name", "said"),
    [
        (
            {"line": "up", "last_contact_ms": 1795136580000},
            "road_vi",
            "Đang nối với tỉnh – liên lạc lúc 08:03",
        ),
        ({"line": "down", "last_contact_ms": 1795136580000}, "road_vi", "Mất mạng từ 08:03 ngày 20/11/2026"),
        ({"offline": True}, "road_vi", "Đang tập mất mạng"),
        ({"lanes": ()}, "outbox_vi", "Tỉnh đã nhận đủ"),
        ({"disk_free_bytes": 900_000_000}, "alarm_vi", "Ổ đĩa chỉ còn 900,0 MB"),
        ({"jobs_aside": 2, "quarantined": 1}, "alarm_vi", "2 việc máy cần người xem; 1 tệp bị tách riêng"),
        ({"backup": "failing"}, "backup_vi", "Sao lưu lỗi"),
    ],
)
def test_each_state_of_the_line_has_its_sentence(
    desk: Counter, change: dict[str, Any], name: str, said: str
) -> None:
    head = head_of(replace(desk.node.line.state(), **change))
    assert getattr(head, name).startswith(said)


def test_the_stick_says_when_it_may_be_pulled(desk: Counter) -> None:
    token = desk.sign_in()["X-CSRF-Token"]
    page = desk.client.post("/hop-di/xuat", data={"csrf": token, "folder": "/media/usb"})
    assert "An toàn để rút USB" in page.text
    desk.client.post("/hop-di/xuat", data={"csrf": token, "folder": "", "to": ""})
    own = desk.place.config.data / "courier" / "out"
    assert desk.peer.folders == ["/media/usb", str(own)]
    assert own.is_dir()


def test_every_file_from_the_stick_gets_an_answer_in_plain_words(desk: Counter) -> None:
    headers = desk.sign_in()
    files = [
        ("files", ("../../etc/a.mce", b"good", "application/octet-stream")),
        ("files", ("b.mce", b"cut", "application/octet-stream")),
        ("files", ("anh.jpg", b"x", "image/jpeg")),
    ]
    outcomes = desk.client.post("/api/courier/import", files=files, headers=headers).json()["outcomes"]
    assert [(o["name"], o["code"]) for o in outcomes] == [
        ("a.mce", ""),
        ("b.mce", "ENVELOPE_TRUNCATED"),
        ("anh.jpg", "NOT_AN_ENVELOPE"),
    ]
    page = desk.client.post("/hop-di/nhap", data={"csrf": headers["X-CSRF-Token"]}, files=files[1:2])
    assert "chép lại từ máy gửi" in page.text


def test_practice_without_a_line(desk: Counter) -> None:
    headers = desk.sign_in()
    form = {"csrf": headers["X-CSRF-Token"], "closed": "1"}
    assert desk.client.post("/hop-di/tap-mat-mang", data=form).headers["location"] == "/hop-di?da=closed"
    assert "Đang tập mất mạng" in desk.client.get("/hop-di").text
    assert desk.client.post("/api/line/practice", json={"closed": False}, headers=headers).status_code == 200
    assert "Đang tập mất mạng" not in desk.client.get("/hop-di").text


def test_a_contact_can_be_asked_for(desk: Counter) -> None:
    headers = desk.sign_in()
    assert desk.client.post("/api/line/sync", headers=headers).status_code == 202
    desk.client.post("/hop-di/goi", data={"csrf": headers["X-CSRF-Token"]})
    assert desk.peer.rung == ["sync", "sync"]


def test_work_that_was_set_aside_waits_for_a_person(desk: Counter) -> None:
    headers = desk.sign_in()
    dossier = desk.receive(headers)["dossier"]
    desk.scan(headers, dossier)
    with desk.place.store.writing() as tables:
        job = tables.jobs.claim(["read"], desk.clock.ms)
        assert job is not None
        tables.jobs.fail(job.id, "PDF_ENCRYPTED", "Tệp có mật khẩu; mở khóa rồi quét lại.", 0)
    page = desk.client.get("/may").text
    assert "cần người xem" in page
    assert "mở khóa rồi quét lại" in page
    again = desk.client.post(f"/may/{job.id}/lam-lai", data={"csrf": headers["X-CSRF-Token"]})
    assert again.headers["location"] == "/may?da=retry"
    assert desk.client.get("/api/jobs").json()[0]["state"] == "queued"


def test_the_log_of_the_machine_is_for_its_administrator(desk: Counter) -> None:
    headers = desk.sign_in()
    desk.receive(headers)
    assert "Nhật ký của máy" in desk.client.get("/may").text
    desk.sign_in("dung")
    assert "Nhật ký của máy" not in desk.client.get("/may").text


def test_figures_come_with_numerator_denominator_and_days(desk: Counter) -> None:
    headers = desk.sign_in()
    desk.receive(headers)
    figures = desk.client.get("/api/kpis").json()
    assert (figures["first"], figures["last"]) == ("2026-01-01", "2026-11-20")
    assert all({"numerator", "denominator", "cutoff_ms"} <= line.keys() for line in figures["lines"])
    assert "chốt số liệu" in desk.client.get("/chi-so").text
    backwards = desk.client.get("/api/kpis", params={"first": "2026-02-01", "last": "2026-01-01"})
    assert backwards.json()["code"] == "PERIOD_BACKWARDS"
