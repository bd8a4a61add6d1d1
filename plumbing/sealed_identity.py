"""A node's identity, sealed under a recovery passphrase, for the day its disk dies (docs/decisions/restore.md).

Whoever holds only the file or only the passphrase has nothing. The passphrase is drawn from 125 random bits,
shown once at enrolment to be printed, and never stored. The file lies beside the copies of the database and
may lie anywhere else too. Format: JSON {v, salt, box}; Argon2id (RFC 9106) → XSalsa20-Poly1305.
"""

import json
import secrets
from collections.abc import Mapping

from nacl import pwhash, secret
from nacl.exceptions import CryptoError

from plumbing.problem import Problem

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_GROUPS, _LETTERS = 5, 5
_READ_AS = str.maketrans({"0": "O", "1": "I", "8": "B"})
MAX_BYTES = 256 * 1024


def new_passphrase() -> str:
    """Five groups of five letters and digits, e.g. K3VQA-…, 125 bits."""
    letters = ["".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS)) for _ in range(_GROUPS)]
    return "-".join(letters)


def seal_identity(files: Mapping[str, bytes], passphrase: str) -> bytes:
    """Close the files (name → content) under the passphrase."""
    salt = secrets.token_bytes(pwhash.argon2id.SALTBYTES)
    plain = json.dumps({name: content.hex() for name, content in files.items()}).encode()
    box = secret.SecretBox(_key(passphrase, salt)).encrypt(plain)
    return json.dumps({"v": 1, "salt": salt.hex(), "box": bytes(box).hex()}).encode()


def open_identity(sealed: bytes, passphrase: str) -> dict[str, bytes]:
    """The files again. Raises Problem IDENTITY_DAMAGED (not such a file) or IDENTITY_PASSPHRASE (wrong, or
    the file was altered: the two cannot be told apart)."""
    salt, box = _parts(sealed)
    try:
        plain = secret.SecretBox(_key(passphrase, salt)).decrypt(box)
    except CryptoError as error:
        hint = "Mật khẩu khôi phục không đúng; hãy xem lại tờ in lúc ghi danh (5 nhóm, mỗi nhóm 5 ký tự)."
        raise Problem("IDENTITY_PASSPHRASE", hint) from error
    return {name: bytes.fromhex(content) for name, content in json.loads(plain).items()}


def _parts(sealed: bytes) -> tuple[bytes, bytes]:
    try:
        if len(sealed) > MAX_BYTES:
            raise ValueError("too large")
        outer = json.loads(sealed)
        salt, box = bytes.fromhex(outer["salt"]), bytes.fromhex(outer["box"])
        if outer["v"] != 1 or len(salt) != pwhash.argon2id.SALTBYTES:
            raise ValueError("version")
    except (ValueError, KeyError, TypeError) as error:
        hint = "Tệp danh tính niêm phong hỏng; hãy dùng bản khác, hoặc xin tỉnh giấy mời thay thế."
        raise Problem("IDENTITY_DAMAGED", hint, "operator", type(error).__name__) from error
    return salt, box


def _key(passphrase: str, salt: bytes) -> bytes:
    typed = passphrase.upper().translate(_READ_AS)
    letters = "".join(letter for letter in typed if letter in _ALPHABET)
    return bytes(
        pwhash.argon2id.kdf(
            secret.SecretBox.KEY_SIZE,
            letters.encode(),
            salt,
            opslimit=pwhash.argon2id.OPSLIMIT_INTERACTIVE,
            memlimit=pwhash.argon2id.MEMLIMIT_INTERACTIVE,
        )
    )
