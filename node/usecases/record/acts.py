"""Acts on a dossier: decide, author, commit, project, queue, audit; all in one transaction."""

from dossier.decide import Command
from dossier.errors import Refuse
from dossier.state import DossierState
from node.usecases.record.enact import attempt, enact
from node.usecases.workplace import Workplace


class Acts:
    """Performs commands of officers."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def perform(self, dossier: str, command: Command, officer: str) -> DossierState | Refuse:
        """Do it, or say why not. Durable when this returns a state. Raises Problem OFFICER_UNKNOWN, DISK_FULL;
        KernelError for impossible values."""
        place = self._place
        return attempt(place, lambda tables: enact(place, tables, dossier, [command], officer))
