"""`motcua deadline`: when is it due, and why on that day."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from dossier.deadline import Due, Extension, Regime, Supplement, due, parse_limit
from dossier.errors import MalformedValue
from dossier.register.calendar import Calendar, parse_calendar, parse_moment
from motcua.batch import answer_file
from plumbing.problem import Problem
from plumbing.rule_data import load_calendar

_KEYS: Final = frozenset({"id", "cmd", "received", "limit", "regime", "supplements", "extension"})


def add_parser(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser("deadline", help="tính hạn trả kết quả (deadlines)")
    parser.add_argument("--received", metavar="WHEN", help="lúc tiếp nhận đủ hồ sơ, ví dụ 2025-04-24T09:00")
    parser.add_argument("--limit", help="3wd ngày làm việc, 2h giờ, 10d ngày, 1m tháng, SD trong ngày")
    parser.add_argument(
        "--regime", default="restart", help="bổ sung: restart tính lại, pause trừ thời gian chờ"
    )
    parser.add_argument(
        "--supplement",
        metavar="FROM..TO",
        action="append",
        default=[],
        help="một lần chờ bổ sung; TO có thể bỏ",
    )
    parser.add_argument("--extension", metavar="NOTIFIED..NEW_DUE", help="hẹn lại một lần (mẫu 04)")
    parser.add_argument("--calendar", type=Path, metavar="FILE.csv", help="lịch làm việc khác lịch kèm theo")
    parser.add_argument("--batch", type=Path, metavar="FILE.jsonl", help="mỗi dòng một yêu cầu JSON")


def run(args: argparse.Namespace) -> int:
    """Answer one question, or one per line of the batch file. Raises KernelError, Problem."""
    calendar = load_calendar() if args.calendar is None else _read_calendar(args.calendar)
    if args.batch is not None:
        answer_file(args.batch, lambda request: _answer(request, calendar))
        return 0
    request = {
        "received": args.received,
        "limit": args.limit,
        "regime": args.regime,
        "supplements": args.supplement,
        "extension": args.extension,
    }
    print(json.dumps(_answer(request, calendar), ensure_ascii=False))
    return 0


def _read_calendar(path: Path) -> Calendar:
    try:
        return parse_calendar(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as cause:
        hint = f"Không đọc được lịch {path.name}. Hãy kiểm tra đường dẫn."
        raise Problem("CALENDAR_UNREADABLE", hint, detail=str(cause)) from cause


def _answer(request: Mapping[str, Any], calendar: Calendar) -> Mapping[str, Any]:
    unknown = sorted(set(request) - _KEYS)
    if unknown:
        raise MalformedValue("REQUEST_KEY_UNKNOWN", f"Không hiểu khóa {', '.join(unknown)}.")
    extension = request.get("extension")
    return _as_json(
        due(
            parse_moment(_text(request, "received")),
            parse_limit(_text(request, "limit")),
            calendar,
            regime=_regime(request.get("regime", "restart")),
            supplements=_supplements(request.get("supplements", [])),
            extension=None if extension is None else _extension(extension),
        ),
        calendar,
    )


def _text(request: Mapping[str, Any], key: str) -> str:
    value = request.get(key)
    if not isinstance(value, str):
        raise MalformedValue("REQUEST_KEY_MISSING", f"Thiếu “{key}”. Hãy ghi --{key} hoặc khóa {key}.")
    return value


def _regime(text: object) -> Regime:
    try:
        return Regime(str(text))
    except ValueError:
        raise MalformedValue("REGIME_UNKNOWN", "Chế độ bổ sung phải là restart hoặc pause.") from None


def _supplements(periods: object) -> Sequence[Supplement]:
    if not isinstance(periods, list):
        raise _bad_period(periods)
    return [_supplement(period) for period in periods]


def _supplement(period: object) -> Supplement:
    start, end = _ends(period)
    return Supplement(parse_moment(start), parse_moment(end) if end else None)


def _extension(period: object) -> Extension:
    notified, new_due = _ends(period)
    if not new_due:
        raise _bad_period(period)
    return Extension(parse_moment(notified), parse_moment(new_due))


def _ends(period: object) -> tuple[str, str]:
    """The two ends of `FROM..TO`; the second may be empty."""
    if not isinstance(period, str) or period.count("..") != 1:
        raise _bad_period(period)
    start, end = period.split("..")
    return start, end


def _bad_period(period: object) -> MalformedValue:
    hint = f"Không đọc được khoảng “{period}”. Hãy ghi như 2025-04-24..2025-04-28."
    return MalformedValue("PERIOD_MALFORMED", hint)


def _as_json(answer: Due, calendar: Calendar) -> Mapping[str, Any]:
    return {
        "received": answer.received.isoformat(),
        "limit": str(answer.limit),
        "limit_vi": answer.limit.text_vi,
        "regime": answer.regime.value,
        "due": answer.at.isoformat(),
        "due_date": answer.at.date().isoformat(),
        "original_due": answer.original_at.isoformat(),
        "before_extension": _moment(answer.before_extension),
        "waiting_since": _moment(answer.waiting_since),
        "steps": answer.steps,
        "warnings": answer.warnings,
        "calendar_version": calendar.version,
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
