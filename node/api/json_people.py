"""JSON: log-in, log-out, who am I."""

from fastapi import APIRouter, Request, Response

from node.api.bodies import LoginBody
from node.api.replies import Done, SessionReply, session_reply
from node.api.session import NodeDep, SignedIn, Writer, forget, remember

router = APIRouter(prefix="/api", tags=["people"])


@router.post("/login")
def login(body: LoginBody, request: Request, response: Response, node: NodeDep) -> SessionReply:
    """Open a session: a cookie, and a token to send with every writing request."""
    session = node.people.login(body.login, body.password)
    remember(request, response, session)
    return session_reply(session)


@router.get("/session")
def whoami(session: SignedIn) -> SessionReply:
    """The signed-in officer."""
    return session_reply(session)


@router.post("/logout")
def logout(session: Writer, response: Response, node: NodeDep) -> Done:
    """Close the session."""
    node.people.logout(session.token)
    forget(response)
    return Done()
