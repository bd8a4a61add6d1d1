"""Runs every measurement and prints one JSON object; `--only NAME …` runs some."""

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import (
    backfile,
    digitise,
    folder,
    hub_merge,
    node_counter,
    queue,
    reading,
    register_answers,
    signing,
    signing_batch,
)
from bench.exchange import measure as exchange

BENCHES: dict[str, Callable[[Path], dict[str, Any]]] = {
    "register": register_answers.measure,
    "counter": node_counter.measure,
    "queue": queue.measure,
    "folder": folder.measure,
    "backfile": backfile.measure,
    "merge": hub_merge.measure,
    "exchange": exchange.measure,
    "digitise": digitise.measure,
    "signing": signing.measure,
    "signing_batch": signing_batch.measure,
    "reading": reading.measure,
}


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--only", nargs="*", choices=sorted(BENCHES), default=sorted(BENCHES))
    names = parser.parse_args().only
    machine = {"cores": os.cpu_count(), "machine": platform.machine(), "python": platform.python_version()}
    figures: dict[str, Any] = {"machine": machine}
    for name in names:
        print(f"… {name}", file=sys.stderr)
        with TemporaryDirectory(prefix="motcua-bench-") as place:
            figures[name] = BENCHES[name](Path(place))
    print(json.dumps(figures, ensure_ascii=False, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
