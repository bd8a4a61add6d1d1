"""What goes wrong at the rim, in words that a clerk can act on.

    Exception
     └─ Problem            code, Vietnamese sentence, and whether to try again
         └─ (one per adapter where a caller must tell it apart)

Domain refusals are values (`dossier.errors.Refuse`), not exceptions. Over HTTP both take the shape of
RFC 9457; on the command line they are one JSON object on standard error.
"""

from typing import Any, Literal

Retry = Literal["never", "later", "operator"]


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
