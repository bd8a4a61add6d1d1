"""Every error that reading can show to a person, in one place so that codes stay stable.

FILE_NOT_FOUND  NOT_A_PDF  NOT_AN_IMAGE  UNSUPPORTED_FILE_TYPE  PDF_ENCRYPTED    the input is at fault
FILE_TOO_LARGE  TOO_MANY_PAGES  IMAGE_TOO_LARGE  IMAGE_ANIMATED
OCR_TIMEOUT  OCR_CRASHED  OCR_OUT_OF_MEMORY                                      the tool failed on it
TESSERACT_MISSING  TESSERACT_TOO_OLD  LANG_MISSING                               an operator must act
PDFA_NOT_CONFORMING  DISK_FULL
"""

from __future__ import annotations

from plumbing.problem import Listed, Retry

_TEXTS: dict[str, tuple[Retry, str]] = {
    "FILE_NOT_FOUND": ("never", "Không mở được tệp. Hãy kiểm tra lại đường dẫn và quyền đọc."),
    "NOT_A_PDF": ("never", "Tệp không phải là PDF đọc được. Hãy quét lại hoặc xuất lại tệp PDF."),
    "NOT_AN_IMAGE": ("never", "Không giải mã được ảnh. Hãy quét hoặc chụp lại giấy tờ này."),
    "UNSUPPORTED_FILE_TYPE": (
        "never",
        "Chỉ nhận tệp PDF và ảnh JPEG, PNG, TIFF, HEIC, AVIF, WebP, BMP, GIF. Tệp Word, Excel thì lưu thành PDF,"
        " ảnh kiểu khác thì lưu thành JPEG, rồi nộp lại.",
    ),
    "IMAGE_ANIMATED": (
        "never",
        "Ảnh động có nhiều khung hình, không phải một trang giấy. Hãy chụp hoặc lưu từng trang thành một ảnh.",
    ),
    "PDF_ENCRYPTED": ("never", "Tệp PDF có mật khẩu. Hãy lưu lại bản không đặt mật khẩu rồi nộp lại."),
    "FILE_TOO_LARGE": ("never", "Tệp quá lớn. Hãy quét ở 300 dpi hoặc tách thành nhiều tệp."),
    "TOO_MANY_PAGES": ("never", "Tệp có quá nhiều trang. Hãy tách thành các tệp nhỏ hơn theo từng giấy tờ."),
    "IMAGE_TOO_LARGE": ("never", "Ảnh có quá nhiều điểm ảnh. Hãy quét lại ở 300 dpi."),
    "OCR_TIMEOUT": (
        "later",
        "Đọc trang quá lâu nên đã dừng. Bản gốc vẫn được giữ; có thể thử lại hoặc nhập tay.",
    ),
    "OCR_CRASHED": (
        "later",
        "Bộ đọc chữ bị lỗi trên trang này. Bản gốc vẫn được giữ; có thể thử lại hoặc nhập tay.",
    ),
    "OCR_OUT_OF_MEMORY": ("later", "Không đủ bộ nhớ để đọc trang này. Hãy quét lại ở 300 dpi hoặc nhập tay."),
    "TESSERACT_MISSING": ("operator", "Máy chưa cài Tesseract. Người vận hành cần cài gói tesseract-ocr."),
    "TESSERACT_TOO_OLD": ("operator", "Tesseract quá cũ. Người vận hành cần cài phiên bản 5 trở lên."),
    "LANG_MISSING": ("operator", "Thiếu dữ liệu tiếng Việt. Người vận hành cần cài gói tesseract-ocr-vie."),
    "PDFA_NOT_CONFORMING": ("operator", "Không tạo được PDF/A đúng chuẩn. Hãy báo bộ phận kỹ thuật."),
    "DISK_FULL": (
        "operator",
        "Ổ đĩa đã đầy, tệp chưa được lưu; hãy giải phóng chỗ trống rồi làm lại. Dữ liệu cũ vẫn nguyên.",
    ),
}

CODES = frozenset(_TEXTS)


class ReadingProblem(Listed):
    """Reading or digitising failed; `code` is one of `CODES`."""

    texts = _TEXTS
