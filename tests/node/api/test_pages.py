"""What every page promises: labelled fields, nothing inline, nothing from elsewhere, a key that is explained."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from dossier.state import Stage
from node.api.dossier_page import STEPS, steps
from node.api.field_words import field_vi, must_confirm
from node.api.words import size_vi
from tests.node.api.counter import Counter
from web import static_dir, templates_dir

PATHS = (
    "/viec",
    "/tiep-nhan",
    "/ho-so/{id}",
    "/ho-so/{id}/truong",
    "/ho-so/{id}/giay-hen",
    "/ho-so/{id}/ghi-chu",
    "/ho-so/{id}/lam/SupplementRequested",
    "/ho-so/{id}/lam/CustodyOffered",
    "/ho-so/{id}/phat-hanh",
    "/hop-di",
    "/chi-so",
    "/may",
    "/tro-giup",
    "/dang-nhap",
)
_ADDRESS = re.compile(r"https?://(?!www\.w3\.org/)")


class Reading(HTMLParser):
    """Collects what the promises are about."""

    def __init__(self) -> None:
        super().__init__()
        self.labelled: set[str] = set()
        self.controls: list[dict[str, str]] = []
        self.wrong: list[str] = []
        self.ids: list[str] = []
        self.in_label = 0
        self.headings: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.wrong += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]
        if tag in ("style",) or (tag == "script" and "src" not in given):
            self.wrong.append(f"inline {tag}")
        self.ids += [given["id"]] if "id" in given else []
        self.in_label += tag == "label"
        if tag == "label" and "for" in given:
            self.labelled.add(given["for"])
        if tag in ("input", "select", "textarea") and given.get("type") != "hidden":
            self.controls.append({**given, "inside": "yes" if self.in_label else ""})
        if tag in ("h1", "h2", "h3"):
            self.headings.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.in_label -= tag == "label"


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_labelled_and_has_nothing_inline(desk: Counter, path: str) -> None:
    headers = desk.sign_in()
    dossier = desk.receive(headers)["dossier"]
    desk.scan(headers, dossier)
    desk.read_all()
    text = desk.client.get(path.format(id=dossier)).text
    page = Reading()
    page.feed(text)
    assert page.wrong == []
    unnamed = [
        c for c in page.controls if not (c.get("aria-label") or c["inside"] or c.get("id") in page.labelled)
    ]
    assert unnamed == []
    assert len(page.ids) == len(set(page.ids))
    assert not _ADDRESS.search(text)
    assert '<html lang="vi">' in text
    assert page.headings[:1] in (["h1"], ["h2"])
    assert 'id="main"' in text


def test_static_files_need_nothing_from_elsewhere() -> None:
    files = [*static_dir().iterdir(), *templates_dir().iterdir()]
    assert len(files) > 20
    for file in files:
        assert not _ADDRESS.search(file.read_text(encoding="utf-8")), file.name


def test_every_icon_that_is_used_is_drawn() -> None:
    drawn = set(
        re.findall(r'<symbol id="([a-z]+)"', (static_dir() / "icons.svg").read_text(encoding="utf-8"))
    )
    source = "\n".join(
        file.read_text(encoding="utf-8")
        for folder in (templates_dir(), Path(__file__).parents[3] / "node" / "api")
        for file in folder.iterdir()
        if file.suffix in (".html", ".py")
    )
    used = set(re.findall(r'icon\("([a-z]+)"\)', source))
    used |= set(re.findall(r'Rung\("([a-z]+)"', source))
    assert used
    assert used <= drawn


def test_every_shortcut_is_explained_on_the_help_page() -> None:
    templates = [file.read_text(encoding="utf-8") for file in templates_dir().iterdir()]
    keys = set(re.findall(r'data-key="([A-Za-z0-9/]+)"', "\n".join(templates)))
    explained = set(
        re.findall(r"<kbd>([^<]+)</kbd>", (templates_dir() / "help.html").read_text(encoding="utf-8"))
    )
    assert keys - {"Escape"} <= explained
    assert "Esc" in explained


@pytest.mark.parametrize("stage", list(Stage))
def test_the_bar_always_has_five_steps_and_one_place(stage: Stage) -> None:
    bar = steps(stage)
    assert tuple(step.name for step in bar) == STEPS
    here = [step for step in bar if step.state in ("now", "stopped")]
    assert len(here) == (0 if stage is Stage.COMPLETED else 1)


def test_fields_are_named_as_a_clerk_would() -> None:
    assert field_vi("mother_birth_date") == "Ngày sinh người mẹ"
    assert field_vi("person_name") == "Họ và tên"
    assert field_vi("household_head_id_number") == "Số định danh / giấy tờ chủ hộ"
    assert field_vi("row03_name") == "Dòng 3: họ và tên"
    assert field_vi("so_thua_dat") == "so_thua_dat"
    assert must_confirm("mother_id_number")
    assert must_confirm("document_date")
    assert must_confirm("row12_birth_date")
    assert not must_confirm("mother_name")


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 kB"), (1, "1 kB"), (8200, "8 kB"), (21_200_000, "21,2 MB"), (61_809_700_000, "61,8 GB")],
)
def test_sizes_are_said_shortly(count: int, said: str) -> None:
    assert size_vi(count) == said
