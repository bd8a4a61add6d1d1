"""A device's one key: Ed25519 (RFC 8032) for signing, and the X25519 key derived from it for sealed boxes.

The private seed lies in one file of mode 0600; whoever has it is the node. Nothing here prints it.
"""

import os
from pathlib import Path

from nacl.bindings import crypto_sign_SEEDBYTES
from nacl.exceptions import BadSignatureError, CryptoError
from nacl.public import SealedBox
from nacl.signing import SigningKey, VerifyKey

from dossier.authors import node_id
from plumbing.problem import Problem

KEY_FILE = "node.key"


class NodeKeys:
    """The key pair of this device."""

    def __init__(self, signing: SigningKey) -> None:
        self._signing = signing
        self.public_key = bytes(signing.verify_key)
        self.node = node_id(self.public_key)

    @classmethod
    def generate(cls) -> "NodeKeys":
        """A new key pair from the operating system's randomness."""
        return cls(SigningKey.generate())

    @classmethod
    def load(cls, folder: Path) -> "NodeKeys":
        """Read `node.key` (hex seed). Raises Problem KEY_MISSING, KEY_DAMAGED, KEY_EXPOSED (others can read it)."""
        path = folder / KEY_FILE
        try:
            text, mode = path.read_text(encoding="ascii"), path.stat().st_mode
        except FileNotFoundError as error:
            raise Problem(
                "KEY_MISSING", "Máy chưa có khóa; hãy ghi danh máy này với tỉnh.", "operator"
            ) from error
        except (OSError, UnicodeDecodeError) as error:
            raise _damaged(str(error)) from error
        if mode & 0o077:
            hint = "Tệp khóa đang mở cho người khác đọc; hãy đặt quyền 0600 rồi khởi động lại."
            raise Problem("KEY_EXPOSED", hint, "operator", KEY_FILE)
        return cls(SigningKey(_seed(text)))

    def save(self, folder: Path) -> None:
        """Write `node.key` with mode 0600, durably. Raises Problem(KEY_EXISTS): a key is never overwritten."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            handle = os.open(folder / KEY_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            hint = "Thư mục này đã có khóa của một máy; hãy chọn thư mục khác."
            raise Problem("KEY_EXISTS", hint, "operator", KEY_FILE) from error
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(bytes(self._signing).hex() + "\n")
            file.flush()
            os.fsync(file.fileno())

    def sign(self, message: bytes) -> bytes:
        """Ed25519 signature, 64 bytes."""
        return bytes(self._signing.sign(message).signature)

    def open_sealed(self, sealed: bytes) -> bytes:
        """Open what `seal_for` closed for this key. Raises Problem(SEALED_BOX_BROKEN)."""
        try:
            return bytes(SealedBox(self._signing.to_curve25519_private_key()).decrypt(sealed))
        except (CryptoError, ValueError, TypeError) as error:
            hint = "Nội dung niêm phong không mở được; hãy yêu cầu bên gửi gửi lại."
            raise Problem("SEALED_BOX_BROKEN", hint, "later") from error


def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """True when `signature` over `message` was made with the key; False for anything else, also for junk."""
    try:
        VerifyKey(public_key).verify(message, signature)
    except (BadSignatureError, ValueError, TypeError):
        return False
    return True


def seal_for(public_key: bytes, message: bytes) -> bytes:
    """Encrypt for the holder of an Ed25519 key; anonymous, 48 bytes longer. Raises Problem(BAD_PUBLIC_KEY)."""
    try:
        return bytes(SealedBox(VerifyKey(public_key).to_curve25519_public_key()).encrypt(message))
    except (CryptoError, ValueError, TypeError, RuntimeError) as error:
        hint = "Khóa công khai của bên nhận không hợp lệ; hãy cập nhật sổ đăng ký nút."
        raise Problem("BAD_PUBLIC_KEY", hint, "operator") from error


def _seed(text: str) -> bytes:
    try:
        seed = bytes.fromhex(text.strip())
    except ValueError as error:
        raise _damaged("not hexadecimal") from error
    if len(seed) != crypto_sign_SEEDBYTES:
        raise _damaged("wrong length")
    return seed


def _damaged(detail: str) -> Problem:
    hint = "Tệp khóa hỏng; hãy khôi phục từ bản sao hoặc ghi danh lại máy này."
    return Problem("KEY_DAMAGED", hint, "operator", detail)
