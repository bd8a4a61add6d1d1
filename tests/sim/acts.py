"""What clerks do all day, and what nobody may do; each act through the node's own use cases."""

from collections.abc import Callable, Sequence
from contextlib import suppress

from dossier.authors import actor_id
from dossier.crdt import parse_change
from dossier.decide import Command, FactDraft, author_facts
from dossier.errors import KernelError, Refuse
from dossier.exchange.seal import make_seal
from dossier.exchange.wire import Changes, Letter, encode_letter
from dossier.facts import FactKind, Hlc, fact_to_text
from dossier.state import DossierState
from node.bootstrap import Running
from node.usecases.models import Received
from node.usecases.page_models import FieldEntry
from node.usecases.record.enact import known_state, next_count, open_document, state_of
from plumbing.envelopes import seal_envelope
from plumbing.problem import Problem
from tests.node.commune import form
from tests.sim.checks import Groundless, Watch, assure
from tests.sim.place import CAST, Crash, Device, Scene
from tests.sim.roads import Roads

UNITS = tuple(dict.fromkeys(unit for _, unit, _, _ in CAST))
K = FactKind
_Way = Callable[[Running, Scene, Device, str], DossierState | Refuse]


def receive(scene: Scene, watch: Watch, device: Device) -> None:
    """A citizen hands papers in."""
    running, pick = scene.switch_on(device), scene.pick
    where = pick.choice(UNITS) if pick.random() < 0.5 else ""
    try:
        taken = running.node.intake.receive(form(competent_unit=where), device.officer)
    except Problem:
        return  # the officer or the unit is not known here (yet, or any more)
    if isinstance(taken, Received):
        watch.promise(device, taken.dossier, _newest(watch, device, taken.dossier), taken.code)


def work(scene: Scene, watch: Watch, device: Device) -> None:
    """Somebody works on a dossier that lies here."""
    _do(scene, watch, device, _WORK)


def page(scene: Scene, watch: Watch, device: Device) -> None:
    """Somebody scans for a dossier that lies here, or puts a page where it belongs."""
    _do(scene, watch, device, (_page,))


def _do(scene: Scene, watch: Watch, device: Device, ways: Sequence[_Way]) -> None:
    running = scene.switch_on(device)
    with running.store.reading() as tables:
        dossiers = list(tables.changes.dossiers())
    if not dossiers:
        return receive(scene, watch, device)
    dossier, before = scene.pick.choice(dossiers), _newest(watch, device)
    try:
        done = scene.pick.choice(ways)(running, scene, device, dossier)
    except Problem:
        return None
    if isinstance(done, DossierState) and _newest(watch, device) != before:
        watch.promise(device, dossier, _newest(watch, device))
    return None


def _newest(watch: Watch, device: Device, dossier: str = "%") -> bytes:
    """The change that was queued last; a dossier that a clerk was told of has one."""
    rows = watch.of(device, "SELECT change FROM outbox WHERE dossier LIKE ? ORDER BY n DESC LIMIT 1", dossier)
    assure(bool(rows) or dossier == "%", "what a clerk was told is not there")
    return bytes(rows[0][0]) if rows else b""


def _field(running: Running, scene: Scene, device: Device, dossier: str) -> DossierState | Refuse:
    entry = FieldEntry(scene.pick.choice(("father", "born")), f"{scene.pick.randrange(1000)}")
    return running.node.scans.confirm_fields(dossier, [entry], device.officer)


def _act(kind: FactKind, **values: str) -> Callable[..., DossierState | Refuse]:
    def act(running: Running, scene: Scene, device: Device, dossier: str) -> DossierState | Refuse:
        filled = {
            name: {"unit": scene.pick.choice(UNITS), "me": device.officer}.get(value, value)
            for name, value in values.items()
        }
        return running.node.acts.perform(dossier, Command(kind, filled), device.officer)

    return act


def _page(running: Running, scene: Scene, device: Device, dossier: str) -> DossierState | Refuse:
    """A page is scanned, moved to another paper, taken out of the dossier, or put back into it."""
    with running.store.reading() as tables:
        state = known_state(running.place, tables, dossier)
    officer, steps, pick = device.officer, running.node.scans.withdrawals, scene.pick
    if state.withdrawn and pick.random() < 0.3:
        return steps.restore(dossier, pick.choice(state.withdrawn).key, officer)
    if not state.pages or pick.random() < 0.4:
        values = {"component": "TK", "blob": pick.randbytes(32).hex(), "size": 9, "number": 1}
        return running.node.acts.perform(dossier, Command(K.PAGE_SCANNED, values), officer)
    page = pick.choice(state.pages)
    if pick.random() < 0.5:
        return running.node.scans.move_page(dossier, page.key, pick.choice(("TK", "CC")), officer)
    return steps.withdraw(dossier, [page.key], "nham_ho_so", officer)


_WORK = (
    _field,
    _field,
    _act(K.ASSIGNED, to="me"),
    _act(K.CUSTODY_OFFERED, to="unit"),
    _act(K.CUSTODY_ACCEPTED),
    _act(K.CUSTODY_ACCEPTED),
    _act(K.CUSTODY_DECLINED, reason="không thuộc xã"),
    _act(K.CUSTODY_RECALLED),
    _act(K.WITHDRAWN, reason="dân rút"),
)


def overstep(scene: Scene, watch: Watch, device: Device) -> None:
    """A program gone wrong records a withdrawal in the name of somebody who has no mandate here: kept, and void."""
    running = scene.switch_on(device)
    place, day = running.place, device.clock.today()
    with place.store.writing() as tables:
        for dossier in tables.changes.dossiers():
            document = open_document(place, tables, dossier)
            state = state_of(place, document, dossier) if document.heads() else None
            if state is None or not state.spine or any(place.serves(unit, day) for unit in _concerned(state)):
                continue
            moment = place.moment(tables)
            try:
                actor = place.actor(device.officer, day)
            except Problem:
                return
            draft = FactDraft(K.WITHDRAWN, {"reason": "không có quyền"}, (state.head,))
            count = next_count(document, place.identity.short, place.identity.incarnation)
            last = Hlc(tables.meta.number("hlc_ms"), tables.meta.number("hlc_count"))
            facts = author_facts([draft], dossier, place.identity.incarnation, count, actor, moment, last)
            change = document.commit(place.identity.actor, [(one.key, fact_to_text(one)) for one in facts])
            tables.changes.apply(dossier, change, place.identity.node, moment.ms)
            tables.outbox.add(dossier, change.hash, len(change.raw), 1, moment.ms, "")
            tables.changes.save(dossier, document.heads(), None)
            watch.groundless[dossier, facts[0].key] = Groundless(device.node, day, _concerned(state))
            return


def _concerned(state: DossierState) -> tuple[str, ...]:
    return (state.receiving_unit, state.custody.holder if state.custody else "")


def forge(scene: Scene, watch: Watch, roads: Roads, device: Device) -> None:
    """A device sends a change in the name of another, under a seal of its own: set aside, never merged."""
    victim = scene.pick.choice([one for one in scene.devices.values() if one is not device])
    running = scene.switch_on(device)
    document = running.place.engine.new()
    actor = actor_id(victim.node, scene.pick.randbytes(6))
    change = document.commit(actor, [(f"{victim.node[:6]}-1-1", "{}")])
    watch.forged.add(change.hash)
    dossier = f"{victim.node[:6]}-1-{900 + scene.pick.randrange(99)}"
    seal = make_seal(victim.node, [parse_change(change.raw).hash], device.keys.sign)
    with running.store.writing() as tables:
        hub, seq = scene.hub, tables.meta.take("letter_seq")
    letter = Letter(device.node, device.life, seq, hub.node, frames=(Changes(dossier, (change.raw,)), seal))
    key = hub.keys.public_key
    envelope = seal_envelope(encode_letter(letter), device.keys, hub.node, key, device.life, seq)
    with suppress(Problem, KernelError):
        roads.to_hub(envelope, device)


def crash_in(scene: Scene, watch: Watch, device: Device, act: Callable[[], None]) -> None:
    """The power of a device goes at one of the next statements of what it does, before or after its effect."""
    running = scene.switch_on(device)
    store = running.store
    store._writer = Fuse(store._writer, scene.pick.randrange(1, 40), scene.pick.random() < 0.3)  # type: ignore[assignment]
    try:
        act()
    except Crash:
        pass
    finally:
        scene.switch_off(device)


class Fuse:
    """A writer's connection whose power goes at statement `left`; `after` = when it has had its effect."""

    def __init__(self, real: object, left: int, after: bool) -> None:
        self._real, self._left, self._after = real, left, after

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)

    def execute(self, sql: str, *values: object) -> object:
        return self._burn("execute", sql, *values)

    def executemany(self, sql: str, *values: object) -> object:
        return self._burn("executemany", sql, *values)

    def _burn(self, how: str, sql: str, *values: object) -> object:
        run = getattr(self._real, how)
        if sql.startswith("ROLLBACK"):
            return run(sql, *values)
        self._left -= 1
        if self._left <= 0 and not self._after:
            raise Crash
        done = run(sql, *values)
        if self._left <= 0:
            raise Crash
        return done
