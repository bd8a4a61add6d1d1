"""What the browser gets: templates, ES modules, one style sheet, icons. Vietnamese first, nothing from elsewhere.

Every file is served by the node or the hub itself, so that the pages work without a line. `node/` and `hub/`
hold Jinja2 templates, `static/` what is served as it is.
"""

from pathlib import Path
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_HERE = Path(__file__).resolve().parent


def templates_dir(house: str = "node") -> Path:
    """Folder of the templates of one house: "node" or "hub"."""
    return _HERE / house


def environment(house: Literal["node", "hub"]) -> Environment:
    """The templates of one house. Everything is escaped; an unknown name in a template is an error, not a blank."""
    return Environment(
        loader=FileSystemLoader(templates_dir(house)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def static_dir() -> Path:
    """Folder served under /static."""
    return _HERE / "static"
