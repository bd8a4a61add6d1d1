"""What the browser gets: templates, ES modules, one style sheet, icons. Vietnamese first, nothing from elsewhere.

Every file is served by the node or the hub itself, so that the pages work without a line. `node/` and `hub/`
hold Jinja2 templates, `static/` what is served as it is.
"""

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def templates_dir(house: str = "node") -> Path:
    """Folder of the templates of one house: "node" or "hub"."""
    return _HERE / house


def static_dir() -> Path:
    """Folder served under /static."""
    return _HERE / "static"
