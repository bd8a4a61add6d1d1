"""The register as the hub has issued it so far, kept folded in memory and brought up to date per transaction.

Several worker processes may run: whichever issued, the others see the new number at their next transaction.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from dossier.register.changeset import changeset_from_text
from dossier.register.register import Register
from dossier.register.view import NodeEntry, NodeKind
from hub.ports import Transaction


@dataclass(frozen=True, slots=True)
class Coverage:
    """Who serves whom on one day, under one state of the register."""

    number: int
    day: date
    served: Mapping[str, tuple[str, ...]]


class RegisterBook:
    """Folds signed change sets onto the packaged register; a `Register` is immutable, so sharing is safe."""

    def __init__(self, base: Register) -> None:
        self._register = base
        self._coverage = Coverage(-1, date.min, {})

    def current(self, tx: Transaction) -> Register:
        """The register with every change set that this transaction can see. (One that this transaction itself
        issued is not remembered: it may still be rolled back.)"""
        register = self._register
        for row in tx.register.after(register.number):
            register = register.apply(changeset_from_text(row.text))
        if not tx.register.pending():
            self._register = register
        return register

    def served(self, register: Register, day: date) -> Mapping[str, tuple[str, ...]]:
        """unit_id standing on `day` → the devices that serve it; kept until register or day change."""
        known = self._coverage
        if (known.number, known.day) != (register.number, day):
            known = Coverage(register.number, day, _served(register, day))
            self._coverage = known
        return known.served


def active_nodes(register: Register, day: date) -> Iterable[NodeEntry]:
    """Devices of communes that count on that day."""
    for node in register.nodes.values():
        if node.kind is not NodeKind.HUB and is_active(node, day):
            yield node


def is_active(node: NodeEntry, day: date) -> bool:
    """Whether the device counts on that day."""
    return node.valid_from <= day and (node.valid_to is None or day < node.valid_to)


def _served(register: Register, day: date) -> Mapping[str, tuple[str, ...]]:
    served: dict[str, list[str]] = {}
    for node in active_nodes(register, day):
        for unit in register.units_on(node.unit, day):
            served.setdefault(unit, []).append(node.node)
    return {unit: tuple(sorted(nodes)) for unit, nodes in served.items()}
