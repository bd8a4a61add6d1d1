"""One act, one transaction: roles, disputes settled by superseding, notes, views of what is allowed."""

import pytest

from dossier.decide import Command
from dossier.errors import Refuse
from dossier.facts import FactKind as K
from dossier.state import Stage
from node.bootstrap import Running
from node.usecases.models import WorkFilter
from node.usecases.page_models import FieldEntry
from plumbing.problem import Problem
from tests.node.commune import HAM_RONG, Commune, act, done, receive


def test_the_whole_way_inside_one_commune(yen: Running) -> None:
    dossier = receive(yen).dossier
    acts = yen.node.acts
    done(acts.perform(dossier, Command(K.ASSIGNED, {"to": "lan"}), "minh"))
    done(acts.perform(dossier, Command(K.APPRAISED, {"verdict": "granted", "opinion": "Đủ"}), "lan"))
    done(
        acts.perform(
            dossier, Command(K.SUBMITTED_FOR_APPROVAL, {"undigitised_reason": "máy quét hỏng"}), "lan"
        )
    )
    state = done(acts.perform(dossier, Command(K.APPROVED, {"comment": "Đồng ý"}), "minh"))
    assert state.stage is Stage.APPROVED
    stored = yen.node.views.dossier(dossier, "lan").state
    assert stored == state
    assert {command.kind for command in yen.node.views.dossier(dossier, "lan").allowed} >= {K.ISSUED}


def test_a_refusal_leaves_no_trace(yen: Running) -> None:
    dossier = receive(yen).dossier
    before = (yen.node.line.audit(), yen.node.line.outbox())
    refused = yen.node.acts.perform(dossier, Command(K.ASSIGNED, {"to": "lan"}), "hoa")
    assert isinstance(refused, Refuse)
    assert refused.code == "NO_ROLE"
    assert (yen.node.line.audit(), yen.node.line.outbox()) == before


def test_what_she_may_not_do_is_shown_with_its_reason(yen: Running) -> None:
    shown = {command.kind: command for command in yen.node.views.dossier(receive(yen).dossier, "hoa").allowed}
    assert shown[K.ASSIGNED].code == "NO_ROLE"
    assert shown[K.ASSIGNED].refused
    assert not shown[K.PAGE_SCANNED].refused


def test_a_stranger_is_told_so(yen: Running) -> None:
    with pytest.raises(Problem, match="OFFICER_UNKNOWN"):
        yen.node.acts.perform(receive(yen).dossier, Command(K.WITHDRAWN, {"reason": "x"}), "nobody")


def test_a_dossier_that_is_not_here_is_refused(yen: Running) -> None:
    refused = yen.node.acts.perform("abcdef-1-9", Command(K.WITHDRAWN, {"reason": "x"}), "lan")
    assert isinstance(refused, Refuse)
    with pytest.raises(Problem, match="DOSSIER_UNKNOWN"):
        yen.node.views.dossier("abcdef-1-9", "lan")


def test_confirmed_fields_are_one_act_and_a_later_value_replaces(yen: Running) -> None:
    dossier = receive(yen).dossier
    both = [
        FieldEntry("father", "Lê Văn An"),
        FieldEntry("born", "05/02/1975", source="machine", confidence=88),
    ]
    done(yen.node.scans.confirm_fields(dossier, both, "lan"))
    state = done(yen.node.scans.confirm_fields(dossier, [FieldEntry("father", "Lê Văn Ân")], "hoa"))
    assert (state.fields["father"].value, state.fields["father"].officer) == ("Lê Văn Ân", "hoa")
    assert state.disputes == ()
    assert [row.dossier for row in yen.node.views.search("lê văn ân")] == [dossier]
    assert yen.node.views.search("lê văn án") == ()


def test_a_field_named_twice_is_refused(yen: Running) -> None:
    twice = [FieldEntry("father", "A"), FieldEntry("father", "B")]
    refused = yen.node.scans.confirm_fields(receive(yen).dossier, twice, "lan")
    assert isinstance(refused, Refuse)
    assert refused.code == "FIELD_TWICE"


def test_a_note_merges_with_the_act(yen: Running) -> None:
    dossier = receive(yen, note="Người nhà nộp thay").dossier
    assert yen.node.views.dossier(dossier, "lan").note == "Người nhà nộp thay"


def test_an_offer_can_be_recalled(yen: Running) -> None:
    dossier = receive(yen).dossier
    act(yen, dossier, K.CUSTODY_OFFERED, "lan", to=HAM_RONG)
    state = act(yen, dossier, K.CUSTODY_RECALLED, "lan")
    assert state.custody is not None
    assert state.custody.offered_to == ""


def test_lists_count_what_they_show(xa: Commune, yen: Running) -> None:
    first = receive(yen).dossier
    receive(yen, competent_unit=HAM_RONG)
    xa.clock.pass_time(days=10)
    assert yen.node.views.counts()["late"] == 2
    done(yen.node.acts.perform(first, Command(K.WITHDRAWN, {"reason": "dân rút"}), "lan"))
    counts = yen.node.views.counts()
    for what, count in counts.items():
        assert len(yen.node.views.worklist(WorkFilter(what))) == count, what
    assert (counts["open"], counts["done"]) == (1, 1)


def test_many_acts_pass_snapshots_and_fold_the_same(yen: Running) -> None:
    dossier = receive(yen).dossier
    for number in range(70):
        done(yen.node.scans.confirm_fields(dossier, [FieldEntry("counter", number)], "lan"))
    assert yen.node.views.dossier(dossier, "lan").state.fields["counter"].value == 69
    with yen.store.reading() as tables:
        stored = tables.changes.document(dossier)
        assert stored is not None
        assert stored.snapshot
        assert len(stored.changes) < 40
