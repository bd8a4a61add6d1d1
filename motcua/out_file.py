"""Where a command writes what it made: never over what it was made from."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from plumbing.problem import Problem


def check_out(out: Path, sources: Iterable[Path]) -> None:
    """Before any work is done. Raises Problem OUT_IS_FOLDER, OUT_IS_INPUT."""
    if out.is_dir():
        hint = f"--out phải là một tệp, nhưng {out.name} là thư mục. Hãy thêm tên tệp vào sau thư mục."
        raise Problem("OUT_IS_FOLDER", hint)
    if out.exists() and any(source.exists() and out.samefile(source) for source in sources):
        hint = f"--out trùng với tệp vào {out.name}; bản gốc không bao giờ bị ghi đè. Hãy chọn tên khác."
        raise Problem("OUT_IS_INPUT", hint)
