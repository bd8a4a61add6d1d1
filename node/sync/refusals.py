"""What went wrong on the line, in words that a person can act on."""

import json

from plumbing.problem import Problem, Retry

_RETRIES: tuple[Retry, ...] = ("never", "later", "operator")


def line_down(detail: str) -> Problem:
    """Nothing came back."""
    hint = "Chưa liên lạc được với trung tâm tỉnh; dữ liệu vẫn an toàn tại máy và sẽ tự gửi lại."
    return Problem("LINE_DOWN", hint, "later", detail)


def refused(status: int, content: bytes) -> Problem:
    """The hub's own words (RFC 9457) when it gave some; a proxy's page is only a line that is down."""
    try:
        body = json.loads(content)
        retry: Retry = body["retry"] if body["retry"] in _RETRIES else "later"
        return Problem(str(body["code"]), str(body["hint_vi"]), retry, str(body.get("detail", ""))[:200])
    except (ValueError, KeyError, TypeError):
        hint = "Trung tâm tỉnh trả lời không đúng cách; máy sẽ tự thử lại."
        return Problem("LINE_ANSWER_STRANGE", hint, "later", str(status))


def retry_of(problem: Problem) -> Retry:
    """Whether to send a refused letter again. A peer refuses an envelope before it has proved it: what it saw may have
    been altered on the way, which says nothing about the letter. Only one that was opened is refused for ever."""
    unproved = problem.code.startswith("ENVELOPE_") and problem.code != "ENVELOPE_MISLABELLED"
    return "later" if unproved and problem.retry == "never" else problem.retry
