"""Coverage-guided fuzzing for half a minute a reader, in full only and where atheris is there."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.readers import READERS

ROOT = Path(__file__).parents[2]


@pytest.mark.full
@pytest.mark.timeout(900)
@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is not installed")
@pytest.mark.parametrize("reader", READERS)
def test_half_a_minute_of_guided_fuzzing(reader: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.fuzz.atheris_readers", reader, "-max_total_time=30"]
    done = subprocess.run(
        [*command, f"-artifact_prefix={tmp_path}/"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
