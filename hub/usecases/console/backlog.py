"""What the communes have before them now: open dossiers by the unit of today that holds them, and how many are late."""

from dataclasses import dataclass

from dossier.vietnamese import collation_key
from hub.usecases.context import Hub
from hub.usecases.register.unit_names import unit_label


@dataclass(frozen=True, slots=True)
class UnitBacklog:
    """One unit's open dossiers; `late` of them are past the moment they were promised for."""

    unit: str
    name: str
    open: int
    late: int


def backlog_by_unit(hub: Hub) -> list[UnitBacklog]:
    """Where most is late stands first. What a split left open counts for the unit as it was."""
    with hub.store.read() as tx:
        counted = tx.dossiers.open_by_holder(hub.clock.now_ms())
        register = hub.register.current(tx)
    sums: dict[str, tuple[int, int]] = {}
    for holder, many, late in counted:
        today = register.units_on(holder, hub.clock.today())
        unit = today[0] if len(today) == 1 else holder
        before = sums.get(unit, (0, 0))
        sums[unit] = (before[0] + many, before[1] + late)
    found = [UnitBacklog(unit, unit_label(hub, register, unit), *both) for unit, both in sums.items()]
    return sorted(found, key=lambda one: (-one.late, -one.open, collation_key(one.name)))
