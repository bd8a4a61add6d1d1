"""Cards at the counter: photos, scanners that type into the wrong field, insurance cards, text in old codes."""

from pathlib import Path

import pytest

from tests.node.api.browser import CHROMIUM, browser
from tests.node.api.counter import CARD_CODE, Counter, photo
from tests.node.api.test_browser import served


def send(desk: Counter, data: bytes) -> tuple[int, dict[str, object]]:
    files = {"files": ("the.jpg", data, "image/jpeg")}
    answer = desk.client.post("/api/cccd/photo", files=files, headers=desk.sign_in())
    return answer.status_code, answer.json()


def test_a_photo_of_the_card_fills_the_applicant_in_by_its_code(desk: Counter) -> None:
    status, body = send(desk, photo(90, 60))
    assert status == 200
    assert body["fields"] == {
        "name": "Nguyễn Thị Lan",
        "id_number": "038175000123",
        "birth": "05/02/1975",
        "sex": "Nữ",
        "address": "Thôn Trung Đình",
        "issued": "10/05/2021",
        "old_number": "172345678",
    }


def test_a_picture_without_a_card_is_told(desk: Counter) -> None:
    status, body = send(desk, photo(50, 50))
    assert (status, body["code"]) == (400, "CARD_NOT_FOUND")
    assert send(desk, b"x")[1]["code"] == "UNSUPPORTED_FILE_TYPE"


def test_an_insurance_card_is_told_apart(desk: Counter) -> None:
    name, address = "Trần Thị Bưởi".encode().hex(), "Quảng Yên".encode().hex()
    text = f"HT2380000000001|{name}|05/02/1950|2|{address}|38 - 001|01/01/2024|31/12/2028|x"
    body = desk.client.post("/api/cccd", json={"text": text}, headers=desk.sign_in()).json()
    assert (body["fields"]["name"], body["fields"]["health_card"]) == ("Trần Thị Bưởi", "HT2380000000001")
    assert "số định danh" in body["warnings"][0]


def test_pasted_text_in_an_old_code_is_offered_in_unicode(desk: Counter) -> None:
    headers = desk.sign_in()

    def offer(text: str) -> dict[str, str]:
        found: dict[str, str] = desk.client.post(
            "/api/text/legacy", json={"text": text}, headers=headers
        ).json()
        return found

    assert offer("NguyÔn ThÞ H­êng, x· Qu¶ng Yªn") == {
        "encoding": "tcvn3",
        "proposal": "Nguyễn Thị Hường, xã Quảng Yên",
    }
    assert offer("Nguyễn Thị Hường") == {"encoding": "", "proposal": ""}


@pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")
def test_a_scanner_may_type_into_any_field_of_the_form(desk: Counter, tmp_path: Path) -> None:
    desk.sign_in()
    with served(desk) as base, browser(tmp_path / "profile") as page:
        name, token = next(iter(desk.client.cookies.items()))
        page.open(f"{base}/dang-nhap")
        page.cookie(name, token, base)
        page.open(f"{base}/tiep-nhan")
        page.value(
            "(() => { const field = document.getElementById('applicant-id'); field.focus();"
            f"for (const key of [...{CARD_CODE!r}, 'Enter'])"
            " field.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })); })()"
        )
        page.until("document.getElementById('applicant-name').value === 'Nguyễn Thị Lan'")
        assert page.value("document.getElementById('applicant-id').value") == "038175000123"
        assert page.complaints == []
