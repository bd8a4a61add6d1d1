"""Official numbers from leases that the hub granted to this node; provisional ones when there is none.

After a restore the numbers taken between the last copy and the crash are not known, so about that day old leases
give none and a new one is asked for: a provisional code is lawful, two dossiers with one code are not.
"""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from dossier.codes import (
    LOW_WATER_PERCENT,
    DossierCode,
    Lease,
    LeaseUse,
    fresh_use,
    provisional_code,
    remaining,
    take,
)
from node.ports import Tables
from node.ports.rows import GrantRow

FROZEN_FOR = timedelta(days=2)


def next_code(tables: Tables, node_short: str, day: date) -> DossierCode:
    """Take the next code for receipt on `day`, in the transaction of the receipt itself."""
    for lease in usable_leases(tables, day):
        used = _use(tables, lease, day)
        if remaining(lease, used):
            code, after = take(lease, used)
            tables.meta.put(_counter(lease, day), after.next_number)
            return code
    return provisional_code(node_short, day, tables.meta.take(f"provisional:{day.isoformat()}"))


def numbers_left(tables: Tables, day: date) -> int:
    """Official numbers left for `day`."""
    return sum(remaining(lease, _use(tables, lease, day)) for lease in usable_leases(tables, day))


def is_low(tables: Tables, day: date) -> bool:
    """Whether less than `LOW_WATER_PERCENT` of the day's numbers is left, and there were any to begin with; also when
    there are only blocks of a life before."""
    leases = usable_leases(tables, day)
    total = sum(lease.size for lease in leases)
    left = sum(remaining(lease, _use(tables, lease, day)) for lease in leases)
    return left * 100 < total * LOW_WATER_PERCENT if total else bool(_frozen(tables, day))


def usable_leases(tables: Tables, day: date) -> list[Lease]:
    """Blocks that may give numbers on `day`, in order, each once however often it was renewed."""
    frozen = _frozen(tables, day)
    blocks: dict[tuple[str, int, int], list[GrantRow]] = {}
    for grant in tables.register.grants("lease"):
        lease = _lease(grant.body)
        blocks.setdefault((lease.org_identifier, lease.first, lease.last), []).append(grant)
    usable = []
    for _, grants in sorted(blocks.items()):
        valid = [grant for grant in grants if _is_valid_on(grant, day)]
        if valid and frozen.isdisjoint(grant.id for grant in grants):
            usable.append(max((_lease(grant.body) for grant in valid), key=lambda lease: lease.expires))
    return usable


def _frozen(tables: Tables, day: date) -> frozenset[str]:
    """Ids of the leases that give no numbers about `day`: those that were here at the restore, and those that the hub
    gave to a life before it and the copy did not know of."""
    restored = tables.meta.text("frozen_day")
    if not restored or abs(day - date.fromisoformat(restored)) > FROZEN_FOR:
        return frozenset()
    life = tables.meta.number("incarnation")
    older = [
        one.id for one in tables.register.grants("lease") if int(one.body.get("incarnation", life)) < life
    ]
    return frozenset([*json.loads(tables.meta.text("frozen_leases")), *older])


def _is_valid_on(grant: GrantRow, day: date) -> bool:
    return date.fromisoformat(str(grant.body["valid_from"])) <= day and _lease(grant.body).is_valid_on(day)


def blocks_ever(tables: Tables) -> list[tuple[int, int, str]]:
    """(first, last, organisation) of every block that was ever granted, each once."""
    leases = [_lease(grant.body) for grant in tables.register.grants("lease")]
    return sorted({(one.first, one.last, one.org_identifier) for one in leases})


def left_of(tables: Tables, lease: Lease, day: date) -> int:
    """Numbers left in this block on `day`."""
    return remaining(lease, _use(tables, lease, day))


def freeze_leases(tables: Tables, day: date) -> None:
    """After a restore: the leases known now give no numbers on `day`, and on the days about it: the clock may have been
    wrong by a day or two when the life before gave numbers, or be so now."""
    tables.meta.put("frozen_leases", json.dumps([grant.id for grant in tables.register.grants("lease")]))
    tables.meta.put("frozen_day", day.isoformat())


def _lease(grant: Mapping[str, Any]) -> Lease:
    return Lease(
        lease_id=str(grant["lease_id"]),
        node=str(grant["node"]),
        org_identifier=str(grant["org_identifier"]),
        first=int(grant["first"]),
        last=int(grant["last"]),
        expires=date.fromisoformat(str(grant["valid_to"])),
    )


def _use(tables: Tables, lease: Lease, day: date) -> LeaseUse:
    """What was taken from the block that day, under whichever of its leases: one that was renewed the same day must
    not begin anew."""
    counted = max(tables.meta.number(_counter(one, day)) for one in _same_block(tables, lease))
    return fresh_use(lease, day, LeaseUse(day, counted) if counted else None)


def _same_block(tables: Tables, lease: Lease) -> list[Lease]:
    block = (lease.org_identifier, lease.first, lease.last)
    leases = [_lease(grant.body) for grant in tables.register.grants("lease")]
    return [one for one in leases if (one.org_identifier, one.first, one.last) == block]


def _counter(lease: Lease, day: date) -> str:
    return f"lease:{lease.lease_id}:{day.isoformat()}"
