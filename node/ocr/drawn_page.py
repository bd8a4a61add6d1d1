"""A page that came with its own words (see `node.ocr.source.own_text`): nothing to straighten and nothing to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from node.ocr.model import Box, Word
from node.ocr.picture.light import red_channel, shrink, target_short_side
from node.ocr.picture.prepare import Prepared
from node.ocr.source.loaded import Loaded


def as_drawn(page: Loaded, words: Sequence[Word]) -> tuple[Prepared, list[Word]]:
    """The page at 200 dpi, and its words in the pixels of that."""
    height, width = page.image.shape[:2]
    small, to_page = shrink(page.image, target_short_side(height, width, page.short_mm))
    prepared = Prepared(red_channel(small), to_page, 0, 0.0, False)
    across, down = small.shape[1] / page.width, small.shape[0] / page.height

    def scaled(box: Box) -> Box:
        left, top, right, bottom = box
        at = (round(left * across), round(top * down), round(right * across), round(bottom * down))
        return (max(0, at[0]), max(0, at[1]), min(small.shape[1], at[2]), min(small.shape[0], at[3]))

    return prepared, [replace(word, box=scaled(word.box)) for word in words]
