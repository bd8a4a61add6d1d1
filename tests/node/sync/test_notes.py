"""The free note: one text for all replicas; two people's edits merge, and nobody's words are lost."""

from pathlib import Path

import pytest

from dossier.errors import Refuse
from plumbing.problem import Problem
from tests.node.commune import Commune, receive


def test_two_replicas_edits_merge_through_envelopes(xa: Commune, stick: Path) -> None:
    with xa.open("yen") as yen, xa.open("kit") as kit:
        here, there = yen.node, kit.node
        dossier = receive(yen, note="Người nhà nộp thay.").dossier
        here.courier.export(str(stick), there.identity.node)
        there.courier.import_(str(stick))
        there.notes.write(dossier, "Ghi tại thôn. Người nhà nộp thay.", "hoa", "Người nhà nộp thay.")
        here.notes.write(dossier, "Người nhà nộp thay. Hẹn gọi lại chiều.", "lan", "Người nhà nộp thay.")
        there.courier.export(str(stick), here.identity.node)
        here.courier.import_(str(stick))
        here.courier.export(str(stick), there.identity.node)
        there.courier.import_(str(stick))
        merged = "Ghi tại thôn. Người nhà nộp thay. Hẹn gọi lại chiều."
        assert here.views.dossier(dossier, "lan").note == merged
        assert there.views.dossier(dossier, "hoa").note == merged
        assert [row.dossier for row in here.views.search("tai thon")] == [dossier]


def test_a_note_is_stored_queued_and_audited_as_one(xa: Commune) -> None:
    with xa.open("yen") as yen:
        dossier = receive(yen).dossier
        before = yen.node.line.outbox()[0].changes
        assert yen.node.notes.write(dossier, "Chờ đối chiếu\r\nbản chính\r\n", "lan") == (
            "Chờ đối chiếu\nbản chính"
        )
        assert yen.node.line.outbox()[0].changes == before + 1
        newest = yen.node.line.audit(1)[0]
        assert (newest.action, newest.officer, newest.dossier) == ("note", "lan", dossier)
        yen.node.notes.write(dossier, "Chờ đối chiếu\nbản chính", "lan")
        assert yen.node.line.outbox()[0].changes == before + 1


def test_nobody_overwrites_what_she_has_not_seen(xa: Commune) -> None:
    with xa.open("yen") as yen:
        dossier = receive(yen, note="Một").dossier
        yen.node.notes.write(dossier, "Một, hai", "lan", "Một")
        refused = yen.node.notes.write(dossier, "Một, ba", "hoa", "Một")
        assert isinstance(refused, Refuse)
        assert refused.code == "NOTE_CHANGED"
        assert yen.node.views.dossier(dossier, "lan").note == "Một, hai"


def test_bad_notes_are_told(xa: Commune) -> None:
    with xa.open("yen") as yen:
        dossier = receive(yen).dossier
        refused = yen.node.notes.write(dossier, "x" * 4001, "lan")
        assert isinstance(refused, Refuse)
        assert refused.code == "NOTE_TOO_LONG"
        with pytest.raises(Problem, match="DOSSIER_UNKNOWN"):
            yen.node.notes.write("abcdef-1-9", "x", "lan")
        with pytest.raises(Problem, match="OFFICER_UNKNOWN"):
            yen.node.notes.write(dossier, "x", "nobody")
