"""The document says what the code does: limits, frame kinds and refusal codes."""

import re
from pathlib import Path

from dossier.exchange.compact import PREFIX_BYTES
from dossier.exchange.context import WELL_KNOWN
from dossier.exchange.frames import LIMITS, FrameKind
from dossier.exchange.shapes import MOST_PIECES

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")


def test_frame_kinds_are_documented():
    rows = re.findall(
        r"^\| (\d+) \| (\w+) \|", TEXT.split("| kind | frame")[1].split("\n\n")[0], re.MULTILINE
    )
    assert [(int(kind), name.upper()) for kind, name in rows] == [(k.value, k.name) for k in FrameKind]


def test_limits_are_documented():
    spelt = TEXT.replace("\n", " ").replace("\N{NO-BREAK SPACE}", " ")
    for limit, words in {
        "letter_bytes": "letter 32 MiB",
        "items": "500 000 values",
        "depth": "12 levels",
        "frames": "10 000 frames",
        "changes": "10 000 changes",
        "change_bytes": "at most 1 MiB",
        "leaves": "100 000 leaves",
        "dossiers": "50 000 dossiers",
        "blobs": "10 000 blobs",
        "caps": "64 capabilities",
        "dossier_chars": "ids of dossiers 40 letters",
        "name_chars": "64 characters",
        "text_bytes": "8 MiB",
        "shapes": "1 000 shapes",
        "facts": "10 000 facts",
    }.items():
        assert words in spelt
        number, unit = re.search(r"(\d[\d ]*)(MiB)?", words).groups()
        assert LIMITS[limit] == int(number.replace(" ", "")) * (2**20 if unit else 1)


def test_every_refusal_of_the_rim_is_documented():
    code = "".join(
        (ROOT / "plumbing" / name).read_text(encoding="utf-8") for name in ("envelopes.py", "keys.py")
    )
    raised = set(re.findall(r'"(ENVELOPE_[A-Z_]+|SEALED_[A-Z_]+)"', code))
    assert len(raised) == 9
    assert {name for name in raised if name not in TEXT} == set()


def test_capabilities_and_their_numbers_are_documented():
    table = TEXT.split("### 3.1")[1].split("### 3.2")[0]
    assert [
        name for name in WELL_KNOWN if f"`{name}`" not in table.replace("`zstd-dict:N`", _DICTIONARIES)
    ] == []
    assert MOST_PIECES == 400
    assert "at most 400 pieces" in TEXT
    assert f"{PREFIX_BYTES} bytes of the tail" in TEXT


_DICTIONARIES = "`zstd-dict:1` `zstd-dict:2` `zstd-dict:3`"
