"""Judging signatures, and raising their levels over the line."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from dossier.local_time import local
from node.config import Config
from node.ports import DocumentVerdict, RaisedPdf, SignatureVerdict
from node.sign.child import raise_level, verify_pdf
from node.sign.kept import KeptChild
from node.sign.outside import Line, Outside
from node.sign.port import LEVELS
from node.sign.report import Report, SignatureReport
from plumbing.problem import Problem
from plumbing.timestamps import HttpTimestamps, Timestamps
from plumbing.web_fetch import WebFetcher


@dataclass(frozen=True, slots=True)
class FolderVerifier:
    """`node.ports.Verifier` with the roots, other certificates and revocation lists of one PEM file, which is read
    anew each time: an administrator replaces it without stopping the node."""

    trust: Path
    child: KeptChild = field(default_factory=KeptChild)

    def verify(self, path: Path, at_ms: int) -> DocumentVerdict:
        """See `Verifier.verify`."""
        trusted = self.trust.is_file()
        pem = self.trust.read_bytes() if trusted else b""
        return _verdict(verify_pdf(path.read_bytes(), pem, local(at_ms), ask=self.child.ask), trusted)


@dataclass(frozen=True, slots=True)
class LineRaiser:
    """`node.ports.LevelRaiser` with the authority that the settings name, and the trusted roots of the node."""

    trust: Path
    wanted: str
    line: Outside
    child: KeptChild = field(default_factory=KeptChild)

    def raise_level(self, pdf: bytes, at_ms: int) -> RaisedPdf:
        """See `LevelRaiser.raise_level`."""
        pem = self.trust.read_bytes() if self.trust.is_file() else b""
        raised = raise_level(pdf, self.wanted, pem, local(at_ms), self.line, self.child.ask)
        times = (_ms(raised.renew_before), _ms(raised.stamped_at))
        return RaisedPdf(raised.pdf, raised.level, raised.missing, *times)


class HubTimestamps:
    """`plumbing.timestamps.Timestamps` by way of the hub: "not reached" means the same on either road."""

    def __init__(self, ask: Callable[[bytes], bytes]) -> None:
        self._ask = ask

    def ask(self, query: bytes) -> bytes:
        """See `Timestamps.ask`."""
        return self._ask(query)


def line_raiser(config: Config, trust: Path, by_hub: Callable[[bytes], bytes]) -> LineRaiser:
    """The raiser that the settings ask for. Raises Problem(CONFIG_INVALID)."""
    if config.sign_level not in LEVELS[1:]:
        hint = "Cấu hình sign_level phải là B-T, B-LT hoặc B-LTA; hãy sửa node.toml rồi khởi động lại."
        raise Problem("SIGN_LEVEL_UNKNOWN", hint, "operator", config.sign_level)
    authority: Timestamps | None = None
    if config.tsa_url == "hub":
        authority = HubTimestamps(by_hub)
    elif config.tsa_url:
        authority = HttpTimestamps(config.tsa_url, config.data / "keys" / "tsa")
    web = WebFetcher(frozenset(config.revocation_private_hosts)) if config.fetch_revocation else None
    return LineRaiser(trust, config.sign_level, Line(authority, web))


def _ms(instant: str) -> int:
    return int(datetime.fromisoformat(instant).timestamp() * 1000) if instant else 0


def _verdict(report: Report, trusted: bool) -> DocumentVerdict:
    signatures = tuple(_signature(one) for one in report.signatures)
    unfit = tuple(f"{one.said_vi} (ISO 19005-2, {one.clause})" for one in report.archive.findings)
    return DocumentVerdict(
        report.verdict.value, report.checked_at, trusted, signatures, report.archive.claims, unfit
    )


def _signature(one: SignatureReport) -> SignatureVerdict:
    return SignatureVerdict(
        field_name=one.field_name,
        verdict=one.verdict.value,
        indication=one.indication,
        sub_indication=one.sub_indication,
        meaning_vi=one.meaning_vi,
        signer=one.signer,
        organisation=one.organisation,
        signed_at=one.signed_at or "",
        proven_at=one.proven_at or "",
        proven_by=one.proven_by,
        clock_vi=one.clock_vi,
        level=one.level,
        coverage=one.coverage,
        changed_after=one.changed_after,
        **one.certificate_said(),
    )
