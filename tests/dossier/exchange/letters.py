"""Sample letters: one of every frame; the golden files hold the same ones."""

from dossier.authors import node_id
from dossier.exchange.seal import make_seal
from dossier.exchange.wire import Blobs, Changes, GrantFrame, Letter, Receipt, RegisterFrame

NODE, HUB = node_id(b"n" * 32), node_id(b"h" * 32)
HASHES = [bytes([n]) * 32 for n in (1, 2, 3)]
SIGNATURE = bytes(range(64))

SAMPLES = {
    "quiet": Letter(NODE, 1, 1, HUB),
    "facts": Letter(
        NODE,
        2,
        7,
        HUB,
        ack=41,
        register=3,
        device_ms=1_751_302_800_000,
        hub_ms=1_751_302_700_000,
        caps=frozenset({"b", "a"}),
        frames=(
            Changes("abcdef-2-1", (b"\x85oJ\x83 first", b"second")),
            make_seal(NODE, HASHES, lambda _message: SIGNATURE),
            Blobs((("ab" * 32, 123_456, "image/png"),)),
        ),
    ),
    "answer": Letter(
        HUB,
        1,
        44,
        NODE,
        device_ms=1_751_302_900_000,
        hub_ms=1_751_302_900_000,
        frames=(
            Receipt(
                NODE,
                2,
                7,
                1_751_302_900_000,
                (("abcdef-2-1", bytes(32)),),
                (("abcdef-2-9", "BAD_DOCUMENT"),),
                SIGNATURE,
            ),
            RegisterFrame(4, '{"title":"Nghị quyết 1656/NQ-UBTVQH15"}', SIGNATURE),
            GrantFrame("lease", '{"first":1,"last":500}', SIGNATURE),
        ),
        more=True,
    ),
}
