"""One province of real processes for all that goes wrong, and somebody signed in at its counter."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.error_catalogue import VIETNAMESE
from tests.faults.arena import Arena
from tests.real_province import PASSWORD, RealProvince

PROCEDURE = "1.000656"


@dataclass(frozen=True, slots=True)
class Told:
    """How a failure was told over HTTP."""

    status: int
    code: str
    retry: str


def told(answer: httpx.Response) -> Told:
    """An answer that must be a refusal in the promised shape (RFC 9457)."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    body = answer.json()
    assert VIETNAMESE.search(body["hint_vi"])
    return Told(answer.status_code, body["code"], body["retry"])


class Counter:
    """A clerk at the node's own address, over HTTP and nothing else."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=600, trust_env=False)
        answer = self._http.post("/api/login", json={"login": "lan", "password": PASSWORD})
        self._http.headers["X-CSRF-Token"] = answer.json()["csrf"]

    def post(self, path: str, body: Any) -> httpx.Response:
        """Send JSON."""
        return self._http.post(path, json=body)

    def get(self, path: str) -> httpx.Response:
        """Ask."""
        return self._http.get(path)

    def receive(self, name: str = "Nguyễn Thị Lan") -> str:
        """A dossier taken in."""
        body = {
            "procedure": PROCEDURE,
            "applicant": {"name": name, "id_number": "038175000123"},
            "limit": "3wd",
        }
        answer = self.post("/api/dossiers", body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["dossier"])

    def scan(self, dossier: str, data: bytes, name: str = "to-khai.pdf") -> httpx.Response:
        """A file handed over as a scan."""
        files = {"files": (name, data, "application/pdf")}
        return self._http.post(f"/api/dossiers/{dossier}/pages", data={"component": "TK"}, files=files)

    def pages(self, dossier: str) -> list[dict[str, Any]]:
        """The scans of a dossier with how far their reading is."""
        return list(self.get(f"/api/dossiers/{dossier}").json()["pages"])

    def close(self) -> None:
        """Leave."""
        self._http.close()


@pytest.fixture(scope="package")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealProvince]:
    """A hub and a node that run."""
    stands = RealProvince(tmp_path_factory.mktemp("faults") / "p")
    stands.officer()
    stands.start_node()
    stands.desk().close()
    yield stands
    stands.close()


@pytest.fixture
def counter(province: RealProvince) -> Iterator[Counter]:
    """Somebody signed in."""
    clerk = Counter(province.node.url)
    yield clerk
    clerk.close()


@pytest.fixture
def arena(tmp_path: Path) -> Iterator[Arena]:
    """Real processes with lines that can be cut between them."""
    stands = Arena(tmp_path)
    try:
        yield stands
    finally:
        stands.close()
