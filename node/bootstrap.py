"""Puts a node together: the one file of `node` that sees every adapter."""

import json
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

from dossier.local_time import DAY_MS
from dossier.register.changeset import changeset_from_text
from dossier.register.register import Register
from node.config import Config
from node.jobs import JobRunner, Scheduler
from node.replica.paper import CopiedFirst
from node.replica.service import Backup
from node.replica.supervisor import Watched
from node.replica.target import target_of
from node.store.database import SqliteStore
from node.sync.courier import UsbCourier
from node.sync.dialogue import Talked
from node.sync.errands import Errands
from node.sync.http import HttpRoad
from node.sync.lan_service import LanService
from node.sync.live import Live
from node.sync.mule import Mule
from node.tools import (
    ChildStacks,
    FolderSigner,
    FolderVerifier,
    NoBackup,
    OcrReader,
    PdfForms,
    elsewhere,
    job_runner,
    line_raiser,
    ocr_child,
    tray_rings,
)
from node.tools.talking import hub_now, live_exchange, ring_line, sync_work
from node.usecases.backfile.batches import Backfile
from node.usecases.backfile.work import BulkSigning
from node.usecases.counter.cards import Cards
from node.usecases.counter.people import People
from node.usecases.counter.receive import Intake
from node.usecases.exchange.letters import Exchange
from node.usecases.exchange.line import Line
from node.usecases.exchange.neighbour_post import NeighbourPost
from node.usecases.exchange.parcels import Parcels
from node.usecases.exchange.register_mail import catch_up
from node.usecases.exchange.second_try import ask_at_start
from node.usecases.exchange.trust import Hub
from node.usecases.exchange.trust_list import TRUST_FILE, settle_trust
from node.usecases.identity import identity_of
from node.usecases.life.housekeeping import Housekeeping
from node.usecases.life.rebirth import adopt_enrolment, begin_incarnation, incarnation_of
from node.usecases.node import Node
from node.usecases.printed.covers import Covers
from node.usecases.printed.printing import Printing
from node.usecases.record.acts import Acts
from node.usecases.record.notes import Notes
from node.usecases.reuse.again import Reuse
from node.usecases.reuse.look_up import LookUp
from node.usecases.scans.pages import Scans
from node.usecases.scans.previews import Previews
from node.usecases.scans.queue import READ_JOB, Queue, ask_after_update
from node.usecases.scans.thumbnails import Thumbnails
from node.usecases.scans.tray import Tray
from node.usecases.show.figures import Figures
from node.usecases.show.health import HealthDesk
from node.usecases.show.views import Views
from node.usecases.show.ways import Ways
from node.usecases.signing.level_sweep import SWEEP_SECONDS, LevelSweep
from node.usecases.signing.many import ManySignatures
from node.usecases.signing.papers import Signing
from node.usecases.signing.result_numbers import recover_numbers
from node.usecases.signing.verdicts import Verdicts
from node.usecases.workplace import Registry, Workplace
from plumbing.automerge_engine import AutomergeEngine
from plumbing.blobs import FolderBlobs
from plumbing.clock import Clock, OffsetClock, SystemClock
from plumbing.keys import NodeKeys
from plumbing.problem import Problem
from plumbing.register_data import load_units
from plumbing.rule_data import load_calendar, load_procedures
from plumbing.scratch import clear
from plumbing.sqlite import WAL_LIMIT

_log = logging.getLogger(__name__)
_WATCH_SECONDS = 30
_LEFTOVER_MS = DAY_MS  # older temporary files belong to no running process
_LAN_SECONDS = 15
_HANDED_SECONDS = 600
DATABASE, BLOBS, INCARNATION = "node.db", "blobs", "keys/incarnation"


@dataclass(frozen=True, slots=True)
class Running:
    """A built node and what keeps it alive. `sync` runs one dialogue with the hub and moves blobs."""

    node: Node
    place: Workplace
    store: SqliteStore
    jobs: JobRunner
    sync: Callable[[], Talked]
    live: Live
    _scheduler: Scheduler
    _backup: Backup | None
    _road: HttpRoad
    _lan: LanService

    def start(self) -> None:
        """Recover work that a crash cut off, begin the backup and the background work."""
        if self._backup is not None:
            self._backup.start()
        clear(self.place.config.data)
        with self.store.writing() as tables:
            tables.jobs.recover((READ_JOB,))
            recover_numbers(tables)
        ask_after_update(self.place, version("motcua"))
        ask_at_start(self.place)
        self._scheduler.start()
        self.live.start()
        self._lan.start()

    def stop(self) -> None:
        """End background work, close the database, end the backup. Safe to call twice."""
        self._scheduler.stop()
        self.jobs.stop()
        self.node.bulk_signing.stop()
        self.node.many_signatures.close()
        self.live.stop()
        self._lan.stop()
        self._road.close()
        self.store.close()
        if self._backup is not None:
            self._backup.stop()


def build(config: Config, clock: Clock | None = None) -> Running:
    """A node of its folder. Raises Problem: KEY_MISSING, NOT_ENROLLED, DATABASE_*, CONFIG_UNSAFE …"""
    _check_safe(config)
    keys, hub = NodeKeys.load(config.data / "keys"), load_hub(config.data)
    clock = clock or _clock(config)
    store = SqliteStore(config.data / DATABASE)
    try:
        if not _is_copied(config):
            store.empty_log_itself()
        return _assemble(config, keys, hub, clock, store)
    except BaseException:
        store.close()
        raise


def load_hub(data: Path) -> Hub:
    """The hub that this node is enrolled to. Raises Problem(NOT_ENROLLED)."""
    try:
        body = json.loads((data / "keys" / "hub.json").read_text(encoding="utf-8"))
        caps = frozenset(map(str, body.get("caps", ())))
        return Hub(str(body["node"]), bytes.fromhex(body["public_key"]), caps)
    except (OSError, ValueError, KeyError, TypeError) as error:
        hint = "Máy chưa ghi danh với trung tâm tỉnh; hãy chạy motcua provision enrol."
        raise Problem("NOT_ENROLLED", hint, "operator", type(error).__name__) from error


def base_register() -> Register:
    """The register that is shipped with the program; change sets of the hub come on top."""
    return Register(load_units(), load_procedures(), load_calendar())


def _assemble(config: Config, keys: NodeKeys, hub: Hub, clock: Clock, store: SqliteStore) -> Running:
    place = _place(config, keys, hub, clock, store)
    backup, child = _backup(config, place), ocr_child(config)
    reader, forms, stacks = OcrReader(child), PdfForms(child), ChildStacks(child)
    exchange, scans = Exchange(place, keys, hub), Scans(place, reader)
    parcels, mule = Parcels(place, keys, hub), Mule(place, hub)
    road = HttpRoad(config.hub_url, config.data / config.hub_ca, keys, hub_now(place))
    errands = Errands(place, hub, parcels, mule, Thumbnails(place, reader), road)
    sync, scans_only = sync_work(place, keys, exchange, road, errands)
    live = live_exchange(place, keys, exchange, road, store)
    jobs = job_runner(place, hub, line_raiser(config, config.data / TRUST_FILE, road.timestamp))
    lan = LanService(place, exchange, NeighbourPost(place, keys, exchange, parcels, mule.carry), mule)
    signing = Signing(place, reader, FolderSigner(config.data / "keys" / "signing"), forms)
    house = Housekeeping(place, hub.node, backup.forget if backup else lambda _: None)
    watch, night = partial(_watch, place, store, backup, house), partial(_night, backup, clock)
    scheduler = _bells(config, jobs, partial(ring_line, live, sync, scans_only), lan, watch, night)
    node = Node(
        config=config,
        identity=place.identity,
        people=People(place),
        acts=Acts(place),
        notes=Notes(place),
        intake=Intake(place, CopiedFirst(forms, backup.secure) if backup else forms),
        cards=Cards(place, reader),
        scans=scans,
        reuse=Reuse(place),
        look_up=LookUp(place, road),
        backfile=Backfile(place, reader),
        bulk_signing=BulkSigning(place, FolderSigner(config.data / "keys" / "signing")),
        previews=Previews(place, scans, reader),
        printing=Printing(place, forms),
        covers=Covers(place, forms),
        tray=Tray(place, stacks),
        signing=signing,
        many_signatures=ManySignatures(place, signing),
        signing_elsewhere=elsewhere(place, reader, config.data / TRUST_FILE),
        verdicts=Verdicts(place, scans, FolderVerifier(config.data / TRUST_FILE)),
        views=Views(place),
        line=Line(place, backup or NoBackup()),
        queue=Queue(place, jobs.workers),
        ways=Ways(place, hub),
        figures=Figures(place),
        exchange=exchange,
        courier=UsbCourier(place, keys, exchange, parcels, mule),
        bell=scheduler,
        health=HealthDesk(place, reader),
        clock=clock,
    )
    _ring_more(scheduler, node, place, stacks)
    return Running(node, place, store, jobs, sync, live, scheduler, backup, road, lan)


def _place(config: Config, keys: NodeKeys, hub: Hub, clock: Clock, store: SqliteStore) -> Workplace:
    """What every use case stands on, settled in the life that the folder is in."""
    _settle_incarnation(config.data / INCARNATION, store, clock)
    place = Workplace(
        config=config,
        store=store,
        engine=AutomergeEngine(),
        clock=clock,
        blobs=_blobs(config.data / BLOBS),
        identity=identity_of(keys.node, incarnation_of(store), secrets.token_bytes(6)),
        registry=_registry(store),
    )
    adopt_enrolment(place, hub, config.data / "enrolment.json")
    settle_trust(place)
    return place


def _bells(
    config: Config,
    jobs: JobRunner,
    ring: Callable[[], object],
    lan: LanService,
    watch: Callable[[], object],
    night: Callable[[], None],
) -> Scheduler:
    """What rings when."""
    return Scheduler(
        {
            "jobs": (jobs.wake, config.job_seconds),
            "sync": (ring, config.sync_seconds),
            "lan": (lan.meet, _LAN_SECONDS),
            "watch": (watch, _WATCH_SECONDS),
        },
        night,
    )


def _ring_more(scheduler: Scheduler, node: Node, place: Workplace, stacks: ChildStacks) -> None:
    """What the use cases of a built node want to be rung for."""
    scheduler.also("handed", node.signing_elsewhere.sweep, _HANDED_SECONDS)
    scheduler.also("levels", LevelSweep(place).look, SWEEP_SECONDS)
    for name, work in tray_rings(node.config, place, stacks, scheduler.is_ending).items():
        scheduler.also(name, work, node.config.job_seconds)


def _check_safe(config: Config) -> None:
    """A moved clock, or plain HTTP to other machines, is for demonstrations only."""
    loopback = config.listen_host in ("127.0.0.1", "::1", "localhost")
    if not config.demo and (config.clock_file or not loopback or config.hub_url.startswith("http://")):
        hint = (
            "Cấu hình này chỉ dùng khi trình diễn (demo): đồng hồ dời, hoặc HTTP không mã hóa ra ngoài máy."
        )
        raise Problem("CONFIG_UNSAFE", hint, "operator")


def _clock(config: Config) -> Clock:
    return OffsetClock(config.data / config.clock_file) if config.clock_file else SystemClock()


def _settle_incarnation(path: Path, store: SqliteStore, clock: Clock) -> None:
    """A restore leaves the number of the new life beside the key; the database follows it here."""
    given = int(path.read_text(encoding="ascii")) if path.exists() else 1
    if given > incarnation_of(store):
        begin_incarnation(store, given, clock)


def _blobs(folder: Path) -> FolderBlobs:
    """The folder of blobs, rid of what a crash left half written. Files are dated by the machine's own clock."""
    blobs = FolderBlobs(folder)
    blobs.sweep(SystemClock().now_ms() - _LEFTOVER_MS)
    return blobs


def _registry(store: SqliteStore) -> Registry:
    registry = Registry(base_register())
    with store.reading() as tables:
        changes = tables.register.changes()
    for _, text, _ in changes:
        registry.grow(changeset_from_text(text))
    return registry


def _is_copied(config: Config) -> bool:
    return bool(config.replica_dir or config.replica_s3)


def _backup(config: Config, place: Workplace) -> Backup | None:
    if not _is_copied(config):
        return None
    target = target_of(config.data, config.replica_dir, config.replica_s3)
    identity = place.identity
    watched = Watched(config.data / DATABASE, identity.node, identity.incarnation, target)
    return Backup(watched, config.data / BLOBS, place.clock)


def _watch(place: Workplace, store: SqliteStore, backup: Backup | None, house: Housekeeping) -> None:
    catch_up(place.store, place.registry)
    if backup is None:
        store.relieve(WAL_LIMIT)
    elif (copied := backup.mirror()) > 0:
        _log.info("scans copied", extra={"count": copied})
    house.look()


def _night(backup: Backup | None, clock: Clock) -> None:
    """The independent copy of the day, and the proof that the running copy brings everything back."""
    if backup is None:
        return
    try:
        backup.daily(clock.today())
        report = backup.prove()
        _log.info("restore drill", extra={"equal": report.equal})
    except Problem as problem:
        _log.warning("night work", extra={"code": problem.code})
