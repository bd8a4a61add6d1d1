"""Pages: old results digitised in bulk: the batches, writing up, the second officer's check, signing, the index."""

import re
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from node.api.files import PICTURES, blob_response, kind_of
from node.api.posted import FormPosted, Posted
from node.api.render import pages_of
from node.api.session import NodeDep, SignedIn
from node.ports.backfile import OldPaper
from node.usecases.backfile.batches import FIELDS, NewBatch
from plumbing.problem import Problem, given

router = APIRouter(include_in_schema=False, prefix="/ho-so-cu")

BatchId = Annotated[int, Path(ge=1, le=2**31)]
Number = Annotated[int, Path(ge=1, le=2**31)]
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_KINDS = (
    *("Giấy khai sinh", "Trích lục khai sinh", "Giấy chứng nhận kết hôn", "Trích lục kết hôn"),
    *(
        "Trích lục khai tử",
        "Giấy xác nhận tình trạng hôn nhân",
        "Quyết định",
        "Giấy chứng nhận hộ kinh doanh",
    ),
    *("Giấy phép xây dựng", "Giấy chứng nhận quyền sử dụng đất"),
)
_PART = 200
STATE_VI = {
    "": "Tất cả",
    "stored": "Chờ máy đọc",
    "aside": "Máy không đọc được",
    "read": "Chờ nhập",
    "indexed": "Đã nhập",
    "signed": "Đã ký",
    "dropped": "Đã bỏ ra",
}
STEP_VI = {
    "scan": ("Nộp tệp quét", "plain"),
    "read": ("Máy đang đọc", "info"),
    "index": ("Nhập thông tin", "warn"),
    "check": ("Cán bộ thứ hai kiểm tra mẫu", "warn"),
    "sign": ("Ký số", "warn"),
    "done": ("Xong", "good"),
}
LABELS = {
    "title": "Tên giấy tờ",
    "number": "Số giấy",
    "day": "Ngày cấp (dd/mm/yyyy)",
    "name": "Họ tên người được cấp",
    "id_number": "Số định danh",
    "birth": "Ngày sinh",
    "note": "Ghi chú",
}


@router.get("")
def batches(request: Request, session: SignedIn, node: NodeDep) -> Response:
    """All batches, and a new one."""
    return pages_of(request).show(
        request,
        "backfile.html",
        session,
        batches=node.backfile.batches(),
        steps=STEP_VI,
        kinds=_KINDS,
    )


@router.post("")
def open_batch(posted: FormPosted, node: NodeDep) -> Response:
    """A new batch."""
    new = NewBatch(
        title=posted.text("title"),
        paper=posted.text("paper"),
        unit=posted.text("unit"),
        shelf=posted.text("shelf"),
        expected=_number(posted.text("expected"), 0),
        sample=_number(posted.text("sample"), 10),
    )
    made = given(node.backfile.open(new, posted.session.officer))
    return RedirectResponse(f"/ho-so-cu/{made}", 303)


@router.get("/{batch}")
def batch_view(
    request: Request,
    session: SignedIn,
    batch: BatchId,
    node: NodeDep,
    loc: Annotated[str, Query(max_length=20)] = "",
    sau: Annotated[int, Query(ge=0, le=2**31)] = 0,
) -> Response:
    """How far one batch is, what to do next, and a part of its papers: of the state `loc`, after number `sau`."""
    state = loc if loc in STATE_VI else ""
    papers = node.backfile.papers(batch, (state,) if state else (), sau, _PART + 1)
    return pages_of(request).show(
        request,
        "backfile_batch.html",
        session,
        p=node.backfile.progress(batch),
        steps=STEP_VI,
        papers=papers[:_PART],
        states=STATE_VI,
        chosen=state,
        after=sau,
        more=papers[_PART - 1].n if len(papers) > _PART else 0,
        busy=node.bulk_signing.busy,
        upload_bytes=node.config.upload_bytes,
    )


@router.post("/{batch}/nop")
def upload(posted: FormPosted, batch: BatchId, node: NodeDep) -> Response:
    """Scanned papers, one file each; doubles are told and the others kept."""
    if not posted.files:
        raise Problem("UPLOAD_EMPTY", "Chọn giấy tờ và ít nhất một tệp quét.")
    for file in posted.files:
        answer = node.backfile.add(batch, file.stream, file.name, posted.session.officer)
        if not isinstance(answer, int) and answer.code != "BACKFILE_TWICE":
            given(answer)
    node.bell.ring("jobs")
    return RedirectResponse(f"/ho-so-cu/{batch}?da=uploaded", 303)


@router.get("/{batch}/nhap")
def index_view(
    request: Request,
    session: SignedIn,
    batch: BatchId,
    node: NodeDep,
    so: Annotated[int, Query(ge=0, le=2**31)] = 0,
    sau: Annotated[int, Query(ge=0, le=2**31)] = 0,
) -> Response:
    """Write up the next paper, or the one named by `so`."""
    paper = node.backfile.paper(batch, so) if so else node.backfile.next_to_index(batch, sau)
    if paper is None:
        return RedirectResponse(f"/ho-so-cu/{batch}", 303)
    shown = dict(paper.values) or {"title": node.backfile.progress(batch).batch.paper, **paper.read}
    return _form(request, session, node, paper, shown, "nhap")


@router.post("/{batch}/nhap/{n}")
def index(posted: FormPosted, batch: BatchId, n: Number, node: NodeDep) -> Response:
    """Keep what the officer wrote; on to the next."""
    given(node.backfile.index(batch, n, _values(posted), posted.session.officer))
    return RedirectResponse(f"/ho-so-cu/{batch}/nhap?sau={n}", 303)


@router.get("/{batch}/kiem")
def check_view(request: Request, session: SignedIn, batch: BatchId, node: NodeDep) -> Response:
    """The next paper of the sample, written up anew from the picture alone."""
    paper = node.backfile.next_to_check(batch, session.officer)
    if paper is None:
        return RedirectResponse(f"/ho-so-cu/{batch}", 303)
    return _form(request, session, node, paper, {"title": paper.values["title"]}, "kiem")


@router.post("/{batch}/kiem/{n}")
def check(posted: FormPosted, batch: BatchId, n: Number, node: NodeDep) -> Response:
    """Keep what the second officer wrote; on to the next."""
    given(node.backfile.check(batch, n, _values(posted), posted.session.officer))
    return RedirectResponse(f"/ho-so-cu/{batch}/kiem", 303)


@router.post("/{batch}/ky")
def sign(posted: FormPosted, batch: BatchId, node: NodeDep) -> Response:
    """Sign all that is ready with one PIN, in the background."""
    node.bulk_signing.begin(batch, posted.fields.get("passphrase", ""), posted.session.officer)
    return RedirectResponse(f"/ho-so-cu/{batch}?da=signing", 303)


@router.post("/{batch}/{n}/doc-lai")
def again(posted: FormPosted, batch: BatchId, n: Number, node: NodeDep) -> Response:
    """Read it once more."""
    node.backfile.again(batch, n, posted.session.officer)
    node.bell.ring("jobs")
    return RedirectResponse(f"/ho-so-cu/{batch}?da=again", 303)


@router.post("/{batch}/{n}/bo-ra")
def drop(posted: FormPosted, batch: BatchId, n: Number, node: NodeDep) -> Response:
    """Take it out of the batch."""
    node.backfile.drop(batch, n, posted.session.officer)
    return RedirectResponse(f"/ho-so-cu/{batch}?da=dropped", 303)


@router.get("/{batch}/{n}/anh")
def picture(
    _: SignedIn, batch: BatchId, n: Number, node: NodeDep, page: Annotated[int, Query(ge=1, le=10_000)] = 1
) -> Response:
    """A page of the scan."""
    path = node.previews.drawn(node.backfile.file(batch, n), page)
    if kind_of(path)[0] not in PICTURES:
        raise Problem("PREVIEW_NOT_HERE", "Trình duyệt không hiện được trang này; hãy tải tệp gốc về xem.")
    return blob_response(path, f"ho-so-cu-{batch}-{n}")


@router.get("/{batch}/danh-muc.{form}")
def export(_: SignedIn, batch: BatchId, form: str, node: NodeDep) -> Response:
    """The index as CSV or XLSX."""
    data = node.backfile.export(batch, form)
    kind = (
        "text/csv" if form == "csv" else "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    name = f'attachment; filename="danh-muc-{batch}.{form}"'
    return Response(data, media_type=kind, headers={"Content-Disposition": name})


def _form(
    request: Request, session: SignedIn, node: NodeDep, paper: OldPaper, shown: dict[str, str], act: str
) -> Response:
    values = {name: str(shown.get(name, "")) for name in FIELDS}
    values["day"] = "/".join(reversed(values["day"].split("-"))) if values["day"] else ""
    return pages_of(request).show(
        request,
        "backfile_paper.html",
        session,
        p=node.backfile.progress(paper.batch),
        paper=paper,
        values=values,
        labels=LABELS,
        act=act,
    )


def _values(posted: Posted) -> dict[str, str]:
    """Days as they are typed here become ISO days; anything else is left for the rules to refuse."""
    values = {name: posted.text(name) for name in (*FIELDS, "unit")}
    day = _DAY.fullmatch(values["day"])
    if day:
        values["day"] = f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}"
    return values


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else otherwise
