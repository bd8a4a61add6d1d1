"""What the kernel says when it cannot go on.

Two different things, kept apart:

* a domain refusal is an answer, not an accident: pure functions *return* `Refuse`;
* data that cannot be what it claims to be is an accident: it is *raised*.

    KernelError            root; stable code, Vietnamese hint, retry word
    ├── MalformedValue     a text or number does not follow its grammar (retry: never)
    └── MissingRule        the calendar, catalogue or register does not cover
                           what was asked (retry: operator)

Codes are SNAKE_UPPER and never change once published; hints are sentences in
Vietnamese that tell a person what to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

Retry = Literal["never", "later", "operator"]


class KernelError(Exception):
    """Root of everything the kernel raises: `code`, `hint_vi`, `retry`."""

    retry: ClassVar[Retry] = "never"

    def __init__(self, code: str, hint_vi: str) -> None:
        super().__init__(f"{code}: {hint_vi}")
        self.code = code
        self.hint_vi = hint_vi


class MalformedValue(KernelError):
    """A value does not follow its grammar; sending it again will not help."""


class MissingRule(KernelError):
    """A rule table does not reach far enough; an operator must extend it."""

    retry: ClassVar[Retry] = "operator"


@dataclass(frozen=True, slots=True)
class Refuse:
    """A domain refusal: the request is understood and the answer is no."""

    code: str
    hint_vi: str
