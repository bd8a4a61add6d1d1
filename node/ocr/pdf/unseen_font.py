"""The font of the text layer: letters have their widths and their Unicode values, and no outlines.

Nobody ever sees these letters (rendering mode 3), so outlines and hinting would be 20 kB of nothing in each file. The
font stays embedded all the same: validators that do not look at the rendering mode ask for it (ISO 19005-2, 6.2.11.4).
"""

from __future__ import annotations

import io

from fontTools.ttLib import TTFont as FontTables
from fontTools.ttLib.tables._g_l_y_f import Glyph
from reportlab.pdfbase.ttfonts import TTFont

from plumbing.fonts import serif

# What a TrueType program inside a PDF must have (ISO 32000-1, 9.9), and its cmap.
_KEPT = frozenset({"GlyphOrder", "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "post"})


def unseen_font(name: str) -> TTFont:
    """Liberation Serif under that name, whose subsets in a PDF show nothing."""
    font = TTFont(name, str(serif()))
    whole = font.face.makeSubset
    font.face.makeSubset = lambda subset: without_outlines(whole(subset))
    return font


def without_outlines(program: bytes) -> bytes:
    """The TrueType program with every glyph empty, of the same widths."""
    tables, out = FontTables(io.BytesIO(program)), io.BytesIO()
    for name in tables["glyf"].glyphs:
        tables["glyf"][name] = Glyph()
    for tag in set(tables.keys()) - _KEPT:
        del tables[tag]
    tables.save(out)
    return out.getvalue()
