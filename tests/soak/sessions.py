"""Session after session over a line that breaks, with all work counted: database steps, bytes, letters."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import hub.store.dialect as hub_dialect
import node.store.database as node_database
from plumbing.sqlite import Connection, connect
from tests.sim import acts
from tests.sim.checks import Watch
from tests.sim.place import Device, Scene, dialogue, scene
from tests.sim.roads import GOOD, Line, Roads

BROKEN = ("ok", "ok", "out", "back", "twice")
OPCODES = 100  # of SQLite's machine, at each tick


@dataclass
class Work:
    """What a session cost. `steps` are hundreds of instructions of SQLite's machine, at node and hub."""

    steps: int = 0
    bytes: int = 0
    letters: int = 0

    def __add__(self, other: "Work") -> "Work":
        return Work(self.steps + other.steps, self.bytes + other.bytes, self.letters + other.letters)


@dataclass
class CountedLine:
    """A line that counts what goes over it."""

    line: Line
    meter: "Meter"
    name: str = "soak"

    def exchange(self, envelope: bytes, *more: Any, **named: Any) -> bytes:
        now = self.meter.now
        now.letters, now.bytes = now.letters + 1, now.bytes + len(envelope)
        answer = self.line.exchange(envelope, *more, **named)
        now.bytes += len(answer)
        return answer


@dataclass
class Meter:
    """Counts the work of all databases that are opened while it is on."""

    now: Work = field(default_factory=Work)

    def take(self) -> Work:
        """The work since the last look."""
        done, self.now = replace(self.now), Work()
        return done

    def _tick(self) -> int:
        self.now.steps += 1
        return 0

    def connect(self, path: Path, *, readonly: bool = False) -> Connection:
        """`plumbing.sqlite.connect`, counted."""
        opened = connect(path, readonly=readonly)
        opened.set_progress_handler(self._tick, OPCODES)
        return opened

    @contextmanager
    def on(self) -> Iterator[None]:
        with (
            patch.object(node_database, "connect", self.connect),
            patch.object(hub_dialect, "connect", self.connect),
        ):
            yield


@dataclass
class Soak:
    """Two communes that talk for a long time."""

    stage: Scene
    watch: Watch
    roads: Roads
    meter: Meter

    def session(self, fate: random.Random) -> Work:
        """A little work at the counter, then a dialogue over a line that breaks; gives what the dialogues cost."""
        self.stage.pick = fate
        total = Work()
        for device in (self.stage.devices["yen"], self.stage.devices["rong"]):
            acts.receive(self.stage, self.watch, device)
            acts.work(self.stage, self.watch, device)
            self.meter.take()
            self._talk(device)
            total += self.meter.take()
        self.stage.time.ms += 60_000
        return total

    def settle(self) -> None:
        """The line holds; both talk until nothing is left."""
        self.roads.fates = GOOD
        for _ in range(6):
            for device in (self.stage.devices["yen"], self.stage.devices["rong"]):
                self._talk(device)

    def _talk(self, device: Device) -> None:
        running = self.stage.switch_on(device)
        road = CountedLine(self.roads.line(device), self.meter)
        dialogue(running, device.keys, road).talk()


@contextmanager
def soak() -> Iterator[Soak]:
    """A province whose hub and nodes are counted."""
    meter = Meter()
    with meter.on(), scene(1) as stage:
        watch = Watch(stage)
        roads = Roads(stage, watch, fates=BROKEN)
        with patch.object(watch, "hub_stepped"):  # the simulation looks after every round; here at the end
            yield Soak(stage, watch, roads, meter)
        watch.close()
