"""Runs Litestream as commands: its configuration as a value, `reset` and `restore`."""

import json
import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from node.replica.target import Generation, Target
from plumbing.problem import Problem
from plumbing.programs import litestream_binary

_RESTORE_SECONDS = 3600
_NOTHING = "no matching backup files"  # what Litestream says of an empty place


def configuration(database: Path, replica: Mapping[str, Any], socket: Path) -> dict[str, Any]:
    """Litestream's settings (JSON is YAML). Snapshots every 6 h, so that a bad stretch ends soon."""
    return {
        "socket": {"enabled": True, "path": str(socket), "permissions": 0o600},
        "snapshot": {"interval": "6h", "retention": "72h"},
        "validation": {"interval": "1h"},
        "verify-compaction": True,
        "shutdown-sync-timeout": "2s",
        "dbs": [{"path": str(database), "monitor-interval": "1s", "replica": dict(replica)}],
    }


def clean_environment(target: Target) -> dict[str, str]:
    """What the child may see: its keys and nothing else (an inherited AWS_CA_BUNDLE breaks its S3 client)."""
    return {"PATH": os.defpath, "HOME": "/nonexistent", **target.environment()}


def reset(database: Path) -> None:
    """Forget Litestream's local state beside the database; the copies stay. Raises Problem(BACKUP_RESET)."""
    if not database.exists():
        return
    done = subprocess.run(
        [str(litestream_binary()), "reset", str(database)],
        capture_output=True, text=True, check=False, env={"PATH": os.defpath}, timeout=60,
    )  # fmt: skip
    if done.returncode != 0:
        hint = "Không dọn được trạng thái sao lưu cũ; hãy kiểm tra quyền của thư mục dữ liệu."
        raise Problem("BACKUP_RESET", hint, "operator", done.stderr[-300:])


def holds(target: Target, node: str, generation: Generation) -> bool:
    """Whether there is anything of this generation. Raises Problem(REPLICA_UNREADABLE) when it cannot be told."""
    with tempfile.TemporaryDirectory() as room:
        done = _run_restore(target, node, generation, Path(room) / "none.db", ["-dry-run"])
    if done.returncode != 0 and _NOTHING not in done.stderr:
        raise _unreadable(done.stderr)
    return done.returncode == 0


def restore(target: Target, node: str, generation: Generation, out: Path, txid: int = 0) -> None:
    """Write the database as the copy holds it (newest, or exactly transaction `txid`) to `out`, which must
    not exist. Raises Problem(REPLICA_UNREADABLE): nothing there, damaged, or not checkable."""
    words = ["-integrity-check", "full", *(["-txid", f"{txid:016x}"] if txid else [])]
    done = _run_restore(target, node, generation, out, words)
    if done.returncode != 0 or not out.exists():
        raise _unreadable(done.stderr)


def _run_restore(
    target: Target, node: str, generation: Generation, out: Path, words: list[str]
) -> subprocess.CompletedProcess[str]:
    settings = out.with_name(out.name + ".restore.json")
    replica = target.replica(node, generation)
    settings.write_text(json.dumps({"dbs": [{"path": str(out), "replica": replica}]}), encoding="utf-8")
    try:
        return subprocess.run(
            [str(litestream_binary()), "restore", "-config", str(settings), *words, str(out)],
            capture_output=True, text=True, check=False,
            env=clean_environment(target), timeout=_RESTORE_SECONDS,
        )  # fmt: skip
    finally:
        settings.unlink(missing_ok=True)


def _unreadable(said: str) -> Problem:
    hint = "Không khôi phục được từ bản sao lưu này; hãy thử thế hệ cũ hơn hoặc lấy lại từ trung tâm tỉnh."
    return Problem("REPLICA_UNREADABLE", hint, "operator", said[-300:])
