"""Pages: the tray of scanned pages that wait for a dossier, and the cover sheets that sort them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from node.api.files import blob_response, pdf_response
from node.api.json_dossiers import DossierId
from node.api.posted import FormPosted, Posted
from node.api.render import pages_of
from node.api.session import NodeDep, SignedIn
from node.usecases.scans.tray import PageRef
from node.usecases.scans.tray_parts import PART_PAGES, tray_part
from plumbing.problem import Problem, given

router = APIRouter(include_in_schema=False)

_HOME = "/chong-giay"
_ODD_VI = {
    "unknown": "Tờ bìa ghi một hồ sơ không có ở máy này; các trang sau nó chưa được xếp.",
    "other_node": "Tờ bìa do máy khác in, cho hồ sơ chưa có ở máy này; các trang sau nó chưa được xếp.",
    "doubled": "Tờ bìa này xuất hiện hai lần trong chồng giấy; các trang được gộp vào cùng một thành phần.",
    "empty": "Sau tờ bìa này không có trang nào: kiểm tra xem có quên giấy không.",
}
Sha = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
PageNumber = Annotated[int, Path(ge=1, le=10_000)]


@router.get(_HOME)
def tray(
    request: Request,
    session: SignedIn,
    node: NodeDep,
    ho_so: Annotated[str, Query(alias="ho-so", max_length=120)] = "",
    da: Annotated[str, Query(max_length=20)] = "",
    trang: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """A part of what waits, and where it may go: dossiers that `ho-so` means, or those that most likely lack it."""
    view = node.tray.view()
    part = tray_part(view.stack, trang)
    return pages_of(request).show(
        request,
        "tray.html",
        session,
        view=view,
        part=part,
        twins=node.tray.twins(part.pages),
        most=PART_PAGES,
        words=ho_so.strip(),
        targets=node.tray.targets(ho_so.strip()),
        odd_vi=_ODD_VI,
        has_folder=bool(node.config.scan_folder),
        can_undo=da == "placed" and node.scans.withdrawals.can_undo(session.officer),
    )


@router.post(f"{_HOME}/xep")
def place(posted: FormPosted, node: NodeDep) -> Response:
    """Put the chosen pages into a paper of a dossier."""
    dossier, _, component = posted.text("into").partition("/")
    given(node.tray.place_pages(_refs(posted), dossier, component, posted.session.officer))
    node.bell.ring("jobs")
    return RedirectResponse(f"{_HOME}?{_where(posted)}ho-so={dossier}&da=placed", 303)


@router.post(f"{_HOME}/xep-theo-bia")
def place_group(posted: FormPosted, node: NodeDep) -> Response:
    """Put what a cover sheet sorts where the sheet says."""
    given(node.tray.place_group(posted.text("dossier"), posted.text("component"), posted.session.officer))
    node.bell.ring("jobs")
    return RedirectResponse(f"{_HOME}?da=placed", 303)


@router.post(f"{_HOME}/bo")
def set_aside(posted: FormPosted, node: NodeDep) -> Response:
    """Take pages out of the tray; they stay in their file."""
    node.tray.set_aside(_refs(posted), posted.session.officer)
    return RedirectResponse(f"{_HOME}?{_where(posted)}da=aside", 303)


@router.post(f"{_HOME}/bo-trang-trang")
def set_blank_aside(posted: FormPosted, node: NodeDep) -> Response:
    """Take all blank pages out of the tray that had come when the page was shown."""
    until = posted.text("until")
    if not (until.isascii() and until.isdigit() and len(until) < 16):
        raise Problem("TRAY_PAGE_UNKNOWN", "Không có trang này trong khay; hãy tải lại trang.")
    node.tray.set_blank_aside(int(until), posted.session.officer)
    return RedirectResponse(f"{_HOME}?da=aside", 303)


@router.post(f"{_HOME}/lay-lai")
def put_back(posted: FormPosted, node: NodeDep) -> Response:
    """A page taken for blank or for a sheet is a page after all."""
    node.tray.put_back(_refs(posted), posted.session.officer)
    return RedirectResponse(f"{_HOME}?da=back", 303)


@router.get(f"{_HOME}/anh/{{sha256}}/{{page}}")
def picture(_: SignedIn, sha256: Sha, page: PageNumber, node: NodeDep) -> Response:
    """The small picture of a page."""
    headers = {"cache-control": "private, max-age=3600"}
    return Response(node.tray.picture((sha256, page)), media_type="image/jpeg", headers=headers)


@router.get(f"{_HOME}/anh-lon/{{sha256}}/{{page}}")
def large(session: SignedIn, sha256: Sha, page: PageNumber, node: NodeDep) -> Response:
    """The page as large as it was scanned, to be read."""
    path = node.previews.drawn(node.tray.original(sha256, session.officer), page)
    return blob_response(path, f"quet-{sha256[:12]}-{page}")


@router.get(f"{_HOME}/tep/{{sha256}}")
def original(session: SignedIn, sha256: Sha, node: NodeDep) -> Response:
    """The file as the scanner wrote it."""
    return blob_response(node.tray.original(sha256, session.officer).path, f"quet-{sha256[:12]}")


@router.get("/ho-so/{dossier}/to-bia.pdf")
def covers(
    _: SignedIn,
    dossier: DossierId,
    node: NodeDep,
    thanh_phan: Annotated[str, Query(alias="thanh-phan", max_length=64)] = "",
) -> Response:
    """Cover sheets of one paper or of all papers of a dossier."""
    return pdf_response(node.covers.print(dossier, thanh_phan), f"to-bia-{dossier}")


def _where(posted: Posted) -> str:
    """The part of the tray in which the officer stands, for the way back."""
    number = posted.text("trang")
    return f"trang={number}&" if number.isascii() and number.isdigit() and len(number) < 6 else ""


def _refs(posted: Posted) -> list[PageRef]:
    return [_ref(text) for text in posted.lists.get("page", ())]


def _ref(text: str) -> PageRef:
    sha256, _, page = text.partition(":")
    return sha256, int(page) if page.isdecimal() and len(page) < 6 else 0
