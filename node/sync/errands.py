"""What a contact with the hub does between the letters and the scans: previews, requests, envelopes of others.

One small request, and only when there is something to say or scans of ours wait: nothing to tell costs nothing.
"""

import logging
from typing import Protocol

from dossier.errors import KernelError
from dossier.exchange.parcels import ScanTalk, decode_parcel, encode_parcel
from node.sync.mule import Mule
from node.usecases.exchange.parcels import Parcels
from node.usecases.exchange.trust import Hub
from node.usecases.scans.thumbnails import Thumbnails
from node.usecases.workplace import Workplace
from plumbing.problem import Problem

_log = logging.getLogger(__name__)


class ErrandRoad(Protocol):
    """The hub's other doors."""

    def carry(self, envelope: bytes) -> bytes:
        """Hand in an envelope of somebody else; the answer for her, b"" for none. Raises Problem."""
        ...

    def scan_talk(self, content: bytes) -> bytes:
        """Say and hear about scans. Raises Problem."""
        ...


class Errands:
    """Runs them; one at a time, after a dialogue that held."""

    def __init__(
        self, place: Workplace, hub: Hub, parcels: Parcels, mule: Mule, pictures: Thumbnails, road: ErrandRoad
    ) -> None:
        self._place, self._hub, self._parcels = place, hub, parcels
        self._mule, self._pictures, self._road = mule, pictures, road

    def run(self) -> Problem | None:
        """Do what there is to do; the problem when the line broke. What the hub refuses, or an older hub does not
        know, stops neither letters nor scans."""
        self._pictures.make()
        for errand in (self._hand_in, self._talk):
            try:
                errand()
            except (Problem, KernelError) as failed:
                if isinstance(failed, Problem) and failed.code == "LINE_DOWN":
                    return failed
                _log.info("errand", extra={"code": failed.code})
        return None

    def _hand_in(self) -> None:
        for row, envelope in self._mule.waiting(self._hub.node):
            try:
                answer = self._road.carry(envelope)
            except Problem as refused:
                if refused.retry == "later":
                    raise
                answer = b""  # the hub will never take it; its author has it still, and will be told
            if answer:
                self._mule.carry(answer)
            self._mule.handed(row)

    def _talk(self) -> None:
        said = self._parcels.talk()
        with self._place.store.reading() as tables:
            waiting = tables.blobs.totals()[0]
        if said.empty and not waiting:
            return
        heard = decode_parcel(self._road.scan_talk(encode_parcel(said)))
        if not isinstance(heard, ScanTalk):
            return
        with self._place.store.writing() as tables:
            tables.scan_lane.told([sha256 for sha256, _ in said.previews])
            tables.scan_lane.asked_for(said.lacking, self._place.clock.now_ms())
        self._parcels.hear(heard, self._hub.node)
