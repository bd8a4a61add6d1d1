"""Talks to the running Litestream through its control socket (HTTP over a Unix socket)."""

import http.client
import json
import socket
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
        listed = self._call("GET", "/list", 2).get("databases") or []
        mine = [str(entry.get("status")) for entry in listed if entry.get("path") == self._database]
        return mine[0] if mine else "unknown"

    def sync(self, seconds: float) -> Synced:
        """Copy everything committed so far and say how far that is; waits at most `seconds`."""
        body = {"path": self._database, "wait": True, "timeout": max(1, round(seconds))}
        answer = self._call("POST", "/sync", seconds + 1, body)
        return Synced(int(answer["txid"]), int(answer["replicated_txid"]))

    def _call(self, method: str, path: str, seconds: float, body: Any = None) -> dict[str, Any]:
        try:
            with closing(_UnixConnection(self._socket, seconds)) as connection:
                connection.request(method, path, json.dumps(body), {"Content-Type": "application/json"})
                answer = connection.getresponse()
                text = answer.read()
            decoded: dict[str, Any] = json.loads(text) if answer.status == 200 else {}
        except (OSError, http.client.HTTPException, ValueError) as error:
            hint = "Bản sao lưu chưa trả lời; quầy vẫn làm việc được, máy sẽ tự thử lại."
            raise Problem("BACKUP_SILENT", hint, "later", type(error).__name__) from error
        if answer.status != 200:
            hint = "Bản sao lưu chưa theo kịp; hãy kiểm tra đĩa hoặc thư mục sao lưu."
            raise Problem("BACKUP_BEHIND", hint, "later", text.decode(errors="replace")[:200])
        return decoded


class _UnixConnection(http.client.HTTPConnection):
    """HTTP over a Unix socket, closed also when nobody listens (httpx leaves that socket open)."""

    def __init__(self, path: Path, seconds: float) -> None:
        super().__init__("litestream", timeout=seconds)
        self._path = path

    def connect(self) -> None:
        """Open the socket file."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))
