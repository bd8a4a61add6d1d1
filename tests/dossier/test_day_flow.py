"""The picture of the last weeks counts each dossier on the local day it came and on the day it went."""

from datetime import date, datetime, timedelta

from dossier.day_flow import DayFlow, day_flows
from dossier.local_time import VIETNAM
from tests.dossier.test_kpi import row

LAST = date(2026, 11, 20)


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=VIETNAM)


def test_a_dossier_counts_when_it_comes_and_when_it_goes() -> None:
    rows = [
        row(received_at=at(19, 8), due_at=at(20, 17), finished_at=at(20, 17)),
        row(received_at=at(19, 23), due_at=at(19, 17), finished_at=at(20, 8)),
        row(received_at=at(20, 0), finished_at=None, finish_kind=None),
        row(received_at=at(1, 8), due_at=None, finished_at=at(19, 9)),
    ]
    assert day_flows(rows, LAST, 2) == (DayFlow(at(19, 0).date(), 2, 1, 0), DayFlow(LAST, 1, 1, 1))


def test_days_without_work_are_there_too_and_days_outside_are_not() -> None:
    long_ago = at(1, 8) - timedelta(days=400)
    flows = day_flows([row(received_at=long_ago, finished_at=None)], LAST, 14)
    assert [flow.day for flow in flows] == [LAST - timedelta(days=back) for back in range(13, -1, -1)]
    assert not any(flow.received or flow.on_time or flow.late for flow in flows)
