"""Talks to the running Litestream through its control socket (httpx over a Unix socket)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from plumbing.problem import Problem


@dataclass(frozen=True, slots=True)
class Synced:
    """How far the copy is: `transaction` is the newest one of the database, `replicated` the newest copied."""

    transaction: int
    replicated: int


class Control:
    """One Litestream, seen through its socket. Every method raises Problem(BACKUP_SILENT) when it does not
    answer, and Problem(BACKUP_BEHIND) when it answers that it could not."""

    def __init__(self, socket: Path, database: Path) -> None:
        self._socket, self._database = socket, str(database)

    def state(self) -> str:
        """Litestream's word for the database: replicating | open | stopped | unknown."""
        listed = self._call("GET", "/list", seconds=2).get("databases") or []
        mine = (entry for entry in listed if entry.get("path") == self._database)
        return str(next(mine, {}).get("status", "unknown"))

    def sync(self, seconds: float) -> Synced:
        """Copy everything committed so far and say how far that is; waits at most `seconds`."""
        body = {"path": self._database, "wait": True, "timeout": max(1, round(seconds))}
        answer = self._call("POST", "/sync", json=body, seconds=seconds + 1)
        return Synced(int(answer["txid"]), int(answer["replicated_txid"]))

    def _call(self, method: str, path: str, seconds: float, json: Any = None) -> dict[str, Any]:
        try:
            with httpx.Client(transport=httpx.HTTPTransport(uds=str(self._socket)), timeout=seconds) as client:
                answer = client.request(method, f"http://litestream{path}", json=json)
        except httpx.HTTPError as error:
            hint = "Bản sao lưu chưa trả lời; quầy vẫn làm việc được, máy sẽ tự thử lại."
            raise Problem("BACKUP_SILENT", hint, "later", type(error).__name__) from error
        if answer.status_code != 200:
            hint = "Bản sao lưu chưa theo kịp; hãy kiểm tra đĩa hoặc thư mục sao lưu."
            raise Problem("BACKUP_BEHIND", hint, "later", answer.text[:200])
        decoded: dict[str, Any] = answer.json()
        return decoded
