"""Which days a figure is for."""

from datetime import date

from node.usecases.node import Node
from plumbing.clock import local
from plumbing.problem import Problem


def period(node: Node, first: date | None, last: date | None) -> tuple[date, date]:
    """The days asked for; from 1 January of this year until today where none are named. Raises Problem
    PERIOD_BACKWARDS."""
    today = local(node.clock.now_ms()).date()
    start, end = first or date(today.year, 1, 1), last or today
    if start > end:
        raise Problem("PERIOD_BACKWARDS", "Ngày đầu phải trước ngày cuối; chọn lại hai ngày.")
    return start, end
