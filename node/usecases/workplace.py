"""What every use case stands on: the store, the engine, the clock, who we are, and the register of today."""

import threading
from dataclasses import dataclass
from datetime import date

from dossier.crdt import Engine
from dossier.custody import unit_on
from dossier.decide import Actor, Moment
from dossier.register.changeset import ChangeSet
from dossier.register.register import Register
from node.config import Config
from node.ports import Store, Tables
from node.usecases.identity import Identity
from plumbing.blobs import BlobFiles
from plumbing.clock import Clock
from plumbing.problem import Problem


class Registry:
    """The register as it stands now. Readers take one value and work with it; change sets replace it."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._lock = threading.Lock()

    @property
    def now(self) -> Register:
        """The register with every change set applied so far."""
        return self._register

    def grow(self, change: ChangeSet) -> bool:
        """Apply one change set; gives whether it was new. Raises KernelError REGISTER_GAP, REGISTER_FORKED …"""
        with self._lock:
            grown = self._register.apply(change)
            is_new = grown is not self._register
            self._register = grown
            return is_new


@dataclass(frozen=True, slots=True)
class Workplace:
    """Injected into every use case."""

    config: Config
    store: Store
    engine: Engine
    clock: Clock
    blobs: BlobFiles
    identity: Identity
    registry: Registry

    @property
    def register(self) -> Register:
        """The register now."""
        return self.registry.now

    def moment(self, tables: Tables) -> Moment:
        """The instant of an act: local day, device clock, last hub time seen."""
        return Moment(self.clock.today(), self.clock.now_ms(), tables.meta.number("hub_ms"))

    def our_unit(self, day: date) -> str:
        """The unit_id that this device serves on `day`; the unit at enrolment when nothing stands for it then,
        or several do (after a split the officer's own unit decides, see `actor`)."""
        entry = self.register.node(self.identity.node)
        enrolled = entry.unit if entry else ""
        return unit_on(enrolled, self.register, day).unit or enrolled

    def actor(self, officer: str, day: date) -> Actor:
        """Who acts, for which unit. Raises Problem OFFICER_UNKNOWN."""
        person = self.register.officer(officer)
        if person is None:
            hint = "Không có cán bộ này trong danh bạ; hãy đăng nhập lại hoặc báo quản trị nút."
            raise Problem("OFFICER_UNKNOWN", hint, "operator", officer)
        theirs = unit_on(person.unit, self.register, day).unit
        return Actor(officer, theirs or self.our_unit(day), self.identity.node)

    def serves(self, unit: str, day: date) -> bool:
        """Whether our unit stands, at least in part, for `unit` on `day`."""
        entry = self.register.node(self.identity.node)
        ours = set(self.register.units_on(entry.unit, day)) if entry else set()
        return bool(unit and ours & set(self.register.units_on(unit, day)))


def unknown_dossier(dossier: str) -> Problem:
    """There is no such dossier here."""
    return Problem(
        "DOSSIER_UNKNOWN",
        "Không có hồ sơ này tại máy; hãy kiểm tra mã hoặc đợi dữ liệu về.",
        "later",
        dossier,
    )
