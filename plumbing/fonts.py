"""Where the fonts for printed forms, stamps and text layers lie.

Liberation Serif 2 has Times' measures and all Vietnamese letters; version 1 (another Debian package) lacks
them and draws nothing in their place, so the folder of version 2 is asked for by name.
"""

from pathlib import Path

from plumbing.problem import Problem

_FOLDERS = (Path("/usr/share/fonts/truetype/liberation2"), Path("/usr/local/share/fonts/liberation2"))


def serif(style: str = "Regular") -> Path:
    """The TrueType file of Liberation Serif in `style` (Regular, Bold, Italic, BoldItalic).

    Raises `Problem` FONT_MISSING where it is not installed.
    """
    for folder in _FOLDERS:
        path = folder / f"LiberationSerif-{style}.ttf"
        if path.is_file():
            return path
    hint = "Thiếu phông chữ có dấu tiếng Việt. Người vận hành cần cài gói fonts-liberation2."
    raise Problem("FONT_MISSING", hint, "operator", f"LiberationSerif-{style}.ttf")
