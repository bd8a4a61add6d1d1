"""The exchange in one command: two devices and a hub as processes of their own, through a road that counts.

`python -m bench --only exchange`. Dossiers of about 1.2 kB, six edits of each; seconds until both devices have folded
everything, bytes on the road, bytes of a reconnection with nothing new.
"""

import hashlib
import json
import random
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench.exchange.road import CountingRoad

DOSSIERS, ROUNDS = 300, 6
_PATIENCE_SECONDS = 300
_STEPS = ("tiep_nhan", "phan_cong", "tham_dinh", "bo_sung", "trinh_ky", "tra_ket_qua")


class Agent:
    """One process that speaks the agent's protocol."""

    def __init__(self, *words: str) -> None:
        line = [sys.executable, "-m", "bench.exchange_agent", *words]
        self._process = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._read()

    def ask(self, cmd: str, **values: Any) -> dict[str, Any]:
        """One request, its answer. Raises RuntimeError for an error."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"cmd": cmd, **values}) + "\n")
        self._process.stdin.flush()
        answer = self._read()
        if "error" in answer:
            raise RuntimeError(str(answer["error"]))
        return answer

    def end(self) -> None:
        """Tell it to quit and wait."""
        self.ask("quit")
        self._process.terminate()
        self._process.wait(30)

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout
        found: dict[str, Any] = json.loads(self._process.stdout.readline())
        return found


def measure(folder: Path) -> dict[str, Any]:
    """The figures."""
    creations, edits = _workload(folder)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    hub = Agent("--role", "hub", "--dir", str(folder / "hub"), "--port", str(port))
    road = CountingRoad(port)
    sites = [Agent("--role", "edge", "--dir", str(folder / f"edge{s}"), "--site", s) for s in "AB"]
    try:
        for site in sites:
            site.ask("open")
        initial = _phase(road, sites, creations, {"docs": DOSSIERS, "events": 0})
        edited = _phase(road, sites, edits, {"docs": DOSSIERS, "events": DOSSIERS * ROUNDS})
        quiet = _phase(road, sites[1:], None, {"docs": DOSSIERS, "events": 0})
        equal = len({site.ask("digest")["digest"] for site in sites}) == 1
    finally:
        for agent in (*sites, hub):
            agent.end()
        road.close()
    return {"dossiers": DOSSIERS, "initial": initial, "edits": edited, "reconnect": quiet, "equal": equal}


def _phase(
    road: CountingRoad, sites: list[Agent], file: Path | None, target: dict[str, int]
) -> dict[str, Any]:
    if file is not None:
        sites[0].ask("apply", file=str(file))
    up, down, began = road.up, road.down, time.perf_counter()
    for site in sites:
        site.ask("sync_start", port=road.port, mode="live")
    while not all(_reached(site, target) for site in sites):
        if time.perf_counter() - began > _PATIENCE_SECONDS:
            raise TimeoutError(str(target))
        time.sleep(0.02)
    took = time.perf_counter() - began
    time.sleep(1.0)  # acknowledgements are still on their way
    figures = {"seconds": round(took, 2), "bytes_up": road.up - up, "bytes_down": road.down - down}
    for site in sites:
        site.ask("sync_stop")
    return figures


def _reached(site: Agent, target: dict[str, int]) -> bool:
    now = site.ask("progress")
    return all(now[name] >= value for name, value in target.items())


def _workload(folder: Path) -> tuple[Path, Path]:
    chance = random.Random(20250701)
    creations, edits = folder / "create.jsonl", folder / "edit.jsonl"
    names = [f"H21.40-250701-{number:06d}" for number in range(DOSSIERS)]
    made = [{"t": "c", "id": name, "doc": _dossier(chance, name)} for name in names]
    noted = [_edit(chance, name, step) for step in range(ROUNDS) for name in names]
    for file, lines in ((creations, made), (edits, noted)):
        file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    return creations, edits


def _dossier(chance: random.Random, name: str) -> dict[str, Any]:
    components = [
        {
            "uuid": f"{chance.getrandbits(128):032x}",
            "type": f"Giấy tờ {number}",
            "sha256": hashlib.sha256(chance.randbytes(8)).hexdigest(),
            "pages": chance.randint(1, 8),
            "signed": bool(chance.getrandbits(1)),
        }
        for number in range(chance.randint(3, 6))
    ]
    person = {
        "name": f"Nguyễn Văn {chance.choice(('An', 'Bình', 'Dũng', 'Hạnh'))}",
        "dob": f"{chance.randint(1940, 2005)}-01-{chance.randint(1, 28):02d}",
        "id": f"064{chance.randrange(10**9):09d}",
        "address": f"Số nhà {chance.randint(1, 400)}, thôn {chance.randint(1, 20)}, xã Quảng Yên",
        "phone": f"09{chance.randrange(10**8):08d}",
    }
    return {
        "id": name,
        "proc": "1.004884.000.00.00.H21",
        "applicant": person,
        "components": components,
        "events": [],
        "status": "moi_tao",
    }


def _edit(chance: random.Random, name: str, step: int) -> dict[str, Any]:
    event = {
        "actor": f"Cán bộ {chance.randint(1, 12)}",
        "time": f"2025-07-{step + 1:02d}T{chance.randint(8, 16):02d}:{chance.randint(0, 59):02d}:00+07:00",
        "kind": _STEPS[step],
        "note": f"vào sổ số {chance.randint(1, 9999)}, trang {chance.randint(1, 9)}",
    }
    return {"t": "u", "id": name, "ev": event, "status": f"buoc_{step}"}
