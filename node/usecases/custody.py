"""Handing dossiers over between organisations."""

from dossier.errors import Refuse
from dossier.state import DossierState
from node.usecases.models import WorkRow


class Handover:
    """Offers of custody to and from this unit."""

    def offers(self) -> tuple[WorkRow, ...]:
        """Dossiers offered to our unit."""
        raise NotImplementedError

    def accept(self, dossier: str, officer: str) -> DossierState | Refuse:
        """Take custody."""
        raise NotImplementedError

    def decline(self, dossier: str, reason: str, officer: str) -> DossierState | Refuse:
        """Refuse an offer, with a reason."""
        raise NotImplementedError

    def offer(self, dossier: str, to: str, officer: str) -> DossierState | Refuse:
        """Offer a dossier that we hold to another unit."""
        raise NotImplementedError

    def recall(self, dossier: str, officer: str) -> DossierState | Refuse:
        """Take an unanswered offer back."""
        raise NotImplementedError
