"""What goes on beside the mailbox in one round: is a node's scope the same at both ends, and has it all come?

Node and hub compare one root; the hub answers an unlike one with the sums of its buckets, the node names what it
holds in the buckets that differ, and the hub mails what the node lacks, asks for what it lacks itself, and says what
has left the scope. Nobody rebuilds anything to compare it. The growth of a scope follows the mail, a letter at a time.
"""

from collections.abc import Sequence
from dataclasses import replace

from dossier.exchange.digest import differences, root_of, vector_of
from dossier.exchange.frames import Ask, Changes, Digest, Frame, Growth, Letter, Marks, Scope, SealFrame, Want
from hub.ports import Transaction
from hub.records import MailItem
from hub.usecases.context import Hub
from hub.usecases.exchange.deliver import frames_of
from hub.usecases.register.grants import lease_more
from hub.usecases.scope.fill import still_coming
from hub.usecases.scope.told import post, settle, spill

CAP = "scope-1"
"""The capability of a node that reads the frames of this module."""
PART_BYTES = 160 * 1024
"""Bytes of changes from which a part of a growth is full: a cut on a bad line loses no more than one."""
PART_DOSSIERS = 60
_MOST_FRAMES = 5_000


def heed(hub: Hub, tx: Transaction, letter: Letter) -> tuple[Frame, ...]:
    """Take in what the letter says beside its changes, before it is answered; what the answer must say to it."""
    if CAP not in letter.caps:
        spill(tx, letter.sender)
        return ()
    said: list[Frame] = []
    for frame in letter.frames:
        match frame:
            case Growth(plan, upto) if plan == tx.scope.growth(letter.sender).plan:
                tx.scope.grown(letter.sender, upto)
            case Digest(root):
                said += _compared(tx, letter, root)
            case Marks():
                said += _narrowed(tx, letter.sender, frame)
            case Ask("lease"):
                lease_more(hub, tx, letter.sender)
    return tuple(said)


def accompany(tx: Transaction, reply: Letter, letter: Letter, said: Sequence[Frame]) -> Letter:
    """The answer with what `heed` had to say, and when the mailbox is empty, with the next part of a growth."""
    unlike = any(isinstance(frame, Want) or (isinstance(frame, Digest) and frame.vector) for frame in said)
    reply = replace(reply, frames=(*reply.frames, *said), more=reply.more or unlike)
    state, coming = tx.scope.growth(letter.sender), still_coming(tx, letter.sender)
    if reply.more or CAP not in letter.caps:
        return reply
    if state.held >= state.last:
        return _corrected(reply, letter, Growth(state.plan, state.held, state.last + coming))
    frames, upto = _part(tx, reply, state.held)
    grown = Growth(state.plan, upto, state.last + coming)
    return replace(reply, frames=(*reply.frames, *frames, grown), more=upto < state.last)


def _corrected(reply: Letter, letter: Letter, stands: Growth) -> Letter:
    """A node that was told of more than there turned out to be must not wait for it."""
    wrong = any(
        isinstance(frame, Growth) and frame.plan == stands.plan and frame.total != stands.total
        for frame in letter.frames
    )
    return replace(reply, frames=(*reply.frames, stands)) if wrong else reply


def _compared(tx: Transaction, letter: Letter, root: bytes) -> list[Frame]:
    """Only two ends that have nothing more to tell each other can be compared."""
    growth = tx.scope.growth(letter.sender)
    if growth.held < growth.last or tx.mailboxes.after(letter.sender, letter.ack, 1):
        return []
    sums = tx.scope.sums(letter.sender)
    mine = root_of(sums)
    return [Digest(mine, b"" if mine == root else vector_of(sums))]


def _narrowed(tx: Transaction, node: str, theirs: Marks) -> list[Frame]:
    ours = {dossier: mark.short for dossier, mark in tx.scope.in_buckets(node, theirs.buckets).items()}
    found = differences(ours, dict(theirs.marks))
    post(tx, node, [MailItem("dossier", dossier) for dossier in (*found.ours, *found.unlike)])
    entitled = tx.dossiers.entitled(found.theirs)
    settle(tx, entitled)  # whatever our own marks had lost
    left = tuple(one for one in found.theirs if entitled.get((one, node)) is False)
    wanted = tuple(sorted({*found.theirs, *found.unlike}))
    said: list[Frame] = [Want(wanted)] if wanted else []
    return [*said, Scope(left=left)] if left else said


def _part(tx: Transaction, reply: Letter, after: int) -> tuple[list[Frame], int]:
    """Frames of the next dossiers of the growth, and the number of the last."""
    frames: list[Frame] = []
    seals = {(frame.node, frame.root) for frame in reply.frames if isinstance(frame, SealFrame)}
    size, upto = 0, after
    for number, dossier in tx.scope.growing(reply.addressee, after, PART_DOSSIERS):
        found, _ = frames_of(tx, reply.addressee, MailItem("dossier", dossier), seals)
        frames += found
        seals |= {(frame.node, frame.root) for frame in found if isinstance(frame, SealFrame)}
        size += sum(len(raw) for frame in found if isinstance(frame, Changes) for raw in frame.raw)
        upto = number
        if size >= PART_BYTES or len(frames) >= _MOST_FRAMES:
            break
    return frames, upto
