"""Why the hub refuses a whole letter. The sender keeps it; nothing is lost."""

from dossier.exchange.wire import Letter
from hub.records import ContactRow
from plumbing.problem import Problem


def revoked(node: str) -> Problem:
    """The register says that this device counts no more."""
    return Problem(
        "NODE_REVOKED",
        "Máy này đã bị thu hồi, dữ liệu trên máy vẫn còn nguyên; hãy liên hệ quản trị của trung tâm tỉnh.",
        retry="operator",
        detail=node,
    )


def not_enrolled(node: str) -> Problem:
    """Nobody enrolled this device."""
    return Problem(
        "NODE_UNKNOWN",
        "Trung tâm tỉnh chưa ghi danh máy này; hãy ghi danh bằng mã mời rồi gửi lại.",
        retry="operator",
        detail=node,
    )


def turned_away(code: str, letter: Letter, contact: ContactRow, now_ms: int) -> Problem:
    """The sentence to a refusal of the exchange's machine."""
    if code == "CLOCK_AHEAD":
        return clock_ahead(letter.device_ms - now_ms)
    return incarnation_old(letter.incarnation, contact.incarnation)


def clock_ahead(ahead_ms: int) -> Problem:
    """More than ten minutes into the hub's future: such a stamp would win every later tie."""
    minutes = ahead_ms // 60_000
    return Problem(
        "CLOCK_AHEAD",
        f"Đồng hồ của máy gửi nhanh {minutes} phút; hãy chỉnh đồng hồ rồi gửi lại, thư vẫn được giữ trong máy. "
        f"Tệp trên USB cứ giữ nguyên: sau chừng ấy phút, nhập lại là được.",
        retry="operator",
        detail=f"ahead {ahead_ms} ms",
    )


def mislabelled(sender: str) -> Problem:
    """The letter names another sender, addressee or number than its envelope."""
    return Problem(
        "ENVELOPE_MISLABELLED",
        "Thư không khớp với phong bì (sai máy gửi, máy nhận hoặc số thư); hãy tạo lại thư từ máy gửi.",
        retry="operator",
        detail=sender,
    )


def incarnation_old(said: int, known: int) -> Problem:
    """An older copy of the node speaks: a restored backup or a cloned disk."""
    return Problem(
        "INCARNATION_OLD",
        "Máy đang chạy từ một bản sao cũ của chính nó; hãy khôi phục bằng lệnh motcua node restore rồi gửi lại.",
        retry="operator",
        detail=f"said {said}, known {known}",
    )


def letter_reused(seq: int) -> Problem:
    """Two different letters under one number: the node was cloned without a new incarnation."""
    return Problem(
        "LETTER_ID_REUSED",
        "Số thư này đã dùng cho nội dung khác: máy có thể đã bị sao chép. Hãy khôi phục máy dưới phiên mới.",
        retry="operator",
        detail=f"seq {seq}",
    )


def unknown_dossier(dossier: str) -> Problem:
    """Nothing here under that id."""
    hint = "Trung tâm tỉnh chưa có hồ sơ này; hãy tra lại mã hoặc đợi dữ liệu của xã, phường về."
    return Problem("DOSSIER_UNKNOWN", hint, "later", dossier)


def blob_not_named(sha256: str) -> Problem:
    """No dossier that this device may see, and no letter of its own, names the blob."""
    return Problem(
        "BLOB_NOT_NAMED",
        "Máy này không có quyền với tệp đã nêu; hãy gửi dữ liệu hồ sơ trước, rồi mới gửi hoặc xin tệp.",
        retry="later",
        detail=sha256,
    )
