"""Every error that signing and verifying can show to a person, in one place so that codes stay stable.

NOT_A_PDF  PDF_ENCRYPTED  PDF_FORM_UNUSABLE  NO_SIGNATURES                   the file is at fault
ALREADY_CERTIFIED_NO_CHANGES  CERTIFY_TOO_LATE  FIELD_NOT_PREPARED
FIELD_ALREADY_SIGNED                                                         its earlier signatures forbid it
STAMP_OFF_PAGE  STAMP_IMAGE_UNREADABLE                                       how it is to look cannot be
WRONG_PASSPHRASE  KEY_NOT_READABLE
KEY_EXPIRED  KEY_NOT_YET_VALID  KEY_NOT_FOR_SIGNING                          the key is at fault
TOKEN_MODULE_MISSING  TOKEN_NOT_FOUND  TOKEN_NOT_ANSWERING
TOKEN_CERT_MISSING  TOKEN_CERT_AMBIGUOUS
PIN_WRONG  PIN_REFUSED_BEFORE  PIN_LAST_TRY  PIN_LOCKED                      the token, or who holds it
TSA_UNREACHABLE  TSA_REFUSED  TSA_UNTRUSTED  REVOCATION_UNAVAILABLE          the level waits, the signature stands
HANDED_CERTIFICATE_MALFORMED  HANDED_OTHER_HOLDER  HANDED_NOT_TRUSTED
HANDED_CHANGED  HANDED_SIGNATURE_WRONG                                       a signature made elsewhere
TRUST_NOT_READABLE  SIGNING_FAILED  SIGNING_TIMEOUT
"""

from __future__ import annotations

from plumbing.problem import Listed, Retry

_TEXTS: dict[str, tuple[Retry, str]] = {
    "NOT_A_PDF": ("never", "Tệp không phải là PDF đọc được. Hãy kiểm tra lại tệp."),
    "PDF_ENCRYPTED": (
        "never",
        "Tệp PDF có mật khẩu nên không ký hoặc kiểm tra được. Hãy lưu lại bản không đặt mật khẩu.",
    ),
    "PDF_FORM_UNUSABLE": (
        "never",
        "Trang hoặc ô nhập bên trong tệp PDF này không theo chuẩn nên không ký được. Hãy in ra rồi quét lại.",
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
    "STAMP_OFF_PAGE": (
        "never",
        "Ô hiển thị chữ ký nằm ngoài trang hoặc tệp không có trang đó. Hãy sửa số trang và vị trí ô.",
    ),
    "STAMP_IMAGE_UNREADABLE": (
        "never",
        "Không đọc được ảnh chữ ký hoặc con dấu. Hãy chọn tệp ảnh PNG nền trong.",
    ),
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
    "KEY_NOT_FOR_SIGNING": (
        "operator",
        "Chứng thư này không dùng để ký văn bản. Hãy chọn chứng thư ký số của cán bộ hoặc cơ quan.",
    ),
    "TOKEN_MODULE_MISSING": (
        "operator",
        "Không mở được thư viện của thiết bị ký. Người vận hành cần cài trình điều khiển và kiểm tra đường dẫn.",
    ),
    "TOKEN_NOT_FOUND": (
        "later",
        "Không thấy thiết bị ký. Hãy cắm đúng thiết bị (USB Token) rồi ký lại.",
    ),
    "TOKEN_NOT_ANSWERING": (
        "later",
        "Thiết bị ký ngừng trả lời, có thể đã bị rút ra. Hãy cắm lại thiết bị rồi ký lại; tệp gốc vẫn nguyên vẹn.",
    ),
    "TOKEN_CERT_MISSING": (
        "operator",
        "Thiết bị ký không có chứng thư này hoặc chứng thư hết hiệu lực. Hãy kiểm tra đúng thiết bị của người ký.",
    ),
    "TOKEN_CERT_AMBIGUOUS": (
        "operator",
        "Thiết bị ký có nhiều chứng thư dùng được. Hãy ghi rõ chứng thư của cán bộ trong cấu hình khóa ký.",
    ),
    "PIN_WRONG": (
        "never",
        "Sai mã PIN của thiết bị ký; máy không thử lại. Hãy tự nhập lại cẩn thận: sai nhiều lần thiết bị sẽ bị khóa.",
    ),
    "PIN_REFUSED_BEFORE": (
        "never",
        "Mã PIN này vừa bị thiết bị ký từ chối nên máy không gửi lại. Hãy nhập mã PIN đúng.",
    ),
    "PIN_LAST_TRY": (
        "operator",
        "Thiết bị ký chỉ còn một lần thử PIN nên máy không thử. Hãy dùng phần mềm của nhà cung cấp để kiểm tra PIN.",
    ),
    "PIN_LOCKED": (
        "operator",
        "Thiết bị ký đã bị khóa vì nhập sai PIN nhiều lần. Hãy liên hệ nhà cung cấp để mở khóa.",
    ),
    "TSA_UNREACHABLE": (
        "later",
        "Chưa liên lạc được với máy chủ dấu thời gian; máy sẽ tự xin lại, chữ ký vẫn có giá trị.",
    ),
    "TSA_REFUSED": (
        "operator",
        "Máy chủ dấu thời gian từ chối; hãy kiểm tra địa chỉ và tài khoản dấu thời gian.",
    ),
    "TSA_UNTRUSTED": (
        "operator",
        "Dấu thời gian nhận được không kiểm chứng được bằng danh sách tin cậy; hãy cập nhật danh sách tin cậy.",
    ),
    "REVOCATION_UNAVAILABLE": (
        "later",
        "Chưa có đủ danh sách thu hồi để nâng mức chữ ký; máy sẽ tự thử lại, chữ ký vẫn có giá trị.",
    ),
    "HANDED_CERTIFICATE_MALFORMED": (
        "never",
        "Không đọc được tệp chứng thư số. Hãy chọn tệp .pem, .cer hoặc .crt xuất từ phần mềm của thiết bị ký.",
    ),
    "HANDED_OTHER_HOLDER": (
        "never",
        "Chứng thư số này mang tên người khác. Hãy chọn chứng thư của chính bạn; nếu tên ghi sai, báo quản trị nút.",
    ),
    "HANDED_NOT_TRUSTED": (
        "operator",
        "Chứng thư số không do tổ chức trong danh sách tin cậy cấp hoặc đã bị thu hồi. Hãy báo quản trị nút.",
    ),
    "HANDED_CHANGED": (
        "never",
        "Tệp đã chuẩn bị để ký bị thay đổi hoặc hỏng. Hãy chuẩn bị lại từ đầu.",
    ),
    "HANDED_SIGNATURE_WRONG": (
        "never",
        "Chữ ký gửi về không khớp với chứng thư và nội dung đã chuẩn bị. Hãy ký lại đúng tệp bằng đúng thiết bị.",
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


class SigningProblem(Listed):
    """Signing or verifying failed; `code` is one of `CODES`."""

    texts = _TEXTS
