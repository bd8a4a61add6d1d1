"""Runs `motcua hub …` as a process of its own.

What the hub decides (invitations, officers, change sets) is decided by the hub's own code on its own data folder;
provisioning never imports it and never writes into its database.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

_SECONDS = 600


def pass_on(*words: str) -> int:
    """Run it with our own input and output; gives its exit status."""
    return subprocess.run([sys.executable, "-m", "motcua", "hub", *words], check=False).returncode


def ask(*words: str, feed: str = "") -> dict[str, Any] | int:
    """Run it and give its JSON answer, or its exit status when it failed (it has complained by itself)."""
    done = subprocess.run(
        [sys.executable, "-m", "motcua", "hub", *words],
        input=feed, stdout=subprocess.PIPE, text=True, check=False, timeout=_SECONDS,
    )  # fmt: skip
    if done.returncode != 0:
        return done.returncode
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
