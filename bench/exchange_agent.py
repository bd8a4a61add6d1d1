"""The product behind the comparison driver's protocol: JSON lines on standard input, answers on standard output.

    python -m bench.exchange_agent --role hub --dir D --port P
    python -m bench.exchange_agent --role edge --dir D --site A|B

Real node and hub code with everything on: `synchronous=FULL`, signatures, seals, folds, projections, search.
"""

import argparse
import json
import logging
import signal
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TextIO

from bench.exchange.device import Device, timed
from bench.exchange.papers import found_hub, hub_settings
from hub.bootstrap import serve
from plumbing.log import setup_log
from plumbing.memory import settle

Handler = Callable[[Mapping[str, Any]], Mapping[str, Any] | None]


class Errors(logging.Handler):
    """Counts what was logged as a warning or worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.counts: Counter[str] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        self.counts[record.getMessage()[:120]] += 1


def edge_handlers(folder: Path, site: str) -> dict[str, Handler]:
    """What an edge answers."""
    device = Device(folder, site)
    return {
        "open": lambda _: timed(_open, device),
        "apply": lambda asked: timed(device.apply, Path(asked["file"])),
        "sync_start": lambda asked: device.exchange(int(asked["port"])),
        "sync_stop": lambda _: device.pause(),
        "sync_wait": lambda _: {"done": True},
        "progress": lambda _: device.progress(),
        "flush": lambda _: device.flush(),
        "digest": lambda _: device.digest(),
        "quit": lambda _: device.close(),
    }


def _open(device: Device) -> None:
    device.open()
    settle()  # as a node that serves does


def hub_handlers() -> dict[str, Handler]:
    """What the hub answers besides serving."""
    return {"flush": lambda _: None, "quit": lambda _: signal.raise_signal(signal.SIGTERM)}


def answer(handlers: Mapping[str, Handler], errors: Errors, source: TextIO, out: TextIO) -> None:
    """One answer a line until `quit` or the end."""

    def say(value: Mapping[str, Any]) -> None:
        out.write(json.dumps(value) + "\n")
        out.flush()

    say({"ready": True})
    for line in source:
        asked = json.loads(line)
        if asked["cmd"] == "errors":
            say(dict(errors.counts))
            continue
        try:
            say(handlers[asked["cmd"]](asked) or {"ok": True})
        except Exception:  # the driver must hear of it, whatever it was
            say({"error": traceback.format_exc()[-1500:]})
        if asked["cmd"] == "quit":
            return


def main() -> None:
    """Play one role."""
    parser = argparse.ArgumentParser(prog="python -m bench.exchange_agent")
    parser.add_argument("--role", choices=["hub", "edge"], required=True)
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--site", choices=["A", "B"], default="A")
    asked = parser.parse_args()
    asked.dir.mkdir(parents=True, exist_ok=True)
    out, sys.stdout = sys.stdout, sys.stderr
    setup_log("WARNING")  # a trace that only was counted is lost
    errors = Errors()
    logging.getLogger().addHandler(errors)
    if asked.role == "edge":
        answer(edge_handlers(asked.dir, asked.site), errors, sys.stdin, out)
        return
    found_hub(asked.dir)
    # a server minds its signals, so it has the main thread
    threading.Thread(target=answer, args=(hub_handlers(), errors, sys.stdin, out), daemon=True).start()
    serve(hub_settings(asked.dir, asked.port))


if __name__ == "__main__":
    main()
