"""Automerge 1.0.0rc1 (Rust core 0.5.7) behind the port `dossier.crdt.Engine`. The only importer of `automerge`.

What the binding does not do, and is done here:

* it has no apply_changes: documents are loaded from snapshot + changes;
* it loads no bytes at all as an empty document: refused;
* it holds a change whose dependency is missing without a word: found by comparing hashes after every load;
* it raises bare `Exception`, or a Rust panic that is a `BaseException`: both become `KernelError`;
* the map shows one value per key, so an enrolled but hostile node could hide another's fact by overwriting
  or deleting it: `entries` looks behind such changes, and the fact of the key's own author always stands.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import takewhile
from typing import Any, NamedTuple

from automerge.core import ROOT, Document, ObjType, ScalarType

from dossier.authors import ACTOR_BYTES, author_of, short_id
from dossier.crdt import MAX_CHANGE_BYTES, NOTE, Entry, RawChange, parse_change
from dossier.errors import KernelError
from plumbing.automerge_format import replaces_something

_WIDEST_CHARACTER = 4  # bytes of UTF-8


class AutomergeEngine:
    """Opens documents with the Rust core."""

    def new(self) -> "AutomergeDocument":
        """An empty document."""
        return AutomergeDocument(Document())

    def open(self, snapshot: bytes, changes: Iterable[bytes] = ()) -> "AutomergeDocument":
        """A document from a snapshot and changes, dependencies first. Raises KernelError(BAD_DOCUMENT)."""
        promised = [parse_change(raw) for raw in changes]
        data = snapshot + b"".join(change.raw for change in promised)
        if not data:
            raise _bad_document()
        with _engine_errors():
            document = Document.load(data)
            found = document.get_changes([])
            present = {bytes(change.hash) for change in found}
        if any(change.hash not in present for change in promised) or not present:
            raise _bad_document()
        return AutomergeDocument(document, found)


class _Value(NamedTuple):
    """One value that some author put under a root key, oldest first when sorted."""

    counter: int
    actor: bytes
    text: str
    note_object: bytes


class AutomergeDocument:
    """One dossier's document in memory. See `dossier.crdt.OpenDocument` for the contract."""

    def __init__(self, document: Any, changes: Sequence[Any] | None = None) -> None:
        self._document = document
        self._changes = changes  # as the engine gave them; None = ask again
        self._seen: dict[str, set[_Value]] | None = None  # until something is committed

    def entries(self) -> Sequence[Entry]:
        """All facts, one per key: the oldest that the key's own author put there, if there is one."""
        values = self._values()
        return [_standing(key, options) for key, options in values.items() if key != NOTE]

    def note(self) -> str:
        """The free note."""
        found = self._note_object()
        with _engine_errors():
            return str(self._document.text(found)) if found else ""

    def heads(self) -> tuple[bytes, ...]:
        """Hashes of the newest changes, sorted."""
        return tuple(sorted(map(bytes, self._document.get_heads())))

    def snapshot(self) -> bytes:
        """The whole document, compressed."""
        with _engine_errors():
            return bytes(self._document.save())

    def changes(self) -> Sequence[RawChange]:
        """Every change, dependencies first."""
        return [parse_change(bytes(change.raw_bytes)) for change in self._document.get_changes([])]

    def commit(self, actor: bytes, facts: Sequence[tuple[str, str]], note: str | None = None) -> RawChange:
        """One change by `actor`. Raises KernelError: KEY_TAKEN, BAD_ACTOR, CHANGE_TOO_LARGE, EMPTY_CHANGE."""
        self._check_commit(actor, facts, note)
        before = self._document.get_heads()
        found = self._note_object()
        self._seen = self._changes = None
        with _engine_errors():
            self._document.set_actor(actor)
            with self._document.transaction() as transaction:
                for key, text in facts:
                    transaction.put(ROOT, key, ScalarType.Str, text)
                found = found or transaction.put_object(ROOT, NOTE, ObjType.Text)
                if note is not None:
                    _turn_text(transaction, found, note)
            made = self._document.get_changes(before)
        if not made:
            raise KernelError("EMPTY_CHANGE", "Không có gì thay đổi để ghi; hãy nhập nội dung rồi lưu lại.")
        return parse_change(bytes(made[-1].raw_bytes))

    def _check_commit(self, actor: bytes, facts: Sequence[tuple[str, str]], note: str | None) -> None:
        if len(actor) != ACTOR_BYTES:
            raise KernelError("BAD_ACTOR", "Mã tác giả của máy không hợp lệ; hãy báo quản trị nút.")
        keys = [key for key, _ in facts]
        taken = {NOTE, *self._document.keys(ROOT)}
        if len(set(keys)) != len(keys) or not taken.isdisjoint(keys):
            raise KernelError("KEY_TAKEN", "Dữ kiện này đã được ghi; hãy tải lại hồ sơ rồi làm lại thao tác.")
        characters = sum(len(key) + len(text) for key, text in facts) + len(note or "")
        if characters * _WIDEST_CHARACTER > MAX_CHANGE_BYTES:
            raise KernelError(
                "CHANGE_TOO_LARGE", "Nội dung ghi một lần quá dài; hãy chia nhỏ rồi lưu từng phần."
            )

    def _note_object(self) -> bytes:
        options = self._values().get(NOTE, ())
        return min((value for value in options if value.note_object), default=_NO_VALUE).note_object

    def _values(self) -> dict[str, set[_Value]]:
        """What is, or ever was, under each root key."""
        if self._seen is None:
            self._seen = self._read_values()
        return self._seen

    def _read_values(self) -> dict[str, set[_Value]]:
        found: dict[str, set[_Value]] = {}
        with _engine_errors():
            self._collect(found, None)
            changes = self._document.get_changes([]) if self._changes is None else self._changes
            for change in changes:
                if replaces_something(change.raw_bytes):
                    self._collect(found, list(change.deps))
            contested = {_owner(key) for key, options in found.items() if _foreign(key, options)}
            for change in changes if contested else ():
                if _short_author(change.actor_id) in contested:
                    self._collect(found, [change.hash])
        return found

    def _collect(self, found: dict[str, set[_Value]], heads: list[bytes] | None) -> None:
        if heads == []:
            return  # the engine would take "no heads" for the beginning of time
        keys, values = self._document.keys(ROOT, heads), self._document.values(ROOT, heads)
        for key, value in zip(keys, values, strict=True):
            found.setdefault(key, set()).add(_value(*value))


_NO_VALUE = _Value(0, b"", "", b"")


def _value(value: Any, exid: bytes) -> _Value:
    counter, actor = _written_by(exid)
    if value is ObjType.Text or value == ObjType.Text:
        return _Value(counter, actor, "", bytes(exid))
    text = value[1] if isinstance(value, tuple) and isinstance(value[1], str) else ""
    return _Value(counter, actor, text, b"")


def _written_by(exid: bytes) -> tuple[int, bytes]:
    """Operation counter and actor of an external id: 0x10, length, actor, counter as uLEB."""
    actor = bytes(exid[2 : 2 + exid[1]])
    counter = 0
    for shift, byte in enumerate(exid[2 + exid[1] :]):
        counter |= (byte & 0x7F) << 7 * shift
    return counter, actor


def _standing(key: str, options: Collection[_Value]) -> Entry:
    if len(options) == 1:
        (chosen,) = options
        return Entry(key, chosen.text, chosen.actor)
    chosen = min(options, key=lambda value: (_short_author(value.actor) != _owner(key), *value))
    return Entry(key, chosen.text, chosen.actor)


def _foreign(key: str, options: Iterable[_Value]) -> bool:
    return key != NOTE and all(_short_author(value.actor) != _owner(key) for value in options)


def _owner(key: str) -> str:
    return key.split("-", 1)[0]


@lru_cache(maxsize=1024)
def _short_author(actor: bytes) -> str:
    return short_id(author_of(actor)) if len(actor) == ACTOR_BYTES else ""


def _turn_text(transaction: Any, text_object: bytes, new: str) -> None:
    """Turn the text into `new` by one splice, as small as can be, so that concurrent notes merge. One element
    per character: a longer element could later only be deleted whole."""
    old = transaction.text(text_object)
    start = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    tails = zip(reversed(old[start:]), reversed(new[start:]), strict=False)
    kept = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], tails))
    for _ in range(len(old) - start - kept):
        transaction.delete(text_object, start)
    for offset, character in enumerate(new[start : len(new) - kept]):
        transaction.insert(text_object, start + offset, ScalarType.Str, character)


@contextmanager
def _engine_errors() -> Iterator[None]:
    """Give the binding's errors a code. Running out of memory says nothing about the data and passes as it is."""
    try:
        yield
    except (KernelError, MemoryError):
        raise
    except Exception as error:
        raise _bad_document() from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise _bad_document() from error


def _bad_document() -> KernelError:
    return KernelError(
        "BAD_DOCUMENT", "Tài liệu hồ sơ không mở được; bản tốt gần nhất vẫn giữ, hãy báo quản trị nút."
    )
