"""Signing many papers with one PIN: digitised papers of an officer, results that wait for leader and agency.

Each key is opened once for the round. Each paper is its own act with its own outcome; a wrong PIN or a pulled token
ends the round, and nothing is tried again by itself.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from dossier.errors import Refuse
from dossier.state import DossierState, Stage
from node.ports import DossierRow
from node.usecases.models import IssueForm
from node.usecases.record.enact import known_state
from node.usecases.rows import holding
from node.usecases.signing.digitised import title_of
from node.usecases.signing.papers import Signing
from node.usecases.signing.round import Round, RoundItem, RoundKeeper, SignOne
from node.usecases.workplace import Workplace
from plumbing.problem import Problem

_MOST_DOSSIERS = 300


@dataclass(frozen=True, slots=True)
class Unsigned:
    """One paper that waits for a signature. `component` "" = the dossier's result."""

    dossier: str
    code: str
    applicant: str
    component: str
    title: str
    pages: int
    due_ms: int

    @property
    def name(self) -> str:
        """How a form names it."""
        return f"{self.dossier}/{self.component}"


class ManySignatures:
    """What waits, and the round that signs it."""

    def __init__(self, place: Workplace, signing: Signing) -> None:
        self._place, self._signing = place, signing
        self._keeper = RoundKeeper()

    def papers(self, dossier: str = "") -> tuple[Unsigned, ...]:
        """Scanned papers that nobody has signed, of one dossier or of all that are open here, most urgent first."""
        return tuple(
            one for row, state in self._dossiers({"open": 1}, dossier) for one in _unsigned(row, state)
        )

    def results(self) -> tuple[Unsigned, ...]:
        """Approved dossiers in our hands whose result is not signed yet, most urgent first."""
        today = self._place.clock.today()
        return tuple(
            Unsigned(state.dossier, row.code, row.applicant, "", self._procedure(state), 0, row.due_ms)
            for row, state in self._dossiers({"stage": Stage.APPROVED})
            if self._place.serves(row.holder, today)
        )

    def now(self) -> Round:
        """The round that runs, or the last one."""
        return self._keeper.now()

    def sign_papers(self, chosen: Sequence[str], passphrase: str, officer: str) -> None:
        """Digitise and sign the chosen papers (by `Unsigned.name`) in the background. Raises Problem:
        SIGNING_NOTHING_CHOSEN, SIGNING_ROUND_RUNS."""

        def sign(signing: Signing, item: RoundItem) -> DossierState | Refuse:
            return signing.digitise_and_sign(item.dossier, item.component, officer, passphrase)

        self._begin(self.papers(), chosen, officer, sign)

    def sign_results(self, chosen: Sequence[str], form: IssueForm, officer: str) -> None:
        """Number, sign and issue the chosen results in the background, each with the next number of the book. Raises
        Problem as `sign_papers`."""
        each = replace(form, number="")

        def sign(signing: Signing, item: RoundItem) -> DossierState | Refuse:
            return signing.issue(item.dossier, each, officer)

        self._begin(self.results(), chosen, officer, sign)

    def halt(self, officer: str) -> None:
        """Stop the round before its next paper."""
        self._keeper.halt()
        with self._place.store.writing() as tables:
            tables.audit.add(self._place.clock.now_ms(), officer, "signing round halted", "")

    def close(self) -> None:
        """The node stops: end after the paper that is being signed."""
        self._keeper.close()

    def _begin(
        self,
        waiting: Sequence[Unsigned],
        chosen: Sequence[str],
        officer: str,
        sign: Callable[[Signing, RoundItem], DossierState | Refuse],
    ) -> None:
        """Only what waits now is signed, in the order of the list."""
        wanted = frozenset(chosen)
        items = [RoundItem(one.dossier, one.component, one.title) for one in waiting if one.name in wanted]
        if not items:
            hint = "Chưa chọn giấy nào còn chờ ký; hãy tải lại danh sách rồi đánh dấu."
            raise Problem("SIGNING_NOTHING_CHOSEN", hint)
        self._keeper.begin(items, officer, self._keys(sign))

    @contextmanager
    def _keys(self, sign: Callable[[Signing, RoundItem], DossierState | Refuse]) -> Iterator[SignOne]:
        with self._signing.batch() as signing:
            yield partial(sign, signing)

    def _dossiers(
        self, where: Mapping[str, Any], dossier: str = ""
    ) -> Iterator[tuple[DossierRow, DossierState]]:
        place, day = self._place, self._place.clock.today()
        with place.store.reading() as tables:
            if dossier:
                one = tables.projections.get(dossier)
                rows: Sequence[DossierRow] = [one] if one else []
            else:
                ours = holding(place, tables, day).ours
                either = ({"holder": ours}, {"receiving_unit": ours})
                rows = tables.projections.rows({**where, "either": either}, _MOST_DOSSIERS, 0)
            for row in rows:
                yield row, known_state(place, tables, row.dossier)

    def _procedure(self, state: DossierState) -> str:
        rule = self._place.register.procedure(state.procedure, self._place.clock.today())
        return rule.name if rule else state.procedure


def _unsigned(row: DossierRow, state: DossierState) -> Iterator[Unsigned]:
    """Its papers that have pages and no signature."""
    signed = {document.component for document in state.documents}
    for component in dict.fromkeys(page.component for page in state.pages):
        if component not in signed:
            pages = sum(page.component == component for page in state.pages)
            title = title_of(state, component)
            yield Unsigned(state.dossier, row.code, row.applicant, component, title, pages, row.due_ms)
