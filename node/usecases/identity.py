"""Who this node is: its key, its incarnation, and the actor id of this process run."""

from dataclasses import dataclass

from dossier.authors import actor_id, short_id


@dataclass(frozen=True, slots=True)
class Identity:
    """`incarnation` is raised at each restore; `actor` is fresh at each process start."""

    node: str
    incarnation: int
    actor: bytes

    @property
    def short(self) -> str:
        """The part that fact keys and dossier ids carry."""
        return short_id(self.node)

    def dossier_id(self, count: int) -> str:
        """Id of the `count`-th dossier that this incarnation opens."""
        return f"{self.short}-{self.incarnation}-{count}"


def identity_of(node: str, incarnation: int, salt: bytes) -> Identity:
    """Identity for one process run; `salt` is 6 random bytes. Raises KernelError(BAD_NODE_ID)."""
    return Identity(node, incarnation, actor_id(node, salt))
