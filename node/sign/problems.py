"""Every error that signing and verifying can show to a person, in one place so that codes stay stable.

NOT_A_PDF  PDF_ENCRYPTED  NO_SIGNATURES                                      the file is at fault
ALREADY_CERTIFIED_NO_CHANGES  CERTIFY_TOO_LATE  FIELD_NOT_PREPARED
FIELD_ALREADY_SIGNED                                                         its earlier signatures forbid it
WRONG_PASSPHRASE  KEY_NOT_READABLE
KEY_EXPIRED  KEY_NOT_YET_VALID                                               the key is at fault
TRUST_NOT_READABLE  SIGNING_FAILED  SIGNING_TIMEOUT
"""

from __future__ import annotations

from plumbing.problem import Problem, Retry

_TEXTS: dict[str, tuple[Retry, str]] = {
    "NOT_A_PDF": ("never", "Tệp không phải là PDF đọc được. Hãy kiểm tra lại tệp."),
    "PDF_ENCRYPTED": (
        "never",
        "Tệp PDF có mật khẩu nên không ký hoặc kiểm tra được. Hãy lưu lại bản không đặt mật khẩu.",
    ),
    "NO_SIGNATURES": ("never", "Tệp PDF này không có chữ ký số nào."),
    "ALREADY_CERTIFIED_NO_CHANGES": (
        "never",
        "Tệp đã được ký khóa, không cho thêm chữ ký. Hãy dùng bản chưa khóa.",
    ),
    "CERTIFY_TOO_LATE": (
        "never",
        "Tệp đã có chữ ký nên không thể ký chứng nhận. Hãy ký xác nhận thông thường.",
    ),
    "FIELD_NOT_PREPARED": ("never", "Tệp đã khóa và không có sẵn ô ký này. Hãy tạo lại tệp với đủ các ô ký."),
    "FIELD_ALREADY_SIGNED": ("never", "Ô ký này đã có chữ ký. Hãy kiểm tra ai đã ký."),
    "WRONG_PASSPHRASE": (
        "never",
        "Sai mật khẩu của khóa ký. Hãy nhập lại cẩn thận; khóa cứng sẽ bị khóa nếu nhập sai nhiều lần.",
    ),
    "KEY_NOT_READABLE": ("operator", "Không đọc được tệp khóa ký (.p12). Người vận hành cần cấp lại khóa."),
    "KEY_EXPIRED": (
        "operator",
        "Chứng thư số đã hết hạn. Người vận hành cần gia hạn hoặc cấp lại chứng thư.",
    ),
    "KEY_NOT_YET_VALID": (
        "operator",
        "Chứng thư số chưa có hiệu lực. Hãy kiểm tra đồng hồ của máy hoặc ngày cấp chứng thư.",
    ),
    "TRUST_NOT_READABLE": ("operator", "Không đọc được danh sách chứng thư tin cậy. Hãy kiểm tra tệp PEM."),
    "SIGNING_FAILED": (
        "later",
        "Ký hoặc kiểm tra chữ ký không thành công. Tệp gốc vẫn nguyên vẹn; hãy thử lại.",
    ),
    "SIGNING_TIMEOUT": (
        "later",
        "Ký hoặc kiểm tra chữ ký quá lâu nên đã dừng. Tệp gốc vẫn nguyên vẹn; hãy thử lại.",
    ),
}

CODES = frozenset(_TEXTS)


class SigningProblem(Problem):
    """Signing or verifying failed; `code` is one of `CODES`."""

    def __init__(self, code: str, detail: str = "") -> None:
        retry, hint = _TEXTS[code]
        super().__init__(code, hint, retry, detail)
