"""The LAN as part of a running node: off without an address; what fails here stops nothing else."""

import logging

from node.config import Config
from node.sync.lan import LanFinder, LanListener, LanMeetings
from node.sync.mule import Mule
from node.usecases.exchange.letters import Exchange
from node.usecases.exchange.neighbour_post import NeighbourPost
from node.usecases.workplace import Workplace
from plumbing.problem import Problem

_log = logging.getLogger(__name__)


class LanService:
    """Listens, announces, and meets neighbours when it is rung."""

    def __init__(self, place: Workplace, exchange: Exchange, post: NeighbourPost, mule: Mule) -> None:
        self._config: Config = place.config
        self._node, self._post = place.identity.node, post
        self._meetings = LanMeetings(place, exchange, post, mule)
        self._listener: LanListener | None = None
        self._finder: LanFinder | None = None
        self._wanted, self._trouble = False, ""

    def start(self) -> None:
        """Begin, when the settings name an address. A LAN that is not there is no reason not to work: it is looked for
        again at every ring."""
        self._wanted = bool(self._config.lan_host)
        self._open()

    def meet(self) -> int:
        """Meet the neighbours found so far; gives how many answered."""
        self._open()
        return self._meetings.meet(self._finder.peers()) if self._finder is not None else 0

    def stop(self) -> None:
        """End; safe to call twice."""
        self._wanted = False
        self._close()

    def _open(self) -> None:
        if not self._wanted or self._finder is not None:
            return
        try:
            self._listener = LanListener(self._config.lan_host, self._config.lan_port, self._post.receive)
            self._listener.start()
            finder = LanFinder(self._node, self._config.lan_host, self._listener.port)
            finder.start()
            self._finder, self._trouble = finder, ""
        except Problem as problem:
            self._close()
            if problem.code != self._trouble:
                _log.warning("lan", extra={"code": problem.code})
            self._trouble = problem.code

    def _close(self) -> None:
        if self._finder is not None:
            self._finder.stop()
        if self._listener is not None:
            self._listener.stop()
        self._finder = self._listener = None
