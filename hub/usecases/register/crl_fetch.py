"""The province fetches revocation lists by itself, each from where its authority publishes it, and sends what is new to
every node with the trust list.

How each address stands is kept: what it was called, when it answered last, since when it fails and why.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from hub.records import CrlSourceRow
from hub.usecases.context import Hub
from hub.usecases.register.crl_rules import (
    MOST_BYTES,
    Found,
    addresses_of,
    newer_list,
)
from hub.usecases.register.trust_list import renew_revocations, trust_list_held
from plumbing.problem import Problem
from plumbing.trust_list import TrustList
from plumbing.web_fetch import Fetcher, Limits, Validators

_LIMITS = Limits(MOST_BYTES)
_MINUTE_MS = 60_000
_FIRST_PAUSE_MS, _MOST_DOUBLINGS = 2 * _MINUTE_MS, 5


@dataclass(frozen=True, slots=True)
class _Came:
    row: CrlSourceRow
    found: Found | None = None


def refresh_lists(hub: Hub, fetcher: Fetcher) -> int:
    """Ask every address whose time has come; gives how many lists are new and went out."""
    if not hub.config.crl_minutes:
        return 0
    trust, due = _due(hub)
    came: list[_Came] = []
    for row in due:
        came.append(_asked(hub, fetcher, row, trust))
        if came[-1].found is not None:
            trust = trust.renewed(TrustList((), (came[-1].found,)))
    fresh = tuple(one.found for one in came if one.found is not None)
    sent = renew_revocations(hub, fresh) if fresh else 0
    with hub.store.write() as tx:
        for one in came:
            tx.crl_sources.save(one.row)
    return sent


def crl_sources(hub: Hub) -> tuple[CrlSourceRow, ...]:
    """How each address stands, those that fail at the top."""
    with hub.store.read() as tx:
        rows = tx.crl_sources.all()
    return tuple(sorted(rows, key=lambda row: (not row.failed_ms, row.url)))


def _due(hub: Hub) -> tuple[TrustList, list[CrlSourceRow]]:
    """What stands, and the addresses to ask now; one that nobody names any more is forgotten."""
    trust = trust_list_held(hub)
    named = addresses_of(trust, hub.config.crl_urls)
    with hub.store.read() as tx:
        known = {row.url: row for row in tx.crl_sources.all()}
    gone = known.keys() - set(named)
    if gone:
        with hub.store.write() as tx:
            for url in gone:
                tx.crl_sources.drop(url)
    now = hub.clock.now_ms()
    rows = [known.get(url, CrlSourceRow(url)) for url in named]
    return trust, [row for row in rows if row.next_ms <= now]


def _asked(hub: Hub, fetcher: Fetcher, row: CrlSourceRow, trust: TrustList) -> _Came:
    """One address, outside of any transaction: a server may take its time."""
    try:
        answer = fetcher.get(row.url, Validators(row.etag, row.modified), _LIMITS)
        if answer.body is None:
            return _Came(_well(hub, row))
        now = datetime.fromtimestamp(hub.clock.now_ms() / 1000, UTC)
        found = newer_list(answer.body, trust, now)
    except Problem as problem:
        return _Came(_ill(hub, row, problem))
    if found is None:
        return _Came(_well(hub, row))
    named = replace(row, etag=answer.validators.etag, modified=answer.validators.modified)
    return _Came(_well(hub, named), found)


def _well(hub: Hub, row: CrlSourceRow) -> CrlSourceRow:
    now = hub.clock.now_ms()
    due = now + hub.config.crl_minutes * _MINUTE_MS
    return replace(row, got_ms=now, next_ms=due, failed_ms=0, tries=0, code="", hint_vi="")


def _ill(hub: Hub, row: CrlSourceRow, problem: Problem) -> CrlSourceRow:
    """Asked again soon, then ever later, up to the usual time; what stood is kept."""
    now = hub.clock.now_ms()
    pause = _FIRST_PAUSE_MS * 2 ** min(row.tries, _MOST_DOUBLINGS)
    due = now + min(pause, hub.config.crl_minutes * _MINUTE_MS)
    since = row.failed_ms or now
    tries = row.tries + 1
    # A version that was not taken must not be answered with "as it was".
    return CrlSourceRow(row.url, "", "", row.got_ms, due, since, tries, problem.code, problem.hint_vi)
