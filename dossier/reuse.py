"""Whether a paper that was digitised before answers for one that is asked for now.

A paper that the person gave once is not asked for again (NĐ 61/2018/NĐ-CP art. 21a as inserted by NĐ 107/2021/NĐ-CP,
kept by NĐ 118/2025/NĐ-CP) while it is still good on the day; each kind has its own term. What was made for one
dossier (a declaration, a request) is never used twice. What only a look can tell is left to the clerk, with what to
look for; what has ended is told, and never offered.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from dossier.paper_kinds import KIND_NAMES, SPOKEN_OF
from dossier.vietnamese import date_vi, search_key

_EndOf = Callable[[date, int], date]


class Good(StrEnum):
    """What the rules say of a paper on the day. Only `VALID` and `LOOK` may be used."""

    VALID = "valid"
    LOOK = "look"  # a person must look at the picture first
    EXPIRED = "expired"
    REVOKED = "revoked"
    OTHER_PERSON = "other_person"
    DAMAGED = "damaged"
    ABSENT = "absent"  # its bytes are not on this machine


USABLE: Final = frozenset({Good.VALID, Good.LOOK})


class Term(StrEnum):
    """How long a kind of paper is good."""

    LASTING = "lasting"
    MONTHS = "months"  # from the day of issue
    YEAR = "year"  # to the end of the year of issue
    BY_AGE = "by_age"  # to the next of 14, 25, 40, 60 years (Luật Căn cước 2023 art. 21)
    LOOK = "look"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class PaperRule:
    """A kind (`dossier.paper_kinds`), its term, its term in words, and the text that says so."""

    kind: str
    term: Term
    months: int = 0
    word_vi: str = ""
    basis_vi: str = ""


_SIX_MONTHS_VI: Final = "có giá trị 6 tháng kể từ ngày cấp"
RULES: Final = (
    PaperRule("giay_khai_sinh", Term.LASTING),
    PaperRule("trich_luc_khai_sinh", Term.LASTING),
    PaperRule("trich_luc_khai_tu", Term.LASTING),
    PaperRule("trich_luc_ket_hon", Term.LASTING),
    PaperRule("trich_luc_ho_tich", Term.LASTING),
    PaperRule("giay_chung_nhan_ket_hon", Term.LASTING),
    PaperRule("giay_chung_sinh", Term.LASTING),
    PaperRule("giay_bao_tu", Term.LASTING),
    PaperRule("quyet_dinh_ly_hon", Term.LASTING),
    PaperRule("xac_nhan_khuyet_tat", Term.LASTING),
    PaperRule("giay_chung_nhan_nuoi_con_nuoi", Term.LASTING),
    PaperRule(
        "xac_nhan_tinh_trang_hon_nhan",
        Term.MONTHS,
        6,
        f"{_SIX_MONTHS_VI}, hoặc đến khi tình trạng hôn nhân thay đổi",
        "NĐ 123/2015/NĐ-CP Điều 23 khoản 1; TT 04/2020/TT-BTP Điều 12 khoản 2",
    ),
    # the shortest term that the sectors' laws give it
    PaperRule("phieu_ly_lich_tu_phap", Term.MONTHS, 6, _SIX_MONTHS_VI),
    PaperRule("giay_xac_nhan_y_te", Term.MONTHS, 6, _SIX_MONTHS_VI),
    PaperRule("giay_kham_suc_khoe", Term.MONTHS, 12, "có giá trị 12 tháng", "TT 32/2023/TT-BYT"),
    PaperRule(
        "xac_nhan_cu_tru",
        Term.MONTHS,
        12,
        "có giá trị 1 năm, hoặc đến khi thông tin cư trú thay đổi",
        "TT 66/2023/TT-BCA, mẫu CT07",
    ),
    PaperRule("xac_nhan_ho_ngheo", Term.YEAR, 0, "rà soát hằng năm, hết năm là hết hạn", "QĐ 24/2021/QĐ-TTg"),
    PaperRule("can_cuoc", Term.BY_AGE, 0, "thẻ đổi khi đủ 14, 25, 40, 60 tuổi", "Luật Căn cước 2023 Điều 21"),
    PaperRule("ho_chieu", Term.LOOK, 0, "ngày hết hạn ghi trên hộ chiếu"),
    PaperRule("the_bhyt", Term.LOOK, 0, "thời hạn ghi trên thẻ"),
    PaperRule("giay_uy_quyen", Term.LOOK, 0, "phạm vi và thời hạn ủy quyền"),
    PaperRule("giay_chung_nhan_quyen_su_dung_dat", Term.LOOK, 0, "trang bổ sung có ghi biến động không"),
    PaperRule("giay_chung_nhan_ho_kinh_doanh", Term.LOOK, 0, "nội dung đăng ký đã đổi chưa"),
    PaperRule("giay_phep_xay_dung", Term.LOOK, 0, "thời hạn khởi công ghi trên giấy"),
    PaperRule("quyet_dinh", Term.LOOK, 0, "quyết định đã bị thay thế chưa"),
    PaperRule(
        "so_ho_khau",
        Term.ENDED,
        0,
        "sổ giấy hết giá trị từ 01/01/2023",
        "Luật Cư trú 2020 Điều 38 khoản 3",
    ),
)
_PHRASES: Final = {rule.kind: tuple(map(search_key, SPOKEN_OF[rule.kind])) for rule in RULES}
_FOR_ONE_DOSSIER: Final = (
    *("to khai", "don ", "giay de nghi", "van ban de nghi", "ban khai", "phieu ", "to trinh", "du thao"),
    *("ho so de nghi", "i kien", "danh sach", "ban sao can chung thuc", "van ban cam doan", "giay tiep nhan"),
)
_RECOGNISED: Final = ": "
_LASTING_PHIEU: Final = search_key("phieu ly lich")
_CHANGES_AT: Final = (14, 25, 40, 60)
_BEFORE_CHANGE: Final = 2  # a card given in the last two years before a change is good until the next one


@dataclass(frozen=True, slots=True)
class Held:
    """A digitised paper. `issued` None = nobody recorded the day; `held` is the day by which it was digitised, so
    that it was issued no later; `birth_year` 0 = not known; `revoked` is the reason in words."""

    title: str
    held: date
    issued: date | None = None
    birth_year: int = 0
    revoked: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules say on the day, and why, in words."""

    good: Good
    reason_vi: str
    kind: str = ""


def is_for_one_dossier(title: str) -> bool:
    """Whether a paper of this title was made for one dossier: a declaration, a request."""
    key = search_key(title)
    return key.startswith(_FOR_ONE_DOSSIER) and not key.startswith(_LASTING_PHIEU)


def kinds_of(title: str) -> frozenset[str]:
    """Kinds of paper that a title, or an entry of a list of papers, speaks of; none for what is made for one
    dossier."""
    key = search_key(title)
    if is_for_one_dossier(title):
        return frozenset()
    found = {kind for kind, phrases in _PHRASES.items() if any(phrase in key for phrase in phrases)}
    return frozenset(found - {"trich_luc_ho_tich", "quyet_dinh"} or found)


def fits(asked: str, title: str) -> bool:
    """Whether a paper of this title may answer for the entry of a list of papers: both speak of one kind, or the paper
    was given for the very same entry and its kind was recognised (`recognised_title`)."""
    kinds, (entry, told, _) = kinds_of(title), title.partition(_RECOGNISED)
    return bool(kinds_of(asked) & kinds or (told and kinds and search_key(entry) == search_key(asked)))


def recognised_title(entry: str, kind: str) -> str:
    """The title of a paper given for an entry that speaks of no kind itself, with the kind that its pages were
    recognised as; the entry alone where that adds nothing."""
    known = kind in _PHRASES and kind in KIND_NAMES
    if not known or kinds_of(entry) or is_for_one_dossier(entry):
        return entry
    return f"{entry}{_RECOGNISED}{KIND_NAMES[kind].split(' (')[0]}"


def best_fit(title: str, asked: Iterable[tuple[str, str]]) -> str:
    """Code of the first entry among (code, name) that the paper answers for, "" for none."""
    return next((code for code, name in asked if fits(name, title)), "")


def judge_paper(paper: Held, day: date) -> Judged:
    """Whether the paper is still good on `day`."""
    if paper.revoked:
        return Judged(Good.REVOKED, f"Đã bị thu hồi hoặc thay thế: {paper.revoked}")
    if is_for_one_dossier(paper.title):
        return Judged(Good.EXPIRED, "Giấy lập riêng cho hồ sơ trước, không dùng lại cho hồ sơ khác.")
    kinds = kinds_of(paper.title)
    rule = next((rule for rule in RULES if rule.kind in kinds), None)
    if rule is None:
        return Judged(Good.LOOK, "Chưa có quy tắc thời hạn cho loại giấy này; xem ảnh trước khi dùng.")
    good, reason = _by_term(rule, paper, day)
    basis = f" Căn cứ: {rule.basis_vi}." if rule.basis_vi else ""
    return Judged(good, f"{reason}{basis}", rule.kind)


def _by_term(rule: PaperRule, paper: Held, day: date) -> tuple[Good, str]:
    match rule.term:
        case Term.LASTING:
            return Good.VALID, "Giấy không có thời hạn."
        case Term.MONTHS:
            return _until(paper, day, rule, _months_later)
        case Term.YEAR:
            return _until(paper, day, rule, lambda issued, _: date(issued.year, 12, 31))
        case Term.BY_AGE:
            return _by_age(rule, paper, day)
        case Term.ENDED:
            return Good.EXPIRED, _sentence(rule.word_vi)
    return Good.LOOK, f"Xem ảnh trước khi dùng: {rule.word_vi}."


def _until(paper: Held, day: date, rule: PaperRule, end_of: _EndOf) -> tuple[Good, str]:
    """A paper of which the day of issue is not known was issued when it was digitised, or before."""
    last = end_of(paper.issued or paper.held, rule.months)
    if last < day:
        return Good.EXPIRED, f"Hết hạn ngày {date_vi(last)}: {rule.word_vi}."
    if paper.issued is None:
        return Good.LOOK, f"Chưa rõ ngày cấp, xem ảnh trước khi dùng: {rule.word_vi}."
    return Good.VALID, f"Còn giá trị đến {date_vi(last)}: {rule.word_vi}."


def _by_age(rule: PaperRule, paper: Held, day: date) -> tuple[Good, str]:
    """By years alone: a card is looked at in the year of a change, whatever the day."""
    if not paper.birth_year:
        return Good.LOOK, f"Xem ngày hết hạn trên thẻ: {rule.word_vi}."
    given, now = (one.year - paper.birth_year for one in (paper.issued or paper.held, day))
    end = next((age for age in _CHANGES_AT if given < age - _BEFORE_CHANGE), None)
    if end is None or now < end:
        return Good.LOOK if paper.issued is None else Good.VALID, "Thẻ chưa đến tuổi phải đổi."
    if now > end:
        return Good.EXPIRED, f"Thẻ phải đổi khi đủ {end} tuổi."
    return Good.LOOK, f"Năm nay đủ {end} tuổi; xem ngày hết hạn trên thẻ."


def _months_later(day: date, months: int) -> date:
    """The same day so many months on; the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise ValueError(day)


def _sentence(word: str) -> str:
    return f"{word[:1].upper()}{word[1:]}."
