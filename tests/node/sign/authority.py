"""A timestamping authority with OCSP and lists on this machine, and officers whose certificates name it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from node.sign.outside import Line
from plumbing.timestamps import HttpTimestamps
from plumbing.web_fetch import WebFetcher
from provisioning.test_ca import Holder, issue_p12, make_ca
from provisioning.test_tsa import AuthorityServer, TimeAuthority
from tests.node.sign.people import END, NOW, PASSPHRASE, START

STAMPED = NOW + datetime.timedelta(days=2)
OURS = frozenset({"127.0.0.1"})
STAMPS_END = NOW + datetime.timedelta(days=3650)


@dataclass
class Services:
    """What runs; `now` is the authority's clock and may be turned."""

    folder: Path
    trust: bytes
    server: AuthorityServer
    officer: Path
    leader: Path
    seal: Path
    now: datetime.datetime = STAMPED

    def line(self, fetches: bool = False, private: frozenset[str] = OURS) -> Line:
        web = WebFetcher(private) if fetches else None
        return Line(HttpTimestamps(f"{self.server.address}/tsa"), web)

    @property
    def asked(self) -> list[str]:
        """What was asked for, in order."""
        return [path for path, _ in self.server.asked]


@contextmanager
def services(folder: Path) -> Iterator[Services]:
    with AuthorityServer() as server:
        trust = make_ca(folder).read_bytes()

        def issue(name: str, holder: Holder) -> Path:
            return issue_p12(folder, name, "UBND xã", holder, PASSPHRASE, START, END, server.address)

        found = Services(
            folder,
            trust,
            server,
            issue("Nguyễn Thị Lan", Holder.OFFICER),
            issue("Lê Văn Đức", Holder.LEADER),
            issue("UBND xã Quảng Yên", Holder.SEAL),
        )
        key = issue_p12(folder, "TSA thử", "Tỉnh", Holder.TSA, PASSPHRASE, START, STAMPS_END, server.address)
        server.authority = TimeAuthority(folder, key, PASSPHRASE, lambda: found.now)
        yield found
