"""The house rules hold, and the checks that guard them can fail."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("dossier", "plumbing", "node", "hub", "provisioning", "motcua", "demo", "bench", "web")
MAX_LINES = 400


def _sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def _lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("package", "line"),
    [
        ("dossier", "import plumbing"),
        ("plumbing", "import node"),
        ("node", "import hub"),
        ("hub", "import provisioning"),
    ],
)
def test_a_planted_import_against_the_house_rule_is_caught(tmp_path: Path, package: str, line: str) -> None:
    for name in ("dossier", "plumbing", "node", "hub", "provisioning", "motcua"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("")
    contract = (ROOT / "pyproject.toml").read_text().split("[[tool.importlinter.contracts]]")[1]
    header = (
        '[tool.importlinter]\nroot_packages = ["dossier","plumbing","node","hub","provisioning","motcua"]\n'
    )
    (tmp_path / "pyproject.toml").write_text(f"{header}\n[[tool.importlinter.contracts]]{contract}")
    assert _lint_imports(tmp_path).returncode == 0
    (tmp_path / package / "sinner.py").write_text(line)
    caught = _lint_imports(tmp_path)
    assert caught.returncode != 0
    assert "sinner" in caught.stdout


@pytest.mark.parametrize(
    ("library", "home"),
    [("automerge", "plumbing/automerge_engine.py"), ("pytesseract", "node/ocr/"), ("pyhanko", "node/sign/")],
)
def test_each_engine_is_imported_by_its_one_home(library: str, home: str) -> None:
    pattern = re.compile(rf"^\s*(import|from) {library}\b", re.MULTILINE)
    users = [str(p.relative_to(ROOT)) for p in _sources(*PACKAGES) if pattern.search(p.read_text())]
    assert users
    assert [user for user in users if not user.startswith(home)] == []


def test_the_kernel_reads_no_clock_and_does_no_io() -> None:
    forbidden = re.compile(
        r"(datetime\.now|date\.today|time\.time|random\.|secrets\.|os\.environ|(?<![\w.])(?<!def )open\(|urandom|uuid4)"
    )
    sinners = [str(p.relative_to(ROOT)) for p in _sources("dossier") if forbidden.search(p.read_text())]
    assert sinners == []


def test_files_stay_small() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in _sources(*PACKAGES)
        if (count := len(path.read_text().splitlines())) > MAX_LINES
    }
    assert long == {}


def test_no_module_is_an_attic() -> None:
    attics = [p for p in _sources(*PACKAGES) if p.stem in {"utils", "util", "common", "helpers", "misc"}]
    assert attics == []


def test_no_secret_and_no_machine_path_is_committed() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    suspicious = re.compile(
        r"BEGIN (RSA |EC |ENCRYPTED )?PRIVATE KEY|/work/(main|shared)|/root/|/home/[a-z]+/"
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
