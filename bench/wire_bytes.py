"""What a dossier and an edit cost on the road, layer by layer.

    python -m bench.wire_bytes [--n 300] [--levels 3 9 12 19]

Dossiers of about 1.2 kB and small edits become facts, go through the real engine, and are written into letters as a
node writes them: raw Automerge changes, the letter of version 1, the packed letter with and without dictionary.
"""

import argparse
import json
import random
import time
from collections.abc import Sequence
from typing import Any

from dossier.authors import actor_id, node_id
from dossier.crdt import parse_change
from dossier.exchange import packed
from dossier.exchange.context import Context, nothing_held
from dossier.exchange.seal import make_seal
from dossier.exchange.wire import Changes, Letter, decode_letter, encode_letter
from dossier.facts import canonical
from plumbing.automerge_engine import AutomergeEngine
from plumbing.wire_dictionary import DICTIONARIES

NODE, HUB = node_id(b"bench node"), node_id(b"bench hub")
ACTOR, UNIT, OFFICER = actor_id(NODE, b"abcdef"), "dvhc-23668-ttpvhcc", "cb-7f3a"
BATCH = 32 * 1024
FAMILY = [
    *["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Đặng", "Bùi"],
    *["Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Rơ", "Ksor", "Siu"],
]
MIDDLE = [*"Văn Thị Hữu Đức Thanh Minh Ngọc Thu".split(), *"Quang Xuân Hồng Kim Bảo Gia".split()]  # noqa: SIM905
GIVEN = [
    *["An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Hải", "Hạnh", "Hiền", "Hùng", "Hương", "Khánh"],
    *["Lan", "Linh", "Long", "Mai", "Nam", "Nga", "Ngân", "Phúc", "Quân", "Sơn"],
]
PLACES = ["Ia Dom", "Đức Cơ", "Chư Prông", "Ia Grai", "Mang Yang", "Kông Chro", "Đak Đoa", "Krông Pa", "Hra"]
PAPERS = [
    "Căn cước công dân",
    "Giấy ủy quyền",
    "Sổ hộ khẩu",
    "Giấy chứng nhận",
    "Biên lai thu phí",
    "Ảnh chân dung",
]
STEPS = [
    ("tiep_nhan", "cho_xu_ly"),
    ("phan_cong", "dang_xu_ly"),
    ("tham_dinh", "dang_xu_ly"),
    ("trinh_ky", "cho_ky"),
]
NOTES = [
    "Đã nhận đủ {} thành phần, hẹn trả ngày {}",
    "Chuyển thẩm định, hạn {} giờ ngày {}",
    "Vào sổ số {}; thiếu {}",
]


class Office:
    """Makes the workload's changes, from a seed."""

    def __init__(self, seed: int) -> None:
        self._draw, self._engine, self._now = random.Random(seed), AutomergeEngine(), 1_781_000_000_000
        self._documents: dict[str, Any] = {}
        self._staff = [self._person() for _ in range(12)]

    def received(self, number: int) -> Changes:
        """One new dossier."""
        dossier = f"{NODE[:6]}-1-{number}"
        self._documents[dossier] = self._engine.new()
        papers = [self._paper() for _ in range(self._draw.randint(3, 6))]
        day = f"{self._draw.randint(1, 28):02}"
        values = {
            "procedure": "1.000656",
            "procedure_version": f"1.00{self._draw.choice([1193, 4884, 894, 1653])}.000.00.00.H21",
            "code": f"H21.40-2507{day}-{number:06}",
            "applicant": {
                "name": self._person(),
                "birth": f"{self._draw.randint(1940, 2005)}-{self._draw.randint(1, 12):02}-{day}",
                "id_number": f"064{self._draw.randrange(10**9):09}",
                "address": f"Số nhà {self._draw.randint(1, 400)}, tổ {self._draw.randint(1, 12)}, xã "
                f"{self._draw.choice(PLACES)}, tỉnh Gia Lai",
                "phone": f"09{self._draw.randrange(10**8):08}",
            },
            "components": papers,
            "competent_unit": UNIT,
            "due_ms": self._now + 72 * 3600 * 1000,
            "received_ms": self._now,
        }
        return self._act(dossier, "Received", values, 1)

    def noted(self, number: int, step: int) -> Changes:
        """One edit of a dossier."""
        dossier = f"{NODE[:6]}-1-{number}"
        kind, status = STEPS[step % len(STEPS)]
        note = self._draw.choice(NOTES).format(self._draw.randint(1, 9999), self._draw.randint(1, 28))
        clock = (
            f"{self._draw.randint(8, 16):02}:{self._draw.randint(0, 59):02}:{self._draw.randint(0, 59):02}"
        )
        event = {"actor": self._draw.choice(self._staff), "kind": kind, "note": note, "status": status}
        event["time"] = f"2025-07-{step + 1:02}T{clock}+07:00"
        return self._act(
            dossier, "FieldRecorded", {"field": f"b{step + 1}.{NODE[:6]}", "value": event}, step + 2
        )

    def _act(self, dossier: str, kind: str, values: dict[str, Any], count: int) -> Changes:
        self._now += self._draw.randint(1, 4)
        day = time.strftime("%Y-%m-%d", time.gmtime(self._now / 1000 + 7 * 3600))
        body: dict[str, Any] = {"kind": kind, "dossier": dossier, "node": NODE, "officer": OFFICER}
        body |= {
            "unit": UNIT,
            "day": day,
            "hlc": [self._now, 0],
            "device": self._now,
            "hub": 1_780_999_990_000,
            "values": values,
        }
        change = self._documents[dossier].commit(ACTOR, [(f"{NODE[:6]}-1-{count}", canonical(body))])
        return Changes(dossier, (change.raw,))

    def _person(self) -> str:
        return f"{self._draw.choice(FAMILY)} {self._draw.choice(MIDDLE)} {self._draw.choice(GIVEN)}"

    def _paper(self) -> dict[str, Any]:
        code = self._draw.randbytes(16).hex()
        return {
            "code": f"{code[:8]}-{code[8:12]}-{code[12:16]}-{code[16:20]}-{code[20:]}",
            "name": self._draw.choice(PAPERS),
            "blob": self._draw.randbytes(32).hex(),
            "count": self._draw.randint(1, 8),
            "signed": self._draw.random() < 0.5,
        }


def letters(frames: Sequence[Changes], per_letter: int) -> list[Letter]:
    """Sealed letters of so many dossiers each."""
    found = []
    for seq, at in enumerate(range(0, len(frames), per_letter), start=1):
        part = tuple(frames[at : at + per_letter])
        seal = make_seal(
            NODE, [parse_change(raw).hash for frame in part for raw in frame.raw], lambda _: bytes(64)
        )
        found.append(
            Letter(NODE, 1, seq, HUB, 0, 3, 1_781_000_000_000, 1_780_999_990_000, frames=(seal, *part))
        )
    return found


def weigh(frames: Sequence[Changes], per_letter: int, known: Any, levels: Sequence[int]) -> dict[str, Any]:
    """Bytes for each change, by layer, and microseconds of writing and reading."""
    count = len(frames)
    written = letters(frames, per_letter)
    raw = sum(len(change) for frame in frames for change in frame.raw)
    figures: dict[str, Any] = {"changes": count, "letters": len(written), "automerge": round(raw / count, 1)}
    figures["version 1"] = round(sum(len(encode_letter(letter)) for letter in written) / count, 1)
    for dictionaries in ({}, DICTIONARIES):
        context = Context(known, dictionaries)
        caps = context.capabilities() | {"seal-excerpt-1"}
        for level in levels:
            packed.LEVEL = level
            began = time.perf_counter()
            bodies = [encode_letter(letter, caps, context) for letter in written]
            middle = time.perf_counter()
            for body, letter in zip(bodies, written, strict=True):
                back = decode_letter(body, context)
                assert set(back.frames) == set(letter.frames)
            ended = time.perf_counter()
            name = f"packed{' + dictionary' if dictionaries else ''}, level {level}"
            figures[name] = {
                "bytes": round(sum(map(len, bodies)) / count, 1),
                "write_us": round((middle - began) / count * 1e6),
                "read_us": round((ended - middle) / count * 1e6),
            }
    return figures


def measure(n: int, levels: Sequence[int]) -> dict[str, Any]:
    """All layers for n dossiers and two edits of each, and for single acts."""
    office = Office(7)
    created = [office.received(number) for number in range(n)]
    edits = [[office.noted(number, step) for number in range(n)] for step in range(2)]
    hashes = {frame.dossier: [parse_change(frame.raw[0]).hash] for frame in created}
    for frame in edits[0]:
        hashes[frame.dossier].append(parse_change(frame.raw[0]).hash)
    known = hashes.__getitem__
    held = lambda dossiers: {one: known(one) for one in dossiers}  # noqa: E731
    return {
        "new dossiers": weigh(created, 80, nothing_held, levels),
        "edits": weigh([frame for step in edits for frame in step], 800, held, levels),
        "one new dossier a letter": weigh(created[:20], 1, nothing_held, levels),
        "one edit a letter": weigh(edits[1][:20], 1, held, levels),
        "greeting": len(encode_letter(Letter(NODE, 1, 0, HUB, 41, 3, 1_781_000_000_000, 1_780_999_990_000))),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.wire_bytes")
    parser.add_argument("--n", type=int, default=300)
    parser.add_argument("--levels", type=int, nargs="*", default=[12])
    asked = parser.parse_args()
    print(json.dumps(measure(asked.n, asked.levels), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
