"""JSON: the line, the outbox, the courier, figures, the work behind, and whether the node is alive."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from node.api.bodies import ExportBody, PracticeBody
from node.api.courier import send_out, take_in
from node.api.head import head_of
from node.api.period import period
from node.api.posted import FormPosted
from node.api.replies import Done, HealthReply, ImportReply, KpiReply, LineReply
from node.api.session import NodeDep, SignedIn, Writer
from node.ports import AuditRow, JobRow, QuarantineRow
from node.usecases.exchange.line_state import OutboxItem
from node.usecases.exchange.plan import Plan
from node.usecases.models import ExportDone

router = APIRouter(tags=["line"])


@router.get("/health")
def health(node: NodeDep) -> HealthReply:
    """Alive; says nothing about anybody."""
    return HealthReply("ok", node.identity.node, node.identity.incarnation)


@router.get("/api/line")
def line(_: SignedIn, node: NodeDep) -> LineReply:
    """State of the line, the outbox, the clock, the backup."""
    state = node.line.state()
    return LineReply(state, head_of(state))


@router.post("/api/line/practice")
def practice(session: Writer, body: PracticeBody, node: NodeDep) -> Done:
    """Practice switch: hold the line closed, or open it."""
    node.line.hold_closed(body.closed, session.officer)
    return Done()


@router.post("/api/line/sync", status_code=202)
def sync_now(_: Writer, node: NodeDep) -> Done:
    """Ask for a contact with the hub now; answers at once."""
    node.bell.ring("sync")
    return Done()


@router.get("/api/outbox")
def outbox(_: SignedIn, node: NodeDep) -> tuple[OutboxItem, ...]:
    """Dossiers with facts that have no receipt, oldest first."""
    return node.line.outbox()


@router.get("/api/plan")
def plan(_: SignedIn, node: NodeDep) -> Plan:
    """What the next contact would move: bytes and seconds, lane by lane."""
    return node.ways.plan()


@router.post("/api/courier/export")
def courier_export(_: Writer, body: ExportBody, node: NodeDep) -> ExportDone:
    """Write what has no receipt into a folder, read it back, compare."""
    return send_out(node, body.folder, body.to)


@router.post("/api/courier/import")
def courier_import(posted: FormPosted, node: NodeDep) -> ImportReply:
    """Take in *.mce files; one outcome a file."""
    return ImportReply(take_in(node, posted.files))


@router.get("/api/kpis")
def kpis(
    _: SignedIn,
    node: NodeDep,
    first: Annotated[date | None, Query()] = None,
    last: Annotated[date | None, Query()] = None,
) -> KpiReply:
    """Figures with numerator, denominator and cut-off; the current year when no days are named."""
    start, end = period(node, first, last)
    return KpiReply(start, end, node.figures.kpis(start, end))


@router.get("/api/jobs")
def jobs(_: SignedIn, node: NodeDep, state: str = "") -> tuple[JobRow, ...]:
    """Durable work: unfinished, or of one state."""
    return node.line.jobs(state)


@router.get("/api/aside")
def aside(_: SignedIn, node: NodeDep) -> tuple[QuarantineRow, ...]:
    """What was set aside, with its reason."""
    return node.line.aside()


@router.get("/api/audit")
def audit(
    _: SignedIn, node: NodeDep, limit: Annotated[int, Query(ge=1, le=1000)] = 200
) -> tuple[AuditRow, ...]:
    """Newest links of the audit chain."""
    return node.line.audit(limit)
