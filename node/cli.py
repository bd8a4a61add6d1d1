"""`motcua node …`: run a node, look at it, rebuild its projections, carry its letters, bring it back.

Answers are JSON on standard output. `--data` is the node's folder (with node.toml), also from MOTCUA_NODE_DATA.
"""

import argparse
import json
import os
import signal
from dataclasses import asdict
from pathlib import Path
from typing import Any

from plumbing.arguments import secret_from_keyboard

_LAST_ANSWERS_S = 3  # a stopping node answers what it has begun, and no more


def add_parser(subparsers: Any) -> None:
    """Add `node` and its subcommands."""
    parser = subparsers.add_parser("node", help="máy của xã, phường (a commune's node)")
    commands = parser.add_subparsers(dest="node_command", required=True)
    made = {name: commands.add_parser(name, help=text) for name, text in _COMMANDS.items()}
    for command in made.values():
        command.add_argument("--data", type=Path, default=Path(os.environ.get("MOTCUA_NODE_DATA", ".")))
        command.add_argument("--json", action="store_true", help="mặc định: luôn in JSON")
    made["export"].add_argument("folder", help="thư mục trên USB")
    made["export"].add_argument("--to", default="hub", help="hub, hoặc mã nút nhận")
    made["export"].add_argument("--no-scans", action="store_true", help="chỉ hồ sơ, không bản quét")
    made["import"].add_argument("path", help="tệp .mce hoặc thư mục")
    made["import"].add_argument(
        "--answer", action="store_true", help="ghi trả lời ngay lên USB (write answers back)"
    )
    made["proof"].add_argument("dossier", help="mã định danh hồ sơ")
    made["ladder"].add_argument("dossier", help="mã định danh hồ sơ")
    made["sync"].add_argument("--once", action="store_true", help="một lần rồi thôi (mặc định)")
    restore = made["restore"]
    restore.add_argument("--replica", type=Path, required=True, help="thư mục bản sao")
    restore.add_argument("--node", default="", help="mã nút, khi thư mục có nhiều nút")
    restore.add_argument("--identity", type=Path, help="tệp danh tính niêm phong để nơi khác")
    restore.add_argument("--hub-url", default="", help="địa chỉ trung tâm tỉnh, khi đã đổi")
    restore.add_argument("--bucket", default="", metavar="s3://…", help="bản sao nằm trong kho S3")
    restore.add_argument("--bucket-keys", type=Path, help="tệp khóa của kho S3")
    restore.add_argument("--passphrase-file", type=Path, help="tệp chứa mật khẩu khôi phục")


_COMMANDS = {
    "run": "chạy máy (run)",
    "status": "tình trạng, cả khi máy không chạy (status)",
    "rebuild": "dựng lại bảng tra cứu từ dữ kiện (rebuild projections)",
    "retry": "thử lại những gì đã tách riêng (retry what was set aside)",
    "plan": "lần liên lạc tới gửi gì, bao nhiêu, bao lâu (what would go)",
    "proof": "bằng chứng tỉnh đã nhận một hồ sơ (receipt proof)",
    "ladder": "một hồ sơ đã đi đến đâu (receipt ladder)",
    "export": "xuất phong bì ra USB (export envelopes)",
    "import": "nhận phong bì từ USB (import envelopes)",
    "sync": "liên lạc trung tâm tỉnh một lần (sync once)",
    "restore": "khôi phục máy từ bản sao (restore)",
}


def run(args: argparse.Namespace) -> int:
    """Do what was asked; gives the exit status. Raises Problem."""
    match args.node_command:
        case "run":
            return _run(args.data)
        case "status":
            _show(_status(args.data))
        case "rebuild":
            _show(_rebuild(args.data))
        case "retry":
            _show(with_node(args.data, _retry))
        case "export":
            _show(
                with_node(
                    args.data,
                    lambda running: asdict(
                        running.node.courier.export(args.folder, args.to, not args.no_scans)
                    ),
                )
            )
        case "import":
            return _import(args)
        case "sync":
            _show(with_node(args.data, _sync))
        case "plan":
            _show(with_node(args.data, _plan))
        case "proof":
            _show(with_node(args.data, lambda running: running.node.ways.proof(args.dossier)))
        case "ladder":
            _show(with_node(args.data, lambda running: {"ladder": _rungs(running, args.dossier)}))
        case "restore":
            _show(_restore(args))
    return 0


def _run(data: Path) -> int:
    """Serve until a signal comes. Everything acknowledged is durable at any moment, so ending is simple."""
    import uvicorn

    from node.api.app import create_app
    from node.bootstrap import build
    from plumbing.log import setup_log
    from plumbing.memory import settle

    setup_log()
    config = _config(data)
    running = build(config)
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(running.node),
            host=config.listen_host,
            port=config.listen_port,
            log_config=None,
            ws="none",
            timeout_graceful_shutdown=_LAST_ANSWERS_S,
        )
    )
    settle()
    # uvicorn raises the signal again after serving: the end below must still run
    signal.signal(signal.SIGTERM, lambda *_: None)
    running.start()
    try:
        server.run()
    finally:
        running.stop()
    return 0


def _status(data: Path) -> dict[str, Any]:
    from node.status import node_status

    return node_status(_config(data))


def _rebuild(data: Path) -> dict[str, Any]:
    from node.usecases.record.rebuild import rebuild

    def work(running: Any) -> dict[str, Any]:
        return asdict(rebuild(running.place))

    return dict(with_node(data, work))


def _retry(running: Any) -> dict[str, Any]:
    from node.usecases.exchange.second_try import SecondTry

    return asdict(SecondTry(running.place, running.node.exchange.hub).run())


def _plan(running: Any) -> dict[str, Any]:
    return asdict(running.node.ways.plan())


def _rungs(running: Any, dossier: str) -> list[dict[str, Any]]:
    return [asdict(rung) for rung in running.node.ways.ladder(dossier)]


def _import(args: argparse.Namespace) -> int:
    if args.answer:
        done = with_node(args.data, lambda running: asdict(running.node.courier.answer(args.path)))
        _show({"files": done["taken"], "answers": done["answers"]})
        return 0
    outcomes = with_node(
        args.data,
        lambda running: {"files": [asdict(file) for file in running.node.courier.import_(args.path)]},
    )
    _show(outcomes)
    return 0


def _sync(running: Any) -> dict[str, Any]:
    talked = running.sync()
    if talked.problem is not None:
        raise talked.problem
    return {"letters": talked.letters, "mail": talked.mail}


def _restore(args: argparse.Namespace) -> dict[str, Any]:
    from node.replica.restore import RestoreOrder, restore_node
    from node.status import known_of

    passphrase = _passphrase(args.passphrase_file)
    order = RestoreOrder(
        args.data,
        args.replica,
        passphrase,
        args.node,
        args.identity,
        args.hub_url,
        args.bucket,
        args.bucket_keys,
    )
    return restore_node(order, known_of)


def _passphrase(file: Path | None) -> str:
    """From a file, the environment or the keyboard; never from the command line, which others can read."""
    if file is not None:
        return file.read_text(encoding="utf-8").strip()
    given = os.environ.get("MOTCUA_RECOVERY_PASSPHRASE", "")
    if given:
        return given
    return secret_from_keyboard(
        "Mật khẩu khôi phục: ", "dùng --passphrase-file hoặc đặt biến MOTCUA_RECOVERY_PASSPHRASE"
    )


def with_node(data: Path, work: Any) -> Any:
    """Build the node without its background work, do one thing, close it. Works beside a running node: the
    database has one writer at a time, and the other process notices what was stored."""
    from dataclasses import replace

    from node.bootstrap import build

    running = build(replace(_config(data), replica_dir="", replica_s3=""))
    try:
        return work(running)
    finally:
        running.stop()


def _config(data: Path) -> Any:
    from node.config import Config
    from plumbing.toml_config import load_config

    return load_config(Config, data / "node.toml", "MOTCUA_NODE_")


def _show(answer: Any) -> None:
    print(json.dumps(answer, ensure_ascii=False, indent=1, default=str))
