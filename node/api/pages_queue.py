"""Pages: the work behind, how far it is, what was set aside."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from node.api.jobs_page import job_lines, progress_of
from node.api.json_dossiers import DossierId
from node.api.posted import FormPosted
from node.api.render import pages_of
from node.api.session import NodeDep, SignedIn

router = APIRouter(include_in_schema=False)


@router.get("/may")
def jobs(request: Request, session: SignedIn, node: NodeDep) -> Response:
    """Durable work, what was set aside, and the log."""
    view = node.queue.view()
    audit = node.line.audit() if "quan_tri" in session.roles else ()
    lines, numbers = job_lines(view.work), node.signing.unused_numbers()
    named = [one.dossier for rows in (lines, view.pages_aside, audit, numbers) for one in rows]
    return pages_of(request).show(
        request,
        "jobs.html",
        session,
        progress=progress_of(view),
        jobs=lines,
        pages_aside=view.pages_aside,
        aside=node.line.aside(),
        audit=audit,
        numbers=numbers,
        codes=node.views.codes(named),
    )


@router.post("/may/{job}/lam-lai")
def retry(job: int, posted: FormPosted, node: NodeDep) -> Response:
    """Try it again."""
    node.queue.retry(job, posted.session.officer)
    node.bell.ring("jobs")
    return RedirectResponse("/may?da=retry", 303)


@router.post("/may/thu-lai")
def retry_aside(posted: FormPosted, node: NodeDep) -> Response:
    """Try once more to take in what was set aside."""
    node.line.retry_aside(posted.session.officer)
    node.bell.ring("jobs")
    return RedirectResponse("/may?da=retry", 303)


@router.post("/may/tach-rieng/{number}/da-xem")
def dismiss_aside(number: int, posted: FormPosted, node: NodeDep) -> Response:
    """What the province set aside was seen to."""
    node.line.dismiss_aside(number, posted.session.officer)
    return RedirectResponse("/may?da=seen", 303)


@router.post("/may/{job}/dung")
def cancel(job: int, posted: FormPosted, node: NodeDep) -> Response:
    """Not now."""
    node.queue.cancel(job, posted.session.officer)
    return RedirectResponse("/may?da=cancelled", 303)


@router.post("/ho-so/{dossier}/doc-lai")
def read_again(dossier: DossierId, posted: FormPosted, node: NodeDep) -> Response:
    """Read the pages that stand aside once more."""
    node.queue.read_again(dossier, posted.session.officer)
    node.bell.ring("jobs")
    return RedirectResponse(f"/ho-so/{dossier}?da=again", 303)
