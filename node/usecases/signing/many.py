"""Signing many papers with one PIN: digitised papers of an officer, results that wait for leader and agency.

Each key is opened once for the round. Each paper is its own act with its own outcome; a wrong PIN or a pulled token
ends the round, and nothing is tried again by itself.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from dossier.errors import Refuse
from dossier.result_draft import DECLINED
from dossier.state import DossierState
from node.ports import DossierRow
from node.usecases.models import IssueForm
from node.usecases.signing.digitised import title_of
from node.usecases.signing.papers import Signing
from node.usecases.signing.review import CHANGED_HINT, ResultReviews, WaitingResult
from node.usecases.signing.round import Round, RoundItem, RoundKeeper, SignOne
from node.usecases.signing.waiting import dossiers_here
from node.usecases.workplace import Workplace
from plumbing.problem import Problem


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """Whose keys sign results, and what opens them. Never stored."""

    leader: str
    passphrase: str = field(repr=False)
    seal_passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unsigned:
    """One paper that waits for a signature."""

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
    """What waits, and the round that signs it. `reviews` are results, each looked at before."""

    def __init__(self, place: Workplace, signing: Signing) -> None:
        self._place, self._signing = place, signing
        self.reviews = ResultReviews(place)
        self._keeper = RoundKeeper()

    def papers(self, dossier: str = "") -> tuple[Unsigned, ...]:
        """Scanned papers that nobody has signed, of one dossier or of all that are open here, most urgent first."""
        with self._place.store.reading() as tables:
            found = dossiers_here(self._place, tables, {"open": 1}, dossier)
            return tuple(one for row, state in found for one in _unsigned(row, state))

    def drawn(self, dossier: str, leader: str, officer: str) -> bytes:
        """A result as it would be signed by `leader`, without number and signatures: PDF. Raises Problem as
        `ResultReviews.one`, OFFICER_UNKNOWN."""
        return self._signing.draft(
            dossier, _form(self.reviews.one(dossier, officer), SigningKeys(leader, "", "")), officer
        )

    def picture(self, dossier: str, leader: str, officer: str) -> bytes:
        """The first page of `drawn`: JPEG."""
        return self._signing.picture(self.drawn(dossier, leader, officer))

    def now(self) -> Round:
        """The round that runs, or the last one."""
        return self._keeper.now()

    def sign_papers(self, chosen: Sequence[str], passphrase: str, officer: str) -> None:
        """Digitise and sign the chosen papers (by `Unsigned.name`) that still wait, in the order of the list, in the
        background. Raises Problem: SIGNING_NOTHING_CHOSEN, SIGNING_ROUND_RUNS."""

        def sign(signing: Signing, item: RoundItem) -> DossierState | Refuse:
            return signing.digitise_and_sign(item.dossier, item.component, officer, passphrase)

        wanted = frozenset(chosen)
        waiting = [one for one in self.papers() if one.name in wanted]
        items = [RoundItem(one.dossier, one.component, one.title) for one in waiting]
        self._begin(items, officer, sign)

    def sign_results(self, keys: SigningKeys, officer: str) -> None:
        """Number, sign and issue the agreed results in the background, each with its own words and the next number of
        the book. Raises Problem as `sign_papers`."""
        agreed = {one.dossier: one for one in self.reviews.agreed(officer)}

        def sign(signing: Signing, item: RoundItem) -> DossierState | Refuse:
            seen = agreed[item.dossier]
            if self.reviews.one(item.dossier, officer) != seen:
                return Refuse("RESULT_CHANGED", CHANGED_HINT)
            done = signing.issue(item.dossier, _form(seen, keys), officer)
            if not isinstance(done, Refuse):
                self.reviews.signed(item.dossier)
            return done

        items = [RoundItem(one.dossier, "", f"{one.applicant}: {one.title}") for one in agreed.values()]
        self._begin(items, officer, sign)

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
        items: Sequence[RoundItem],
        officer: str,
        sign: Callable[[Signing, RoundItem], DossierState | Refuse],
    ) -> None:
        if not items:
            hint = "Chưa chọn giấy nào còn chờ ký; hãy tải lại danh sách rồi đánh dấu."
            raise Problem("SIGNING_NOTHING_CHOSEN", hint)
        self._keeper.begin(items, officer, self._keys(sign))

    @contextmanager
    def _keys(self, sign: Callable[[Signing, RoundItem], DossierState | Refuse]) -> Iterator[SignOne]:
        with self._signing.batch() as signing:
            yield partial(sign, signing)


def _form(one: WaitingResult, keys: SigningKeys) -> IssueForm:
    """A result with its own words; of a refusal they are its reasons."""
    reason = one.content if one.verdict == DECLINED else ""
    return IssueForm(
        one.verdict, keys.leader, keys.passphrase, keys.seal_passphrase, content=one.content, reason=reason
    )


def _unsigned(row: DossierRow, state: DossierState) -> Iterator[Unsigned]:
    """Its papers that have pages and no signature."""
    signed = {document.component for document in state.documents}
    for component in dict.fromkeys(page.component for page in state.pages):
        if component not in signed:
            pages = sum(page.component == component for page in state.pages)
            title = title_of(state, component)
            yield Unsigned(state.dossier, row.code, row.applicant, component, title, pages, row.due_ms)
