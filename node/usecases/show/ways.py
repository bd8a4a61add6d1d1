"""What leaves and how far it has come, for pages and commands: plan, haste, ladder, proof."""

from collections.abc import Callable
from typing import Any

from node.usecases.exchange.lanes import Lanes
from node.usecases.exchange.plan import Plan, plan
from node.usecases.exchange.trust import Hub
from node.usecases.record.enact import known_document, state_of
from node.usecases.show.ladder import LadderRung, ladder_of, proof
from node.usecases.workplace import Workplace


class Ways:
    """One snapshot per question."""

    def __init__(self, place: Workplace, hub: Hub) -> None:
        self._place, self._hub = place, hub
        self._lanes = Lanes(place)

    @property
    def send_scans_now(self) -> Callable[[str], None]:
        """See `Lanes.send_scans_now`."""
        return self._lanes.send_scans_now

    @property
    def ask_for_scan(self) -> Callable[[str, str, str], None]:
        """See `Lanes.ask_for_scan`."""
        return self._lanes.ask_for_scan

    def plan(self) -> Plan:
        """What the next contact would move."""
        with self._place.store.reading() as tables:
            return plan(self._place, tables, self._lanes)

    def ladder(self, dossier: str) -> tuple[LadderRung, ...]:
        """The five rungs. Raises Problem(DOSSIER_UNKNOWN)."""
        with self._place.store.reading() as tables:
            document = known_document(self._place, tables, dossier)
            return ladder_of(tables, state_of(self._place, document, dossier), document.heads())

    def proof(self, dossier: str) -> dict[str, Any]:
        """See `ladder.proof`."""
        with self._place.store.reading() as tables:
            return proof(self._place, tables, self._hub, dossier)

    def preview(self, sha256: str) -> bytes | None:
        """The small picture of a scan that is not here."""
        with self._place.store.reading() as tables:
            return tables.scan_lane.preview(sha256)
