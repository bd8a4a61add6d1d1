"""Which days a figure is for."""

from datetime import date

from dossier.identity import parse_whole_day
from dossier.local_time import local
from node.usecases.node import Node
from plumbing.problem import Problem


def day_asked(text: str) -> date | None:
    """The day in a question's text, as people write it or as ISO 8601; None for "". Raises MalformedValue."""
    return parse_whole_day(text) if text.strip() else None


def period(node: Node, first: date | None, last: date | None) -> tuple[date, date]:
    """The days asked for; from 1 January of this year until today where none are named. Raises Problem
    PERIOD_BACKWARDS."""
    today = local(node.clock.now_ms()).date()
    start, end = first or date(today.year, 1, 1), last or today
    if start > end:
        raise Problem("PERIOD_BACKWARDS", "Ngày đầu phải trước ngày cuối; chọn lại hai ngày.")
    return start, end
