""" "Are we the same?": a digest of a scope that is kept up to date with each change and compared in one round trip.

Each dossier has a *mark* (a hash of its id and its heads digest). Marks are added up, modulo 2^62 twice, in 256
buckets; adding and taking away commute, so that a database can do it in place and in any order. Two ends that hold
the same dossiers with the same heads have the same sums, and one root of 16 bytes says so. When roots differ,
256 short sums name the buckets, and the marks in these name the dossiers: never is anything rebuilt to compare it.

The digest finds what was lost by accident; it is no proof against an end that lies about what it holds.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

BUCKETS = 256
ROOT_BYTES, SHORT_BYTES = 16, 8
MASK = 2**62 - 1  # two of them and the sum of two still fit a signed 64-bit column
_MARK_TAG, _ROOT_TAG = b"motcua/mark/1\0", b"motcua/root/1\0"


@dataclass(frozen=True, slots=True)
class Mark:
    """What one dossier adds to its bucket."""

    high: int
    low: int

    @property
    def short(self) -> bytes:
        """The form that travels when single dossiers are compared."""
        return (self.high << 2 & (2**64 - 1)).to_bytes(SHORT_BYTES, "big")

    def taken_away(self) -> "Mark":
        """The mark whose addition undoes this one's."""
        return Mark(-self.high & MASK, -self.low & MASK)


@dataclass(frozen=True, slots=True)
class BucketSum:
    """All marks of one bucket, added up; `count` of them."""

    high: int = 0
    low: int = 0
    count: int = 0

    def plus(self, other: "BucketSum") -> "BucketSum":
        """Both together; `count` may be negative on the way."""
        return BucketSum(self.high + other.high & MASK, self.low + other.low & MASK, self.count + other.count)


@dataclass(frozen=True, slots=True)
class Difference:
    """Dossiers that only we have, that only they have, and that both have but not alike; each sorted."""

    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    unlike: tuple[str, ...]


Sums = Mapping[int, BucketSum]


def bucket_of(dossier: str) -> int:
    """The bucket of a dossier: the first byte of the SHA-256 of its id."""
    return hashlib.sha256(dossier.encode()).digest()[0]


def mark_of(dossier: str, heads: bytes) -> Mark:
    """The mark of a dossier whose document has this heads digest (`dossier.exchange.seal.heads_digest`)."""
    digest = hashlib.sha256(_MARK_TAG + dossier.encode() + b"\0" + heads).digest()
    return Mark(int.from_bytes(digest[:8], "big") & MASK, int.from_bytes(digest[8:16], "big") & MASK)


def changed(before: Mark | None, after: Mark | None) -> BucketSum:
    """What a bucket must be given when a dossier's mark goes from `before` to `after` (None = not there)."""
    step = BucketSum()
    if before is not None:
        away = before.taken_away()
        step = step.plus(BucketSum(away.high, away.low, -1))
    return step if after is None else step.plus(BucketSum(after.high, after.low, 1))


def root_of(sums: Sums) -> bytes:
    """One word for the whole scope; buckets that are empty and buckets never named count the same."""
    body = b"".join(
        bytes([bucket])
        + sums[bucket].high.to_bytes(8, "big")
        + sums[bucket].low.to_bytes(8, "big")
        + sums[bucket].count.to_bytes(8, "big", signed=True)
        for bucket in sorted(sums)
        if sums[bucket] != BucketSum()
    )
    return hashlib.sha256(_ROOT_TAG + body).digest()[:ROOT_BYTES]


def vector_of(sums: Sums) -> bytes:
    """All buckets, 8 bytes each: what travels when roots differ."""
    return b"".join(_short_sum(bucket, sums.get(bucket, BucketSum())) for bucket in range(BUCKETS))


def unlike_buckets(sums: Sums, vector: bytes) -> tuple[int, ...]:
    """The buckets in which we and the sender of `vector` (256 × 8 bytes) differ."""
    mine = vector_of(sums)
    places = range(0, BUCKETS * SHORT_BYTES, SHORT_BYTES)
    return tuple(
        at // SHORT_BYTES for at in places if mine[at : at + SHORT_BYTES] != vector[at : at + SHORT_BYTES]
    )


def differences(ours: Mapping[str, bytes], theirs: Mapping[str, bytes]) -> Difference:
    """Compare short marks by dossier."""
    both = ours.keys() & theirs.keys()
    return Difference(
        tuple(sorted(ours.keys() - both)),
        tuple(sorted(theirs.keys() - both)),
        tuple(sorted(one for one in both if ours[one] != theirs[one])),
    )


def _short_sum(bucket: int, total: BucketSum) -> bytes:
    if total == BucketSum():
        return bytes(SHORT_BYTES)
    body = total.high.to_bytes(8, "big") + total.low.to_bytes(8, "big")
    return hashlib.sha256(bytes([bucket]) + body).digest()[:SHORT_BYTES]
