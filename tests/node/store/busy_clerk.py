"""A clerk who never stops: receives dossiers and says each one aloud once it is acknowledged. Run to be killed."""

import sys
from pathlib import Path

from node.bootstrap import build
from node.config import Config
from tests.node.commune import form

running = build(Config(data=Path(sys.argv[1]), hub_url="https://hub.invalid", replica_dir=""))
while True:
    taken = running.node.intake.receive(form(), "lan")
    sys.stdout.write(getattr(taken, "dossier", repr(taken)) + "\n")
    sys.stdout.flush()
