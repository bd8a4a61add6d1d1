"""Acts on a dossier: decide, author, commit, project, queue, audit; all in one transaction."""

from dossier.decide import Command
from dossier.errors import Refuse
from dossier.state import DossierState


class Acts:
    """Performs commands of officers."""

    def perform(self, dossier: str, command: Command, officer: str) -> DossierState | Refuse:
        """Do it, or say why not. Durable when this returns a state. Raises Problem DOSSIER_UNKNOWN, DISK_FULL,
        OFFICER_UNKNOWN; KernelError for impossible values."""
        raise NotImplementedError
