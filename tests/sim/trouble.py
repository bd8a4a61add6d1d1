"""Disasters and decrees: copies and restores, wrong clocks, a stolen kit, a reorganisation, a new day."""

from datetime import date, timedelta

from dossier.crdt import parse_change
from dossier.errors import KernelError
from dossier.exchange.wire import Changes
from hub.usecases.devices.enrol import resurrect, revoke
from hub.usecases.register.reorganise import Reorganisation, issue_reorganisation, turn_of_day
from plumbing.envelopes import open_letter
from plumbing.problem import Problem
from plumbing.sqlite import connect
from tests.hand_clock import START
from tests.hub.province import HAM_RONG, QUANG_YEN, merger, split
from tests.sim.checks import Watch, assure
from tests.sim.place import Device, Scene
from tests.sim.roads import Roads, Stick

MINUTE = 60_000
HOUR, DAY = 60 * MINUTE, 24 * 60 * MINUTE
SKEWS = (0, 0, 3 * MINUTE, -20 * MINUTE, 8 * MINUTE, 3 * HOUR, -5 * HOUR, 26 * HOUR, -30 * HOUR)
STOLEN = "cu"


def wrong_clock(scene: Scene, device: Device) -> None:
    """A battery dies, or somebody sets the clock."""
    device.clock.skew_ms = scene.pick.choice(SKEWS)


def take_copy(scene: Scene, device: Device) -> None:
    """What the running replica has of the database at this moment."""
    part = device.data / "copy.part"
    source, copy = connect(device.data / "node.db", readonly=True), connect(part)
    source.backup(copy)
    copy.close()
    source.close()
    device.copies.append(part.read_bytes())
    part.unlink()


def restore(scene: Scene, watch: Watch, roads: Roads, device: Device) -> None:
    """The disk dies; the device comes back from an old copy as a new life, with or without a line to ask for it."""
    if not device.copies or device.revoked:
        return
    scene.switch_off(device)
    watch.forget_reader(device.data / "node.db")
    for name in ("node.db", "node.db-wal", "node.db-shm"):
        (device.data / name).unlink(missing_ok=True)
    (device.data / "node.db").write_bytes(scene.pick.choice(device.copies))
    if scene.pick.random() < 0.7:
        device.life = resurrect(scene.hub, device.node, device.life).incarnation
        watch.hub_stepped()
    else:
        device.life += 1
    (device.data / "keys" / "incarnation").write_text(f"{device.life}\n")
    _excuse(scene, watch, roads, device)
    scene.switch_on(device)
    device.copies = []
    take_copy(scene, device)


def _excuse(scene: Scene, watch: Watch, roads: Roads, device: Device) -> None:
    """Only what had never left the house since the copy may be lost; what had reached one other device may be lost
    when that one's disk dies too before it could hand it on."""
    elsewhere = watch.at_hub().union(*(_held(watch, one) for one in scene.devices.values()))
    watch.owed &= elsewhere | {change for stick in roads.sticks for change in stick.changes}
    elsewhere |= {change for stick in roads.sticks if stick.origin == device.name for change in stick.changes}
    for promise in watch.promises:
        if promise.device == device.name and promise.change not in _held(watch, device):
            promise.excused = True
            if promise.change in elsewhere:
                watch.owed.add(promise.change)


def _held(watch: Watch, device: Device) -> set[bytes]:
    return {row[0] for row in watch.of(device, "SELECT hash FROM changes")}


def export(scene: Scene, watch: Watch, roads: Roads, device: Device) -> None:
    """Write a stick for the hub, or for a neighbour."""
    running = scene.switch_on(device)
    others = [one for one in scene.devices.values() if one is not device]
    to = scene.pick.choice(others) if scene.pick.random() < 0.4 else None
    folder = device.data / "usb"
    folder.mkdir(exist_ok=True)
    try:
        running.node.courier.export(str(folder), to.node if to else "hub")
    except (Problem, KernelError):
        return
    inside = _on_the_way(watch, device) if to is None else None
    for file in sorted(folder.glob("*.mce")):
        data = file.read_bytes()
        changes = _inside(scene, to, device, data) if inside is None and to else inside
        roads.sticks.append(Stick(device.name, to.name if to else "hub", data, changes or frozenset()))
        file.unlink()


def _on_the_way(watch: Watch, device: Device) -> frozenset[bytes]:
    query = "SELECT change FROM outbox JOIN letters ON seq = letter WHERE receipted_ms = 0 AND aside = 0"
    return frozenset(row[0] for row in watch.of(device, query))


def _inside(scene: Scene, to: Device, origin: Device, data: bytes) -> frozenset[bytes]:
    _, letter = open_letter(data, to.keys, lambda _: origin.keys.public_key)
    frames = (one for one in letter.frames if isinstance(one, Changes))
    return frozenset(parse_change(raw).hash for frame in frames for raw in frame.raw)


def steal(scene: Scene, watch: Watch) -> None:
    """A kit is stolen and revoked; the thief goes on using it."""
    device = scene.devices[STOLEN]
    if not device.revoked:
        revoke(scene.hub, device.node, "quan-tri")
        device.revoked = True
        watch.hub_stepped()


def reorganise(scene: Scene, watch: Watch, kind: str, day: date) -> None:
    """Two communes become one, or one becomes two; no stored byte changes."""
    before = dict(watch.of_hub("SELECT hash, raw FROM change"))
    op = merger(day, (QUANG_YEN, HAM_RONG)) if kind == "merge" else split(day, QUANG_YEN)
    issue_reorganisation(scene.hub, Reorganisation("Sắp xếp", "NQ", day, (op,)), "quan-tri")
    watch.hub_stepped()
    assure(dict(watch.of_hub("SELECT hash, raw FROM change")) == before, "a decree rewrote a dossier")


def next_day(scene: Scene, watch: Watch) -> None:
    """Midnight passes at the hub."""
    scene.time.set_day(scene.time.today() + timedelta(days=1))
    turn_of_day(scene.hub)
    watch.hub_stepped()


def switch_day() -> date:
    """The day on which the reorganisation of a run takes effect."""
    return START.date() + timedelta(days=2)
