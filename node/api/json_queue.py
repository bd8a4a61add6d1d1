"""JSON: the queue of background work, scanned pages among it, and what people may ask of it."""

from dataclasses import dataclass

from fastapi import APIRouter

from node.api.jobs_page import JobLine, Progress, job_lines, progress_of
from node.api.json_dossiers import DossierId
from node.api.replies import Done
from node.api.session import NodeDep, SignedIn, Writer
from node.ports import AsidePage
from node.usecases.scans.tray import TrayCounts

router = APIRouter(prefix="/api", tags=["queue"])


@dataclass(frozen=True, slots=True)
class QueueReply:
    """GET /api/queue"""

    progress: Progress
    jobs: tuple[JobLine, ...]
    pages_aside: tuple[AsidePage, ...]


@dataclass(frozen=True, slots=True)
class AgainReply:
    """POST /api/dossiers/{id}/read-again"""

    pages: int


@dataclass(frozen=True, slots=True)
class ReadingReply:
    """GET /api/dossiers/{id}/reading"""

    left: int


@router.get("/queue")
def queue(_: SignedIn, node: NodeDep) -> QueueReply:
    """Progress of each job, and how long all of it will take."""
    view = node.queue.view()
    return QueueReply(progress_of(view), job_lines(view.work), view.pages_aside)


@router.post("/jobs/{job}/retry")
def retry(session: Writer, job: int, node: NodeDep) -> Done:
    """Try work that was set aside or cancelled again."""
    node.queue.retry(job, session.officer)
    node.bell.ring("jobs")
    return Done()


@router.post("/aside/retry")
def retry_aside(session: Writer, node: NodeDep) -> Done:
    """Try once more to take in what was set aside."""
    node.line.retry_aside(session.officer)
    node.bell.ring("jobs")
    return Done()


@router.post("/jobs/{job}/cancel")
def cancel(session: Writer, job: int, node: NodeDep) -> Done:
    """Take work out of the queue; what runs ends after its page."""
    node.queue.cancel(job, session.officer)
    return Done()


@router.get("/tray")
def tray(_: SignedIn, node: NodeDep) -> TrayCounts:
    """How many scanned pages wait for a dossier, and how many files were not looked at yet."""
    return node.tray.counts()


@router.get("/dossiers/{dossier}/reading")
def reading(_: SignedIn, dossier: DossierId, node: NodeDep) -> ReadingReply:
    """How many scans of a dossier wait to be read or are being read."""
    return ReadingReply(node.queue.left_to_read(dossier))


@router.post("/dossiers/{dossier}/read-again")
def read_again(session: Writer, dossier: DossierId, node: NodeDep) -> AgainReply:
    """Read the pages of a dossier that stand aside once more."""
    pages = node.queue.read_again(dossier, session.officer)
    node.bell.ring("jobs")
    return AgainReply(pages)
