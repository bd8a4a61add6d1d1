"""What every use case of the hub works with; built once by `hub.bootstrap`."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from dossier.crdt import Engine
from dossier.local_time import instant_ms
from hub.config import Config
from hub.ports import Clock, Store
from hub.usecases.register_book import RegisterBook
from hub.usecases.turns import FairShare
from hub.usecases.waiting import Bells
from plumbing.blobs import BlobStore
from plumbing.keys import NodeKeys
from plumbing.timestamps import Timestamps

HUB_INCARNATION = 1
"""The hub's letters are numbered by its mailboxes, which live in its database: it never starts a new count."""


@dataclass(frozen=True, slots=True)
class Hub:
    """The hub's parts. `actor` is the CRDT actor id of this process run; `bells` wake requests that wait for mail;
    `turns` share out the work on letters; `timestamps` is the province's authority, where it has one."""

    config: Config
    store: Store
    engine: Engine
    blobs: BlobStore
    clock: Clock
    keys: NodeKeys
    register: RegisterBook
    actor: bytes
    bells: Bells = field(default_factory=Bells)
    turns: FairShare = field(default_factory=FairShare)
    timestamps: Timestamps | None = None

    @property
    def node(self) -> str:
        """The hub's own node id, under which its facts, seals and receipts go."""
        return self.keys.node

    def day_start_ms(self) -> int:
        """The instant at which today began in Asia/Ho_Chi_Minh."""
        return instant_ms(self.clock.today())

    def days_from_now(self, days: int) -> str:
        """A day in ISO form, `days` after today."""
        return (self.clock.today() + timedelta(days=days)).isoformat()


def joined(hashes: Iterable[bytes]) -> bytes:
    """Hashes one after the other, as mailboxes keep them."""
    return b"".join(hashes)
