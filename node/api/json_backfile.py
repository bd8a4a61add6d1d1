"""JSON: old results digitised in bulk, for the page's own script and for programs that feed scans."""

from typing import Annotated

from fastapi import APIRouter, Query

from node.api.replies import UnitReply, UnitsReply
from node.api.session import NodeDep, SignedIn
from node.usecases.backfile.sample import Progress

router = APIRouter(prefix="/api/backfile", tags=["backfile"])


@router.get("")
def batches(_: SignedIn, node: NodeDep) -> tuple[Progress, ...]:
    """Every batch with how far it is."""
    return node.backfile.batches()


@router.get("/units")
def units(_: SignedIn, node: NodeDep, q: Annotated[str, Query(max_length=120)]) -> UnitsReply:
    """Communes that stand or stood, by code or name: old papers were issued by units that are gone."""
    return UnitsReply(tuple(UnitReply(unit, name) for unit, name in node.backfile.units(q)))


@router.get("/{batch}")
def progress(_: SignedIn, batch: int, node: NodeDep) -> Progress:
    """How far one batch is."""
    return node.backfile.progress(batch)
