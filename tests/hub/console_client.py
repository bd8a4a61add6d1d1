"""The administrator's browser at the hub, signed in."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi.testclient import TestClient

from hub.api.app import create_app
from hub.usecases.console.login import hash_password
from tests.hub.province import PROVINCE, Province

PASSWORD = "mat-khau-dai-1"


class Console(TestClient):
    """A browser with the session's token for what it writes."""

    csrf = ""

    def fill_in(self, path: str, data: dict[str, str] | None = None, files: Any = None) -> int:
        """Post a form of a page; gives the status."""
        return int(self.post(path, data={"csrf": self.csrf, **(data or {})}, files=files).status_code)


@contextmanager
def signed_in(tinh: Province) -> Iterator[Console]:
    """As an administrator of the province."""
    tinh.officer("quantri", PROVINCE, frozenset({"quan_tri"}), hash_password(PASSWORD))
    with Console(create_app(tinh.hub), base_url="https://tinh.test", follow_redirects=False) as client:
        answer = client.post("/api/login", json={"login": "quantri", "password": PASSWORD})
        client.csrf = answer.json()["csrf"]
        yield client
