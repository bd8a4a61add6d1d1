"""Timestamps for the communes: a device sends a query with a digest, the hub asks the province's authority for it.

Communes then need no account there and no road but the one to the hub; what is stamped stays with them.
"""

from dossier.local_time import HOUR_MS
from hub.usecases.context import Hub
from hub.usecases.devices.enrol import require_active
from plumbing.problem import Problem
from plumbing.timestamps import is_query

_MOST_AN_HOUR = 2000


class Counts:
    """How many timestamps each device had in this hour. In memory: a restart forgives."""

    def __init__(self) -> None:
        self._hour, self._asked = 0, dict[str, int]()

    def more(self, node: str, now_ms: int) -> bool:
        """Count one; whether it is within what a device may ask for in an hour."""
        if now_ms // HOUR_MS != self._hour:
            self._hour, self._asked = now_ms // HOUR_MS, {}
        self._asked[node] = self._asked.get(node, 0) + 1
        return self._asked[node] <= _MOST_AN_HOUR


def stamp(hub: Hub, counts: Counts, node: str, query: bytes) -> bytes:
    """The authority's answer to a device's query. Raises Problem: NODE_UNKNOWN, NODE_REVOKED, TSA_QUERY_MALFORMED,
    TSA_TOO_MANY, TSA_NOT_SET, TSA_UNREACHABLE, TSA_REFUSED."""
    with hub.store.read() as tx:
        require_active(hub, tx, node)
    if not is_query(query):
        raise Problem(
            "TSA_QUERY_MALFORMED", "Yêu cầu dấu thời gian không đúng mẫu; hãy cập nhật chương trình."
        )
    if hub.timestamps is None:
        hint = "Trung tâm tỉnh chưa khai báo máy chủ dấu thời gian; chữ ký vẫn có giá trị ở mức cơ bản."
        raise Problem("TSA_NOT_SET", hint, "operator")
    if not counts.more(node, hub.clock.now_ms()):
        raise Problem(
            "TSA_TOO_MANY", "Máy này xin quá nhiều dấu thời gian trong một giờ; sẽ tự xin tiếp sau.", "later"
        )
    return hub.timestamps.ask(query)
