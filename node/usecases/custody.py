"""Handing dossiers over between organisations."""

from dossier.decide import Command
from dossier.errors import Refuse
from dossier.facts import FactKind
from dossier.state import DossierState
from node.usecases.acts import Acts
from node.usecases.models import WorkFilter, WorkRow
from node.usecases.views import Views


class Handover:
    """Offers of custody to and from this unit."""

    def __init__(self, acts: Acts, views: Views) -> None:
        self._acts, self._views = acts, views

    def offers(self) -> tuple[WorkRow, ...]:
        """Dossiers offered to our unit."""
        return self._views.worklist(WorkFilter("offered", limit=500))

    def accept(self, dossier: str, officer: str) -> DossierState | Refuse:
        """Take custody."""
        return self._acts.perform(dossier, Command(FactKind.CUSTODY_ACCEPTED), officer)

    def decline(self, dossier: str, reason: str, officer: str) -> DossierState | Refuse:
        """Refuse an offer, with a reason."""
        return self._acts.perform(dossier, Command(FactKind.CUSTODY_DECLINED, {"reason": reason}), officer)

    def offer(self, dossier: str, to: str, officer: str) -> DossierState | Refuse:
        """Offer a dossier that we hold to another unit."""
        return self._acts.perform(dossier, Command(FactKind.CUSTODY_OFFERED, {"to": to}), officer)

    def recall(self, dossier: str, officer: str) -> DossierState | Refuse:
        """Take an unanswered offer back."""
        return self._acts.perform(dossier, Command(FactKind.CUSTODY_RECALLED), officer)
