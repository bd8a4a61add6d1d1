"""Trains a dictionary for small packed letters on made-up dossiers in the words of the catalogue of procedures.

    python -m bench.train_dictionary NUMBER

writes plumbing/wire_dictionaries/NUMBER.txt (base64). A number is given once and its file never changes: letters in
outboxes and on sticks were written with it.
"""

import base64
import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import zstandard

from bench.wire_bytes import FAMILY, GIVEN, MIDDLE, PLACES
from dossier.authors import actor_id, node_id
from dossier.crdt import parse_change
from dossier.exchange.columns import Tail
from dossier.exchange.context import ALONE, READS
from dossier.exchange.packed import plain_part
from dossier.exchange.seal import make_seal
from dossier.exchange.wire import Blobs, Changes, Frame, Letter
from dossier.facts import canonical
from plumbing.automerge_engine import AutomergeEngine

ROOT = Path(__file__).parents[1]
PROCEDURES = json.loads((ROOT / "dossier/register/data/procedures.json").read_text(encoding="utf-8"))[
    "procedures"
]
SIZE, SAMPLES = 24 * 1024, 1500
CAPS = sorted(READS)


class Papers:
    """Draws dossiers and what happens to them."""

    def __init__(self, seed: int) -> None:
        self._draw, self._engine = random.Random(seed), AutomergeEngine()

    def letter(self) -> tuple[Letter, list[str]]:
        """One letter with some acts of one to three dossiers."""
        draw = self._draw
        node, hub = node_id(draw.randbytes(32)), node_id(draw.randbytes(32))
        now = draw.randint(1_780_000_000_000, 1_850_000_000_000)
        frames: list[Frame] = [self._dossier(node, now) for _ in range(draw.choice([1, 1, 1, 2, 3]))]
        changes = [frame for frame in frames if isinstance(frame, Changes)]
        hashes = [parse_change(raw).hash for frame in changes for raw in frame.raw]
        frames.insert(0, make_seal(node, hashes, lambda _message: bytes(64)))
        if draw.random() < 0.3:
            frames.append(Blobs(((draw.randbytes(32).hex(), draw.randrange(9_000_000), "image/jpeg"),)))
        seq, caps = (
            draw.randrange(1, 5000),
            ["packed-1", "zstd-dict:1", "seal-excerpt-1"][: draw.randint(1, 3)],
        )
        letter = Letter(
            node, 1, seq, hub, seq * 2, 5, now, now - draw.randrange(90_000), frozenset(caps), tuple(frames)
        )
        return letter, caps

    def _dossier(self, node: str, now: int) -> Changes:
        draw, document = self._draw, self._engine.new()
        dossier, actor = f"{node[:6]}-1-{draw.randrange(1, 3000)}", actor_id(node, draw.randbytes(6))
        unit, officer = f"dvhc-{draw.randrange(20000, 32000)}", f"cb-{draw.randbytes(2).hex()}"
        acts = list(self._acts(now, unit, officer))
        first = draw.choice([0, 0, draw.randrange(len(acts))])
        made = []
        for count, (kind, values) in enumerate(acts[: first + draw.choice([1, 1, 2, 4])], start=1):
            now += draw.randrange(90_000)
            body: dict[str, Any] = {
                "kind": kind,
                "dossier": dossier,
                "node": node,
                "officer": officer,
                "unit": unit,
            }
            body |= {"day": "2026-07-01", "hlc": [now, 0], "device": now, "hub": now - draw.randrange(90_000)}
            body |= {"after": [f"{node[:6]}-1-{count - 1}"]} if count > 1 else {}
            facts = [(f"{node[:6]}-1-{count}", canonical(body | ({"values": values} if values else {})))]
            made.append(document.commit(actor, facts).raw)
        return Changes(dossier, tuple(made[first:]))

    def _acts(self, now: int, unit: str, officer: str) -> Iterator[tuple[str, dict[str, Any]]]:
        draw, procedure = self._draw, self._draw.choice(PROCEDURES)
        yield "Received", self._received(procedure, now, unit)
        for number, _ in enumerate(procedure["components"][:2], start=1):
            scan = {"component": f"TP{number}", "blob": draw.randbytes(32).hex(), "media_type": "image/jpeg"}
            yield "PageScanned", scan | {"size": draw.randrange(9_000_000), "number": 1}
            for field in draw.sample(["name", "id_number", "birth", "address", "sex"], 2):
                found = {"field": field, "value": self._person(), "source": "person", "confirmed": True}
                yield (
                    "FieldRecorded",
                    found | {"page": f"x-1-{number}", "box": [draw.randrange(2000) for _ in range(4)]},
                )
            signed = {
                "component": f"TP{number}",
                "title": procedure["components"][number - 1]["name"],
                "role": "intake",
            }
            signed |= {"blob": draw.randbytes(32).hex(), "size": draw.randrange(9_000_000), "pages": 2}
            yield "DocumentSigned", signed | {"level": "B-B", "signer": officer}
        yield "CodeAssigned", {"code": self._code()}
        yield "FeePaid", {"amount": 1000 * draw.randrange(500), "receipt": str(draw.randrange(9999))}
        yield "Assigned", {"to": officer}
        yield "Appraised", {"verdict": "granted", "opinion": "Đủ điều kiện giải quyết"}
        yield "SupplementRequested", {"reason": "Thiếu chữ ký", "items": ["TP1"]}
        yield "SubmittedForApproval", {"to": officer}
        yield "Approved", {"number": f"{draw.randrange(900)}/QĐ-UBND"}
        result = {"number": f"{draw.randrange(900)}/QĐ-UBND", "blob": draw.randbytes(32).hex()}
        yield "Issued", result | {"size": draw.randrange(900_000), "level": "B-B"}
        yield "Returned", {"to": self._person(), "channel": "direct"}
        yield "CustodyOffered", {"to": unit}
        yield "CustodyAccepted", {}

    def _received(self, procedure: dict[str, Any], now: int, unit: str) -> dict[str, Any]:
        draw = self._draw
        applicant = {
            "name": self._person(),
            "id_number": f"0{draw.randrange(10**11):011}",
            "birth": "01/02/1980",
        }
        applicant |= {"sex": draw.choice(["Nam", "Nữ"]), "phone": f"09{draw.randrange(10**8):08}"}
        applicant["address"] = f"Thôn {draw.randint(1, 20)}, xã {draw.choice(PLACES)}, tỉnh Gia Lai"
        components = [
            {"code": f"TP{number}", "name": part["name"], "copy_kind": part["kind"], "count": part["count"]}
            | {"satisfied": draw.random() < 0.9, "must_digitise": part["must_digitise"]}
            for number, part in enumerate(procedure["components"], start=1)
        ]
        values = {
            "procedure": procedure["code"],
            "procedure_version": str(procedure["version"]),
            "code": self._code(),
        }
        values |= {"provisional": draw.random() < 0.1, "channel": draw.choice(["direct", "online", "post"])}
        values |= {
            "applicant": applicant,
            "components": components,
            "competent_unit": unit,
            "due_ms": now + 10**8,
        }
        return values | {"limit": procedure["limit"], "received_ms": now, "calendar": "2026"}

    def _code(self) -> str:
        draw = self._draw
        return f"H21.{draw.randint(1, 99)}-26{draw.randint(1, 12):02}{draw.randint(1, 28):02}-{draw.randrange(9999):04}"

    def _person(self) -> str:
        return f"{self._draw.choice(FAMILY)} {self._draw.choice(MIDDLE)} {self._draw.choice(GIVEN)}"


def train(samples: Sequence[bytes], number: int) -> bytes:
    """The dictionary of that number."""
    return bytes(zstandard.train_dictionary(SIZE, list(samples), dict_id=number, level=12).as_bytes())


def main() -> None:
    """Train and write; an existing dictionary is never overwritten."""
    number, papers = int(sys.argv[1]), Papers(11)
    made = [papers.letter() for _ in range(SAMPLES)]
    samples = [plain_part(letter, CAPS, ALONE, Tail()) for letter, _ in made]
    path = ROOT / "plumbing" / "wire_dictionaries" / f"{number}.txt"
    with path.open("x", encoding="ascii") as file:
        text = base64.encodebytes(train(samples, number)).decode()
        file.write(text)
    sys.stdout.write(f"{path.name}: {len(samples)} letters, {sum(map(len, samples))} bytes\n")


if __name__ == "__main__":
    main()
