"""The digitised copy of a paper: all its pages as one searchable PDF/A, and the fact that it was signed.

Whoever holds the key – this machine, or a token in another PC – signs the same file, and the same fact is recorded.
"""

from dataclasses import dataclass
from hashlib import sha256

from dossier.decide import Command
from dossier.errors import Refuse
from dossier.facts import FactKind, canonical
from dossier.reuse import recognised_title
from dossier.state import DossierState
from node.ports import Reader, SignedPdf, Tables
from node.usecases.record.enact import enact, known_state, rehearse
from node.usecases.signing.levels import queue_levels
from node.usecases.workplace import Workplace
from plumbing.scratch import Scratch

_SURE = 60  # of 100


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that is to be signed, without its bytes. `basis` is the digest of what it was made of: pages that came
    since, or another signature, make another one. `of` names those pages: one that turns out to belong to another
    dossier takes the copy along (`dossier.withdrawals`)."""

    dossier: str
    component: str
    title: str
    pages: int
    basis: str
    of: tuple[str, ...]


class DigitisedCopies:
    """Makes copies and records their signatures."""

    def __init__(self, place: Workplace, reader: Reader) -> None:
        self._place, self._reader = place, reader

    def refusal(self, state: DossierState, component: str, officer: str) -> Refuse | None:
        """Why this officer may not sign this paper now, before anything is made or opened."""
        if not any(page.component == component for page in state.pages):
            return Refuse("NO_PAGES", "Thành phần này chưa có trang quét nào; hãy quét trước khi ký.")
        asked = Command(FactKind.DOCUMENT_SIGNED, {"component": component, "blob": "?", "role": "intake"})
        return rehearse(self._place, state.dossier, asked, officer)

    def make(self, state: DossierState, component: str) -> tuple[Copy, bytes]:
        """The copy of all pages as they are now. Raises Problem."""
        place, title = self._place, self._title(state, component)
        pages = sorted((p for p in state.pages if p.component == component), key=lambda p: (p.number, p.key))
        with Scratch(place.config.data) as folder:
            target = folder / "digitised.pdf"
            count = self._reader.digitise([place.blobs.path(page.blob) for page in pages], target, title)
            data = target.read_bytes()
        basis, keys = basis_of(state, component), keys_of(state, component)
        return Copy(state.dossier, component, title, count, basis, keys), data

    def record(
        self, tables: Tables, copy: Copy, signed: SignedPdf, blob: str, officer: str
    ) -> DossierState | Refuse:
        """The fact and, in the same transaction, the row that will ask for its timestamp."""
        values = {
            "component": copy.component,
            "title": copy.title,
            "blob": blob,
            "size": len(signed.data),
            "pages": copy.pages,
            "role": "intake",
            "level": signed.level,
            "signer": officer,
            "of": list(copy.of),
        }
        place, command = self._place, Command(FactKind.DOCUMENT_SIGNED, values)
        state = enact(place, tables, copy.dossier, [command], officer)
        if not isinstance(state, Refuse):
            queue_levels(tables, state, blob, officer, place.clock.now_ms())
        return state

    def _title(self, state: DossierState, component: str) -> str:
        """The paper's name, with what its pages were recognised as where the name says nothing of it: the next dossier
        asks for the paper by its kind."""
        with self._place.store.reading() as tables:
            rows = tables.learning.kinds(state.dossier)
        keys = keys_of(state, component)
        kinds = {row.kind for row in rows if row.page_key in keys and row.kind and row.sure >= _SURE}
        name = title_of(state, component)
        return recognised_title(name, kinds.pop()) if len(kinds) == 1 else name

    def state(self, dossier: str) -> DossierState:
        """The dossier now. Raises Problem DOSSIER_UNKNOWN."""
        with self._place.store.reading() as tables:
            return known_state(self._place, tables, dossier)


def basis_of(state: DossierState, component: str) -> str:
    """SHA-256 of the pages and signed documents of a paper."""
    pages = sorted([p.number, p.key, p.blob] for p in state.pages if p.component == component)
    documents = sorted(d.key for d in state.documents if d.component == component)
    return sha256(canonical([pages, documents]).encode()).hexdigest()


def keys_of(state: DossierState, component: str) -> tuple[str, ...]:
    """The facts that the pages of a paper are known by."""
    return tuple(page.key for page in state.pages if page.component == component)


def title_of(state: DossierState, component: str) -> str:
    """The paper's name on the checklist, its code when it is on none."""
    names = {str(c.get("code")): str(c.get("name", "")) for c in state.components}
    return names.get(component) or component
