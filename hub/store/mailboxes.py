"""Letters that came, and numbered mailboxes of what must go."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, case, delete, func, select, update

from hub.records import LetterRow, MailboxRow, MailItem
from hub.store import tables as t
from hub.store.dialect import columns_of, in_parts, insert_missing


class SqlLetters:
    """`hub.ports.LetterBook` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def find(self, node: str, incarnation: int, seq: int) -> LetterRow | None:
        query = select(t.letter).where(
            t.letter.c.node == node, t.letter.c.incarnation == incarnation, t.letter.c.seq == seq
        )
        row = self._db.execute(query).one_or_none()
        return LetterRow(*row) if row else None

    def record(self, row: LetterRow) -> None:
        insert_missing(self._db, t.letter, [columns_of(row)])

    def last_seq(self, node: str, incarnation: int) -> int:
        query = select(func.max(t.letter.c.seq)).where(
            t.letter.c.node == node, t.letter.c.incarnation == incarnation
        )
        return self._db.scalar(query) or 0


class SqlMailboxes:
    """`hub.ports.Mailboxes` on one connection. The counter is raised by an UPDATE, which holds the mailbox's row
    lock until the transaction ends: whoever gets a higher number commits later, and a rolled-back transaction
    gives its numbers back. (A sequence would commit out of order and a reader would skip a number.)
    `grown` collects the nodes whose mailbox this transaction has added to."""

    def __init__(self, connection: Connection, grown: set[str]) -> None:
        self._db = connection
        self._grown = grown

    def open(self, node: str) -> None:
        insert_missing(self._db, t.mailbox, [{"node": node, "last": 0, "acked": 0}])

    def append(self, node: str, items: Sequence[MailItem]) -> int:
        raised = (
            update(t.mailbox)
            .where(t.mailbox.c.node == node)
            .values(last=t.mailbox.c.last + len(items))
            .returning(t.mailbox.c.last)
        )
        last = self._db.execute(raised).scalar()
        if last is None:
            self.open(node)
            return self.append(node, items)
        first = last - len(items) + 1
        rows = [columns_of(item) | {"node": node, "number": first + at} for at, item in enumerate(items)]
        if rows:
            self._db.execute(t.mailbox_item.insert(), rows)
            self._grown.add(node)
        return int(last)

    def acknowledge(self, node: str, number: int) -> None:
        known = case((t.mailbox.c.last < number, t.mailbox.c.last), else_=number)
        raised = update(t.mailbox).where(t.mailbox.c.node == node, t.mailbox.c.acked < known)
        self._db.execute(raised.values(acked=known))
        self._db.execute(
            delete(t.mailbox_item).where(t.mailbox_item.c.node == node, t.mailbox_item.c.number <= number)
        )

    def after(self, node: str, number: int, limit: int) -> Sequence[MailItem]:
        columns = t.mailbox_item.c
        query = (
            select(columns.kind, columns.subject, columns.hashes, columns.number)
            .where(columns.node == node, columns.number > number)
            .order_by(columns.number)
            .limit(limit)
        )
        return [MailItem(*row) for row in self._db.execute(query)]

    def about(self, node: str, number: int, subjects: Sequence[str]) -> Sequence[MailItem]:
        columns, items = t.mailbox_item.c, list[MailItem]()
        for part in in_parts(subjects):
            query = select(columns.kind, columns.subject, columns.hashes, columns.number).where(
                columns.node == node, columns.number > number, columns.subject.in_(part)
            )
            items += [MailItem(*row) for row in self._db.execute(query)]
        return items

    def state(self, node: str) -> MailboxRow:
        row = self._db.execute(select(t.mailbox).where(t.mailbox.c.node == node)).one_or_none()
        if row is None:
            return MailboxRow(node, 0, 0, 0)
        held = select(func.count()).select_from(t.mailbox_item).where(t.mailbox_item.c.node == node)
        return MailboxRow(row.node, row.last, row.acked, self._db.scalar(held) or 0)

    def lock(self, node: str) -> None:
        self._db.execute(update(t.mailbox).where(t.mailbox.c.node == node).values(last=t.mailbox.c.last))

    def deeper_than(self, items: int) -> Sequence[str]:
        columns = t.mailbox_item.c
        query = select(columns.node).group_by(columns.node).having(func.count() > items)
        return self._db.scalars(query.order_by(columns.node)).all()

    def rewrite(self, node: str, hashes: Mapping[int, bytes]) -> None:
        for number, joined in hashes.items():
            one = (t.mailbox_item.c.node == node, t.mailbox_item.c.number == number)
            self._db.execute(update(t.mailbox_item).where(*one).values(hashes=joined))

    def drop(self, node: str, numbers: Sequence[int]) -> None:
        for part in in_parts(numbers):
            columns = t.mailbox_item.c
            self._db.execute(
                delete(t.mailbox_item).where(columns.node == node, columns.number.in_(list(part)))
            )

    def clear(self, node: str) -> None:
        self._db.execute(delete(t.mailbox_item).where(t.mailbox_item.c.node == node))
        self._db.execute(update(t.mailbox).where(t.mailbox.c.node == node).values(acked=0))
