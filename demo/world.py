"""The machines of the story as real processes on this machine: one hub, two nodes, one kit, and their lines."""

import json
import os
import random
import shutil
import signal
import socket
import ssl
import subprocess
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from demo.client import wait_until
from demo.line import Line
from dossier.local_time import VIETNAM
from plumbing.clock import SystemClock
from plumbing.programs import dies_with_parent

MOTCUA = [sys.executable, "-m", "motcua"]
_STOP_SECONDS = 20
_PORTS = range(20_000, 32_000)


class CommandFailed(Exception):
    """A command of the program ended with an error; its own words are the message."""


def command(*words: object, feed: str = "") -> dict[str, Any]:
    """Run `motcua …` to its end and give its JSON. Raises CommandFailed."""
    line = [*MOTCUA, *map(str, words)]
    done = subprocess.run(line, input=feed, capture_output=True, text=True, check=False, timeout=120)
    if done.returncode != 0:
        raise CommandFailed(f"motcua {' '.join(map(str, words[:3]))}: {done.stderr.strip()[-600:]}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


class Machine:
    """One running program with its data folder and address."""

    def __init__(self, name: str, kind: str, data: Path, url: str, logs: Path) -> None:
        self.name, self.kind, self.data, self.url = name, kind, data, url
        self._log = logs / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, ca: Path | None = None) -> bool:
        """Start it and wait until it answers."""
        line = [*dies_with_parent(), *MOTCUA, self.kind, "run", "--data", str(self.data)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(line, stdout=log, stderr=log, start_new_session=True)
        return wait_until(lambda: self._ended() or self._answers(ca)) and not self._ended()

    def stop(self) -> None:
        """End it as an operator would."""
        if self._process and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """Pull the plug: no goodbye, for the program and everything it started."""
        if self._process and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    @property
    def process_id(self) -> int:
        """Process id of the running program. Raises CommandFailed when it does not run."""
        if self._process is None or self._process.poll() is not None:
            raise CommandFailed(f"{self.name} does not run")
        return self._process.pid

    def last_words(self) -> str:
        """The end of its log, for when something went wrong."""
        return self._log.read_text(encoding="utf-8", errors="replace")[-1500:] if self._log.exists() else ""

    def _ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def _answers(self, ca: Path | None) -> bool:
        trust = ssl.create_default_context(cafile=str(ca)) if ca else False
        return httpx.get(f"{self.url}/health", verify=trust, timeout=5, trust_env=False).is_success


class World:
    """All machines of the story under one fresh folder. `close` ends every process."""

    def __init__(self, root: Path) -> None:
        shutil.rmtree(root, ignore_errors=True)
        (root / "logs").mkdir(parents=True)
        self.root = root
        self.clock = root / "clock-offset"
        self.machines: dict[str, Machine] = {}
        self.lines: dict[str, Line] = {}
        self.hub_port = free_port()
        self.hub_url = f"https://127.0.0.1:{self.hub_port}"
        self.clock.write_text("0", encoding="ascii")

    @property
    def hub_data(self) -> Path:
        """The hub's folder."""
        return self.root / "hub"

    @property
    def ca(self) -> Path:
        """The province's authority."""
        return self.hub_data / "tls" / "ca.pem"

    def set_clock(self, moment: datetime) -> None:
        """Move the clock of every machine of the story."""
        ahead_ms = int(moment.timestamp() * 1000) - SystemClock().now_ms()
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(str(round(ahead_ms / 1000)), encoding="ascii")
        fresh.replace(self.clock)

    def to_the_present(self) -> None:
        """All clocks show what this machine's clock shows."""
        self.clock.write_text("0", encoding="ascii")

    def add_hub(self) -> Machine:
        """The hub, whose folder must be set up."""
        return self._add(Machine("hub", "hub", self.hub_data, self.hub_url, self.root / "logs"))

    def add_node(self, name: str) -> tuple[Path, str, int]:
        """A place for a node: its folder, the address at which it finds the hub (its own line), its port."""
        self.lines[name] = Line(self.hub_port)
        port = free_port()
        data = self.root / name
        self._add(Machine(name, "node", data, f"http://127.0.0.1:{port}", self.root / "logs"))
        return data, f"https://127.0.0.1:{self.lines[name].port}", port

    def close(self) -> None:
        """End everything that was started."""
        for line in self.lines.values():
            line.close()
        for machine in reversed(self.machines.values()):
            machine.stop()

    def _add(self, machine: Machine) -> Machine:
        self.machines[machine.name] = machine
        return machine


def free_port() -> int:
    """A port on loopback that nobody uses now. Not one of those that the system gives to whoever asks for any (from
    32768 on): such a one may be somebody else's by the time that its program listens, or starts again."""
    for port in random.sample(_PORTS, 100):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise CommandFailed("no free port on 127.0.0.1 between 20000 and 32000")


def local_moment(text: str) -> datetime:
    """Local time (Asia/Ho_Chi_Minh) from ISO text."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)
