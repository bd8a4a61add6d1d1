"""Vietnamese telephone numbers: one written form, the network when it is known.

Mobile numbers have 10 digits; 11-digit numbers from before 2018 are converted by the operators'
published prefixes. An unknown mobile prefix is a notice, because new networks appear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from dossier.errors import MalformedValue
from dossier.identity import Notice

_NETWORKS: Final = {
    "Viettel": "032 033 034 035 036 037 038 039 086 096 097 098",
    "VinaPhone": "081 082 083 084 085 088 091 094",
    "MobiFone": "070 076 077 078 079 089 090 093",
    "Vietnamobile": "052 056 058 092",
    "Gmobile": "059 099",
}
_NETWORK_OF: Final = {
    prefix: network for network, prefixes in _NETWORKS.items() for prefix in prefixes.split()
}
_OLD_PREFIX_PAIRS: Final = (
    "0162>032 0163>033 0164>034 0165>035 0166>036 0167>037 0168>038 0169>039 0120>070 0121>079 0122>077 "
    "0126>076 0128>078 0123>083 0124>084 0125>085 0127>081 0129>082 0186>056 0188>058 0199>059"
)
_OLD_PREFIXES: Final = {pair[:4]: pair[5:] for pair in _OLD_PREFIX_PAIRS.split()}
_MOBILE: Final = re.compile(r"0[35789][0-9]{8}")
_LANDLINE: Final = re.compile(r"02[0-9]{8,9}")
_OLD_MOBILE: Final = re.compile(r"01[0-9]{9}")


@dataclass(frozen=True, slots=True)
class Phone:
    """A number as dialled inside the country; `network` is None for landlines and unknown ones."""

    national: str
    network: str | None
    notices: tuple[Notice, ...] = ()


def parse_phone(text: str) -> Phone:
    """Read `0912 345 678`, `+84912345678`, a landline or an old 11-digit number.

    Raises MalformedValue (PHONE_MALFORMED).
    """
    digits = re.sub(r"[\s.()-]", "", text)
    digits = re.sub(r"^(\+84|0084|84(?=[1-9][0-9]{8,9}$))0?", "0", digits)
    notices: list[Notice] = []
    if _OLD_MOBILE.fullmatch(digits) and digits[:4] in _OLD_PREFIXES:
        digits = _OLD_PREFIXES[digits[:4]] + digits[4:]
        notices.append(Notice("PHONE_CONVERTED", "Số 11 chữ số cũ đã được đổi sang đầu số mới."))
    if _LANDLINE.fullmatch(digits):
        return Phone(digits, None)
    if not _MOBILE.fullmatch(digits):
        raise MalformedValue(
            "PHONE_MALFORMED", "Số điện thoại không hợp lệ. Số di động có 10 chữ số, bắt đầu bằng 0."
        )
    network = _NETWORK_OF.get(digits[:3])
    if network is None:
        notices.append(Notice("PHONE_PREFIX_UNKNOWN", f"Đầu số {digits[:3]} chưa có trong bảng."))
    return Phone(digits, network, tuple(notices))
