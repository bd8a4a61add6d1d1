"""Cards at the counter: the text that a scanner typed, or a photo of the card, becomes the applicant's fields.

A code is not signed and a photo may be misread: both only save typing, and an officer compares with card and person.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from dossier.card_qr import CardData
from dossier.errors import MalformedValue
from dossier.health_card_qr import HealthCard
from dossier.printed_card import CARD_KINDS, Printed, printed_card
from dossier.scanned_code import read_code
from node.ports import ReadPage
from node.ports.tools import CardReader
from node.usecases.scans.uploads import checked_upload
from node.usecases.workplace import Workplace
from plumbing.problem import Problem
from plumbing.scratch import Scratch

_MOST_BYTES = 30_000_000


class Cards:
    """Reads citizen cards and old health-insurance cards."""

    def __init__(self, place: Workplace, reader: CardReader) -> None:
        self._place, self._reader = place, reader

    def read_qr(self, text: str) -> Mapping[str, str]:
        """Applicant fields out of a card's QR text: name, id_number, birth, sex, address, issued, notices …
        Raises KernelError for a text that is none."""
        card = read_code(text, self._place.clock.today())
        fields = _health_fields(card) if isinstance(card, HealthCard) else _card_fields(card)
        return {name: value for name, value in fields.items() if value}

    def read_photo(self, stream: BinaryIO) -> Mapping[str, str]:
        """The same out of a photo or scan: by its code, else by what is printed. Nothing is kept. Raises Problem
        CARD_NOT_FOUND and what an upload or a reading raises."""
        with checked_upload(stream, _MOST_BYTES) as upload, Scratch() as folder:
            path = folder / "card"
            path.write_bytes(upload.stream.read())
            for text in self._reader.codes(path):
                try:
                    return self.read_qr(text)
                except MalformedValue:
                    continue  # another code of the picture: a poster, a phone
            return self._printed(path)

    def _printed(self, path: Path) -> Mapping[str, str]:
        read: list[Printed] = []

        def keep(page: ReadPage) -> None:
            if page.kind in CARD_KINDS:
                read.extend(Printed(f.name, f.value, f.review) for f in page.fields)

        self._reader.read(path, keep, 1)
        card = printed_card(read, self._place.clock.today())
        if card is None:
            hint = "Không thấy thẻ căn cước trong ảnh. Hãy chụp gần, đủ sáng, trọn mặt thẻ; hoặc nhập tay."
            raise Problem("CARD_NOT_FOUND", hint)
        return {**card.values, "notices": " ".join(notice.message_vi for notice in card.notices)}


def _card_fields(card: CardData) -> dict[str, str]:
    return {
        "name": card.full_name,
        "id_number": card.number.number,
        "birth": card.birth.text_vi,
        "sex": card.gender.label_vi if card.gender else "",
        "address": card.address,
        "issued": card.issued.text_vi if card.issued else "",
        "old_number": card.old_number or "",
        "notices": " ".join(notice.message_vi for notice in card.notices),
    }


def _health_fields(card: HealthCard) -> dict[str, str]:
    return {
        "name": card.full_name,
        "birth": card.birth.text_vi,
        "sex": card.gender.label_vi if card.gender else "",
        "address": card.address,
        "health_card": card.card_number,
        "notices": "Đây là thẻ bảo hiểm y tế: mã không có số định danh, hãy nhập theo thẻ căn cước.",
    }
