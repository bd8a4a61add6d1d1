"""Units as people write and read them: by code, and with the name of today beside that of then."""

from dossier.register.register import Register
from hub.usecases.context import Hub
from hub.usecases.register.officers import unknown_unit


def unit_label(hub: Hub, register: Register, unit: str) -> str:
    """Name of a unit today; of what became of it when it no longer stands."""
    if not unit:
        return ""
    day = hub.clock.today()
    names = register.units.names(unit, day, day)
    return names.text_vi if register.units_on(unit, day) else f"{names.then} (không còn)"


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
