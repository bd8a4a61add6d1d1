"""What a signer is told: who signs, in which capacity, where, and now.

Now is this machine's clock, which offline is a claim. It is refused where it is known to be false: earlier than a time
that the province or a timestamping authority has vouched for. A paper signed then would bear a time before the acts it
rests on, and its certificate would be judged at a moment that never was (Luật Giao dịch điện tử 20/2023/QH15: the
certificate holds at the time of signing). A clock that may run ahead is only told: offline nobody can know.
"""

from collections.abc import Mapping
from types import MappingProxyType

from dossier.exchange.machine_hub import CLOCK_TOLERANCE_MS
from dossier.local_time import local
from node.ports import SignOrder, Spot
from node.usecases.workplace import Workplace
from plumbing.problem import Problem

_NOWHERE: Mapping[str, Spot] = MappingProxyType({})
_STAMPED = "stamped_ms"
INTAKE_VI = "Số hóa từ bản giấy"


def sign_order(
    place: Workplace,
    role: str,
    key: str,
    passphrase: str,
    reason_vi: str,
    spots: Mapping[str, Spot] = _NOWHERE,
) -> SignOrder:
    """`key` is an officer, or the unit for the agency's seal; `passphrase` is "" where the key is elsewhere. Raises
    Problem SIGN_CLOCK_BEHIND."""
    _check_clock(place)
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


def note_time(place: Workplace, stamped_ms: int) -> None:
    """A timestamping authority has vouched for this time (0 = it has not); only a later one counts."""
    with place.store.reading() as tables:
        known = tables.meta.number(_STAMPED)
    if stamped_ms > known:
        with place.store.writing() as tables:
            tables.meta.put(_STAMPED, stamped_ms)


def _check_clock(place: Workplace) -> None:
    with place.store.reading() as tables:
        proven = max(tables.meta.number("hub_ms"), tables.meta.number(_STAMPED))
    now = place.clock.now_ms()
    if now < proven - CLOCK_TOLERANCE_MS:
        hint = (
            f"Đồng hồ máy đang là {local(now):%H:%M ngày %d/%m/%Y}, sớm hơn giờ đã được chứng thực "
            f"({local(proven):%H:%M ngày %d/%m/%Y}); chữ ký sẽ mang giờ sai. Hãy chỉnh đồng hồ rồi ký lại."
        )
        raise Problem("SIGN_CLOCK_BEHIND", hint, "operator")
