"""Scanned pages and fields as use cases take and give them: what was read, what a person confirms, how a page is shown.

Part of `node.usecases.models`; words and instants as there.
"""

from dataclasses import dataclass
from typing import Any

from node.ports import AsidePage


@dataclass(frozen=True, slots=True)
class FieldEntry:
    """A value that a person confirms. `page` is the page's fact key, `box` where it stands, `source` is
    person | qr | machine (a candidate accepted as it is). Values may be str, int or bool."""

    field: str
    value: Any
    source: str = "person"
    page: str = ""
    box: tuple[int, ...] = ()
    confidence: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A field as the machine read it; `confidence` 0–100; `box` in pixels of its `width` × `height` page image.
    `current` is the value that stands now ("" = none), `differs` whether they differ. `value` is what is proposed,
    `read` what stood on the paper as read; `review` tells that the value is in doubt, `reason` why (a code of
    `fields.evidence`, or "learned"), `why_vi` what else speaks for or against it; `kind` is the kind of paper and
    `unit_today` the unit that an address lies in today ("" = not known)."""

    field: str
    value: str
    confidence: int
    page_key: str
    page: int
    box: tuple[int, int, int, int]
    width: int
    height: int
    current: str = ""
    differs: bool = True
    read: str = ""
    type: str = ""
    review: bool = True
    reason: str = ""
    why_vi: str = ""
    kind: str = ""
    unit_today: str = ""


@dataclass(frozen=True, slots=True)
class SamePaper:
    """`sheet` of a scan seems to be the same sheet of paper as `as_sheet` of the scan that is number `number` of the
    paper `component` of this dossier."""

    sheet: int
    component: str
    number: int
    as_sheet: int


@dataclass(frozen=True, slots=True)
class PageView:
    """A scanned page for the screen. `reading` is none | queued | running | done | aside | cancelled."""

    key: str
    component: str
    number: int
    blob: str
    media_type: str
    size: int
    here: bool
    reading: str
    reading_hint_vi: str = ""
    text: str = ""
    read: int = 0  # sheets of the file that are read, of `pages` (0 = not counted yet)
    pages: int = 0
    aside: tuple[AsidePage, ...] = ()  # sheets that could not be read
    kind: str = ""  # of paper, as recognised on the first sheet where one was (`dossier.paper_kinds`)
    kind_vi: str = ""
    seems_component: str = ""  # the paper of the dossier that it seems to be, where that is another one
    same_as: tuple[
        SamePaper, ...
    ] = ()  # other scans of the same sheets of paper in this dossier, by their look
    also_in: tuple[
        str, ...
    ] = ()  # codes of the dossiers that hold the same bytes, this one when it does so twice
