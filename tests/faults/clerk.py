"""A node with all its background work and a clerk who never stops: says each dossier aloud once it is acknowledged.
Run to be killed: `python -m tests.faults.clerk DATA HUB_URL OFFICER SECONDS_BETWEEN`."""

import io
import sys
import time
from pathlib import Path

from node.bootstrap import build
from node.config import Config
from node.usecases.models import Received
from tests.node.commune import form

PAGE = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20


def main(data: str, hub_url: str, officer: str, pause: str) -> None:
    """Work until the power goes."""
    running = build(
        Config(data=Path(data), hub_url=hub_url, replica_dir="", sync_seconds=1, job_seconds=3600)
    )
    running.start()
    count = 0
    while True:
        taken = running.node.intake.receive(form(), officer)
        if not isinstance(taken, Received):
            raise SystemExit(repr(taken))
        blob = ""
        if count % 4 == 0:
            page = PAGE + taken.dossier.encode()
            state = running.node.scans.add_upload(
                taken.dossier, "TK", io.BytesIO(page), "image/jpeg", officer
            )
            blob = state.pages[0].blob  # type: ignore[union-attr]
        sys.stdout.write(f"{taken.dossier} {taken.code} {blob}\n")
        sys.stdout.flush()
        count += 1
        time.sleep(float(pause))


if __name__ == "__main__":
    main(*sys.argv[1:])
