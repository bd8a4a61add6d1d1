"""Timestamps and revocation data for pyHanko, asked of the parent process over the pipe: the child opens no line.

A fetcher asks for what a certificate names (RFC 5280 4.2.1.13, 4.2.2.1), at most a few times a file; answers are
judged by pyHanko, here they are only read.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable
from typing import TypeAlias

from asn1crypto import cms, crl, ocsp, tsp, x509
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.authority import Authority
from pyhanko_certvalidator.errors import CRLFetchError, OCSPFetchError
from pyhanko_certvalidator.fetchers.api import CertificateFetcher, CRLFetcher, Fetchers, OCSPFetcher
from pyhanko_certvalidator.fetchers.common_utils import (
    enumerate_delivery_point_urls,
    format_ocsp_request,
    process_ocsp_response_data,
)
from pyhanko_certvalidator.util import get_ocsp_urls, get_relevant_crl_dps, issuer_serial

from node.sign.crl_pairs import alone
from node.sign.outside import SILENT, TOLD
from node.sign.problems import SigningProblem

Ask = Callable[[str, str, bytes], tuple[str, bytes]]
"""`Outside.answer` on the other side of the pipe."""

Holder: TypeAlias = x509.Certificate | cms.AttributeCertificateV2
_MOST_QUESTIONS = 40


class PipeTimeStamper(TimeStamper):
    """A timestamping authority behind `ask`. Only digests are sent (RFC 3161)."""

    def __init__(self, ask: Ask) -> None:
        super().__init__(include_nonce=True)  # type: ignore[no-untyped-call]
        self._ask = ask

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """The authority's answer. Raises TSA_UNREACHABLE, TSA_REFUSED."""
        told, body = self._ask("tsa", "", req.dump())
        if told != TOLD:
            raise SigningProblem(
                "TSA_UNREACHABLE" if told == SILENT else "TSA_REFUSED", body.decode("ascii", "replace")
            )
        try:
            answer = tsp.TimeStampResp.load(body, strict=True)
            signed = answer["time_stamp_token"]["content"]["encap_content_info"]["content"]
            if signed.parsed["message_imprint"].native == req["message_imprint"].native:
                return answer
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise SigningProblem("TSA_REFUSED", type(error).__name__) from error
        raise SigningProblem("TSA_REFUSED", "another imprint")


def fetchers(ask: Ask) -> Fetchers:
    """Revocation data over the pipe; certificates are never fetched: they come with the signature or the register."""
    budget = _Budget(ask)
    return Fetchers(_Ocsp(budget), _Crl(budget), _NoCertificates())


class _Budget:
    def __init__(self, ask: Ask) -> None:
        self._ask, self._left = ask, _MOST_QUESTIONS

    def fetch(self, what: str, url: str, body: bytes) -> bytes | None:
        """The answer, or None when there is none or too much was asked."""
        self._left -= 1
        told, answer = self._ask(what, url, body) if self._left >= 0 else (SILENT, b"")
        return answer if told == TOLD else None


class _Ocsp(OCSPFetcher):
    def __init__(self, budget: _Budget) -> None:
        self._budget, self._found = budget, dict[bytes, list[ocsp.OCSPResponse]]()

    async def fetch(self, cert: Holder, authority: Authority) -> ocsp.OCSPResponse:
        """See `OCSPFetcher.fetch`."""
        # Without a nonce an answer may be shared by the papers of a batch (RFC 5019); its times tell how old it is.
        query = format_ocsp_request(cert, authority, certid_hash_algo="sha1", request_nonces=False)
        for url in get_ocsp_urls(cert):
            body = self._budget.fetch("ocsp", url, query.dump())
            if body is None:
                continue
            try:
                found = process_ocsp_response_data(body, ocsp_request=query, ocsp_url=url)
            except (ValueError, OCSPFetchError):
                continue
            self._found.setdefault(issuer_serial(cert), []).append(found)
            return found
        raise OCSPFetchError("no answer")

    def fetched_responses(self) -> Iterable[ocsp.OCSPResponse]:
        """All of them."""
        return [one for found in self._found.values() for one in found]

    def fetched_responses_for_cert(self, cert: Holder) -> Iterable[ocsp.OCSPResponse]:
        """Those for one certificate."""
        return self._found.get(issuer_serial(cert), [])


class _Crl(CRLFetcher):
    def __init__(self, budget: _Budget) -> None:
        self._budget, self._by_url = budget, dict[str, crl.CertificateList]()
        self._found = dict[bytes, list[crl.CertificateList]]()

    async def fetch(self, cert: Holder, **_: object) -> Iterable[crl.CertificateList]:
        """See `CRLFetcher.fetch`."""
        found = [
            one
            for point in get_relevant_crl_dps(cert, use_deltas=False)
            for url in enumerate_delivery_point_urls(point)
            if (one := self._list(url)) is not None
        ]
        self._found[issuer_serial(cert)] = found
        if not found:
            raise CRLFetchError("no list")
        return found

    def fetched_crls(self) -> Iterable[crl.CertificateList]:
        """All of them."""
        return list(self._by_url.values())

    def fetched_crls_for_cert(self, cert: Holder) -> Iterable[crl.CertificateList]:
        """Those for one certificate; KeyError when none was asked for."""
        return self._found[issuer_serial(cert)]

    def _list(self, url: str) -> crl.CertificateList | None:
        if url not in self._by_url and (body := self._budget.fetch("crl", url, b"")) is not None:
            try:
                if (found := alone(body)) is not None:
                    self._by_url[url] = found
            except (ValueError, TypeError):
                return None
        return self._by_url.get(url)


class _NoCertificates(CertificateFetcher):
    def fetch_cert_issuers(self, _: Holder) -> AsyncGenerator[x509.Certificate, None]:
        """None."""
        return _nothing()

    def fetch_crl_issuers(self, _: crl.CertificateList) -> AsyncGenerator[x509.Certificate, None]:
        """None."""
        return _nothing()

    def fetched_certs(self) -> Iterable[x509.Certificate]:
        """None."""
        return ()


async def _nothing() -> AsyncGenerator[x509.Certificate, None]:
    none: tuple[x509.Certificate, ...] = ()
    for certificate in none:
        yield certificate
