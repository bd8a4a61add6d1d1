"""Lists and pages: what people look at. Nothing is written here."""

from node.usecases.models import DossierView, WorkFilter, WorkRow


class Views:
    """Work list, dossier page, search."""

    def worklist(self, which: WorkFilter) -> tuple[WorkRow, ...]:
        """Lines of the work list, most urgent first."""
        raise NotImplementedError

    def counts(self) -> dict[str, int]:
        """How many for each `what` of WorkFilter."""
        raise NotImplementedError

    def dossier(self, dossier: str, officer: str) -> DossierView:
        """Everything about one dossier, with what this officer may do. Raises Problem DOSSIER_UNKNOWN."""
        raise NotImplementedError

    def search(self, text: str) -> tuple[WorkRow, ...]:
        """By code, name, number or field value, with or without marks; at most 50."""
        raise NotImplementedError
