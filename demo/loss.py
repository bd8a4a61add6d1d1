"""Step 7: a disk dies and the node comes back."""

import shutil

from demo import cast, proof
from demo.client import wait_until
from demo.counter import Counter
from demo.setting import Stage
from demo.world import command


def after_the_loss(stage: Stage, ha: Counter, other: str) -> None:
    """Step 7. `other` is a dossier that is none of this node's business, before and after."""
    show, world = stage.show, stage.world
    data = world.root / "quang-yen"
    ha.sync()
    settled = wait_until(lambda: not sum(lane["count"] for lane in ha.line()["lanes"][:2]))
    before = proof.node_dossiers(data)
    show.check(
        settled and len(before) >= 3, f"Trước khi hỏng: {len(before)} hồ sơ, đã gửi hết", "before the loss"
    )
    machine = world.machines["quang-yen"]
    machine.kill()
    shutil.rmtree(data)
    show.check(not data.exists(), "Rút điện, xóa cả thư mục dữ liệu", "killed, the folder is deleted")

    secret = world.root / "mat-khau-khoi-phuc"
    secret.write_text(stage.passphrases["quang-yen"], encoding="utf-8")
    report = command(
        "node",
        "restore",
        "--data",
        data,
        "--replica",
        world.root / "usb-quang-yen",
        "--passphrase-file",
        secret,
    )
    show.check(
        report["incarnation"] == 2 and report["hub"]["reached"],
        f"Khôi phục từ {report['copy']['source']}: phiên {report['incarnation']}; {report['hub']['message_vi']}",
        "restored under a new incarnation",
    )
    stage.give_trust("quang-yen")
    show.check(machine.start(), "Nút chạy lại", "the node runs again")
    ha.sign_in()
    _equal_to_the_hub(stage, ha, before, other)
    dossier = ha.receive(cast.own_matter())
    show.check(
        f"-{report['incarnation']}-" in dossier and wait_until(lambda: _received(ha, dossier)),
        f"Làm việc tiếp: hồ sơ mới {dossier} đã có biên nhận của tỉnh",
        "it works on, and the hub accepts its new life",
    )


def _equal_to_the_hub(stage: Stage, ha: Counter, before: dict[str, str], other: str) -> None:
    world, show = stage.world, stage.show
    data, node = world.root / "quang-yen", stage.node_id("quang-yen")

    def equal() -> bool:
        ha.sync()
        there = proof.hub_dossiers(world.hub_data, node)
        return bool(there) and proof.node_dossiers(data) == there

    show.check(
        wait_until(equal), "Đầu nhánh của mọi hồ sơ bằng ở trung tâm tỉnh", "heads equal those at the hub"
    )
    after = proof.node_dossiers(data)
    show.check(
        before.keys() <= after.keys() and other not in after, f"Đủ {len(before)} hồ sơ như trước", "none lost"
    )
    same = all(proof.node_changes(data, one) == proof.hub_changes(world.hub_data, one) for one in after)
    show.check(same, "Từng thay đổi, từng byte bằng ở trung tâm tỉnh", "facts equal, byte for byte")


def _received(counter: Counter, dossier: str) -> bool:
    counter.sync()
    return bool(counter.view(dossier)["ladder"]["received_ms"])
