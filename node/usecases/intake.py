"""Taking a dossier in at the counter."""

from collections.abc import Mapping

from dossier.errors import Refuse
from node.usecases.models import IntakeForm, IntakePreview, ProcedureChoice, Received, ReusePaper


class Intake:
    """Receives dossiers, with a code from the lease or a provisional one."""

    def procedures(self) -> tuple[ProcedureChoice, ...]:
        """Procedures in force today, by name."""
        raise NotImplementedError

    def units(self, text: str) -> tuple[tuple[str, str], ...]:
        """(unit_id, name with its province) of communes that stand today and match the text; at most 20."""
        raise NotImplementedError

    def preview(self, form: IntakeForm) -> IntakePreview | Refuse:
        """Due day with its reasons, competent unit, papers to reuse; stores nothing."""
        raise NotImplementedError

    def receive(self, form: IntakeForm, officer: str) -> Received | Refuse:
        """Take it in. Durable when this returns `Received`."""
        raise NotImplementedError

    def read_qr(self, text: str) -> Mapping[str, str]:
        """Applicant fields out of a citizen card's QR text (name, id_number, birth, sex, address, issued).
        Raises KernelError for a text that is none."""
        raise NotImplementedError

    def reuse_for(self, id_number: str) -> tuple[ReusePaper, ...]:
        """Papers that this person gave here before."""
        raise NotImplementedError

    def receipt_pdf(self, dossier: str) -> bytes:
        """Form 01 (giấy tiếp nhận và hẹn trả). Raises Problem DOSSIER_UNKNOWN."""
        raise NotImplementedError
