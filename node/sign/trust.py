"""Roots, intermediate certificates and revocation lists from PEM text, as pyHanko wants them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import pem, x509
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.policy_decl import (
    CertificateFetchingRule,
    LocalKnowledge,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import OCSPContainer

from node.sign.crl_pairs import held
from node.sign.problems import SigningProblem

# Without revocation data the standard's answer is "try later", not "valid".
REQUIRED = RevocationCheckingPolicy(
    ee_certificate_rule=RevocationCheckingRule.CRL_OR_OCSP_REQUIRED,
    intermediate_ca_cert_rule=RevocationCheckingRule.CRL_OR_OCSP_REQUIRED,
)
_REVOCATION = CertRevTrustPolicy(REQUIRED)
_LATER_REVOCATION = CertRevTrustPolicy(REQUIRED, retroactive_revinfo=True)


@dataclass(frozen=True, slots=True)
class Trust:
    """What is trusted and what is known of revocations. Nothing is ever fetched."""

    roots: tuple[x509.Certificate, ...]
    others: tuple[x509.Certificate, ...]
    crls: tuple[asn1_crl.CertificateList, ...]
    ocsps: tuple[asn1_ocsp.OCSPResponse, ...] = ()

    def with_store(self, store: DocumentSecurityStore) -> Trust:
        """Besides, what the file itself brings (its DSS): never a root."""
        return Trust(
            self.roots,
            (*self.others, *store.load_certs()),
            (
                *self.crls,
                *(asn1_crl.CertificateList.load(der) for der in _streams(store.crls, DecodePurpose.CRL)),
            ),
            (
                *self.ocsps,
                *(
                    asn1_ocsp.OCSPResponse.load(der)
                    for der in _streams(store.ocsps, DecodePurpose.OCSP_RESPONSE)
                ),
            ),
        )

    def specification(self) -> SignatureValidationSpec:
        """Offline validation against these roots, revocation data required."""
        return self._specification(_REVOCATION)

    def past_specification(self) -> SignatureValidationSpec:
        """The same for a time that is proven: revocation data made later say what was so then."""
        return self._specification(_LATER_REVOCATION)

    def _specification(self, revocation: CertRevTrustPolicy) -> SignatureValidationSpec:
        return SignatureValidationSpec(
            cert_validation_policy=CertValidationPolicySpec(
                trust_manager=SimpleTrustManager.build(trust_roots=list(self.roots)),
                revinfo_policy=revocation,
            ),
            revinfo_gathering_policy=RevocationInfoGatheringSpec(
                online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY,
                certificate_fetching_rule=CertificateFetchingRule.NEVER_FETCH,
            ),
            local_knowledge=LocalKnowledge(
                known_certs=list(self.others),
                known_crls=held(self.crls),
                known_ocsps=[one for ocsp in self.ocsps for one in OCSPContainer.load_multi(ocsp)],
            ),
        )


def _streams(references: Iterable[Any], purpose: DecodePurpose) -> list[bytes]:
    return [bytes(reference.get_object().read_data(purpose)) for reference in references]


def read_trust(pem_text: bytes) -> Trust:
    """Certificates and CRLs from concatenated PEM; self-signed certificates are the roots.

    Empty text trusts nobody. Raises TRUST_NOT_READABLE.
    """
    roots: list[x509.Certificate] = []
    others: list[x509.Certificate] = []
    crls: list[asn1_crl.CertificateList] = []
    try:
        for kind, _, der in pem.unarmor(pem_text, multiple=True) if pem_text.strip() else ():
            if kind == "X509 CRL":
                crls.append(asn1_crl.CertificateList.load(der, strict=True))
            elif kind == "CERTIFICATE":
                certificate = x509.Certificate.load(der, strict=True)
                (roots if certificate.self_issued else others).append(certificate)
    except (ValueError, TypeError) as error:
        raise SigningProblem("TRUST_NOT_READABLE", type(error).__name__) from error
    return Trust(tuple(roots), tuple(others), tuple(crls))
