"""Signing with the keys of a folder, in the signing child."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from dossier.local_time import local
from node.ports import SignedPdf, Signer, SignOrder
from node.sign.batch import KeySession, open_key
from node.sign.child import ChildSigner
from node.sign.keys import Key, P12Key, TokenKey
from node.sign.pin_guard import PinGuard, guarded
from node.sign.port import DIGITISED_COPY_SLOTS, LEVELS, Role, Signed, SignRequest, Slot
from node.sign.spare import WarmWorkers
from plumbing.problem import Problem

_UNSAFE = re.compile(r"[^0-9A-Za-z_.@-]")


@dataclass(frozen=True, slots=True)
class FolderSigner:
    """`node.ports.Signer` with the keys of a folder: `<officer>.p12` or `<officer>.token.json` for people,
    `seal-<unit>` or `seal` instead of the officer for the agency, and a picture `….png` beside each where there is one.

    A token's file is {"module": path, "token": label or serial, "certificate": label, name or fingerprint}; the
    passphrase of the order is its PIN then.
    """

    folder: Path
    workers: WarmWorkers = field(default_factory=WarmWorkers)

    def get_ready(self) -> None:
        """See `Signer.get_ready`."""
        self.workers.get_ready()

    def sign(self, pdf: bytes, order: SignOrder) -> SignedPdf:
        """See `Signer.sign`. Raises Problem(SIGN_KEY_MISSING) besides what the child raises."""
        key, request = self.prepared(order)
        signer = ChildSigner(key, workers=self.workers)
        return _told(guarded(key, PinGuard(self.folder), lambda: signer.signed(pdf, request)))

    @contextmanager
    def batch(self) -> Iterator[Signer]:
        """See `Signer.batch`."""
        many = _FolderBatch(self)
        try:
            yield many
        finally:
            many.close()

    def prepared(self, order: SignOrder) -> tuple[Key, SignRequest]:
        """The key of an order and what it is asked to sign. Raises Problem(SIGN_KEY_MISSING, TOKEN_FILE_MALFORMED)."""
        key, path = self._key(order)
        return key, request_of(order, path.with_name(f"{path.name.split('.')[0]}.png"))

    def _key(self, order: SignOrder) -> tuple[Key, Path]:
        safe = _UNSAFE.sub("_", order.officer)
        stems = (f"seal-{safe}", "seal") if order.role == Role.SEAL else (safe,)
        for stem in stems:
            file, token = self.folder / f"{stem}.p12", self.folder / f"{stem}.token.json"
            if file.is_file():
                return P12Key(file, order.passphrase), file
            if token.is_file():
                return _token_key(token, order), token
        hint = "Máy chưa có khóa ký của người (hoặc cơ quan) này; hãy cắm thiết bị ký hoặc báo quản trị nút."
        raise Problem("SIGN_KEY_MISSING", hint, "operator", stems[0])


class _FolderBatch:
    """`Signer` that keeps every key open that it was asked for: a leader's and an agency's, say."""

    def __init__(self, signer: FolderSigner) -> None:
        self._signer, self._open = signer, dict[Key, KeySession]()

    def sign(self, pdf: bytes, order: SignOrder) -> SignedPdf:
        """See `Signer.sign`."""
        key, request = self._signer.prepared(order)
        session = self._open.get(key)
        if session is None or (session.is_over and not isinstance(key, TokenKey)):
            folder, workers = self._signer.folder, self._signer.workers
            session = guarded(key, PinGuard(folder), lambda: open_key(key, request.moment, workers))
            self._open[key] = session
        return _told(session.signed(pdf, request))

    def get_ready(self) -> None:
        """See `Signer.get_ready`."""
        self._signer.get_ready()

    @contextmanager
    def batch(self) -> Iterator[Signer]:
        """This one."""
        yield self

    def close(self) -> None:
        """Close all keys."""
        for session in self._open.values():
            session.close()


def _told(signed: Signed) -> SignedPdf:
    ends = datetime.fromisoformat(signed.key_ends).timestamp() if signed.key_ends else 0
    return SignedPdf(signed.pdf, LEVELS[0], int(ends * 1000))


def _token_key(file: Path, order: SignOrder) -> TokenKey:
    try:
        body = json.loads(file.read_text(encoding="utf-8"))
        named = {name: str(body.get(name, "")) for name in ("token", "certificate")}
        return TokenKey(Path(body["module"]), order.passphrase, **named, holder=order.name)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        hint = "Tệp khai báo thiết bị ký (.token.json) không đọc được; người vận hành cần sửa lại."
        raise Problem("TOKEN_FILE_MALFORMED", hint, "operator", type(error).__name__) from error


def request_of(order: SignOrder, picture: Path) -> SignRequest:
    """The order in the signing child's words, with the picture where there is one and the role shows it."""
    role = Role(order.role)
    return SignRequest(
        field_name=order.role,
        role=role,
        signer_display=order.name,
        moment=local(order.at_ms),
        lines=(order.reason_vi, order.name, order.place),
        certify=role is not Role.SEAL,
        slots=_slots(role, order),
        # On a digitised copy the text alone stands: form of the copy, agency, time (NĐ 30/2020, Phụ lục I).
        image=picture.read_bytes() if role is not Role.INTAKE and picture.is_file() else None,
    )


def _slots(role: Role, order: SignOrder) -> tuple[Slot, ...]:
    """Places are fixed before the first signature; later ones only fill them."""
    if role is Role.INTAKE:
        return DIGITISED_COPY_SLOTS
    if role is Role.LEADER:
        return tuple(Slot(name, spot.box, spot.page) for name, spot in sorted(order.spots.items()))
    return ()
