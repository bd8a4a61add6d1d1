"""Numbers of results: a refused result takes none, a failed signature gives it back, a crash writes it off."""

from dataclasses import replace

import pytest

from dossier.decide import Command
from dossier.errors import Refuse
from dossier.facts import FactKind
from dossier.state import DossierState
from node.ports import SignedPdf, SignOrder
from node.usecases.models import IssueForm
from node.usecases.signing.papers import Signing
from node.usecases.signing.result_numbers import number_text, recover_numbers
from plumbing.problem import Problem
from tests.node.api.counter import PASSPHRASE, Counter, KnownPage, MarkingSigner, PlainForms

FORM = IssueForm("granted", "chau", PASSPHRASE, PASSPHRASE, content="Cấp giấy.")


def approved(desk: Counter) -> str:
    """A dossier that waits for its result."""
    headers = desk.sign_in()
    dossier: str = desk.receive(headers)["dossier"]
    for component in ("TP1", "TP2"):
        desk.scan(headers, dossier, component)
    desk.act("chau", dossier, "Assigned", to="dung")
    desk.act("dung", dossier, "Appraised", verdict="granted")
    desk.act("dung", dossier, "SubmittedForApproval")
    assert desk.act("chau", dossier, "Approved").status_code == 200
    return dossier


def number_of(result: DossierState | Refuse) -> str:
    assert isinstance(result, DossierState), result
    assert result.outcome is not None
    return result.outcome.number


def test_a_refused_result_opens_no_key_and_takes_no_number(desk: Counter) -> None:
    dossier = approved(desk)
    wrong_key = replace(FORM, passphrase="sai", seal_passphrase="sai")
    refused = desk.node.signing.issue(dossier, wrong_key, "bich")
    assert isinstance(refused, Refuse)
    assert refused.code == "NO_ROLE"
    assert desk.node.signing.unused_numbers() == ()
    assert number_of(desk.node.signing.issue(dossier, FORM, "thu")).startswith("01/2026/")


def test_a_failed_signature_gives_the_number_back_to_the_next_result(desk: Counter) -> None:
    first, second = approved(desk), approved(desk)
    with pytest.raises(Problem, match="WRONG_PASSPHRASE"):
        desk.node.signing.issue(first, replace(FORM, seal_passphrase="sai"), "thu")
    (free,) = desk.node.signing.unused_numbers()
    assert (free.number, free.state, free.dossier) == (1, "free", first)
    assert "Mật khẩu" in free.reason_vi
    desk.sign_in()
    assert "trả lại, sẽ cấp tiếp" in desk.client.get("/may").text
    assert number_of(desk.node.signing.issue(second, FORM, "thu")).startswith("01/")
    assert number_of(desk.node.signing.issue(first, FORM, "thu")).startswith("02/")
    assert desk.node.signing.unused_numbers() == ()


def test_a_signed_paper_that_is_not_recorded_costs_its_number(desk: Counter) -> None:
    dossier = approved(desk)

    class SlowSigner(MarkingSigner):
        """While the agency signs, another clerk issues the result."""

        def sign(self, pdf: bytes, order: SignOrder) -> SignedPdf:
            if order.role == "seal":
                values = {"number": "9/VP", "blob": "0" * 64, "size": 1}
                desk.node.acts.perform(dossier, Command(FactKind.ISSUED, values), "thu")
            return super().sign(pdf, order)

    late = Signing(desk.place, KnownPage(), SlowSigner(), PlainForms()).issue(dossier, FORM, "thu")
    assert isinstance(late, Refuse)
    (void,) = desk.node.signing.unused_numbers()
    assert (void.number, void.state, void.reason_vi) == (1, "void", late.hint_vi)
    assert number_of(desk.node.signing.issue(approved(desk), FORM, "thu")).startswith("02/")


def test_a_crash_while_signing_writes_the_number_off(desk: Counter) -> None:
    with desk.place.store.writing() as tables:
        taken = tables.numbers.take(2026, "abcdef-1-1", 5)
        assert recover_numbers(tables) == 1
        assert recover_numbers(tables) == 0
        assert tables.numbers.take(2026, "abcdef-1-2", 6) == taken + 1
    (void,) = desk.node.signing.unused_numbers()
    assert (void.state, void.number) == ("void", taken)


def test_numbers_of_a_restored_node_are_told_from_those_before(desk: Counter) -> None:
    reborn = replace(desk.place, identity=replace(desk.place.identity, incarnation=2))
    assert number_text(desk.place, 2026, 7) == f"07/2026/{desk.place.identity.short.upper()}"
    assert number_text(reborn, 2026, 7) == number_text(desk.place, 2026, 7) + "-2"
