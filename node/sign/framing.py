"""How the node and its signing child talk: one JSON line, then bytes. No heavy imports."""

from __future__ import annotations

import datetime
import json
from typing import IO, Any

from node.sign.port import Corner, Role, SignRequest, Slot


def write_frame(stream: IO[bytes], header: dict[str, Any], parts: list[bytes]) -> None:
    """Write `header` with the lengths of `parts`, then the parts."""
    stream.write(frame(header, parts))
    stream.flush()


def frame(header: dict[str, Any], parts: list[bytes]) -> bytes:
    """The bytes that `write_frame` writes."""
    line = json.dumps({**header, "parts": [len(part) for part in parts]}).encode() + b"\n"
    return b"".join([line, *parts])


def read_frame(stream: IO[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """The header and its parts. Raises ValueError where the stream ends early."""
    header: dict[str, Any] = json.loads(stream.readline())
    parts = [stream.read(length) for length in header["parts"]]
    if [len(part) for part in parts] != header["parts"]:
        raise ValueError("the stream ended early")
    return header, parts


def request_to_json(request: SignRequest) -> dict[str, Any]:
    """Everything but the image, which travels as bytes."""
    return {
        "field_name": request.field_name,
        "role": request.role.value,
        "signer_display": request.signer_display,
        "moment": request.moment.isoformat(),
        "lines": list(request.lines),
        "certify": request.certify,
        "slots": [[slot.field_name, slot.box, slot.page, slot.corner.value] for slot in request.slots],
    }


def request_from_json(raw: dict[str, Any], image: bytes | None) -> SignRequest:
    """The inverse of `request_to_json`."""
    slots = tuple(
        Slot(name, tuple(box) if box else None, page, Corner(corner))
        for name, box, page, corner in raw["slots"]
    )
    return SignRequest(
        field_name=raw["field_name"],
        role=Role(raw["role"]),
        signer_display=raw["signer_display"],
        moment=datetime.datetime.fromisoformat(raw["moment"]),
        lines=tuple(raw["lines"]),
        certify=raw["certify"],
        slots=slots,
        image=image,
    )
