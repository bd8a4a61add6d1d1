"""Figures: a commune and the province count the same, indicator by indicator."""

from demo.client import wait_until
from demo.counter import Counter
from demo.setting import Stage

PERIOD = {"first": "2025-01-01", "last": "2027-12-31"}


def figures_agree(stage: Stage, counter: Counter, unit: str, level_vi: str) -> None:
    """Numerator and denominator of every indicator of `unit`, at its node and at the hub."""
    show = stage.show

    def both() -> tuple[dict[str, tuple[int, int]], dict[str, tuple[int, int]]]:
        lines = counter.desk.get("/api/kpis", **PERIOD)["lines"]
        there = stage.admin.get("/api/kpis", **PERIOD, unit=unit)
        return (
            {line["code"]: (line["numerator"], line["denominator"]) for line in lines},
            {f"{kpi['family']} {kpi['id']}": (kpi["numerator"], kpi["denominator"]) for kpi in there},
        )

    def settled() -> bool:
        counter.sync()
        here, there = both()
        return here == there

    wait_until(settled)
    names = {line["code"]: line["name_vi"] for line in counter.desk.get("/api/kpis", **PERIOD)["lines"]}
    ours, theirs = both()
    show.check(
        bool(ours) and ours.keys() == theirs.keys(),
        f"{len(ours)} chỉ tiêu ở cả hai bên",
        "the same indicators",
    )
    for code, (numerator, denominator) in ours.items():
        show.check(
            theirs[code] == (numerator, denominator),
            f"{code}: {level_vi} {numerator}/{denominator}, tỉnh {theirs[code][0]}/{theirs[code][1]}  {names[code]}",
        )
    show.check(any(top for top, _ in ours.values()), "Có số thật để đếm", "not only empty figures")
