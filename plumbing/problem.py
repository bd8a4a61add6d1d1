"""What goes wrong at the rim, in words that a clerk can act on.

    Exception
     └─ Problem            code, Vietnamese sentence, and whether to try again
         ├─ Refused        a domain refusal on its way to the person who asked
         ├─ Listed         one of a room whose words stand together in a table
         └─ (one per adapter where a caller must tell it apart)

Domain refusals are values (`dossier.errors.Refuse`); where nobody is left who would handle one, `given` raises it. Over
HTTP all take the shape of RFC 9457; on the command line they are one JSON object on standard error.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, TypeVar

from dossier.errors import Refuse

Retry = Literal["never", "later", "operator"]
T = TypeVar("T")


class Problem(Exception):
    """Something failed outside the rules: a file, a line, a tool, a disk.

    `code` is stable SNAKE_UPPER, `hint_vi` says what to do, `retry` says whether a machine may try again
    (`later`), nobody should (`never`) or somebody must act first (`operator`). `detail` is for the log and
    must hold no personal data.
    """

    def __init__(self, code: str, hint_vi: str, retry: Retry = "never", detail: str = "") -> None:
        super().__init__(f"{code}: {detail or hint_vi}")
        self.code = code
        self.hint_vi = hint_vi
        self.retry: Retry = retry
        self.detail = detail

    def as_json(self) -> dict[str, Any]:
        """The error object that commands print and HTTP answers carry."""
        return {"code": self.code, "message_vi": self.hint_vi, "retry": self.retry, "detail": self.detail}


class Refused(Problem):
    """The rules refuse: the request is understood, the dossier stands otherwise."""

    def __init__(self, refuse: Refuse) -> None:
        super().__init__(refuse.code, refuse.hint_vi)


class Listed(Problem):
    """A problem of a room that keeps its words in one table, so that codes stay stable: `texts` says of each code
    whether to try again and what to do."""

    texts: ClassVar[Mapping[str, tuple[Retry, str]]]

    def __init__(self, code: str, detail: str = "") -> None:
        retry, hint = self.texts[code]
        super().__init__(code, hint, retry, detail)


def given(result: T | Refuse) -> T:
    """The result of a use case. Raises Refused when it is a refusal."""
    if isinstance(result, Refuse):
        raise Refused(result)
    return result
