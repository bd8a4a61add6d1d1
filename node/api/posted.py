"""What a form brought: the one asynchronous edge. The officer is checked before a byte of the body is read."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Annotated, BinaryIO

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from node.api.session import CSRF_HEADER, SignedIn, check_csrf
from node.usecases.models import Session
from plumbing.disk import disk_errors
from plumbing.problem import Problem

MAX_FILES = 60
MAX_FIELDS = 400


@dataclass(frozen=True, slots=True)
class Upload:
    """One file: its claimed name and type (shown, never trusted) and its bytes."""

    name: str
    media_type: str
    stream: BinaryIO
    size: int


@dataclass(frozen=True, slots=True)
class Posted:
    """A form from a signed-in officer, its token checked."""

    session: Session
    fields: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]]
    files: tuple[Upload, ...]

    def text(self, name: str) -> str:
        """A field without surrounding blanks, "" when it is not there."""
        return self.fields.get(name, "").strip()


async def posted(request: Request, session: SignedIn) -> AsyncIterator[Posted]:
    """Read the form. Raises Problem CSRF_MISMATCH, FORM_TOO_MANY_PARTS, DISK_FULL."""
    try:
        with disk_errors():  # large files are spooled to the disk while they arrive
            form = await request.form(max_files=MAX_FILES, max_fields=MAX_FIELDS)
    except HTTPException as error:
        raise Problem(
            "FORM_TOO_MANY_PARTS", f"Mỗi lần gửi tối đa {MAX_FILES} tệp; chia thành nhiều lần."
        ) from error
    try:
        fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
        check_csrf(session.csrf, request.headers.get(CSRF_HEADER, "") or fields.get("csrf", ""))
        yield Posted(session, fields, _lists(form), _files(form))
    finally:
        await form.close()


FormPosted = Annotated[Posted, Depends(posted)]


def _lists(form: FormData) -> dict[str, tuple[str, ...]]:
    return {name: tuple(v for v in form.getlist(name) if isinstance(v, str)) for name in form}


def _files(form: FormData) -> tuple[Upload, ...]:
    uploads = [value for _, value in form.multi_items() if isinstance(value, UploadFile) and value.filename]
    return tuple(
        Upload(u.filename or "", u.content_type or "application/octet-stream", u.file, u.size or 0)
        for u in uploads
    )


async def login_form(request: Request) -> Mapping[str, str]:
    """The log-in form: small, without files."""
    form = await request.form(max_files=0, max_fields=8)
    return {name: value for name, value in form.multi_items() if isinstance(value, str)}


LoginForm = Annotated[Mapping[str, str], Depends(login_form)]
