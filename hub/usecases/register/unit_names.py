"""Units as people write and read them: by code or name, and with the name of today beside that of then."""

from dossier.register.names import bare_name, plain_key
from dossier.register.register import Register
from dossier.vietnamese import collation_key
from hub.usecases.context import Hub
from hub.usecases.register.officers import unknown_unit


def unit_label(hub: Hub, register: Register, unit: str) -> str:
    """Name of a unit today; of what became of it when it no longer stands."""
    if not unit:
        return ""
    day = hub.clock.today()
    names = register.units.names(unit, day, day)
    return names.text_vi if register.units_on(unit, day) else f"{names.then} (không còn)"


def communes(hub: Hub) -> tuple[tuple[str, str], ...]:
    """(code, name) of the communes that stand in the province today, by name."""
    with hub.store.read() as tx:
        register = hub.register.current(tx)
    found = [(code, name) for code, name, _ in _standing(hub, register)]
    return tuple(sorted(found, key=lambda one: collation_key(bare_name(one[1]))))


def unit_by_code(hub: Hub, code: str) -> str:
    """unit_id of the commune (or province) that carries a code today; a unit_id answers itself, and so does the whole
    name of one commune of the province, with marks or without. Raises Problem(UNIT_UNKNOWN)."""
    with hub.store.read() as tx:
        register = hub.register.current(tx)
    today = hub.clock.today()
    unit = register.units.by_code(code.strip(), today)
    if unit is not None:
        return unit.unit_id
    if register.units_on(code.strip(), today):
        return code.strip()
    asked = plain_key(code)
    called = [
        unit_id
        for _, name, unit_id in _standing(hub, register)
        if asked in (plain_key(name), plain_key(bare_name(name)))
    ]
    if len(called) != 1:
        raise unknown_unit(code)
    return called[0]


def _standing(hub: Hub, register: Register) -> list[tuple[str, str, str]]:
    """(code, name, unit_id) of every commune of the province today."""
    today = hub.clock.today()
    province = register.units.by_id(hub.config.unit, today)
    under = register.units.children(province.code, today) if province else ()
    return [(unit.code, unit.name, unit.unit_id) for unit in under]
