"""The field of a unit in a real browser: what is typed counts once it was picked, and never by itself."""

from pathlib import Path

import pytest

from tests.node.api.browser import CHROMIUM, browser
from tests.node.api.counter import HAM_RONG, Counter
from tests.node.api.test_browser import served, sit_down

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")
_FIELD = "document.getElementById('unit-search')"
_UNIT = "document.getElementById('competent-unit').value"


def test_words_that_nobody_picked_are_not_sent_and_a_hasty_enter_takes_the_only_unit(
    desk: Counter, tmp_path: Path
) -> None:
    with served(desk) as base, browser(tmp_path / "profile") as page:
        page.size(1366, 768)
        sit_down(page, base, "bich")
        page.press("F2")
        page.until("document.activeElement?.id === 'procedure-search'")
        page.type("dang ky khai sinh")
        page.until("document.querySelectorAll('#procedure-options li').length > 0")
        page.press("Enter", "\r")
        page.until("document.querySelectorAll('.component').length > 0")
        page.value("document.getElementById('applicant-name').value = 'Nguyễn Thị Lan'")

        page.value(f"{_FIELD}.focus()")
        page.type("ham rong")
        page.until("document.querySelectorAll('#unit-options li').length > 0")
        page.press("Escape")
        page.press("F9")
        assert page.value(f"location.pathname + {_UNIT} + {_FIELD}.validity.customError") == "/tiep-nhantrue"

        page.value(f"{_FIELD}.select()")
        page.type("ham rong")
        page.press("Enter", "\r")
        page.until(f"{_UNIT} === '{HAM_RONG}'")
        page.until("document.getElementById('preview').textContent.includes('Hàm Rồng')")
        page.press("F9")
        page.until("location.pathname.endsWith('/giay-hen') && document.readyState === 'complete'")
        assert "Phường Hàm Rồng" in page.value("document.body.textContent")
        assert page.complaints == []
