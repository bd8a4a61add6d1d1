"""What a signer is told: who signs, in which capacity, where, and now."""

from collections.abc import Mapping
from types import MappingProxyType

from node.ports import SignOrder, Spot
from node.usecases.workplace import Workplace

_NOWHERE: Mapping[str, Spot] = MappingProxyType({})
INTAKE_VI = "Số hóa từ bản giấy"


def sign_order(
    place: Workplace,
    role: str,
    key: str,
    passphrase: str,
    reason_vi: str,
    spots: Mapping[str, Spot] = _NOWHERE,
) -> SignOrder:
    """`key` is an officer, or the unit for the agency's seal; `passphrase` is "" where the key is elsewhere."""
    day = place.clock.today()
    person = place.register.officer(key)
    unit_name = place.register.unit_name(place.our_unit(day), day)
    return SignOrder(
        role=role,
        officer=key,
        name=person.name if person else unit_name,
        passphrase=passphrase,
        reason_vi=reason_vi,
        place=unit_name,
        at_ms=place.clock.now_ms(),
        spots=spots,
    )
