"""All tables over one connection, which holds the transaction."""

from functools import cached_property

from node.store.backfile import BackfileTables
from node.store.book import ResultBookTable
from node.store.changes import ChangesTable, SealsTable
from node.store.desk import AuditTable, DeskTables
from node.store.handed import HandedTables
from node.store.jobs import JobsTable
from node.store.learning import LearningTables
from node.store.outbox import OutboxTables
from node.store.prints import PrintTable
from node.store.projections import ProjectionTables
from node.store.records import BlobsTable, FoundPapersTable, MetaTable, ReadingTable, RegisterTables
from node.store.returned import ReturnTable
from node.store.reviews import ReviewTable
from node.store.roads import ForwardingTable, RoadBookTable, ScanLaneTable
from node.store.scope import ScopeTables
from node.store.tray import TrayTable
from plumbing.sqlite import Connection


class SqlTables:
    """`node.ports.Tables`; the parts are made when first asked for."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def has_queued(self) -> bool:
        """Whether this transaction has queued something that must leave."""
        return "outbox" in self.__dict__ and self.outbox.has_queued

    @cached_property
    def meta(self) -> MetaTable:
        """Small named values."""
        return MetaTable(self._connection)

    @cached_property
    def changes(self) -> ChangesTable:
        """The facts as they travel."""
        return ChangesTable(self._connection)

    @cached_property
    def seals(self) -> SealsTable:
        """Signed roots."""
        return SealsTable(self._connection)

    @cached_property
    def outbox(self) -> OutboxTables:
        """What must leave."""
        return OutboxTables(self._connection)

    @cached_property
    def projections(self) -> ProjectionTables:
        """What lists read."""
        return ProjectionTables(self._connection)

    @cached_property
    def handed(self) -> HandedTables:
        """Signatures that are made elsewhere."""
        return HandedTables(self._connection)

    @cached_property
    def jobs(self) -> JobsTable:
        """Durable work."""
        return JobsTable(self._connection)

    @cached_property
    def reading(self) -> ReadingTable:
        """What the machine read."""
        return ReadingTable(self._connection)

    @cached_property
    def backfile(self) -> BackfileTables:
        """Old results."""
        return BackfileTables(self._connection)

    @cached_property
    def found_papers(self) -> FoundPapersTable:
        """What the province found."""
        return FoundPapersTable(self._connection)

    @cached_property
    def learning(self) -> LearningTables:
        """What people confirmed and corrected."""
        return LearningTables(self._connection)

    @cached_property
    def audit(self) -> AuditTable:
        """The audit chain."""
        return AuditTable(self._connection)

    @cached_property
    def register(self) -> RegisterTables:
        """Register log and grants."""
        return RegisterTables(self._connection)

    @cached_property
    def blobs(self) -> BlobsTable:
        """What is known of blobs."""
        return BlobsTable(self._connection)

    @cached_property
    def desk(self) -> DeskTables:
        """Sessions, tries, quarantine."""
        return DeskTables(self._connection)

    @cached_property
    def numbers(self) -> ResultBookTable:
        """The book of outgoing results."""
        return ResultBookTable(self._connection)

    @cached_property
    def reviews(self) -> ReviewTable:
        """Results looked at before they are signed."""
        return ReviewTable(self._connection)

    @cached_property
    def scope(self) -> ScopeTables:
        """Marks, departures, tasks."""
        return ScopeTables(self._connection)

    @cached_property
    def forwarding(self) -> ForwardingTable:
        """Envelopes of others."""
        return ForwardingTable(self._connection)

    @cached_property
    def roads(self) -> RoadBookTable:
        """Receipts, and what was taken from sticks."""
        return RoadBookTable(self._connection)

    @cached_property
    def scan_lane(self) -> ScanLaneTable:
        """Previews and haste."""
        return ScanLaneTable(self._connection)

    @cached_property
    def returned(self) -> ReturnTable:
        """Tray pages as scans of dossiers."""
        return ReturnTable(self._connection)

    @cached_property
    def prints(self) -> PrintTable:
        """What scans look like."""
        return PrintTable(self._connection)

    @cached_property
    def tray(self) -> TrayTable:
        """Pages that wait for a dossier."""
        return TrayTable(self._connection)
