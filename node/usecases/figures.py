"""Figures of this node, folded from the same facts as the hub's."""

from datetime import date

from node.usecases.models import KpiLine


class Figures:
    """KPIs of a period."""

    def kpis(self, first: date, last: date) -> tuple[KpiLine, ...]:
        """All indicators for dossiers that concern our unit, both days included."""
        raise NotImplementedError
