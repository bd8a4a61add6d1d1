"""POST /exchange: one envelope in, one out, at once or (RFC 7240 `Prefer: wait=N`) when there is mail.

The only asynchronous route: a request that waits must not hold one of the few threads in which the work is done.
`Prefer: return=minimal` asks for the receipt alone, because the mail goes by the request that waits. A wait that
ends with nothing to say is answered 204, without a body. A letter whose line broke goes on where it stopped
(`hub.api.letter_parts`).
"""

import asyncio
import re
import time
from typing import Annotated

from fastapi import APIRouter, Header, Request, Response
from fastapi.concurrency import run_in_threadpool

from hub.api.access import HubOf
from hub.api.letter_parts import LetterBody, PartsOf
from hub.usecases.context import Hub
from hub.usecases.exchange.deliver import answer, receipts_only
from hub.usecases.exchange.round import Answered, converse, has_mail

router = APIRouter(tags=["devices"])

MOST_SECONDS = 50  # below what proxies and routers on the way take for a dead line
_LOOK_SECONDS = 2.0  # another worker process may have stored mail without ringing here
_WAIT = re.compile(r"\bwait=(\d{1,4})\b")


@router.post("/exchange", response_class=Response)
async def post_exchange(request: Request, hub: HubOf, envelope: LetterBody) -> Response:
    """One envelope in, one envelope out."""
    prefer = request.headers.get("prefer", "")
    mail = receipts_only if "return=minimal" in prefer else answer
    answered = await run_in_threadpool(converse, hub, envelope, mail)
    wait = _WAIT.search(prefer)
    if wait is None or not answered.is_empty:
        return _letter(answered)
    if not await _mail_came(hub, answered, min(int(wait[1]), MOST_SECONDS)):
        return Response(status_code=204)
    return _letter(await run_in_threadpool(converse, hub, envelope, answer))


@router.head("/exchange", response_class=Response)
async def head_exchange(parts: PartsOf, upload_name: Annotated[str, Header()] = "") -> Response:
    """How much of a letter came before its line broke: a POST with the same name goes on from there."""
    return Response(headers={"upload-offset": str(parts.held(upload_name))})


async def _mail_came(hub: Hub, answered: Answered, seconds: int) -> bool:
    """Wait until something lies behind the number that the node has; False when time ran out, there was no room to
    wait, or a newer request of the same device took this one's place."""
    loop, rung, end = asyncio.get_running_loop(), asyncio.Event(), time.monotonic() + seconds

    def ring() -> None:
        loop.call_soon_threadsafe(rung.set)

    with hub.bells.waiting(answered.node, ring) as has_room:
        while has_room and hub.bells.still_waits(answered.node, ring):
            if await run_in_threadpool(has_mail, hub, answered.node, answered.cursor):
                return True
            left = end - time.monotonic()
            if left <= 0:
                break
            try:
                await asyncio.wait_for(rung.wait(), min(left, _LOOK_SECONDS))
            except TimeoutError:
                continue
            rung.clear()
    return False


def _letter(answered: Answered) -> Response:
    return Response(answered.envelope)
