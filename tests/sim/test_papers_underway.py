"""Papers that are underway when their commune goes: digitised at A for B, carried by stick while B becomes part of C,
decided and signed at C, handed over at A. Nothing is lost, nothing doubled, every byte is the one that was signed."""

import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from dossier.exchange.seal import heads_digest
from dossier.facts import FactKind as K
from dossier.register.unit_ops import Decree, Founded, LineageOp, Piece, op_value
from dossier.state import DossierState, Stage
from hub.courier import StickOrder, serve_stick
from hub.usecases.register.reorganise import Reorganisation, issue_reorganisation, turn_of_day
from hub.usecases.scope.fill import go_on
from node.bootstrap import Running
from node.sign.report import Verdict
from node.sign.trust import read_trust
from node.sign.verify import verify
from node.usecases.models import IssueForm
from node.usecases.record.enact import known_state
from plumbing.clock import local
from provisioning.test_ca import Holder, issue_p12, make_ca
from tests.hub.province import HAM_RONG, QUANG_YEN, Province, province
from tests.node.commune import act, done, offered, receive
from tests.node.sign.people import END, PASSPHRASE, START
from tests.node.sync.test_dialogue import enrolled, who
from tests.node.sync.test_lanes import contact

pytestmark = pytest.mark.timeout(900)  # a machine may be ten times slower than ours

QUANG_PHU, SWITCH = "16522@2025-07-01", date(2026, 11, 24)
HAM_PHU = f"99902@{SWITCH.isoformat()}"


@dataclass
class Walk:
    """A hub, the counter at A, the device of B; what left the house and when is the test's."""

    tinh: Province
    yen: Running
    rong: Running
    stick: Path
    trust: bytes
    changes: dict[bytes, bytes] = field(default_factory=dict)

    def at_hub(self, dossier: str) -> dict[bytes, bytes]:
        with self.tinh.hub.store.read() as tx:
            return {row.hash: row.raw for row in tx.changes.applied(dossier)}

    def serve_the_stick(self) -> None:
        """At the province: what it brings is taken in, answers are written onto it."""
        serve_stick(self.tinh.hub, StickOrder((self.stick,), None, 1_000_000))

    def midnight(self, day: date) -> None:
        self.tinh.clock.set_day(day)
        turn_of_day(self.tinh.hub)
        go_on(self.tinh.hub)


@pytest.fixture
def walk(tmp_path: Path) -> Iterator[Walk]:
    with (
        province(tmp_path / "hub") as tinh,
        enrolled(tinh, tmp_path / "yen", QUANG_YEN, ("lan",)) as yen,
        enrolled(tinh, tmp_path / "rong", HAM_RONG, ("son", "minh")) as rong,
    ):
        for running in (yen, rong):
            contact(tinh, running)
        trust = make_ca(tmp_path / "ca").read_bytes()
        give_keys(tmp_path / "ca", yen, who(yen))
        give_keys(tmp_path / "ca", rong, who(rong, "minh"))
        (tmp_path / "usb").mkdir()
        yield Walk(tinh, yen, rong, tmp_path / "usb", trust)


def give_keys(authority: Path, running: Running, officer: str) -> None:
    """The officer's key and the agency's, where the machine looks for them."""
    folder = running.place.config.data / "keys" / "signing"
    folder.mkdir(exist_ok=True)
    for name, holder in ((officer, Holder.LEADER), ("seal", Holder.SEAL)):
        made = issue_p12(authority, f"{name} {officer}", "UBND", holder, PASSPHRASE, START, END)
        shutil.copy(made, folder / f"{name}.p12")


def page() -> bytes:
    """A declaration as a scanner gives it."""
    sheet = Image.new("L", (1240, 1754), 255)
    ImageDraw.Draw(sheet).text((200, 200), "TO KHAI DANG KY KHAI TU", fill=0, font_size=44)
    file = io.BytesIO()
    sheet.save(file, "JPEG", dpi=(150, 150))
    return file.getvalue()


def decree(tinh: Province) -> None:
    """B and its neighbour become C."""
    op = LineageOp(
        Decree("9003/NQ-TEST", date(2026, 11, 1), SWITCH, SWITCH),
        (HAM_RONG, QUANG_PHU),
        (Founded("99902", "Phường Hàm Phú", "phường", "38"),),
        tuple(Piece(one, HAM_PHU, "all", "all") for one in (HAM_RONG, QUANG_PHU)),
    )
    made = Reorganisation("Sắp xếp", "NQ", SWITCH, ({"op": "units", "change": [op_value(op)]},))
    issue_reorganisation(tinh.hub, made, "quan-tri")


def state(running: Running, dossier: str) -> DossierState:
    with running.store.reading() as tables:
        return known_state(running.place, tables, dossier)


def papers(found: DossierState) -> set[str]:
    """Names of every file that the dossier speaks of."""
    assert found.outcome is not None
    return {one.blob for one in found.pages} | {one.blob for one in found.documents} | {found.outcome.blob}


def decide_and_sign(running: Running, dossier: str) -> DossierState:
    officer, leader = who(running, "son"), who(running, "minh")
    act(running, dossier, K.CUSTODY_ACCEPTED, officer)
    act(running, dossier, K.ASSIGNED, officer, to=officer)
    act(running, dossier, K.APPRAISED, officer, verdict="granted", opinion="Đủ điều kiện.")
    act(running, dossier, K.SUBMITTED_FOR_APPROVAL, officer)
    act(running, dossier, K.APPROVED, leader)
    form = IssueForm("granted", leader, PASSPHRASE, PASSPHRASE, content="Cấp trích lục.")
    return done(running.node.signing.issue(dossier, form, officer))


def test_a_paper_underway_through_a_merger_comes_back_signed_by_the_successor(walk: Walk) -> None:
    tinh, yen, rong, stick = walk.tinh, walk.yen, walk.rong, str(walk.stick)
    lan = who(yen)
    dossier = receive(yen, lan, competent_unit=HAM_RONG).dossier  # from here on A has no line
    done(yen.node.scans.add_upload(dossier, "TK", io.BytesIO(page()), "image/jpeg", lan))
    (copy,) = done(yen.node.signing.digitise_and_sign(dossier, "TK", lan, PASSPHRASE)).documents
    yen.node.courier.export(stick)
    with yen.store.reading() as tables:
        sealed = {row.change for row in tables.outbox.unreceipted(100)}

    decree(tinh)  # B is still standing when the stick sets out, and gone when it arrives
    contact(tinh, rong)
    walk.midnight(SWITCH)
    walk.serve_the_stick()
    before = walk.at_hub(dossier)
    assert set(before) == sealed
    contact(tinh, rong)
    walk.serve_the_stick()  # somebody plugs it in once more
    assert walk.at_hub(dossier) == before

    assert offered(rong) == [dossier]
    contact(tinh, rong)
    assert state(rong, dossier).documents == (copy,)
    decided = decide_and_sign(rong, dossier)
    assert decided.outcome is not None
    assert rong.place.register.units_on(decided.outcome.unit, SWITCH) == (HAM_PHU,)
    walk.midnight(date(2026, 11, 26))
    contact(tinh, rong)

    yen.node.courier.import_(stick)  # the stick comes home with receipts from before the decision
    yen.node.courier.export(stick)
    walk.serve_the_stick()
    yen.node.courier.import_(stick)
    contact(tinh, yen)  # and then the line is back
    returned = act(yen, dossier, K.RETURNED, lan, to="Nguyễn Thị Lan", how="counter")
    assert returned.stage is Stage.COMPLETED
    for running in (yen, rong, yen):
        contact(tinh, running)

    assert_whole(walk, dossier, before)


def assert_whole(walk: Walk, dossier: str, before: dict[bytes, bytes]) -> None:
    """All three hold the same facts, judge them alike, have every file byte for byte, and wait for nothing."""
    hub, kept = walk.tinh.hub, walk.at_hub(dossier)
    assert before.items() <= kept.items(), "a stored byte was rewritten"
    found = state(walk.yen, dossier)
    assert found == state(walk.rong, dossier)
    assert not found.void
    assert not found.disputes
    with hub.store.read() as tx:
        (row,) = tx.dossiers.all_figures()
    for running in (walk.yen, walk.rong):
        with running.store.reading() as tables:
            assert list(tables.changes.dossiers()) == [dossier], "one paper, one dossier"
            assert set(tables.changes.known(dossier)) == set(kept)
            shown = tables.projections.get(dossier)
            assert shown is not None
            heads = [bytes.fromhex(head) for head in shown.heads.split(",")]
        assert heads_digest(heads).hex() == row.digest
        assert running.node.line.outbox() == ()
        assert running.node.line.aside() == ()
    assert found.outcome is not None
    for blob in papers(found):
        files = {running.place.blobs.path(blob).read_bytes() for running in (walk.yen, walk.rong)}
        with hub.blobs.open(blob) as file:
            files.add(file.read())
        assert len(files) == 1
    now = local(walk.tinh.clock.ms)
    for blob in (found.documents[0].blob, found.outcome.blob):
        signed = verify(walk.yen.place.blobs.path(blob).read_bytes(), read_trust(walk.trust), now)
        assert signed.verdict is not Verdict.INVALID
