"""A result paper from the use cases' plain model."""

from __future__ import annotations

from node.forms_pdf.sheet import LetterSheet
from node.usecases.models import ResultSheet


def letter_of(model: ResultSheet) -> LetterSheet:
    """Lay out a decided dossier as the commune's official letter to its applicant."""
    day = model.day
    dated = f"{model.place}, ngày {day.day:02d} tháng {_month(day.month)} năm {day.year}"
    name = str(model.applicant.get("full_name", ""))
    granted = model.verdict == "granted"
    opening = f"Căn cứ hồ sơ số {model.code} về thủ tục “{model.procedure_name}” của ông/bà {name};"
    ruling = "Chấp thuận đề nghị nêu trong hồ sơ." if granted else "Không chấp thuận đề nghị nêu trong hồ sơ."
    return LetterSheet(
        agency_lines=("ỦY BAN NHÂN DÂN", model.unit_name.upper()),
        number=model.number,
        place_and_date=dated,
        title=model.title.upper(),
        subject=f"Về việc giải quyết hồ sơ {model.code}",
        paragraphs=tuple(
            text for text in (opening, ruling, *model.content.splitlines(), model.then_now) if text
        ),
        recipients=(f"Ông/bà {name}", f"Trung tâm Phục vụ hành chính công {model.unit_name}", "Lưu: VT"),
        signer_titles=("TM. ỦY BAN NHÂN DÂN", model.leader_title.upper()),
        signer_name=model.leader_name,
        code=model.code,
    )


def _month(month: int) -> str:
    """Months 1 and 2 get a leading zero, so that nobody can add a one."""
    return f"{month:02d}" if month <= 2 else str(month)
