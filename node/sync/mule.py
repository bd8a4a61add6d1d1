"""The blind mule: envelopes of others that this node carries, cannot read, and hands on over any road.

Only what the register can vouch for is carried (sender's signature over the envelope, known addressee), each
envelope once (known by its SHA-256 until it expires, so that no loop keeps it alive), within a quota and a time. The
bytes lie in files of their own: they need no place in the database or in its running copy.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from dossier.local_time import DAY_MS
from node.ports.roads import CarriedRow
from node.usecases.exchange.neighbours import is_valid
from node.usecases.exchange.trust import Hub, key_of
from node.usecases.workplace import Workplace
from plumbing.disk import replace_file
from plumbing.envelopes import FILE_SUFFIX, check_envelope, peek
from plumbing.problem import Problem

_MB = 1_000_000


class Mule:
    """Carries for others."""

    def __init__(self, place: Workplace, hub: Hub) -> None:
        self._place, self._hub = place, hub
        self._folder = place.config.data / "carried"

    def carry(self, envelope: bytes) -> bool:
        """Keep an envelope for its addressee; False when it was known. Raises Problem as `check_envelope`, and
        CARRY_NOT_OURS (it is for us), CARRY_UNKNOWN_ADDRESSEE, CARRY_FULL."""
        place, header = self._place, peek(envelope)
        if header.addressee == place.identity.node:
            raise Problem("CARRY_NOT_OURS", "Phong bì này gửi cho chính máy này; hãy nhận nó như thư thường.")
        check_envelope(envelope, self._key_of)
        if header.addressee != self._hub.node and not is_valid(place, header.addressee):
            hint = "Không biết máy nhận của phong bì này nên không chuyển hộ; hãy giữ tệp trên USB."
            raise Problem("CARRY_UNKNOWN_ADDRESSEE", hint, "operator", header.addressee)
        self.forget_expired()
        now, digest = place.clock.now_ms(), hashlib.sha256(envelope).hexdigest()
        expires = now + place.config.carry_days * DAY_MS
        row = CarriedRow(digest, header.sender, header.addressee, len(envelope), now, expires)
        with place.store.reading() as tables:
            full = tables.forwarding.carried_bytes() + len(envelope) > place.config.carry_mb * _MB
        if full:
            hint = "Máy này đã mang hộ đủ mức cho phép; phong bì vẫn nằm trên USB, hãy nhờ máy khác."
            raise Problem("CARRY_FULL", hint, "later")
        replace_file(
            self._path(digest), envelope
        )  # before the row: a row without bytes would be a promise without cover
        with place.store.writing() as tables:
            return tables.forwarding.carry(row)

    def waiting(self, addressee: str) -> Iterator[tuple[CarriedRow, bytes]]:
        """What waits for this addressee ("" = for anybody), oldest first, with its bytes."""
        self.forget_expired()
        with self._place.store.reading() as tables:
            rows = tables.forwarding.waiting(addressee)
        for row in rows:
            data = self._read(row.digest)
            if data is not None:
                yield row, data

    def handed(self, row: CarriedRow) -> None:
        """It reached its addressee, or another carrier that will not bring it back."""
        with self._place.store.writing() as tables:
            tables.forwarding.handed(row.digest, self._place.clock.now_ms())
        self._path(row.digest).unlink(missing_ok=True)

    def forget_expired(self) -> int:
        """Drop what is past its time (its author still has it); gives how many."""
        with self._place.store.writing() as tables:
            gone = tables.forwarding.expired(self._place.clock.now_ms())
        for digest in gone:
            self._path(digest).unlink(missing_ok=True)
        return len(gone)

    def _key_of(self, node: str) -> bytes | None:
        if node != self._hub.node and not is_valid(self._place, node):
            return None
        return key_of(self._place, self._hub, node)

    def _path(self, digest: str) -> Path:
        return self._folder / (digest + FILE_SUFFIX)

    def _read(self, digest: str) -> bytes | None:
        """The bytes, when they are still what was put there."""
        try:
            data = self._path(digest).read_bytes()
        except OSError:
            return None
        return data if hashlib.sha256(data).hexdigest() == digest else None
