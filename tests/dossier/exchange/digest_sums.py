"""The sums of a scope counted from nothing: what any sequence of changes must arrive at."""

from collections.abc import Iterable

from dossier.exchange.digest import BucketSum, Mark, bucket_of, changed


def sums_of(marks: Iterable[tuple[str, Mark]]) -> dict[int, BucketSum]:
    """One sum a bucket."""
    sums: dict[int, BucketSum] = {}
    for dossier, mark in marks:
        bucket = bucket_of(dossier)
        sums[bucket] = sums.get(bucket, BucketSum()).plus(changed(None, mark))
    return sums
