"""Which revocation lists are judged by, and which delta goes with which complete list (RFC 5280, 5.2.4 and 6.3.3).

A delta tells what changed since a complete list. It is used where one stands that it was made for: same issuer, same
key, same scope, and no gap between their numbers; else it is left out. A complete list stands for itself until it ends,
whether or not it names a place of deltas: pyHanko takes no list that names one while the delta is not at hand, and so
would judge nothing of an authority that publishes both, as Microsoft's does; and it looks at no numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeAlias

from asn1crypto import crl as asn1_crl
from asn1crypto.x509 import CRLDistributionPoints
from pyhanko_certvalidator.ltv.types import ValidationTimingParams
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy
from pyhanko_certvalidator.revinfo.archival import CRLContainer, RevinfoUsability, RevinfoUsabilityRating

_ONE_POINT = b"\x30\x02\x30\x00"  # DER: a sequence of one distribution point that says nothing
RevocationList: TypeAlias = asn1_crl.CertificateList


class _Alone(asn1_crl.CertificateList):  # type: ignore[misc]  # asn1crypto has no types
    """A complete list that is used without a delta."""

    @property
    def freshest_crl_value(self) -> CRLDistributionPoints | None:
        """Nothing more is to be looked for."""
        return None


class _Paired(asn1_crl.CertificateList):  # type: ignore[misc]
    """A complete list whose delta is at hand."""

    @property
    def freshest_crl_value(self) -> CRLDistributionPoints | None:
        """Somewhere: what pyHanko wants to see before it looks for a delta."""
        return CRLDistributionPoints.load(_ONE_POINT)


class _Delta(CRLContainer):
    """A delta that ended while its complete list still holds: what it told of is known all the same."""

    def usable_at(
        self, policy: CertRevTrustPolicy, timing_params: ValidationTimingParams
    ) -> RevinfoUsability:
        """See `CRLContainer.usable_at`."""
        found = super().usable_at(policy, timing_params)
        if found.rating is RevinfoUsabilityRating.STALE:
            return RevinfoUsability(RevinfoUsabilityRating.OK)
        return found


def held(lists: Iterable[RevocationList]) -> list[CRLContainer]:
    """`paired`, for judging by what is at hand."""
    return [(_Delta if _is_delta(one) else CRLContainer)(crl_data=one) for one in paired(lists)]


def paired(lists: Iterable[RevocationList]) -> tuple[RevocationList, ...]:
    """`lists` as they are to be judged by: of deltas the newest of each issuer, key and scope, if any complete list
    needs it."""
    found: dict[bytes, list[RevocationList]] = defaultdict(list)
    for one in lists:
        found[_scope(one)].append(one)
    return tuple(one for alike in found.values() for one in _of_one_scope(alike))


def alone(der: bytes) -> RevocationList | None:
    """A list that was fetched; None for a delta. Raises ValueError, TypeError."""
    one = _Alone.load(der, strict=True)
    return None if _is_delta(one) else one


def _of_one_scope(lists: list[RevocationList]) -> list[RevocationList]:
    complete = [one for one in lists if not _is_delta(one)]
    deltas = sorted((one for one in lists if _is_delta(one)), key=_number)
    newest = deltas[-1] if deltas else None
    judged = [
        (_Paired if newest and _goes_with(newest, one) else _Alone).load(one.dump()) for one in complete
    ]
    used = any(isinstance(one, _Paired) for one in judged)
    return [*judged, newest] if newest and used else judged


def _goes_with(delta: RevocationList, complete: RevocationList) -> bool:
    """The complete list is no older than the one that the delta begins from, and older than the delta."""
    return bool(delta.delta_crl_indicator_value.native <= _number(complete) < _number(delta))


def _scope(one: RevocationList) -> bytes:
    try:
        place = one.issuing_distribution_point_value
        return b"|".join(
            (one.issuer.dump(), one.authority_key_identifier or b"", place.dump() if place else b"")
        )
    except ValueError:  # an extension that nobody can read: pyHanko says what is wrong with it
        return bytes(one.dump())


def _is_delta(one: RevocationList) -> bool:
    try:
        return one.delta_crl_indicator_value is not None
    except ValueError:
        return False


def _number(one: RevocationList) -> int:
    number = one.crl_number_value
    return -1 if number is None else int(number.native)
