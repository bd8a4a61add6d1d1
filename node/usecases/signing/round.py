"""A round of signing: how far it is, what came of each paper, and why it stopped. Lives in memory, like the PIN.

What was signed are facts; after a power cut the list is made anew from what is still unsigned.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import TypeAlias

from dossier.errors import KernelError, Refuse
from dossier.state import DossierState
from node.ports import PAPER_FAULTS
from plumbing.problem import Problem

WAITING, WORKING, DONE, FAILED = "waiting", "working", "done", "failed"


@dataclass(frozen=True, slots=True)
class RoundItem:
    """One paper of a round: `component` "" = the dossier's result. `state` is waiting | working | done | failed, with
    `code` and `hint_vi` where it failed."""

    dossier: str
    component: str
    title: str
    state: str = WAITING
    code: str = ""
    hint_vi: str = ""


SignOne: TypeAlias = Callable[[RoundItem], DossierState | Refuse]
Keys: TypeAlias = AbstractContextManager[SignOne]


@dataclass(frozen=True, slots=True)
class Round:
    """All of it. `busy` while it runs; `code` and `hint_vi` say what stopped it before its end."""

    officer: str = ""
    items: tuple[RoundItem, ...] = ()
    busy: bool = False
    code: str = ""
    hint_vi: str = ""

    def count(self, state: str) -> int:
        """How many papers are in this state."""
        return sum(item.state == state for item in self.items)


class RoundKeeper:
    """Runs one round at a time in the background."""

    def __init__(self) -> None:
        self._lock, self._ending = threading.Lock(), threading.Event()
        self._round, self._thread = Round(), threading.Thread()

    def now(self) -> Round:
        """The round that runs, or the last one."""
        return self._round

    def begin(self, items: Sequence[RoundItem], officer: str, keys: Keys) -> None:
        """Start: `keys` is entered once, and what it gives signs one paper after another. Raises
        Problem(SIGNING_ROUND_RUNS)."""
        with self._lock:
            if self._round.busy:
                hint = "Đang ký một lượt khác; đợi xong rồi ký lượt này."
                raise Problem("SIGNING_ROUND_RUNS", hint, "later")
            self._round = Round(officer, tuple(items), busy=True)
            self._ending.clear()
        self._thread = threading.Thread(target=self._run, args=(keys,), name="signing round")
        self._thread.start()

    def halt(self) -> None:
        """Stop before the next paper."""
        self._ending.set()

    def close(self) -> None:
        """Stop before the next paper, and wait for the one that is being signed."""
        self.halt()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self, keys: Keys) -> None:
        stopped = Refuse("", "")
        try:
            with keys as sign:
                self._each(sign)
        except (Problem, KernelError) as error:
            stopped = Refuse(error.code, error.hint_vi)
        except Exception as error:
            stopped = Refuse(
                "SIGNING_ROUND_FAILED",
                f"Lượt ký dừng vì lỗi {type(error).__name__} ngoài dự kiến; những giấy đã ký vẫn giữ nguyên. "
                "Hãy ký tiếp phần còn lại.",
            )
        finally:
            self._round = replace(self._round, busy=False, code=stopped.code, hint_vi=stopped.hint_vi)

    def _each(self, sign: SignOne) -> None:
        """Every paper has its own outcome; what is wrong with a key or a token ends the round."""
        for place, item in enumerate(self._round.items):
            if self._ending.is_set():
                return
            self._put(place, replace(item, state=WORKING))
            try:
                outcome = sign(item)
            except Problem as problem:
                self._put(place, replace(item, state=FAILED, code=problem.code, hint_vi=problem.hint_vi))
                if problem.code not in PAPER_FAULTS:
                    raise
                continue
            self._put(place, _after(item, outcome))

    def _put(self, place: int, item: RoundItem) -> None:
        items = self._round.items
        self._round = replace(self._round, items=(*items[:place], item, *items[place + 1 :]))


def _after(item: RoundItem, outcome: DossierState | Refuse) -> RoundItem:
    if isinstance(outcome, Refuse):
        return replace(item, state=FAILED, code=outcome.code, hint_vi=outcome.hint_vi)
    return replace(item, state=DONE)
