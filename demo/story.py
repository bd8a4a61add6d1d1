"""The eight steps, in their order. What each promises is checked; nothing is only said."""

from dataclasses import dataclass, field
from pathlib import Path

from demo import cast, proof
from demo.cast import Matter
from demo.client import wait_until
from demo.counter import Counter
from demo.decision import Bench, decide
from demo.figures import figures_agree
from demo.loss import after_the_loss
from demo.setting import KIT, NODE, Stage
from demo.time_steps import decided_at_last, reorganise, succession
from demo.world import local_moment

CONTESTED = "requester_residence"


@dataclass
class Cast:
    """What the story has made so far: who sits where, and which dossiers there are."""

    ha: Counter
    kit: Counter | None = None
    mai: Counter | None = None
    son: Counter | None = None
    nga: Counter | None = None
    old: str = ""
    own: str = ""
    across: str = ""
    old_bytes: dict[str, str] = field(default_factory=dict)


def play(stage: Stage, papers: Path) -> None:
    """The whole story. Raises DemoFailed at the first promise that does not hold."""
    show = stage.show
    with show.step(0, "Dựng sân khấu: tỉnh và xã cũ, 27/06/2025", "set the stage on 27 June 2025"):
        cast_now = _in_june_2025(stage)
    with show.step(1, "Mất đường truyền: ba hồ sơ vẫn được tiếp nhận", "line cut: three dossiers received"):
        _received_without_a_line(stage, cast_now, papers)
    with show.step(2, "Bộ lưu động cùng làm một hồ sơ", "a portable kit works on the same dossier"):
        _kit_at_work(stage, cast_now)
    with show.step(
        3, "Phong bì về xã; hai giá trị trái nhau; cán bộ giải quyết", "envelope, dispute, settled"
    ):
        _dispute(stage, cast_now)
    with show.step(4, "Có đường truyền: tỉnh nhận, phường quyết định, xã trả kết quả", "the line is back"):
        _line_up(stage, cast_now)
    with show.step(5, "Hồ sơ cũ nay là của xã Quảng Yên", "succession: no byte of the old dossier changed"):
        succession(stage, cast_now.ha, cast_now.old, cast_now.old_bytes, papers)
        decided_at_last(stage, cast_now.ha, cast_now.old, cast_now.old_bytes)
    with show.step(6, "Một nghị quyết (giả định) có ngày hiệu lực", "a future merger and split"):
        waiting = reorganise(stage, cast_now.ha, cast_now.mai, cast_now.old, cast_now.old_bytes)
    with show.step(7, "Đĩa của Quảng Yên hỏng; khôi phục; làm việc tiếp", "disk lost, restored, working on"):
        after_the_loss(stage, cast_now.ha, waiting)
    with show.step(8, "Chỉ tiêu ở xã và ở tỉnh khớp nhau", "figures agree: numerators and denominators"):
        figures_agree(stage, cast_now.ha, f"99901@{cast.DECREE_DAY}", "xã")


def _in_june_2025(stage: Stage) -> Cast:
    world = stage.world
    world.set_clock(local_moment(cast.BEGIN))
    stage.open_hub()
    staff = cast.quang_trach_staff()
    stage.enter_staff(staff)
    node = stage.enrol("quang-yen", cast.QUANG_TRACH, NODE, "Một cửa xã Quảng Trạch")
    stage.give_keys("quang-yen", staff, "UBND xã Quảng Trạch")
    ha = stage.sit_down(node, staff[0])
    stage.show.check(
        "Quảng Trạch" in ha.session["unit_name"],
        f"{staff[0].name} làm việc cho {ha.session['unit_name']}",
        "signed in",
    )
    return Cast(ha)


def _received_without_a_line(stage: Stage, now: Cast, papers: Path) -> None:
    world, show, ha = stage.world, stage.show, now.ha
    world.lines["quang-yen"].cut()
    matter = cast.old_matter()
    now.old = _whole_intake(ha, matter, papers, "Quảng Trạch")
    now.old_bytes = proof.node_changes(world.root / "quang-yen", now.old)
    show.check(
        len(now.old_bytes) >= 3, f"Hồ sơ ngày 27/06/2025: {len(now.old_bytes)} thay đổi", "kept for later"
    )

    world.to_the_present()
    show.note("… đồng hồ chuyển đến hôm nay; đường truyền đã có lại trong lúc đó (the clock jumps to today)")
    world.lines["quang-yen"].mend()
    stage.sign_in_admin()
    ha.sign_in()
    ha.sync()
    renamed = wait_until(lambda: "Quảng Yên" in ha.line()["unit_name"] and ha.line()["lease_left"] > 0)
    show.check(
        renamed, f"Máy nay là của {ha.line()['unit_name']}, có dải số mới", "same device, successor unit"
    )
    _other_machines(stage, now)

    for line in world.lines.values():
        line.cut()
    now.own = _whole_intake(ha, cast.own_matter(), papers, "Quảng Yên")
    now.across = _whole_intake(ha, cast.across_matter(), papers, "Hàm Rồng")
    ha.sync()
    down = wait_until(lambda: ha.line()["line"] == "down")
    unsent = sum(lane["count"] for lane in ha.line()["lanes"])
    show.check(down and unsent > 0, f"Đường truyền: mất; {unsent} mục chờ gửi", "all safe in the outbox")


def _whole_intake(counter: Counter, matter: Matter, papers: Path, must_say: str) -> str:
    dossier = counter.receive(matter)
    counter.scan_and_read(dossier, matter)
    counter.confirm(dossier, matter.fields)
    counter.sign_papers(dossier, matter)
    code = counter.view(dossier)["state"]["code"]
    counter.print_receipt(dossier, papers, lambda text: code in text and must_say.lower() in text.lower())
    return dossier


def _other_machines(stage: Stage, now: Cast) -> None:
    staff = cast.ham_rong_staff()
    stage.enter_staff(staff)
    node = stage.enrol("ham-rong", cast.HAM_RONG, NODE, "Một cửa phường Hàm Rồng")
    stage.give_keys("ham-rong", staff, "UBND phường Hàm Rồng")
    now.mai, now.son, now.nga = (stage.sit_down(node, person) for person in staff)
    kit = stage.enrol("bo-luu-dong", cast.QUANG_YEN, KIT, "Bộ lưu động Quảng Yên")
    now.kit = stage.sit_down(kit, now.ha.person)
    now.ha.sync()
    kit_id = stage.node_id("bo-luu-dong")
    known = wait_until(lambda: _can_write_to(now.ha, kit_id, stage.world.root))
    stage.show.check(
        known, "Trung tâm xã biết khóa của bộ lưu động qua danh mục của tỉnh", "keys come by the register"
    )


def _can_write_to(counter: Counter, node: str, root: Path) -> bool:
    folder = root / "thu-usb"
    folder.mkdir(exist_ok=True)
    counter.sync()
    return bool(counter.desk.post("/api/courier/export", {"folder": str(folder), "to": node})["files"])


def _carry(source: Counter, target: Counter, to: str, folder: Path) -> list[dict[str, str]]:
    """Envelopes from one machine to another on a stick; gives the outcome of each file."""
    folder.mkdir(exist_ok=True)
    done = source.desk.post("/api/courier/export", {"folder": str(folder), "to": to})
    files = [folder / name for name in done["files"]]
    outcomes: list[dict[str, str]] = target.desk.upload("/api/courier/import", {}, files)["outcomes"]
    return outcomes


def _kit_at_work(stage: Stage, now: Cast) -> None:
    show, ha, kit = stage.show, now.ha, now.kit
    if kit is None:
        raise RuntimeError("the kit was never set up")
    outcomes = _carry(ha, kit, stage.node_id("bo-luu-dong"), stage.world.root / "usb-di")
    show.check(
        all(not one["code"] for one in outcomes) and bool(kit.view(now.own)),
        "Hồ sơ thứ nhất sang bộ lưu động bằng phong bì",
        "the dossier reaches the kit by envelope",
    )
    ha.confirm(now.own, {CONTESTED: "Thôn Ngọc Diêm 1, xã Quảng Yên"})
    kit.confirm(now.own, {CONTESTED: "Thôn Ngọc Diêm 2, xã Quảng Yên"})
    show.check(
        not ha.view(now.own)["state"]["disputes"] and not kit.view(now.own)["state"]["disputes"],
        "Mỗi bên ghi một giá trị; chưa bên nào biết bên kia",
        "two values, neither side knows yet",
    )


def _dispute(stage: Stage, now: Cast) -> None:
    show, ha, kit = stage.show, now.ha, now.kit
    if kit is None:
        raise RuntimeError("the kit was never set up")
    outcomes = _carry(kit, ha, stage.node_id("quang-yen"), stage.world.root / "usb-ve")
    show.check(
        all(not one["code"] for one in outcomes), f"Nhập {len(outcomes)} phong bì từ USB", "envelope imported"
    )
    disputes = ha.view(now.own)["state"]["disputes"]
    values = sorted(str(option["value"]) for one in disputes for option in one["options"])
    show.check(
        len(disputes) == 1 and len(values) == 2,
        f"Bất đồng hiện ra: {' / '.join(values)}",
        "shown as a dispute, no silent winner",
    )
    ha.confirm(now.own, {CONTESTED: values[-1]})
    show.check(not ha.view(now.own)["state"]["disputes"], f"Cán bộ chọn: {values[-1]}", "settled by a person")


def _line_up(stage: Stage, now: Cast) -> None:
    world, show, ha = stage.world, stage.show, now.ha
    mai, son, nga = now.mai, now.son, now.nga
    if mai is None or son is None or nga is None:
        raise RuntimeError("nobody sits at Hàm Rồng")
    for line in world.lines.values():
        line.mend()
    ha.sync()
    receipted = wait_until(lambda: _all_received(ha, (now.own, now.across)))
    show.check(
        receipted, "Trung tâm tỉnh đã nhận: biên nhận có chữ ký của tỉnh", "signed receipts from the hub"
    )

    arrived = wait_until(lambda: mai.has(now.across))
    show.check(arrived, "Phường Hàm Rồng thấy hồ sơ được chuyển đến", "routed by the register")
    mai.act(now.across, "CustodyAccepted")
    bench = Bench("ham-rong", mai, son, nga)
    state = decide(stage, bench, now.across, "Cấp lại Giấy xác nhận khuyết tật.")
    show.check(
        state["stage"] == "DA_PHAT_HANH",
        f"Hàm Rồng thẩm định, duyệt, ký, phát hành số {state['outcome']['number']}",
        "decided",
    )
    back = wait_until(lambda: ha.has(now.across) and ha.view(now.across)["state"]["outcome"])
    show.check(back, "Kết quả về Quảng Yên", "the result comes back by the same road")
    result = wait_until(lambda: len(ha.desk.fetch(f"/api/dossiers/{now.across}/files/outcome")) > 1000)
    show.check(result, "Tệp kết quả có chữ ký đã về, đúng mã băm", "the signed result, verified by its hash")
    state = ha.act(now.across, "Returned", to="Thái Phú Đạt", how="counter")
    show.check(state["stage"] == "HOAN_THANH", "Trả kết quả cho người dân tại Quảng Yên", "handed over")
    figures_agree(stage, mai, cast.HAM_RONG, "phường")


def _all_received(counter: Counter, dossiers: tuple[str, ...]) -> bool:
    counter.sync()
    return all(counter.view(dossier)["ladder"]["received_ms"] for dossier in dossiers)
