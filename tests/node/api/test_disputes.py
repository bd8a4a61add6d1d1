"""Two devices wrote different values: a card for a person, never a silent winner."""

from dossier.authors import actor_id
from dossier.facts import Fact, Hlc, fact_key, fact_to_text
from dossier.register.view import NodeEntry, NodeKind
from node.usecases.record.enact import open_document
from node.usecases.record.projecting import keep
from plumbing.keys import NodeKeys
from tests.node.api.counter import QUANG_YEN, Counter

FIELD = "person_birth_date"


def _disputed(desk: Counter) -> tuple[str, dict[str, str]]:
    """The counter says 18/05/2024, a kit that had the same dossier says 13/05/2024."""
    headers = desk.sign_in()
    dossier = desk.receive(headers)["dossier"]
    before = _stored(desk, dossier)
    body = {"entries": [{"field": FIELD, "value": "18/05/2024"}]}
    assert desk.client.post(f"/api/dossiers/{dossier}/fields", json=body, headers=headers).status_code == 200
    _merge_from_kit(desk, dossier, before)
    return dossier, headers


def _stored(desk: Counter, dossier: str) -> tuple[bytes, ...]:
    with desk.place.store.reading() as tables:
        document = tables.changes.document(dossier)
        assert document is not None
        return document.changes


def _merge_from_kit(desk: Counter, dossier: str, before: tuple[bytes, ...]) -> None:
    kit, place = NodeKeys.generate(), desk.place
    entry = NodeEntry(kit.node, NodeKind.KIT, QUANG_YEN, kit.public_key.hex(), desk.clock.today())
    register = place.registry.now
    object.__setattr__(register, "nodes", {**register.nodes, kit.node: entry})
    fact = Fact(
        key=fact_key(kit.node[:6], 1, 1),
        kind="FieldRecorded",
        dossier=dossier,
        node=kit.node,
        officer="dung",
        unit=QUANG_YEN,
        day=desk.clock.today(),
        hlc=Hlc(desk.clock.ms, 0),
        device_ms=desk.clock.ms,
        values={"field": FIELD, "value": "13/05/2024", "source": "person", "confirmed": True},
    )
    replica = place.engine.open(b"", before)
    change = replica.commit(actor_id(kit.node, b"kitkit"), [(fact.key, fact_to_text(fact))])
    with place.store.writing() as tables:
        tables.changes.apply(dossier, change, kit.node, desk.clock.ms)
        keep(place, tables, dossier, open_document(place, tables, dossier))


def test_both_sides_are_shown_with_who_where_and_when(desk: Counter) -> None:
    dossier, _ = _disputed(desk)
    page = desk.client.get(f"/ho-so/{dossier}").text
    for shown in ("18/05/2024", "13/05/2024", "Trần Thị Bích", "Lê Văn Dũng", "Giữ bên này", "Giữ bên kia"):
        assert shown in page
    assert "Hai nơi ghi khác nhau: Ngày sinh" in page
    assert "1 tranh chấp" in desk.client.get("/viec?loc=tranh-chap").text
    assert 'class="dispute-card"' in desk.client.get(f"/ho-so/{dossier}/truong").text


def test_a_chosen_side_stands_and_the_other_stays_in_history(desk: Counter) -> None:
    dossier, headers = _disputed(desk)
    state = desk.client.get(f"/api/dossiers/{dossier}").json()["state"]
    chosen = next(o for o in state["disputes"][0]["options"] if o["value"] == "13/05/2024")
    form = {"csrf": headers["X-CSRF-Token"], "kind": "field", "subject": FIELD, "chosen": chosen["key"]}
    assert desk.client.post(f"/ho-so/{dossier}/tranh-chap", data=form).status_code == 303
    settled = desk.client.get(f"/api/dossiers/{dossier}").json()["state"]
    assert settled["disputes"] == []
    assert settled["fields"][FIELD]["value"] == "13/05/2024"
    assert settled["facts"] == state["facts"] + 1


def test_when_both_are_wrong_a_third_value_is_typed(desk: Counter) -> None:
    dossier, headers = _disputed(desk)
    form = {"csrf": headers["X-CSRF-Token"], "kind": "field", "subject": FIELD, "value": "16/05/2024"}
    answer = desk.client.post(f"/ho-so/{dossier}/tranh-chap", data=form)
    assert answer.headers["location"].endswith("?da=settled")
    settled = desk.client.get(f"/api/dossiers/{dossier}").json()["state"]
    assert (settled["disputes"], settled["fields"][FIELD]["value"]) == ([], "16/05/2024")
