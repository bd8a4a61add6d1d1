"""Is Tesseract there, new enough, and does it know Vietnamese; is there a second reader? Asked apart from reading,
without heavy imports."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from dataclasses import dataclass

from node.ocr.problems import ReadingProblem

_OLDEST = (5, 0)
_LANGUAGE = "vie"
_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Tesseract:
    """What was found: version as printed, and the installed language data."""

    version: str
    languages: frozenset[str]


def probe() -> Tesseract:
    """Look at the `tesseract` on the PATH. Raises TESSERACT_MISSING, TESSERACT_TOO_OLD, LANG_MISSING, OCR_CRASHED."""
    if shutil.which("tesseract") is None:
        raise ReadingProblem("TESSERACT_MISSING")
    found = re.search(r"tesseract v?(\d+)\.(\d+)\S*", _ask("--version"))
    if found is None:
        raise ReadingProblem("OCR_CRASHED", "tesseract does not tell its version")
    version = found.group().removeprefix("tesseract ")
    if (int(found.group(1)), int(found.group(2))) < _OLDEST:
        raise ReadingProblem("TESSERACT_TOO_OLD", version)
    languages = frozenset(_ask("--list-langs").split("\n")[1:])
    if _LANGUAGE not in languages:
        raise ReadingProblem("LANG_MISSING", _LANGUAGE)
    return Tesseract(version, languages)


def has_second_reader() -> bool:
    """Whether the optional extra `second-reader` is installed, without loading it."""
    return all(importlib.util.find_spec(name) for name in ("trueocr", "onnxruntime"))


def _ask(question: str) -> str:
    try:
        answer = subprocess.run(
            ["tesseract", question], capture_output=True, text=True, timeout=_SECONDS, check=True
        )
    except subprocess.TimeoutExpired:
        raise ReadingProblem("OCR_TIMEOUT", question) from None
    except (subprocess.CalledProcessError, OSError) as error:
        raise ReadingProblem("OCR_CRASHED", f"{question}: {type(error).__name__}") from None
    return answer.stdout
