"""One device in full, as an administrator needs it before she decides: its line, its mail, how far its scope has been
filled, its number blocks; and the same of all devices as a table for a spreadsheet."""

import csv
import io
from dataclasses import asdict, dataclass, fields
from datetime import date

from dossier.register.view import NodeEntry
from hub.ports import Transaction
from hub.records import ScopeJob
from hub.usecases.console.board import NodeLine, fleet, node_line
from hub.usecases.context import Hub
from hub.usecases.refusals import not_enrolled
from hub.usecases.register.grants import MOST_BLOCKS, RENEW_DAYS, lease_of
from hub.usecases.scope.fill import DONE

BYTE_ORDER_MARK = "\ufeff"
"""Without it a spreadsheet takes UTF-8 for something else and spoils every Vietnamese name."""


@dataclass(frozen=True, slots=True)
class LeaseLine:
    """A block of dossier numbers; `ends_soon` when it is about to be renewed."""

    organisation: str
    first: int
    last: int
    valid_to: date
    ends_soon: bool


@dataclass(frozen=True, slots=True)
class ScopeLine:
    """How far a device's scope is filled: `seen` of `total` dossiers looked at, `held` of the `queued` ones there."""

    node: str
    name: str
    unit_name: str
    seen: int
    total: int
    held: int
    queued: int
    begun_ms: int
    done_ms: int


@dataclass(frozen=True, slots=True)
class NodeCard:
    """Everything about one device. `worked_on_today`: dossiers of its scope in which something happened today."""

    line: NodeLine
    leases: tuple[LeaseLine, ...]
    blocks_left: int
    scope: ScopeLine | None
    worked_on_today: int


def node_card(hub: Hub, node: str) -> NodeCard:
    """The device. Raises Problem(NODE_UNKNOWN)."""
    with hub.store.read() as tx:
        register = hub.register.current(tx)
        entry = register.node(node)
        if entry is None:
            raise not_enrolled(node)
        leases = _leases(hub, tx, entry)
        line, job = node_line(hub, tx, register, entry), tx.scope_jobs.get(node)
        return NodeCard(
            line=line,
            leases=leases,
            blocks_left=max(0, MOST_BLOCKS - len({one.first for one in leases})),
            scope=_scope_line(tx, job, line) if job is not None else None,
            worked_on_today=len(tx.dossiers.touched_since(node, hub.day_start_ms())),
        )


def scope_lines(hub: Hub) -> list[ScopeLine]:
    """Devices whose scope is being filled or has not all arrived yet."""
    lines = {line.node: line for line in fleet(hub)}
    with hub.store.read() as tx:
        found = [_scope_line(tx, job, lines[job.node]) for job in tx.scope_jobs.all() if job.node in lines]
    return [one for one in found if lines[one.node].active and (not one.done_ms or one.held < one.queued)]


def fleet_csv(hub: Hub) -> str:
    """All devices, one a row, for a spreadsheet."""
    out = io.StringIO()
    out.write(BYTE_ORDER_MARK)
    names = [field.name for field in fields(NodeLine)]
    writer = csv.DictWriter(out, names, lineterminator="\r\n")
    writer.writeheader()
    for line in fleet(hub):
        writer.writerow({name: _plain(value) for name, value in asdict(line).items()})
    return out.getvalue()


def _plain(value: object) -> object:
    """A text that a spreadsheet would take for a formula is marked as text (CWE-1236)."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value


def _leases(hub: Hub, tx: Transaction, entry: NodeEntry) -> tuple[LeaseLine, ...]:
    today, soon = hub.clock.today(), date.fromisoformat(hub.days_from_now(RENEW_DAYS))
    standing: dict[tuple[str, int], LeaseLine] = {}
    for row in tx.register.grants(entry.node):
        if row.kind != "lease" or row.void_ms:
            continue
        block = lease_of(row)
        key = (block.org_identifier, block.first)
        known = standing.get(key)
        if block.expires >= today and (known is None or block.expires > known.valid_to):
            ends = block.expires < soon
            standing[key] = LeaseLine(block.org_identifier, block.first, block.last, block.expires, ends)
    return tuple(standing[key] for key in sorted(standing))


def _scope_line(tx: Transaction, job: ScopeJob, line: NodeLine) -> ScopeLine:
    growth = tx.scope.growth(job.node)
    return ScopeLine(
        node=job.node,
        name=line.name,
        unit_name=line.unit_name,
        seen=job.seen,
        total=job.total,
        held=growth.held,
        queued=growth.last,
        begun_ms=job.begun_ms,
        done_ms=job.done_ms if job.stage == DONE else 0,
    )
