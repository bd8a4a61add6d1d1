"""Pages: the work list, figures, help."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from node.api.dossier_page import EXAMPLE_RUNGS, row_rungs
from node.api.period import day_asked, period
from node.api.render import pages_of
from node.api.session import NodeDep, SignedIn
from node.usecases.models import KpiLine, WorkFilter
from node.usecases.node import Node

router = APIRouter(include_in_schema=False)

PAGE = 50


@dataclass(frozen=True, slots=True)
class Filter:
    """One tab: its name, and what it asks for, which is also the count beside it."""

    slug: str
    name: str
    what: str


FILTERS = (
    Filter("viec-cua-toi", "Cần tôi xử lý", "mine"),
    Filter("moi-nhan", "Mới nhận", "new"),
    Filter("giao-den", "Được giao đến", "offered"),
    Filter("sap-han", "Sắp đến hạn", "soon"),
    Filter("qua-han", "Quá hạn", "late"),
    Filter("tranh-chap", "Có tranh chấp", "disputes"),
    Filter("phan-dinh", "Chờ phân định", "person"),
    Filter("dang-mo", "Đang giải quyết", "open"),
    Filter("da-xong", "Đã xong", "done"),
    Filter("tat-ca", "Tất cả", "all"),
)
_DEFAULT = "dang-mo"
_FAMILIES = {"qd766": "Theo Quyết định 766/QĐ-TTg", "local": "Số hóa tại nơi tiếp nhận"}


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab as it is shown."""

    slug: str
    name: str
    count: int


def _tabs(node: Node, officer: str) -> list[Tab]:
    counts = node.views.counts(officer)
    return [Tab(f.slug, f.name, counts[f.what]) for f in FILTERS]


@router.get("/viec")
def worklist(
    request: Request,
    session: SignedIn,
    node: NodeDep,
    loc: Annotated[str, Query(max_length=40)] = _DEFAULT,
    q: Annotated[str, Query(max_length=120)] = "",
    tu: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Response:
    """The work list, filtered, or what a search found."""
    chosen = next((f for f in FILTERS if f.slug == loc), FILTERS[7])
    query = q.strip()
    if query:
        rows, more = node.views.search(query), ""
    else:
        found = node.views.worklist(
            WorkFilter(chosen.what, limit=PAGE + 1, offset=tu, officer=session.officer)
        )
        rows = found[:PAGE]
        more = f"/viec?{urlencode({'loc': chosen.slug, 'tu': tu + PAGE})}" if len(found) > PAGE else ""
    rungs = {row.dossier: row_rungs(row) for row in rows}
    return pages_of(request).show(
        request,
        "worklist.html",
        session,
        rows=rows,
        rungs=rungs,
        tabs=_tabs(node, session.officer),
        current=chosen.slug,
        query=query,
        more=more,
    )


def kpi_families(lines: Iterable[KpiLine]) -> list[tuple[str, list[KpiLine]]]:
    """Figures by the text that asks for them; codes begin with the family."""
    grouped = groupby(lines, key=lambda line: line.code.split(" ")[0])
    return [(_FAMILIES.get(family, family), list(of_it)) for family, of_it in grouped]


@router.get("/chi-so")
def kpis(
    request: Request,
    session: SignedIn,
    node: NodeDep,
    tu: Annotated[str, Query(max_length=10)] = "",
    den: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """Figures, each with numerator, denominator and cut-off."""
    first, last = period(node, day_asked(tu), day_asked(den))
    families = kpi_families(node.figures.kpis(first, last))
    return pages_of(request).show(
        request,
        "kpis.html",
        session,
        kpis=families,
        first=first,
        last=last,
        now_ms=node.clock.now_ms(),
        flow=node.figures.flow(),
        silent=node.figures.silent(),
    )


@router.get("/tro-giup")
def help_page(request: Request, session: SignedIn) -> Response:
    """Shortcuts, and what works without a line."""
    return pages_of(request).show(request, "help.html", session, rungs=EXAMPLE_RUNGS)
