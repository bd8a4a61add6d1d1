"""The documents tell the truth: commands parse, every command and setting is told of, links lead somewhere."""

import argparse
import re
import shlex
from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import pytest

from hub.config import Config as HubConfig
from motcua.cli import COMMANDS, Parser, understand
from node.config import Config as NodeConfig
from provisioning.cli import hub_words

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
UNITS = sorted((ROOT / "provisioning" / "install").glob("*.service"))
ROOMS = "dossier|plumbing|node|hub|provisioning|motcua"
INLINE = re.compile(r"`(motcua [^`]+)`")


def _walk(
    parser: argparse.ArgumentParser, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], set[str]]]:
    """Every command below a parser with the names of its options and arguments."""
    if path:
        yield path, {word for action in parser._actions for word in (action.option_strings or [action.dest])}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, child in action.choices.items():
                yield from _walk(child, (*path, name))


def _whole() -> Parser:
    whole = Parser(prog="motcua")
    commands = whole.add_subparsers()
    for module in dict.fromkeys(module for module, _ in COMMANDS.values()):
        import_module(module).add_parser(commands)
    return whole


TREE = dict(_walk(_whole(), ()))


def _lines() -> Iterator[tuple[str, str]]:
    """(page, command line): whole lines in code blocks, and what the service units start."""
    for page in PAGES:
        for block in re.findall(
            r"^```\w*\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
        ):
            yield from ((page.name, line) for line in block.splitlines() if line.startswith("motcua "))
    for unit in UNITS:
        yield from (
            (unit.name, line)
            for line in re.findall(r"^ExecStart=\S+/(motcua .+)", unit.read_text(), re.MULTILINE)
        )


def _inline() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
        yield from ((page.name, " ".join(line.split())) for line in INLINE.findall(text))


@pytest.mark.parametrize(("page", "line"), sorted(set(_lines())))
def test_every_command_line_of_the_documents_is_understood(page: str, line: str) -> None:
    words = shlex.split(line, comments=True)[1:]
    _, arguments = understand(words)
    if "words" in arguments:
        understand(["hub", *hub_words(arguments)])


@pytest.mark.parametrize(("page", "line"), sorted(set(_inline())))
def test_every_command_and_option_named_in_a_sentence_exists(page: str, line: str) -> None:
    words = line.split()[1:]
    path = tuple(word for word in words if re.fullmatch(r"[a-z][a-z-]*", word))
    assert path in TREE or path == (), f"{path} is no command"
    options = {word.split("=")[0] for word in words if word.startswith("--")} - {"--help"}
    assert not path or options <= TREE[path] or "words" in TREE[path]


def test_every_command_is_told_of_in_the_operators_page() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    named = {tuple(line.split()[1:]) for line in INLINE.findall(text)}
    ends = {path for path in TREE if not any(other[: len(path)] == path for other in TREE if other != path)}
    assert ends - named == set()


@pytest.mark.parametrize("config", [NodeConfig, HubConfig])
def test_every_setting_is_told_of(config: type) -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert [one.name for one in fields(config) if f"`{one.name}`" not in text] == []


def _anchors(page: Path) -> set[str]:
    """Headings as a forge makes links of them: small letters, no signs, hyphens for blanks."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_headings_that_exist(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]*)#([^)]+)\)", page.read_text(encoding="utf-8"))
    gone = [
        (file, part) for file, part in links if part not in _anchors(page.parent / file if file else page)
    ]
    assert gone == []


def _is_there(name: str) -> bool:
    """Whether a dotted name leads to a module, or to a name in one."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        place = ROOT.joinpath(*parts[:end])
        if place.is_dir() or place.with_suffix(".py").is_file():
            break
    else:
        return False
    found: object = import_module(".".join(parts[:end]))
    for part in parts[end:]:
        found = getattr(found, part, None)
    return found is not None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_modules_and_files_that_a_page_names_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    names = set(re.findall(rf"`((?:{ROOMS})(?:\.\w+)+)(?:\(\))?`", text)) - {
        "node.db",
        "hub.db",
        "node.toml",
        "hub.toml",
    }
    paths = set(re.findall(rf"`((?:{ROOMS}|tests|bench|docs|web)/[\w./-]*)(?:::\w+)?`", text))
    assert [name for name in sorted(names) if not _is_there(name)] == []
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []


def test_the_index_of_decisions_is_whole() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"\]\(([\w-]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8"))
    assert sorted(listed) == sorted(path.name for path in folder.glob("*.md") if path.name != "README.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files_that_exist(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    gone = [link for link in links if not link.startswith("http") and not (page.parent / link).exists()]
    assert gone == []
