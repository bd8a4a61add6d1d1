"""Make a set of papers: `python -m tests.corpus.make DIR --seed 7 --pages 40` (pages/, truth/).

The same seed and the same fonts give the same pictures.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import cv2
import numpy as np
from PIL import Image

from tests.corpus import elder_forms, identity_papers, office_papers, papers, rare_civil, rare_office
from tests.corpus.paper import Paper, families
from tests.corpus.wear import PROFILES, turn

Filler = Callable[[Paper, Random], None]
KINDS: dict[str, Filler] = {
    "to_khai_khai_sinh": papers.birth_form,
    "giay_khai_sinh": papers.birth_certificate,
    "giay_chung_nhan_ket_hon": papers.marriage,
    "xac_nhan_tinh_trang_hon_nhan": papers.single_status,
    "trich_luc_khai_tu": papers.death_extract,
    "don_de_nghi": office_papers.application,
    "giay_tiep_nhan_ho_so": office_papers.receipt,
    "can_cuoc": identity_papers.card,
    "so_ho_khau": office_papers.household_book,
    "quyet_dinh": office_papers.decision,
    "danh_sach": office_papers.people_list,
    "phieu_kiem_soat": office_papers.process_slip,
    "to_khai_cu_tru": identity_papers.residence_form,
    "thong_bao": identity_papers.notice,
}
# Asked for by name only: what a set of a seed holds stays as it was.
RARE: dict[str, Filler] = {
    "to_khai_ket_hon": rare_civil.marriage_form,
    "to_khai_khai_tu": rare_civil.death_form,
    "to_khai_tinh_trang_hon_nhan": rare_civil.single_form,
    "to_khai_nhan_cha_me_con": rare_civil.parent_form,
    "to_khai_thay_doi_ho_tich": rare_civil.change_form,
    "to_khai_cap_ban_sao": rare_civil.copy_form,
    "giay_chung_sinh": rare_civil.birth_proof,
    "giay_bao_tu": rare_civil.death_notice,
    "trich_luc_khai_sinh": rare_civil.birth_extract,
    "trich_luc_ket_hon": rare_civil.marriage_extract,
    "phieu_yeu_cau_bo_sung": rare_office.supplement,
    "phieu_tu_choi": rare_office.refusal,
    "van_ban_xin_loi": rare_office.apology,
    "thong_bao_dung": rare_office.stop_notice,
    "so_theo_doi": rare_office.tracking_book,
    "giay_uy_quyen": rare_office.mandate,
    "the_bhyt": rare_office.health_card,
    "chung_minh_nhan_dan": rare_office.old_card,
    "can_cuoc_2024": rare_office.new_card,
    "can_cuoc_mat_sau": rare_office.card_back,
    "giay_khai_sinh_2010": elder_forms.birth_of_2010,
    "xac_nhan_cu_tru": elder_forms.residence_proof,
    "giay_chung_nhan_quyen_su_dung_dat": elder_forms.land_certificate,
    "giay_chung_nhan_ho_kinh_doanh": elder_forms.business,
    "quyet_dinh_ly_hon": elder_forms.divorce,
}
_CARDS = {"can_cuoc", "chung_minh_nhan_dan", "can_cuoc_2024", "can_cuoc_mat_sau"}
_CARD_MM = (85.6, 53.98)
# One in eight pages arrives turned, as in ten of the lab's 54.
_TURNS = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 90, 180, 270)


def sheet(kind: str, seed: int, *, more_fonts: bool = False) -> Paper:
    """One filled-in paper, printed at 300 dpi."""
    rng = Random(f"{kind}/{seed}")
    family = rng.choice(families(more_fonts))
    value = rng.choice(["plain", "bold", "italic", "mono", "pen"])
    if kind in _CARDS:
        paper = Paper(rng, family, _CARD_MM, "plain", points=6.4, background=(228, 240, 240))
    else:
        small = kind in {"danh_sach", "phieu_kiem_soat", "giay_tiep_nhan_ho_so"}
        paper = Paper(
            rng, family, (210, 297), value, points=rng.uniform(11, 12) if small else rng.uniform(11.5, 13.2)
        )
    {**KINDS, **RARE}[kind](paper, rng)
    return paper


def page(
    number: int, seed: int, *, more_fonts: bool = False
) -> tuple[np.ndarray[Any, Any], dict[str, Any], int]:
    """The `number`-th page of the set `seed`: picture (BGR), truth, JPEG quality (0 = PNG)."""
    kinds, profiles = list(KINDS), list(PROFILES)
    rng = Random(f"set/{seed}/{number}")
    kind = kinds[number % len(kinds)]
    profile = profiles[(number * 7 + seed * 3 + number // len(profiles)) % len(profiles)]
    if kind == "can_cuoc" and not profile.startswith(("phone", "scan200c", "scan300c")):
        profile = rng.choice(["phone", "phone_shadow", "scan300c", "phone_low"])
    printed = sheet(kind, seed * 1000 + number, more_fonts=more_fonts)
    worn = PROFILES[profile](np.asarray(printed.image)[:, :, ::-1], np.random.default_rng([seed, number]))
    clockwise = rng.choice(_TURNS)
    truth = {
        "doc_type": kind,
        "profile": profile + (f"+rot{clockwise}" if clockwise else ""),
        "rotation": clockwise,
    }
    return (
        turn(worn.picture, clockwise),
        {**truth, "skew": worn.skew, "dpi": worn.dpi, **printed.truth()},
        worn.quality,
    )


def save_set(folder: Path, seed: int, pages: int, *, more_fonts: bool = False) -> Iterator[Path]:
    """Write `pages` pages with their truth; yields each picture's path."""
    (folder / "pages").mkdir(parents=True, exist_ok=True)
    (folder / "truth").mkdir(exist_ok=True)
    for number in range(pages):
        picture, truth, quality = page(number, seed, more_fonts=more_fonts)
        stem = f"{number + 1:03d}-{truth['doc_type']}"
        path = folder / "pages" / f"{stem}.{'jpg' if quality else 'png'}"
        dpi = {"dpi": (truth["dpi"], truth["dpi"])} if truth["dpi"] else {}
        options: dict[str, Any] = {"quality": quality, **dpi} if quality else dpi
        Image.fromarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)).save(path, **options)
        whole = {"file": f"pages/{path.name}", **truth}
        (folder / "truth" / f"{stem}.json").write_text(
            json.dumps(whole, ensure_ascii=False, indent=1), encoding="utf-8"
        )
        yield path


def main() -> int:
    """Write a set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pages", type=int, default=42)
    parser.add_argument("--more-fonts", action="store_true", help="also fonts that setup.sh does not install")
    args = parser.parse_args()
    for path in save_set(args.folder, args.seed, args.pages, more_fonts=args.more_fonts):
        print(path)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
