"""Read many files with a few workers that go from file to file, so that a worker's start is paid once, not per file.

A long file is shared out by its pages. A file that breaks its worker costs that file only: the worker is replaced and
the next files go on.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from node.ocr.limits import Limits
from node.ocr.process.seat import Seat
from node.ocr.process.shares import FileRead, Shares


def read_files(paths: Sequence[Path], limits: Limits, workers: int) -> Generator[FileRead, None, None]:
    """What came of each of `paths`, in their order, as soon as it and those before it are done.

    Close the iterator to stop: no worker outlives it.
    """
    seats = [Seat(limits) for _ in range(workers)]
    shares = Shares(len(paths), workers)
    pool = ThreadPoolExecutor(workers)
    work = [pool.submit(_work, seat, shares, paths) for seat in seats]
    try:
        for number in range(len(paths)):
            read = shares.wait_for(number)
            if read is None:
                break
            yield read
    finally:
        shares.close()
        for seat in seats:
            seat.close()
        pool.shutdown()
        for seat in seats:
            seat.leave()
    for one in work:
        one.result()


def _work(seat: Seat, shares: Shares, paths: Sequence[Path]) -> None:
    """On a thread of the pool: one share after another, until there are no more. What is nobody's fault ends all."""
    try:
        while (share := shares.take()) is not None:
            shares.done(share, *seat.read(paths[share.file], share.first, share.last))
    except BaseException:
        shares.close()
        raise
