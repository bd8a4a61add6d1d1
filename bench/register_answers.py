"""How fast the register of the whole country loads and answers."""

import json
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from plumbing.register_data import load_units

REQUESTS = 100_000


def measure(folder: Path) -> dict[str, Any]:
    """Seconds to load the units, and to answer a batch of mixed requests through the command."""
    load_units.cache_clear()
    began = time.perf_counter()
    table = load_units()
    loaded = time.perf_counter() - began
    codes = sorted({unit.code for unit in table.all_units() if unit.level == "commune"})
    requests = folder / "requests.jsonl"
    requests.write_text("\n".join(json.dumps(_request(n, codes)) for n in range(REQUESTS)), encoding="utf-8")
    began = time.perf_counter()
    line = [sys.executable, "-m", "motcua", "units", "--batch", str(requests)]
    done = subprocess.run(line, capture_output=True, check=True)
    took = time.perf_counter() - began
    return {
        "load_s": round(loaded, 3),
        "batch_requests": done.stdout.count(b"\n"),
        "batch_s": round(took, 2),
        "answers_per_s": round(REQUESTS / took),
    }


def _request(number: int, codes: list[str]) -> dict[str, str]:
    on = date(2025, 1, 1) + timedelta(days=number % 700)
    command = ("show", "successors")[number % 2]
    answer = {"cmd": command, "code": codes[number * 7919 % len(codes)], "on": on.isoformat()}
    return answer | ({"at": "2026-11-22"} if command == "successors" else {})
