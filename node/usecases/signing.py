"""Signed PDFs: the digitised paper at intake, and the result."""

from dossier.errors import Refuse
from dossier.state import DossierState
from node.usecases.models import IssueForm


class Signing:
    """Makes signed documents and records them."""

    def digitise_and_sign(
        self, dossier: str, component: str, officer: str, passphrase: str
    ) -> DossierState | Refuse:
        """All pages of the paper as one searchable PDF/A with the officer's signature. Raises Problem."""
        raise NotImplementedError

    def issue(self, dossier: str, form: IssueForm, officer: str) -> DossierState | Refuse:
        """Make the result paper, sign it as leader and as agency, give it a number, record it (Issued, or
        Declined when the verdict is so). Raises Problem."""
        raise NotImplementedError
