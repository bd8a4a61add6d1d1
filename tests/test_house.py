"""The house rules hold, and the checks that guard them can fail."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parent.parent
HOUSE = ("dossier", "plumbing", "node", "hub", "provisioning", "motcua")
PACKAGES = (*HOUSE, "demo", "bench", "web")
MAX_LINES, MAX_FUNCTION = 400, 50


def _sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def _lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def _empty_house(folder: Path) -> None:
    """The rooms of the real house with nothing in them, and its real contracts."""
    for path in _sources(*HOUSE):
        room = folder / path.relative_to(ROOT)
        room.parent.mkdir(parents=True, exist_ok=True)
        room.write_text("")
    settings = (ROOT / "pyproject.toml").read_text()
    (folder / "pyproject.toml").write_text(settings[settings.index("[tool.importlinter]") :])


@pytest.mark.parametrize(
    ("sinner", "line"),
    [
        ("dossier/sinner.py", "import plumbing"),
        ("plumbing/sinner.py", "import node"),
        ("node/usecases/sinner.py", "import hub"),
        ("hub/usecases/sinner.py", "import provisioning"),
        ("node/ports/sinner.py", "import node.usecases"),
        ("node/usecases/sinner.py", "import node.store"),
        ("node/usecases/sinner.py", "import node.tools"),
        ("node/store/sinner.py", "import node.ocr"),
        ("node/api/sinner.py", "import node.bootstrap"),
        ("node/room.py", ""),
        ("hub/records.py", "import hub.ports"),
        ("hub/usecases/sinner.py", "import hub.store"),
        ("hub/store/sinner.py", "import hub.api"),
        ("hub/api/sinner.py", "import hub.cli_args"),
        ("hub/room.py", ""),
    ],
)
def test_a_planted_import_against_the_house_rule_is_caught(tmp_path: Path, sinner: str, line: str) -> None:
    _empty_house(tmp_path)
    (tmp_path / sinner).write_text(line)
    caught = _lint_imports(tmp_path)
    assert caught.returncode != 0
    assert sinner.removesuffix(".py").replace("/", ".") in caught.stdout


def test_an_empty_house_breaks_no_rule_and_the_real_one_has_no_exceptions(tmp_path: Path) -> None:
    _empty_house(tmp_path)
    done = _lint_imports(tmp_path)
    assert done.returncode == 0, done.stdout
    assert not re.search(
        r"ignore_imports|exhaustive_ignores|unmatched_", (ROOT / "pyproject.toml").read_text()
    )


def _circle(*packages: str) -> list[str]:
    graph = grimp.build_graph(*packages, cache_dir=None, exclude_type_checking_imports=True)
    imported = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    try:
        list(TopologicalSorter(imported).static_order())
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_module_needs_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _circle(*HOUSE) == []
    for name, line in (
        ("__init__", ""),
        ("egg", "from ring_a import hen"),
        ("hen", "from ring_a import egg"),
    ):
        (tmp_path / "ring_a").mkdir(exist_ok=True)
        (tmp_path / "ring_a" / f"{name}.py").write_text(line)
    monkeypatch.syspath_prepend(tmp_path)
    assert set(_circle("ring_a")) == {"ring_a.egg", "ring_a.hen"}


@pytest.mark.parametrize(
    ("library", "home"),
    [("automerge", "plumbing/automerge_engine.py"), ("pytesseract", "node/ocr/"), ("pyhanko", "node/sign/")],
)
def test_each_engine_is_imported_by_its_one_home(library: str, home: str) -> None:
    pattern = re.compile(rf"^\s*(import|from) {library}\b", re.MULTILINE)
    users = [str(p.relative_to(ROOT)) for p in _sources(*PACKAGES) if pattern.search(p.read_text())]
    assert users
    # what is measured beside the bare engine needs it
    assert [user for user in users if not user.startswith((home, "bench/"))] == []


def test_the_kernel_reads_no_clock_and_does_no_io() -> None:
    forbidden = re.compile(
        r"(datetime\.now|date\.today|time\.time|random\.|secrets\.|os\.environ|(?<![\w.])(?<!def )open\(|urandom|uuid4)"
    )
    sinners = [str(p.relative_to(ROOT)) for p in _sources("dossier") if forbidden.search(p.read_text())]
    assert sinners == []


def test_files_and_functions_stay_small() -> None:
    files = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in _sources(*PACKAGES)}
    assert {name: lines for name, lines in files.items() if lines > MAX_LINES} == {}
    functions = {f"{path.relative_to(ROOT)}:{name}": node for path, name, node in _definitions(*PACKAGES)}
    long = {
        name: lines
        for name, node in functions.items()
        if isinstance(node, ast.FunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > MAX_FUNCTION
    }
    assert long == {}


def _definitions(*folders: str) -> Iterator[tuple[Path, str, ast.FunctionDef | ast.ClassDef]]:
    """Every function, class and method with its dotted name, in its file."""

    def inside(body: list[ast.stmt], prefix: str) -> Iterator[tuple[str, ast.FunctionDef | ast.ClassDef]]:
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                yield prefix + node.name, node
                if isinstance(node, ast.ClassDef):
                    yield from inside(node.body, f"{prefix}{node.name}.")

    for path in _sources(*folders):
        yield from ((path, name, node) for name, node in inside(ast.parse(path.read_text()).body, ""))


def _keeps_a_port(docstring: str | None) -> bool:
    """Its methods do what the port of that name says; the contract stands there."""
    return bool(re.match(r"`(hub|node)\.ports", docstring or ""))


def test_what_is_public_says_what_it_is_for() -> None:
    silent = [str(path) for path in _sources(*PACKAGES) if not ast.get_docstring(ast.parse(path.read_text()))]
    told = {(path, name): ast.get_docstring(node) for path, name, node in _definitions(*HOUSE)}
    for path, name, node in _definitions(*HOUSE):
        holder = told.get((path, name.rpartition(".")[0]))
        bare = (
            isinstance(node, ast.FunctionDef)
            and ast.unparse(node.body[-1]) == "..."
            and "property" in [ast.unparse(decorator) for decorator in node.decorator_list]
        )
        if any(part.startswith("_") for part in name.split(".")) or bare or _keeps_a_port(holder):
            continue
        if ast.get_docstring(node) is None:
            silent.append(f"{path.relative_to(ROOT)}:{name}")
    assert silent == []


def test_no_module_is_an_attic() -> None:
    attics = [p for p in _sources(*PACKAGES) if p.stem in {"utils", "util", "common", "helpers", "misc"}]
    assert attics == []


def test_no_secret_and_no_machine_path_is_committed() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    suspicious = re.compile(
        r"BEGIN (RSA |EC |ENCRYPTED )?PRIVATE KEY|/work/(main|shared)|(?<![a-z])/root/|/home/[a-z]+/"
    )
    sinners = []
    for name in listed.splitlines():
        path = ROOT / name
        text_like = path.suffix in {
            ".py",
            ".md",
            ".toml",
            ".sh",
            ".service",
            ".html",
            ".js",
            ".css",
            ".csv",
            ".json",
        }
        if (
            path.is_file()
            and text_like
            and name != "tests/test_house.py"
            and suspicious.search(path.read_text())
        ):
            sinners.append(name)
    assert sinners == []
