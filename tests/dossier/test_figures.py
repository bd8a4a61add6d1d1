"""A folded dossier counts the same wherever it is counted, also after its row went through the database."""

from dataclasses import replace
from datetime import date

from dossier.figures import (
    UnitsCounted,
    UnitsToday,
    competent_unit,
    figures_from_json,
    figures_of,
    figures_to_json,
)
from dossier.kpi_rows import Channel, DossierFigures, FinishKind
from dossier.state import Custody, DossierState, Outcome, Page, SignedDocument, Stage
from tests.dossier.province import Province

REGISTER = Province()
DAY_MS = 24 * 3600 * 1000
RECEIVED_MS = 1_795_140_000_123
RECEIVED = DossierState(
    "d1",
    stage=Stage.RECEIVED,
    procedure="2.000635",
    receiving_unit="quang-trach",
    competent_unit="ham-rong",
    received_day=date(2026, 11, 20),
    received_ms=RECEIVED_MS,
    due_ms=RECEIVED_MS + 3 * DAY_MS,
    original_due_ms=RECEIVED_MS + 3 * DAY_MS,
    components=({"code": "to_khai"}, {"code": "cccd"}),
    custody=Custody("quang-trach", "k1", "ham-rong", "k1"),
)
NAMES = ("quang-trach", "ham-rong")
PAGE = Page("k2", "to_khai", 1, "ab" * 32, "image/jpeg", 10)


def row(state: DossierState, synced: bool = True) -> DossierFigures:
    found = figures_of(state, REGISTER, synced=synced)
    assert found is not None
    return found


def test_what_is_not_received_is_not_counted() -> None:
    assert figures_of(DossierState("d1"), REGISTER, synced=True) is None
    assert figures_from_json(figures_to_json(None)) is None


def test_papers_with_a_file_count_as_digitised() -> None:
    assert (row(RECEIVED).components_total, row(RECEIVED).components_digitised) == (2, 0)
    scanned = replace(RECEIVED, pages=(PAGE,), reused=("cccd",))
    assert row(scanned).components_digitised == 2
    assert row(scanned).reused
    stranger = replace(RECEIVED, pages=(replace(PAGE, component="other"),))
    assert row(stranger).components_digitised == 0


def test_a_signed_result_is_not_a_digitised_component() -> None:
    paper = SignedDocument("k3", "cccd", "Kết quả", "cd" * 32, 10, 1, "leader", "B-B", "x")
    assert row(replace(RECEIVED, documents=(paper,))).components_digitised == 0
    assert row(replace(RECEIVED, documents=(replace(paper, role="intake"),))).components_digitised == 1


def test_the_decision_is_credited_to_who_made_it() -> None:
    assert competent_unit(RECEIVED) == "ham-rong"
    allocated = replace(RECEIVED, competent_unit="quang-trach", custody=Custody("yen-dong", "k4"))
    assert competent_unit(allocated) == "yen-dong"
    outcome = Outcome("granted", "12/UBND", "ab" * 32, 5, RECEIVED_MS + 5, date(2026, 11, 21), "ham-rong")
    assert competent_unit(replace(allocated, outcome=outcome)) == "ham-rong"


def test_how_a_dossier_ended() -> None:
    assert row(RECEIVED).finish_kind is None
    done = replace(RECEIVED, finished_ms=RECEIVED_MS + 1, finish_kind="Issued")
    assert row(done).finish_kind is FinishKind.DONE
    assert row(replace(done, finish_kind="Withdrawn")).finish_kind is FinishKind.STOPPED


def test_the_open_supplement_is_the_unanswered_one() -> None:
    waiting = row(replace(RECEIVED, supplements=((RECEIVED_MS, RECEIVED_MS + 1), (RECEIVED_MS + 2, 0))))
    assert waiting.supplements == 2
    assert waiting.open_supplement_at is not None
    assert waiting.open_supplement_at > waiting.received_at
    assert row(replace(RECEIVED, supplements=((1, 2),))).open_supplement_at is None


def test_a_row_survives_the_database_to_the_millisecond() -> None:
    done = replace(RECEIVED, channel=2, pages=(PAGE,), finished_ms=RECEIVED_MS + 1, finish_kind="Returned")
    before = row(done, synced=False)
    after = figures_from_json(figures_to_json(before) | {"of_a_newer_version": 1})
    assert after == before
    assert before.channel is Channel.ONLINE
    assert not before.synced


def test_a_merged_unit_counts_its_predecessors() -> None:
    today = UnitsToday(REGISTER, date(2026, 11, 20))
    assert [name for name in NAMES if name in UnitsCounted(today, "quang-yen")] == ["quang-trach"]
    assert [name for name in NAMES if name in UnitsCounted(today, "ham-rong")] == ["ham-rong"]
    after_a_split = UnitsToday(REGISTER, date(2027, 1, 2))
    assert not any(name in UnitsCounted(after_a_split, "yen-dong") for name in NAMES)
    assert after_a_split.unit("") == ""
