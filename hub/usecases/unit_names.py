"""Units as people write and read them: by code, and with the name of today beside that of then."""

from dossier.custody import unit_on
from dossier.register.register import Register
from hub.usecases.context import Hub
from hub.usecases.officers import unknown_unit


def unit_label(hub: Hub, register: Register, unit: str) -> str:
    """Name of a unit today; of what became of it when it no longer stands."""
    if not unit:
        return ""
    day = hub.clock.today()
    standing = unit_on(unit, register, day)
    if standing.unit == unit:
        return register.unit_name(unit, day)
    versions = register.units.versions(unit)
    was = versions[-1].name if versions else unit
    now = " / ".join(register.unit_name(one, day) for one in standing.options)
    return f"{was} (nay là {now})" if now else f"{was} (không còn)"


def unit_by_code(hub: Hub, code: str) -> str:
    """unit_id of the commune (or province) that carries a code today; a unit_id answers itself. Raises
    Problem(UNIT_UNKNOWN)."""
    with hub.store.read() as tx:
        register = hub.register.current(tx)
    today = hub.clock.today()
    unit = register.units.by_code(code.strip(), today)
    if unit is not None:
        return unit.unit_id
    if register.units_on(code.strip(), today):
        return code.strip()
    raise unknown_unit(code)
