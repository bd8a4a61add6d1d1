"""Roads of the simulation: a line that loses, doubles, delays and flips; sticks that somebody carries later."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event

from dossier.errors import KernelError
from hub.usecases.exchange.round import exchange
from plumbing.problem import Problem
from tests.sim.checks import Watch, assure
from tests.sim.place import Crash, Device, Scene

GOOD = ("ok",)
BAD = ("ok",) * 6 + ("out", "back", "twice", "late", "flip", "flip_back", "hub_dies")


@dataclass
class Stick:
    """An envelope on its way by hand. `to` is "hub" or a device's name; `changes` are those known to be inside."""

    origin: str
    to: str
    data: bytes
    changes: frozenset[bytes] = frozenset()


@dataclass
class Roads:
    """Everything under way. `late` holds envelopes that were given up and may still arrive, in any order."""

    scene: Scene
    watch: Watch
    fates: tuple[str, ...] = BAD
    late: list[tuple[str, bytes]] = field(default_factory=list)
    sticks: list[Stick] = field(default_factory=list)

    def line(self, device: Device) -> "Line":
        """The device's line to the hub."""
        return Line(self, device)

    def at_hub(self, envelope: bytes) -> bytes:
        """What the hub's own code makes of an envelope."""
        return exchange(self.scene.hub, envelope)

    def to_hub(self, envelope: bytes, sender: Device | None = None, dies: bool = False) -> bytes:
        """One envelope at the hub's door; gives the answer. Raises what the hub says, or LINE_DOWN when it dies."""
        before = len(self.watch.bytes_of)
        try:
            if dies:
                with _hub_dies(self.scene):
                    answer = self.at_hub(envelope)
            else:
                answer = self.at_hub(envelope)
        except Crash:
            self.scene.open_hub()
            raise _down() from None
        finally:
            self.watch.hub_stepped()
        if sender is not None and sender.revoked:
            assure(len(self.watch.bytes_of) == before, "a revoked device was listened to")
        return answer

    def late_arrives(self) -> None:
        """One of the envelopes that everybody had given up arrives after all."""
        if not self.late:
            return
        to, envelope = self.late.pop(self.scene.pick.randrange(len(self.late)))
        try:
            if to == "hub":
                self.to_hub(envelope)
            else:
                self._hand_over(self.scene.devices[to], envelope)
        except (Problem, KernelError):
            pass

    def carry(self) -> None:
        """Somebody plugs a stick in; it may be an old one, or be plugged in twice."""
        if not self.sticks:
            return
        at = self.scene.pick.randrange(len(self.sticks))
        stick = self.sticks[at] if self.scene.pick.random() < 0.2 else self.sticks.pop(at)
        self.plug_in(stick)

    def plug_all_in(self) -> None:
        """Every stick, and every answer to one; what is refused for now stays with its carrier."""
        waiting, self.sticks = self.sticks, []
        for stick in waiting:
            self.plug_in(stick)

    def plug_in(self, stick: Stick) -> None:
        """Take a stick in; what the hub answers goes back on it. Nobody takes it in where the power is off."""
        if stick.to != "hub" and self.scene.devices[stick.to].running is None:
            self.sticks.append(stick)
            return
        hurt = self.fates is not GOOD and self.scene.pick.random() < 0.1
        data = _flipped(self.scene, stick.data) if hurt else stick.data
        if hurt:
            self.sticks.append(stick)  # the sender's stick is as it was: it is copied once more
        try:
            if stick.to == "hub":
                answer = self.to_hub(data)
                self.sticks.append(Stick("hub", stick.origin, answer))
            else:
                self._hand_over(self.scene.devices[stick.to], data)
        except (Problem, KernelError) as refused:
            if refused.code == "CLOCK_AHEAD" and not hurt:
                self.sticks.append(stick)  # its time will come; the sender's disk may be dead by then

    def _hand_over(self, device: Device, envelope: bytes) -> None:
        if device.running is not None:
            try:
                device.running.node.exchange.take_letter(envelope)
            finally:
                self.watch.device_stepped(device)


@dataclass
class Line:
    """`node.ports.LetterRoad` of one device."""

    roads: Roads
    device: Device
    name: str = "sim"

    def exchange(self, envelope: bytes, *_: Any, **__: Any) -> bytes:
        """Send one envelope and wait for the answer, as far as fate allows."""
        roads, pick = self.roads, self.roads.scene.pick
        fate = pick.choice(roads.fates) if self.device.line_up else "out"
        if fate == "late":
            roads.late.append(("hub", envelope))
        if fate in ("out", "late"):
            raise _down()
        sent = _flipped(roads.scene, envelope) if fate == "flip" else envelope
        answer = roads.to_hub(sent, self.device, dies=fate == "hub_dies")
        if fate == "twice":
            answer = roads.to_hub(sent, self.device)
        if fate == "back":
            if pick.random() < 0.7:
                roads.late.append((self.device.name, answer))
            raise _down()
        return _flipped(roads.scene, answer) if fate == "flip_back" else answer


def _flipped(scene: Scene, data: bytes) -> bytes:
    at = scene.pick.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << scene.pick.randrange(8))]) + data[at + 1 :]


def _down() -> Problem:
    return Problem("LINE_DOWN", "Mất mạng.", "later")


@contextmanager
def _hub_dies(scene: Scene) -> Iterator[None]:
    """The hub's power goes before one of its next statements, or before its commit."""
    engine, left = scene.hub.store._engine, [scene.pick.randrange(1, 25)]  # type: ignore[attr-defined]

    def count(*_: Any) -> None:
        left[0] -= 1
        if left[0] <= 0:
            raise Crash

    for name in ("before_cursor_execute", "commit"):
        event.listen(engine, name, count)
    try:
        yield
    finally:
        for name in ("before_cursor_execute", "commit"):
            event.remove(engine, name, count)
