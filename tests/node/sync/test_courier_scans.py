"""Scans on a stick between real nodes: in pieces, resumable, told apart, and answered on the same stick."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from node.bootstrap import Running
from plumbing.problem import Problem
from tests.node.commune import HAM_RONG, Commune, done, receive

PART_MB = 0.02


def picture(seed: int = 1, size: int = 300) -> bytes:
    """A JPEG that does not compress away."""
    pixels = np.random.default_rng(seed).integers(0, 255, (size, size, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=85)
    return file.getvalue()


def scan(running: Running, dossier: str, seed: int = 1) -> str:
    """Scan a page; gives the blob's name."""
    state = done(running.node.scans.add_upload(dossier, "TK", io.BytesIO(picture(seed)), "image/jpeg", "lan"))
    return state.pages[-1].blob


def here(running: Running, sha256: str) -> bool:
    with running.store.reading() as tables:
        row = tables.blobs.get(sha256)
    return bool(row and row.here and running.place.blobs.has(sha256))


def test_scans_follow_the_facts_in_small_pieces_and_come_out_whole(xa: Commune, stick: Path) -> None:
    with xa.open("yen", part_mb=PART_MB) as yen, xa.open("kit") as kit:
        dossier = receive(yen).dossier
        blob = scan(yen, dossier)
        export = yen.node.courier.export(str(stick), kit.node.identity.node)
        pieces = [name for name in export.files if "-scan-" in name]
        assert len(pieces) > 2
        assert all((stick / name).stat().st_size < PART_MB * 1_000_000 + 1000 for name in pieces)
        assert "rút USB" in export.message_vi
        outcomes = kit.node.courier.import_(str(stick))
        assert {o.code for o in outcomes} == {""}
        assert here(kit, blob)
        assert blob not in "".join(path.name for path in stick.iterdir())


def test_an_export_that_was_cut_off_goes_on_where_it_stopped(
    xa: Commune, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with xa.open("yen", part_mb=PART_MB) as yen, xa.open("kit") as kit:
        blob = scan(yen, receive(yen).dossier)
        to = kit.node.identity.node
        written: list[str] = []
        real = __import__("plumbing.stick", fromlist=["x"]).write_proved

        def pulled_out(folder: Path, name: str, data: bytes) -> None:
            if len(written) == 3:
                raise Problem("COURIER_READ_BACK", "USB bị rút", "operator")
            written.append(name)
            real(folder, name, data)

        monkeypatch.setattr("plumbing.stick.write_proved", pulled_out)
        with pytest.raises(Problem, match="COURIER_READ_BACK"):
            yen.node.courier.export(str(stick), to)
        before = {path.name: path.read_bytes() for path in stick.glob("*-scan-*")}
        monkeypatch.undo()
        yen.node.courier.export(str(stick), to)
        assert before
        assert all((stick / name).read_bytes() == data for name, data in before.items())
        kit.node.courier.import_(str(stick))
        assert here(kit, blob)


def test_a_missing_piece_is_named_and_the_rest_waits_for_it(xa: Commune, stick: Path) -> None:
    with xa.open("yen", part_mb=PART_MB) as yen, xa.open("kit") as kit:
        blob = scan(yen, receive(yen).dossier)
        export = yen.node.courier.export(str(stick), kit.node.identity.node)
        lost = next(name for name in export.files if "-0002of" in name)
        kept = (stick / lost).read_bytes()
        (stick / lost).unlink()
        outcomes = {o.name: o.code for o in kit.node.courier.import_(str(stick))}
        assert outcomes[lost] == "COURIER_MISSING"
        assert "PARCEL_GAP" in outcomes.values()
        assert not here(kit, blob)
        (stick / lost).write_bytes(kept)
        again = {o.code for o in kit.node.courier.import_(str(stick))}
        assert again == {"", "ENVELOPE_ALREADY_TAKEN"}
        assert here(kit, blob)


def test_a_copy_under_another_name_is_known_by_its_content(xa: Commune, stick: Path) -> None:
    with xa.open("yen") as yen, xa.open("kit") as kit:
        receive(yen)
        (name,) = yen.node.courier.export(str(stick), kit.node.identity.node).files
        (stick / "z-copy.mce").write_bytes((stick / name).read_bytes())
        assert [o.code for o in kit.node.courier.import_(str(stick))] == ["", "ENVELOPE_ALREADY_TAKEN"]


def test_a_piece_of_a_scan_that_no_fact_names_is_not_taken(xa: Commune, stick: Path) -> None:
    with xa.open("yen") as yen, xa.open("kit") as kit:
        blob = scan(yen, receive(yen).dossier)
        export = yen.node.courier.export(str(stick), kit.node.identity.node)
        for name in export.files:
            if "-scan-" not in name:
                (stick / name).unlink()
        codes = {o.code for o in kit.node.courier.import_(str(stick))}
        assert codes == {"PARCEL_NOT_NAMED", "COURIER_MISSING"}
        assert not here(kit, blob)


def test_a_neighbour_answers_on_the_same_stick(xa: Commune, stick: Path) -> None:
    with xa.open("yen") as yen, xa.open("kit") as kit:
        theirs, ours = receive(kit, officer="hoa").dossier, receive(yen).dossier
        kit.node.courier.export(str(stick), yen.node.identity.node)
        answered = yen.node.courier.answer(str(stick))
        assert [o.code for o in answered.taken] == [""]
        assert len(answered.answers) == 1
        kit.node.courier.import_(str(stick))
        for running, officer in ((yen, "lan"), (kit, "hoa")):
            assert running.node.views.dossier(theirs, officer).state.dossier == theirs
            assert running.node.views.dossier(ours, officer).state.dossier == ours


def test_a_stranger_to_the_matter_gets_no_scan(xa: Commune, stick: Path) -> None:
    with xa.open("yen") as yen, xa.open("rong") as rong:
        scan(yen, receive(yen).dossier)
        theirs = receive(yen, competent_unit=HAM_RONG).dossier
        blob = scan(yen, theirs, seed=2)
        yen.node.courier.export(str(stick), rong.node.identity.node)
        rong.node.courier.import_(str(stick))
        assert here(rong, blob)
        with rong.store.reading() as tables:
            assert tables.blobs.unsent(10) == [tables.blobs.get(blob)]


def test_a_scan_that_the_other_side_has_already_is_no_trouble(xa: Commune, stick: Path) -> None:
    with xa.open("yen", part_mb=PART_MB) as yen, xa.open("kit", part_mb=PART_MB) as kit:
        scan(yen, receive(yen).dossier)
        yen.node.courier.export(str(stick), kit.node.identity.node)
        kit.node.courier.import_(str(stick))
        back = stick / "back"
        back.mkdir()
        kit.node.courier.export(str(back), yen.node.identity.node)
        assert {o.code for o in yen.node.courier.import_(str(back))} == {""}
