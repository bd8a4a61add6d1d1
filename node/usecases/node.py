"""A node as the API, the jobs and the commands see it."""

from dataclasses import dataclass
from typing import Protocol

from node.config import Config
from node.usecases.backfile.batches import Backfile
from node.usecases.backfile.work import BulkSigning
from node.usecases.counter.cards import Cards
from node.usecases.counter.people import People
from node.usecases.counter.receive import Intake
from node.usecases.exchange.letters import Exchange
from node.usecases.exchange.line import Line
from node.usecases.identity import Identity
from node.usecases.models import CourierRound, ExportDone, FileOutcome
from node.usecases.printed.covers import Covers
from node.usecases.printed.printing import Printing
from node.usecases.record.acts import Acts
from node.usecases.record.notes import Notes
from node.usecases.reuse.again import Reuse
from node.usecases.reuse.look_up import LookUp
from node.usecases.scans.pages import Scans
from node.usecases.scans.previews import Previews
from node.usecases.scans.queue import Queue
from node.usecases.scans.tray import Tray
from node.usecases.show.figures import Figures
from node.usecases.show.health import HealthDesk
from node.usecases.show.views import Views
from node.usecases.show.ways import Ways
from node.usecases.signing.elsewhere import SigningElsewhere
from node.usecases.signing.many import ManySignatures
from node.usecases.signing.papers import Signing
from node.usecases.signing.verdicts import Verdicts
from plumbing.clock import Clock


class Bell(Protocol):
    """Background work of the process."""

    def ring(self, what: str) -> None:
        """Ask for work now: "sync" or "jobs"; returns at once."""
        ...


class Courier(Protocol):
    """The USB road."""

    def export(self, folder: str, to: str = "hub", scans: bool = True) -> ExportDone:
        """Write what has no receipt, and scans, into `folder`. Raises Problem (COURIER_NO_SPACE, COURIER_READ_BACK
        …)."""
        ...

    def import_(self, path: str) -> tuple[FileOutcome, ...]:
        """Take in one *.mce file, or all of a folder; one outcome a file, in plain words."""
        ...

    def answer(self, folder: str) -> CourierRound:
        """Take in a folder and write the answers to its senders into it."""
        ...


@dataclass(frozen=True, slots=True)
class Node:
    """All use cases of one node. Built by `node.bootstrap.build(config)`; start and stop are there too."""

    config: Config
    identity: Identity
    people: People
    acts: Acts
    notes: Notes
    intake: Intake
    cards: Cards
    scans: Scans
    reuse: Reuse
    look_up: LookUp
    backfile: Backfile
    bulk_signing: BulkSigning
    previews: Previews
    printing: Printing
    covers: Covers
    tray: Tray
    signing: Signing
    signing_elsewhere: SigningElsewhere
    many_signatures: ManySignatures
    verdicts: Verdicts
    views: Views
    line: Line
    queue: Queue
    ways: Ways
    figures: Figures
    exchange: Exchange
    courier: Courier
    bell: Bell
    health: HealthDesk
    clock: Clock
