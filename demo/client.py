"""Works at a node or at the hub as a person would: logs in, asks, writes, over HTTP and nothing else."""

import ssl
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import httpx

_SECONDS = 120


class Refused(Exception):
    """The answer was no; `code` and `hint_vi` as the program gave them."""

    def __init__(self, status: int, code: str, hint_vi: str) -> None:
        super().__init__(f"{status} {code}: {hint_vi}")
        self.code, self.hint_vi = code, hint_vi


class Desk:
    """A person at a screen. `url` is the node's or the hub's address; `ca` its authority when it speaks TLS."""

    def __init__(self, url: str, ca: Path | None = None) -> None:
        self.url = url
        trust = ssl.create_default_context(cafile=str(ca)) if ca else False
        self._http = httpx.Client(base_url=url, verify=trust, timeout=_SECONDS, trust_env=False)
        self._csrf = ""

    def log_in(self, login: str, password: str) -> dict[str, Any]:
        """Open a session; gives who this is."""
        session: dict[str, Any] = self.post("/api/login", {"login": login, "password": password})
        self._csrf = session["csrf"]
        return session

    def get(self, path: str, **query: Any) -> Any:
        """JSON of a GET. Raises Refused."""
        return self._json(self._http.get(path, params=query))

    def fetch(self, path: str) -> bytes:
        """Bytes of a GET. Raises Refused."""
        answer = self._http.get(path)
        if not answer.is_success:
            raise _refused(answer)
        return answer.content

    def post(self, path: str, body: Any = None) -> Any:
        """JSON of a POST. Raises Refused."""
        return self._json(self._http.post(path, json=body, headers=self._headers()))

    def upload(self, path: str, fields: dict[str, str], files: list[Path]) -> Any:
        """Send files as a form does. Raises Refused."""
        named = [("files", (file.name, file.read_bytes(), _media_type(file))) for file in files]
        return self._json(self._http.post(path, data=fields, files=named, headers=self._headers()))

    def submit(self, path: str, fields: dict[str, str], files: Sequence[Path] = ()) -> str:
        """Send a page's form; gives where it leads. Raises Refused."""
        named = [("files", (file.name, file.read_bytes(), _media_type(file))) for file in files]
        answer = self._http.post(path, data={"csrf": self._csrf, **fields}, files=named or None)
        if not answer.is_redirect:
            raise _refused(answer)
        return str(answer.headers["location"])

    def close(self) -> None:
        """Leave the screen."""
        self._http.close()

    def _headers(self) -> dict[str, str]:
        return {"X-CSRF-Token": self._csrf, "X-CSRF": self._csrf} if self._csrf else {}

    def _json(self, answer: httpx.Response) -> Any:
        if not answer.is_success:
            raise _refused(answer)
        return answer.json()


def wait_until(holds: Callable[[], Any], seconds: float = _SECONDS) -> bool:
    """Ask again and again until it holds; False when it did not within `seconds`. A refused or broken line
    counts as not yet."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if holds():
                return True
        except (Refused, httpx.HTTPError):
            pass
        time.sleep(0.1)
    return False


def _refused(answer: httpx.Response) -> Refused:
    try:
        body = answer.json()
        return Refused(answer.status_code, str(body.get("code", "")), str(body.get("hint_vi", body)))
    except ValueError:
        return Refused(answer.status_code, "", answer.text[:200])


def _media_type(file: Path) -> str:
    known = {".jpg": "image/jpeg", ".png": "image/png", ".pdf": "application/pdf"}
    return known.get(file.suffix, "application/octet-stream")
