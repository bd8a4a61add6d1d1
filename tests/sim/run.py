"""One run: so many steps of work and trouble, then everything heals; the same seed is the same run."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from dossier.errors import KernelError
from dossier.exchange.seal import heads_digest
from dossier.register.register import Register
from hub.usecases.register.reorganise import turn_of_day
from node.usecases.exchange.register_mail import catch_up
from node.usecases.record.enact import open_document, state_of
from plumbing.problem import Problem
from tests.sim import acts, trouble
from tests.sim.checks import Groundless, Watch, assure
from tests.sim.place import CAST, Device, Scene, dialogue, scene
from tests.sim.roads import GOOD, Roads

STEPS, ROUNDS = 80, 40


@dataclass
class Run:
    """A run under way. `told` is what happened, in order: the same for the same seed."""

    scene: Scene
    watch: Watch
    roads: Roads
    told: list[str] = field(default_factory=list)
    decreed: bool = False
    often: str = ""

    def one_step(self) -> None:
        """Something happens to somebody."""
        pick = self.scene.pick
        device = pick.choice(list(self.scene.devices.values()))
        name = pick.choices(_NAMES, [25 if one == self.often else _OFTEN[one] for one in _NAMES])[0]
        act = _STEPS[name]
        self.scene.time.ms += pick.randrange(20 * trouble.MINUTE)
        self.told.append(f"{name} {device.name}")
        act(self, device)
        self.watch.hub_stepped()
        self.watch.device_stepped(device)

    def talk(self, device: Device) -> None:
        """One dialogue with the hub."""
        running = self.scene.switch_on(device)
        catch_up(running.store, running.place.registry)
        talked = dialogue(running, device.keys, self.roads.line(device)).talk()
        self.told.append(f"= {talked.letters} {talked.mail} {talked.problem.code if talked.problem else ''}")
        running.jobs.run_due()

    def crash(self, device: Device) -> None:
        """The power goes in the middle of an act or of a dialogue."""
        act = self.scene.pick.choice((acts.receive, acts.work, None))
        work: Callable[[], None] = (
            (lambda: act(self.scene, self.watch, device)) if act else (lambda: self.talk(device))
        )
        acts.crash_in(self.scene, self.watch, device, work)

    def decree(self, _: Device) -> None:
        """The reorganisation of this run is issued, once."""
        if not self.decreed:
            self.decreed = True
            kind = self.scene.pick.choice(("merge", "split"))
            trouble.reorganise(self.scene, self.watch, kind, trouble.switch_day())

    def heal(self) -> None:
        """Lines hold, clocks are right, sticks are plugged in; everybody talks until nobody has anything to say."""
        self.roads.fates = GOOD
        for device in self.scene.devices.values():
            device.line_up, device.clock.skew_ms = True, 0
        while self.roads.late:
            self.roads.late_arrives()
        self._sticks_arrive()
        turn_of_day(self.scene.hub)
        for _ in range(ROUNDS):
            self.scene.time.ms += 10 * trouble.MINUTE
            before = self._picture()
            for device in self.scene.devices.values():
                self.talk(device)
                self.watch.device_stepped(device)
            if self._picture() == before:
                return
        assure(False, "they talk for ever")

    def _sticks_arrive(self) -> None:
        """Everybody is at her place to take sticks in; one that was written by a fast clock waits until it is due."""
        for device in self.scene.devices.values():
            self.scene.switch_on(device)
        for _ in range(3):  # sticks, the answers to them, the receipts for what those answers brought
            self.roads.plug_all_in()
        if self.roads.sticks:
            self.scene.time.ms += max(trouble.SKEWS)
            for _ in range(3):
                self.roads.plug_all_in()
        assure(not self.roads.sticks, "a stick is refused for ever")

    def _picture(self) -> list[object]:
        mail = self.watch.of_hub("SELECT node, last, acked FROM mailbox ORDER BY node")
        return [len(self.watch.bytes_of), *mail]

    def final(self) -> None:
        """Nothing is lost, everybody entitled has the same and judges the same."""
        at_hub = self.watch.at_hub()
        for promise in self.watch.promises:
            revoked = self.scene.devices[promise.device].revoked
            if not promise.excused and not revoked:
                assure(promise.change in at_hub, f"lost: {promise.device} {promise.dossier}")
        gone = {p.change for p in self.watch.promises if self.scene.devices[p.device].revoked}
        assure(self.watch.owed - gone <= at_hub, "lost, though it had reached somebody")
        for device in self.scene.devices.values():
            if not device.revoked:
                self._settled(device)
        self._groundless()
        codes = self.watch.of_hub("SELECT code FROM dossier WHERE code <> '' AND code NOT LIKE 'TAM-%'")
        assure(len(codes) == len(set(codes)), "two dossiers with one code at the hub")

    def _settled(self, device: Device) -> None:
        rows = self.watch.of(device, "SELECT count(*) FROM outbox LEFT JOIN letters ON seq = letter"
                             " WHERE coalesce(receipted_ms, 0) = 0")  # fmt: skip
        assure(rows[0][0] == 0, f"{device.name} is never rid of its outbox")
        query = "SELECT count(*) FROM mailbox_item WHERE node = ? AND number > ?"
        left = self.watch.of_hub(query, device.node, self.watch.meta(device, "mailbox"))
        assure(left[0][0] == 0, f"{device.name} never has its mail; last talks: {self.told[-len(CAST) :]}")
        running = self.scene.switch_on(device)
        mine = self.watch.of_hub("SELECT dossier FROM entitlement WHERE node = ? AND active", device.node)
        with running.store.reading() as tables, self.scene.hub.store.read() as tx:
            register = self.scene.hub.register.current(tx)
            assure(running.place.register.number == register.number, f"{device.name} has an old register")
            for (dossier,) in mine:
                rows = self.watch.of_hub(
                    "SELECT hash, raw FROM change WHERE dossier = ? AND position IS NOT NULL ORDER BY position",
                    dossier,
                )
                if not rows:
                    continue
                document = open_document(running.place, tables, dossier)
                theirs = self.scene.hub.engine.open(b"", [raw for _, raw in rows])
                assure(
                    heads_digest(document.heads()) == heads_digest(theirs.heads()),
                    f"{device.name} differs on {dossier}",
                )
                mine_now = state_of(running.place, document, dossier)
                assure(mine_now == state_of(running.place, theirs, dossier), "two states of the same facts")
                shown = tables.projections.get(dossier)
                assure(shown is not None and shown.stage == mine_now.stage, "a list shows another stage")

    def _groundless(self) -> None:
        running = self.scene.switch_on(self.scene.devices["yen"])
        for (dossier, key), act in sorted(self.watch.groundless.items()):
            if self._given_later(running.place.register, act):
                continue
            raws = self.watch.of_hub(
                "SELECT raw FROM change WHERE dossier = ? AND position IS NOT NULL ORDER BY position", dossier
            )
            if not raws:
                continue
            document = self.scene.hub.engine.open(b"", [raw for (raw,) in raws])
            state = state_of(running.place, document, dossier)
            assure(key not in state.spine, "an act without a mandate had an effect")

    def _given_later(self, register: Register, act: Groundless) -> bool:
        """Whether a decree that was issued after the act made its unit stand for one of the dossier's on that day."""
        entry = register.node(act.node)
        ours = set(register.units_on(entry.unit, act.day)) if entry else set()
        return any(ours & set(register.units_on(unit, act.day)) for unit in act.units if unit)

    def digest(self) -> str:
        """What the run was and what came of it."""
        hashes = sorted(self.watch.bytes_of)
        return hashlib.sha256("\n".join(self.told).encode() + b"".join(hashes)).hexdigest()


def _guarded(act: Callable[[Run, Device], None]) -> Callable[[Run, Device], None]:
    def guarded(run: Run, device: Device) -> None:
        try:
            act(run, device)
        except (Problem, KernelError) as refused:
            run.told.append(f"! {refused.code}")

    return guarded


_STEPS: dict[str, Callable[[Run, Device], None]] = {
    "receive": lambda run, device: acts.receive(run.scene, run.watch, device),
    "work": lambda run, device: acts.work(run.scene, run.watch, device),
    "overstep": lambda run, device: acts.overstep(run.scene, run.watch, device),
    "forge": _guarded(lambda run, device: acts.forge(run.scene, run.watch, run.roads, device)),
    "talk": lambda run, device: run.talk(device),
    "crash": lambda run, device: run.crash(device),
    "off": lambda run, device: run.scene.switch_off(device),
    "line": lambda run, device: setattr(device, "line_up", not device.line_up),
    "clock": lambda run, device: trouble.wrong_clock(run.scene, device),
    "copy": lambda run, device: trouble.take_copy(run.scene, device),
    "restore": _guarded(lambda run, device: trouble.restore(run.scene, run.watch, run.roads, device)),
    "export": lambda run, device: trouble.export(run.scene, run.watch, run.roads, device),
    "carry": lambda run, _: run.roads.carry(),
    "late": lambda run, _: run.roads.late_arrives(),
    "hub restarts": lambda run, _: run.scene.open_hub(),
    "steal": lambda run, _: trouble.steal(run.scene, run.watch),
    "decree": lambda run, device: run.decree(device),
    "midnight": lambda run, _: trouble.next_day(run.scene, run.watch),
    "page": lambda run, device: acts.page(run.scene, run.watch, device),
}
_OFTEN = {
    "receive": 16, "work": 20, "talk": 26, "crash": 6, "off": 3, "line": 4, "clock": 4, "copy": 5,
    "restore": 3, "export": 5, "carry": 6, "late": 5, "hub restarts": 1, "steal": 0.4, "decree": 1.5,
    "midnight": 1.5, "overstep": 2, "forge": 2,
    "page": 0,  # on demand only, and last: what a seed gives stays as it was
}  # fmt: skip
_NAMES = list(_OFTEN)


def run(seed: int, steps: int = STEPS, often: str = "") -> Run:
    """Play one run to its end; the step `often` happens more often than usual. Raises Violation."""
    with scene(seed) as stage:
        watch = Watch(stage)
        roads = Roads(stage, watch)
        played = Run(stage, watch, roads, often=often)
        try:
            watch.hub_stepped()
            for _ in range(steps):
                played.one_step()
            played.heal()
            played.final()
        finally:
            watch.close()
        return played
