"""Proof that the province has a dossier as it stood: the hub's signed receipt over its heads, checked by anybody.

Nothing but the hub's public key is needed. What is proved: at `hub_ms` the hub held the dossier with exactly these
heads; the heads are hashes that chain to every change before them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from dossier.errors import KernelError
from dossier.exchange.frames import Receipt
from dossier.exchange.seal import heads_digest
from dossier.exchange.wire import receipt_message
from plumbing.keys import verify

VERSION = "motcua/receipt-proof/1"


def proof_of(
    dossier: str, heads: Iterable[bytes], receipt: Receipt, hub: str, hub_key: bytes
) -> dict[str, Any]:
    """The proof as JSON values. `heads` are those of the document now; when more was written since, they do not match
    the receipt, and `covers_heads` is false."""
    listed = sorted(heads)
    digest = dict(receipt.heads)[dossier]
    return {
        "proof": VERSION,
        "dossier": dossier,
        "heads": [head.hex() for head in listed],
        "heads_digest": digest.hex(),
        "covers_heads": heads_digest(listed) == digest,
        "receipt": {
            "node": receipt.node,
            "incarnation": receipt.incarnation,
            "seq": receipt.seq,
            "hub_ms": receipt.hub_ms,
            "heads": [[name, value.hex()] for name, value in receipt.heads],
            "outcomes": [list(pair) for pair in receipt.outcomes],
            "signature": receipt.signature.hex(),
        },
        "hub": {"node": hub, "public_key": hub_key.hex()},
    }


def verify_proof(proof: Mapping[str, Any], hub_key: bytes) -> bool:
    """Whether the hub with this key vouches for the dossier's heads as the proof lists them. False for anything else,
    also for junk; the key inside the proof plays no part."""
    try:
        body = proof["receipt"]
        receipt = Receipt(
            node=str(body["node"]),
            incarnation=int(body["incarnation"]),
            seq=int(body["seq"]),
            hub_ms=int(body["hub_ms"]),
            heads=tuple((str(name), bytes.fromhex(value)) for name, value in body["heads"]),
            outcomes=tuple((str(name), str(code)) for name, code in body["outcomes"]),
        )
        signed = verify(hub_key, receipt_message(receipt), bytes.fromhex(body["signature"]))
        heads = [bytes.fromhex(head) for head in proof["heads"]]
        return signed and dict(receipt.heads)[str(proof["dossier"])] == heads_digest(heads)
    except (KeyError, TypeError, ValueError, AttributeError, KernelError):
        return False
