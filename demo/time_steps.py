"""Steps 5 and 6: what time does to units, and what it must never do to dossiers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from demo import cast, proof
from demo.client import Refused, wait_until
from demo.counter import Counter
from demo.decision import Bench, decide
from demo.setting import Stage
from demo.world import local_moment


def succession(stage: Stage, ha: Counter, old: str, before: dict[str, str], papers: Path) -> None:
    """Step 5: the dossier of xã Quảng Trạch is xã Quảng Yên's, by the register alone."""
    show, world = stage.show, stage.world
    view = ha.view(old)
    names = f"{view['receiving']['then']} (nay là {view['receiving']['now']})"
    show.check(
        "Quảng Trạch" in view["receiving"]["then"] and "Quảng Yên" in view["holder"]["now"],
        f"Nơi nhận: {names}",
        "both names are known",
    )
    show.check(
        any(not one["refused"] for one in view["allowed"]),
        "Quảng Yên được làm tiếp hồ sơ này",
        "the successor may act on it",
    )
    _same_bytes(stage, old, before, "at node and hub")
    show.check(
        wait_until(lambda: before.items() <= proof.hub_changes(world.hub_data, old).items()),
        "Trung tâm tỉnh giữ đúng từng byte đó",
        "the hub stores the same bytes",
    )
    ha.print_receipt(old, papers, lambda text: "quảng trạch" in text.lower() and "quảng yên" in text.lower())


def decided_at_last(stage: Stage, ha: Counter, old: str, before: dict[str, str]) -> None:
    """Step 5, second half: the successor decides the old dossier, late, and says why when it hands over the result."""
    show = stage.show
    leader = stage.sit_down(stage.world.machines["quang-yen"], stage.people["quang-yen"][1])
    state = decide(stage, Bench("quang-yen", ha, leader, ha), old, "Cấp Giấy xác nhận tình trạng hôn nhân.")
    show.check(
        state["stage"] == "DA_PHAT_HANH",
        f"Quảng Yên quyết định hồ sơ cũ, số {state['outcome']['number']}",
        "decided by the successor",
    )
    refused = _refusal(lambda: ha.act(old, "Returned", to="Trần Phương Đào", how="counter"))
    show.check(
        refused == "LATE_NEEDS_REASON", "Trễ hẹn: chưa ghi lý do thì chưa trả được", "late needs its reason"
    )
    late = "Bàn giao hồ sơ khi sắp xếp đơn vị; đã gửi thư xin lỗi"
    state = ha.act(old, "Returned", to="Trần Phương Đào", how="counter", late_reason=late)
    show.check(
        state["stage"] == "HOAN_THANH", "Trả kết quả hồ sơ cũ, kèm lý do và lời xin lỗi", "handed over"
    )
    _same_bytes(stage, old, before, "only facts were added")


def _refusal(act: Callable[[], Any]) -> str:
    try:
        act()
    except Refused as refused:
        return refused.code
    return ""


def reorganise(stage: Stage, ha: Counter, mai: Counter | None, old: str, before: dict[str, str]) -> str:
    """Step 6: rehearse, issue, let time pass; gives the dossier that waited for a person."""
    show, world, decree = stage.show, stage.world, cast.made_up_decree()
    if mai is None:
        raise RuntimeError("nobody sits at Hàm Rồng")
    waiting = mai.receive(cast.ham_rong_matter())
    mai.sync()
    known = wait_until(lambda: waiting in {row["dossier"] for row in stage.admin.get("/api/dossiers")})
    show.check(known, "Hàm Rồng đang giữ một hồ sơ còn mở", "an open dossier of the ward that will be split")

    plan = stage.admin.post("/api/register/plan", decree)
    touched = {unit["name"]: unit for unit in plan["units"]}
    for unit in plan["units"]:
        show.note(
            f"· {unit['name']}: {unit['fate']}, {unit['open_dossiers']} hồ sơ mở, {len(unit['nodes'])} máy,"
            f" {len(unit['officers'])} cán bộ, {unit['wait_for_person']} chờ phân định"
        )
    show.check(
        touched["Phường Hàm Rồng"]["wait_for_person"] >= 1 and touched["Xã Quảng Yên"]["open_dossiers"] >= 1,
        "Chạy thử: liệt kê đủ đơn vị, hồ sơ, máy, cán bộ bị ảnh hưởng",
        "dry run, nothing written",
    )
    number = stage.admin.post("/api/register/issue", decree)["number"]
    for counter in (ha, mai):
        counter.sync()
    heard = wait_until(lambda: all(one.line()["register_number"] >= number for one in (ha, mai)))
    show.check(
        heard and "Quảng Yên" in ha.line()["unit_name"],
        f"Ban hành danh mục số {number}; các máy đã có, chưa đến ngày nên chưa đổi",
        "signed and delivered; not yet in force",
    )

    world.set_clock(local_moment(cast.AFTER_DECREE))
    for counter in (ha, mai):
        counter.sign_in()
    stage.sign_in_admin()
    show.check(
        wait_until(lambda: "Yên Ngọc" in ha.line()["unit_name"]),
        f"Qua 0 giờ ngày hiệu lực: máy của Quảng Yên nay là của {ha.line()['unit_name']}",
        "nodes switch by themselves",
    )
    _waits_for_a_person(stage, ha, mai, waiting)
    _same_bytes(stage, old, before, "nothing rewritten")
    return waiting


def _waits_for_a_person(stage: Stage, ha: Counter, mai: Counter, waiting: str) -> None:
    show = stage.show
    ha.sync()
    mai.sync()
    found = wait_until(lambda: _work_item(stage, waiting))
    item = _work_item(stage, waiting)
    show.check(
        found and len(item["options"]) == 2,
        f"Hồ sơ của phường bị chia chờ người phân định: {item.get('reason_vi', '')}",
        "waits for a person, with the choices",
    )
    before = proof.hub_changes(stage.world.hub_data, waiting)
    chosen = item["options"][0]
    stage.admin.post(
        f"/api/dossiers/{waiting}/allocate",
        {"to": chosen[0], "reason": "Nơi cư trú của người nộp thuộc địa bàn này."},
    )
    after = proof.hub_changes(stage.world.hub_data, waiting)
    show.check(
        not _work_item(stage, waiting) and before.items() < after.items(),
        f"Điều phối viên giao cho {chosen[1]}: thêm một dữ kiện, không sửa gì",
        "one fact more, nothing rewritten",
    )


def _work_item(stage: Stage, dossier: str) -> dict[str, Any]:
    return next((item for item in stage.admin.get("/api/work") if item["dossier"] == dossier), {})


def _same_bytes(stage: Stage, dossier: str, before: dict[str, str], gloss: str) -> None:
    now = proof.node_changes(stage.world.root / "quang-yen", dossier)
    stage.show.check(
        before.items() <= now.items(), f"{len(before)} thay đổi cũ: từng byte như trước (SHA-256)", gloss
    )
