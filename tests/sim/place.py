"""Where a simulated province lives: a hub and five devices with real databases in a memory-backed folder.

Everything is the product's own code. Only time, randomness and the roads are the simulation's: a run is its seed.
SQLite commits are durable as far as the simulation goes; a crash breaks off any statement before its commit.
"""

import atexit
import hashlib
import json
import random
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from argon2 import PasswordHasher
from nacl.signing import SigningKey

import hub.bootstrap as hub_bootstrap
import node.bootstrap as node_bootstrap
from dossier.local_time import local
from hub.usecases.context import Hub
from hub.usecases.devices.enrol import enrol, invite
from node.bootstrap import Running, build, load_hub
from node.config import Config
from node.sync.dialogue import Dialogue
from node.usecases.exchange.edge import EdgeWork
from plumbing import passwords
from plumbing.keys import NodeKeys
from plumbing.scratch import Scratch, memory_room
from tests.hand_clock import START
from tests.hub.province import HAM_RONG, QUANG_YEN, Province, province

THO_XUAN = "15499@2025-07-01"
# name, unit, kind, login
CAST = (
    ("yen", QUANG_YEN, "node", "lan"),
    ("kit", QUANG_YEN, "kit", "lan"),
    ("rong", HAM_RONG, "node", "son"),
    ("tho", THO_XUAN, "node", "ba"),
    ("cu", HAM_RONG, "kit", "son"),
)
LEASE = 6  # small, so that blocks of numbers run out
_cheap_base = lru_cache(maxsize=1)(node_bootstrap.base_register)


class Crash(BaseException):
    """The power goes; nothing but the database outlives it."""


@dataclass
class TrueTime:
    """The province's time; every look at it takes a millisecond."""

    ms: int = int(START.timestamp() * 1000)

    def now_ms(self) -> int:
        self.ms += 1
        return self.ms

    def today(self) -> date:
        return local(self.ms).date()

    def set_day(self, day: date) -> None:
        self.ms += 24 * 3600 * 1000 * max(0, (day - self.today()).days)


@dataclass
class DeviceClock:
    """A device's own clock, wrong by `skew_ms`."""

    time: TrueTime
    skew_ms: int = 0

    def now_ms(self) -> int:
        return self.time.now_ms() + self.skew_ms

    def today(self) -> date:
        return local(self.time.ms + self.skew_ms).date()


@dataclass
class Device:
    """One device; `running` is None while its power is off; `life` counts its incarnations, `copies` are
    databases as the replica has them, oldest first."""

    name: str
    unit: str
    officer: str
    data: Path
    keys: NodeKeys
    clock: DeviceClock
    running: Running | None = None
    line_up: bool = True
    revoked: bool = False
    life: int = 1
    copies: list[bytes] = field(default_factory=list)

    @property
    def node(self) -> str:
        return self.keys.node


@dataclass
class Scene:
    """The province while it runs."""

    root: Path
    pick: random.Random
    time: TrueTime
    devices: dict[str, Device]
    hub: Hub = field(init=False)
    _hub_stack: ExitStack = field(default_factory=ExitStack)

    def open_hub(self) -> None:
        """Start the hub's process (again)."""
        self._hub_stack.close()
        tinh = self._hub_stack.enter_context(province(self.root / "hub", _hub_settings))
        self.hub = replace(tinh.hub, clock=self.time)

    def switch_on(self, device: Device) -> Running:
        """Start a device's process, if it does not run."""
        if device.running is None:
            config = Config(data=device.data, hub_url="https://hub.invalid", replica_dir="")
            device.running = build(config, device.clock)
        return device.running

    def switch_off(self, device: Device) -> None:
        """Its process is gone, with all that was not committed."""
        if device.running is not None:
            device.running.stop()
            device.running = None

    def close(self) -> None:
        """End every process."""
        for device in self.devices.values():
            self.switch_off(device)
        self._hub_stack.close()


def dialogue(running: Running, keys: NodeKeys, road: Any) -> Dialogue:
    """The device's own end of the exchange over a simulated road."""
    work = EdgeWork(running.place, keys, running.node.exchange)
    return Dialogue(work, road, running.place.clock)


@contextmanager
def scene(seed: int) -> Iterator[Scene]:
    """A fresh province for one run, every random choice of which comes from the seed."""
    salt = random.Random(f"salt {seed}")
    with ExitStack() as stack:
        root = stack.enter_context(Scratch(memory_room()))
        stack.enter_context(quick(salt.randbytes))
        shutil.copytree(_template(), root, dirs_exist_ok=True)
        time = TrueTime()
        devices = {name: _device(root, name, unit, login, time) for name, unit, _, login in CAST}
        made = Scene(root, random.Random(seed), time, devices)
        stack.callback(made.close)
        made.open_hub()
        for device in devices.values():
            made.switch_on(device)
        yield made


@contextmanager
def quick(randbytes: Callable[[int], bytes]) -> Iterator[None]:
    """Salts out of the seed, a cheap password hash, the packaged tables read once."""
    with (
        patch.object(secrets, "token_bytes", randbytes),
        patch.object(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)),
        patch.object(node_bootstrap, "base_register", _cheap_base),
        patch.object(hub_bootstrap, "base_register", _cheap_base),
    ):
        yield


def keys_of(name: str) -> NodeKeys:
    """The same key for the same name in every run."""
    return NodeKeys(SigningKey(hashlib.sha256(f"simulated {name}".encode()).digest()))


def _hub_settings(config: Any) -> Any:
    return replace(config, lease_size=LEASE, letter_items=5)


def _device(root: Path, name: str, unit: str, login: str, time: TrueTime) -> Device:
    officer = "cb-" + hashlib.sha256(login.encode()).hexdigest()[:12]
    return Device(name, unit, officer, root / name, keys_of(name), DeviceClock(time))


@cache
def _template() -> Path:
    """A province in which everybody is enrolled and nothing has happened; copied for each run."""
    held = Scratch(memory_room())
    atexit.register(held.close)
    root = held.path
    with quick(random.Random(0).randbytes):
        keys_of("hub").save(root / "hub" / "keys")
        with province(root / "hub", _hub_settings) as tinh:
            for login, unit in {login: unit for _, unit, _, login in CAST}.items():
                tinh.officer(login, unit)
            for name, unit, kind, _ in CAST:
                _enrol(tinh, root / name, keys_of(name), unit, kind)
            for name, *_ in CAST:
                _first_talk(tinh, root / name)
    return root


def _enrol(tinh: Province, data: Path, keys: NodeKeys, unit: str, kind: str) -> None:
    token = invite(tinh.hub, unit, kind, "Máy thử", 7, "0" * 64, "quan-tri")  # type: ignore[arg-type]
    answer = enrol(tinh.hub, token.rsplit(".", 1)[1], keys.public_key, "Máy thử")
    keys.save(data / "keys")
    hub = {"node": tinh.hub.node, "public_key": tinh.hub.keys.public_key.hex()}
    (data / "keys" / "hub.json").write_text(json.dumps(hub))
    rows = [{"number": r.number, "text": r.text, "signature": r.signature.hex()} for r in answer.register]
    grants = [{"kind": g.kind, "text": g.text, "signature": g.signature.hex()} for g in answer.grants]
    (data / "enrolment.json").write_text(json.dumps({"register": rows, "grants": grants}))


def _first_talk(tinh: Province, data: Path) -> None:
    from hub.usecases.exchange.round import exchange

    class Road:
        name = "first"

        def exchange(self, envelope: bytes) -> bytes:
            return exchange(tinh.hub, envelope)

    running = build(Config(data=data, hub_url="https://hub.invalid", replica_dir=""), tinh.clock)
    assert load_hub(data).node == tinh.hub.node
    for _ in range(3):
        assert dialogue(running, NodeKeys.load(data / "keys"), Road()).talk().problem is None
    running.stop()
