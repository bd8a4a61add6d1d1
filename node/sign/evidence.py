"""Gather what proves that a signature's certificates held: chains, revocation lists, OCSP answers, into the file's
document security store (EN 319 142-1, 5.4.2). What travels with the register is used first; the rest is asked for."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from asn1crypto import ocsp as asn1_ocsp
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.validation.dss import DocumentSecurityStore, collect_validation_info
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko_certvalidator.context import ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError
from pyhanko_certvalidator.fetchers.api import Fetchers
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy

from node.sign.asking import Ask, fetchers
from node.sign.crl_pairs import paired
from node.sign.problems import SigningProblem
from node.sign.trust import REQUIRED, Trust


async def add_evidence(
    writer: IncrementalPdfFileWriter, moments: Mapping[int, datetime.datetime], trust: Trust, ask: Ask
) -> bool:
    """Write what is needed to judge every signature and timestamp at its time; whether something was new.

    Raises REVOCATION_UNAVAILABLE where a chain cannot be shown to have held.
    """
    reader, line = writer.prev, fetchers(ask)
    try:
        known = trust.with_store(DocumentSecurityStore.read_dss(reader))
    except NoDSSFoundError:
        known = trust
    is_new = False
    for place, signature in enumerate(reader.embedded_signatures):
        context = _context(known, moments[place], line)
        try:
            paths = await collect_validation_info(signature, context)
        except (PathBuildingError, PathValidationError, ValueError) as error:
            raise SigningProblem("REVOCATION_UNAVAILABLE", type(error).__name__) from error
        store = DocumentSecurityStore.supply_dss_in_writer(
            writer, None, paths=paths, crls=_lists(context, paths), ocsps=_answers(context, paths)
        )
        is_new = is_new or store.modified
    return is_new


def _context(known: Trust, moment: datetime.datetime, line: Fetchers) -> ValidationContext:
    return ValidationContext(
        trust_roots=list(known.roots),
        other_certs=list(known.others),
        crls=list(paired(known.crls)),
        ocsps=list(known.ocsps),
        moment=moment,
        best_signature_time=moment,
        allow_fetching=True,
        fetchers=line,
        revinfo_policy=CertRevTrustPolicy(REQUIRED, retroactive_revinfo=True),
    )


def _lists(context: ValidationContext, paths: list[ValidationPath]) -> list[object]:
    """Only the lists of those who issued a certificate of the chains: a country's other lists are heavy."""
    issuers = {certificate.issuer.hashable for path in paths for certificate in path}
    return [one for one in context.crls if one.issuer.hashable in issuers]


def _answers(context: ValidationContext, paths: list[ValidationPath]) -> list[object]:
    serials = {certificate.serial_number for path in paths for certificate in path}
    return [one for one in context.ocsps if serials & _serials(one)]


def _serials(answer: asn1_ocsp.OCSPResponse) -> set[int]:
    responses = answer.basic_ocsp_response["tbs_response_data"]["responses"]
    return {one["cert_id"]["serial_number"].native for one in responses}
