"""Results are looked at one after another: each says its own, what is left out says why, nothing is signed unseen."""

from dataclasses import replace

import pytest

from dossier.decide import Command
from dossier.facts import FactKind
from dossier.state import Stage
from node.ports import SignedPdf, SignOrder
from node.usecases.models import ResultSheet
from node.usecases.signing.many import ManySignatures, SigningKeys
from node.usecases.signing.papers import Signing
from node.usecases.signing.review import AGREED, CHANGED, EDITED, LEFT, Choice, WaitingResult
from node.usecases.signing.round import DONE, FAILED, WAITING
from plumbing.problem import Problem
from tests.node.api.counter import PASSPHRASE, Counter, KnownPage, MarkingSigner, PlainForms
from tests.node.api.test_result_numbers import FORM
from tests.node.api.test_signing_round import over, states

KEYS = SigningKeys("chau", PASSPHRASE, PASSPHRASE)


class ToldForms(PlainForms):
    """Remembers what each result says."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []

    def result(self, model: ResultSheet):  # type: ignore[no-untyped-def]
        self.said.append((model.verdict, model.content))
        return super().result(model)


def submitted(desk: Counter, verdict: str = "granted", **draft: str) -> str:
    """A dossier that waits for a leader."""
    headers = desk.sign_in()
    dossier: str = desk.receive(headers)["dossier"]
    for component in ("TP1", "TP2"):
        desk.scan(headers, dossier, component)
    desk.act("chau", dossier, "Assigned", to="dung")
    desk.act("dung", dossier, "Appraised", verdict=verdict, opinion="Đã đối chiếu sổ gốc.")
    assert desk.act("dung", dossier, "SubmittedForApproval", **draft).status_code == 200
    return dossier


def approved(desk: Counter, **draft: str) -> str:
    dossier = submitted(desk, **draft)
    assert desk.act("chau", dossier, "Approved").status_code == 200
    return dossier


def agree(many: ManySignatures, one: WaitingResult, officer: str = "thu", content: str = "") -> None:
    many.reviews.choose(one.dossier, Choice(AGREED, one.basis, content or one.content), officer)


def desk_of(desk: Counter, forms: PlainForms, signer: MarkingSigner | None = None) -> ManySignatures:
    return ManySignatures(desk.place, Signing(desk.place, KnownPage(), signer or MarkingSigner(), forms))


def test_each_result_is_signed_with_its_own_words(desk: Counter) -> None:
    first, second = approved(desk, draft="Cấp cho bé An."), approved(desk)
    forms = ToldForms()
    many = desk_of(desk, forms)
    proposed = {one.dossier: one.content for one in many.reviews.waiting("thu")}
    assert proposed == {
        first: "Cấp cho bé An.",
        second: "Kết quả giải quyết: giấy khai sinh; số định danh cá nhân.",
    }
    agree(many, many.reviews.one(first, "thu"))
    agree(many, many.reviews.one(second, "thu"), content="Cấp cho bé Bình.")
    many.sign_results(KEYS, "thu")
    assert states(over(many)) == [DONE, DONE]
    assert set(forms.said) == {("granted", "Cấp cho bé An."), ("granted", "Cấp cho bé Bình.")}
    assert many.reviews.waiting("thu") == ()


def test_a_refusal_is_signed_by_the_leader_with_its_reasons(desk: Counter) -> None:
    dossier = submitted(desk, "declined", draft="Không đủ điều kiện theo Điều 16.")
    forms = ToldForms()
    many = desk_of(desk, forms)
    (one,) = many.reviews.waiting("thu")
    assert (one.verdict, one.mine, one.opinion) == ("declined", False, "Đã đối chiếu sổ gốc.")
    agree(many, one)
    with pytest.raises(Problem, match="SIGNING_NOTHING_CHOSEN"):
        many.sign_results(KEYS, "thu")
    many.sign_results(KEYS, "chau")
    assert states(over(many)) == [DONE]
    assert forms.said == [("declined", "Không đủ điều kiện theo Điều 16.")]
    outcome = desk.node.views.dossier(dossier, "bich").state.outcome
    assert outcome is not None
    assert outcome.kind == "declined"


def test_what_nobody_agreed_to_is_not_signed(desk: Counter) -> None:
    seen, skipped, left = approved(desk), approved(desk), approved(desk)
    many = desk_of(desk, PlainForms())
    agree(many, many.reviews.one(seen, "thu"))
    basis = many.reviews.one(left, "thu").basis
    many.reviews.choose(left, Choice(LEFT, basis, why="Sai tên đệm."), "chau")
    many.sign_results(KEYS, "thu")
    assert states(over(many)) == [DONE]
    rest = {one.dossier: (one.choice, one.why, one.by) for one in many.reviews.waiting("thu")}
    assert rest == {skipped: ("", "", ""), left: (LEFT, "Sai tên đệm.", "Hoàng Minh Châu")}
    assert "chưa ký kết quả: Sai tên đệm." in desk.node.views.dossier(left, "bich").note
    many.reviews.choose(left, Choice("", basis), "thu")
    assert many.reviews.one(left, "thu").choice == ""


def test_what_moved_on_since_it_was_seen_is_looked_at_again(desk: Counter) -> None:
    dossier = submitted(desk, "declined", draft="Thiếu giấy.")
    many = desk_of(desk, PlainForms())
    seen = many.reviews.one(dossier, "chau")
    agree(many, seen, "chau")
    desk.act("chau", dossier, "ReturnedForRevision", comment="Ghi rõ điều luật.")
    with pytest.raises(Problem, match="RESULT_NOT_WAITING"):
        many.reviews.one(dossier, "chau")
    desk.act("dung", dossier, "Appraised", verdict="declined", opinion="Theo Điều 16.")
    desk.act("dung", dossier, "SubmittedForApproval", draft="Thiếu giấy theo Điều 16.")
    assert many.reviews.one(dossier, "chau").choice == CHANGED
    with pytest.raises(Problem, match="RESULT_CHANGED"):
        agree(many, seen, "chau")
    with pytest.raises(Problem, match="SIGNING_NOTHING_CHOSEN"):
        many.sign_results(KEYS, "chau")


def test_only_who_signs_decides_and_every_decision_is_whole(desk: Counter) -> None:
    dossier = approved(desk)
    many = desk_of(desk, PlainForms())
    basis = many.reviews.one(dossier, "thu").basis
    bad = {
        "REVIEW_NO_ROLE": (Choice(AGREED, basis, "Cấp."), "dung"),
        "REVIEW_EMPTY": (Choice(AGREED, basis, "  "), "thu"),
        "REVIEW_WHY_MISSING": (Choice(LEFT, basis, "Cấp."), "thu"),
        "REVIEW_TOO_LONG": (Choice(EDITED, basis, "x" * 4001), "thu"),
    }
    for code, (choice, officer) in bad.items():
        with pytest.raises(Problem, match=code):
            many.reviews.choose(dossier, choice, officer)
    assert many.reviews.one(dossier, "thu").choice == ""


def test_a_result_that_another_issued_meanwhile_costs_only_itself(desk: Counter) -> None:
    first, second = approved(desk), approved(desk)

    class Overtaken(MarkingSigner):
        """While the first is signed, somebody issues the second on its own page."""

        def sign(self, pdf: bytes, order: SignOrder) -> SignedPdf:
            if many.reviews.agreed("thu") and order.role == "leader" and not done:
                done.append(True)
                other = next(i.dossier for i in many.now().items if i.state == WAITING)
                desk.node.signing.issue(other, FORM, "thu")
            return super().sign(pdf, order)

    done: list[bool] = []
    many = desk_of(desk, PlainForms(), Overtaken())
    for one in many.reviews.waiting("thu"):
        agree(many, one)
    many.sign_results(KEYS, "thu")
    ended = over(many)
    assert states(ended) == [DONE, FAILED]
    assert (ended.code, ended.items[1].code) == ("", "RESULT_NOT_WAITING")
    outcomes = [desk.node.views.dossier(one, "bich").state.outcome for one in (first, second)]
    assert len({one.number for one in outcomes if one}) == 2


def test_a_result_that_is_sent_back_while_it_is_signed_is_not_issued_and_its_number_is_told(
    desk: Counter,
) -> None:
    dossier = approved(desk)

    class Overtaken(MarkingSigner):
        """While the agency signs, the leader sends the dossier back."""

        def sign(self, pdf: bytes, order: SignOrder) -> SignedPdf:
            if order.role == "seal":
                values = {"comment": "Sai tên đệm."}
                desk.node.acts.perform(dossier, Command(FactKind.RETURNED_FOR_REVISION, values), "chau")
            return super().sign(pdf, order)

    many = desk_of(desk, PlainForms(), Overtaken())
    agree(many, many.reviews.one(dossier, "thu"))
    many.sign_results(KEYS, "thu")
    ended = over(many)
    assert (states(ended), ended.items[0].code) == ([FAILED], "RESULT_SENT_BACK")
    state = desk.node.views.dossier(dossier, "bich").state
    assert (state.stage, state.outcome) == (Stage.IN_APPRAISAL, None)
    (number,) = desk.node.signing.unused_numbers()
    assert (number.state, "trả hồ sơ lại" in number.reason_vi) == ("void", True)
    assert many.reviews.waiting("thu") == ()


def test_a_leader_sends_an_approved_dossier_back_from_its_page(desk: Counter) -> None:
    dossier = approved(desk)
    desk.sign_in("thu")
    assert "lam/ReturnedForRevision" not in desk.client.get(f"/ho-so/{dossier}").text
    headers = desk.sign_in("chau")
    assert f"/ho-so/{dossier}/lam/ReturnedForRevision" in desk.client.get(f"/ho-so/{dossier}").text
    page = desk.client.get(f"/ho-so/{dossier}/lam/ReturnedForRevision").text
    assert "phê duyệt ấy hết hiệu lực" in page
    assert desk.act("thu", dossier, "ReturnedForRevision", comment="x").json()["code"] == "NO_ROLE"
    assert desk.act("chau", dossier, "ReturnedForRevision", comment="Sai tên đệm.").status_code == 200
    shown = desk.client.get(f"/ho-so/{dossier}", headers=headers).text
    assert "Sai tên đệm." in shown
    assert "Đang thẩm định" in shown


def test_a_wrong_pin_ends_the_round_before_a_number_is_lost(desk: Counter) -> None:
    for _ in range(2):
        approved(desk)
    many = desk_of(desk, PlainForms())
    for one in many.reviews.waiting("thu"):
        agree(many, one)
    many.sign_results(replace(KEYS, seal_passphrase="sai"), "thu")
    ended = over(many)
    assert (states(ended), ended.code) == ([FAILED, WAITING], "WRONG_PASSPHRASE")
    assert [one.choice for one in many.reviews.waiting("thu")] == [AGREED, AGREED]
    assert {row.state for row in desk.node.signing.unused_numbers()} == {"free"}


def test_a_clock_behind_the_provinces_time_signs_nothing_and_takes_no_number(desk: Counter) -> None:
    approved(desk)
    many = desk_of(desk, PlainForms())
    agree(many, many.reviews.waiting("thu")[0])
    with desk.place.store.writing() as tables:
        tables.meta.put("hub_ms", desk.clock.ms + 3_600_000)
    many.sign_results(KEYS, "thu")
    ended = over(many)
    assert (states(ended), ended.code) == ([FAILED], "SIGN_CLOCK_BEHIND")
    assert {row.state for row in desk.node.signing.unused_numbers()} == {"free"}


def test_programs_review_and_sign_by_json(desk: Counter) -> None:
    dossier = approved(desk, draft="Cấp cho bé An.")
    headers = desk.sign_in("thu")
    url = "/api/signing/results"
    (one,) = desk.client.get(url).json()
    assert one["content"] == "Cấp cho bé An."
    assert desk.client.get(f"{url}/{dossier}/draft.pdf?leader=chau").content.startswith(b"%PDF")
    body = {"choice": "agreed", "basis": one["basis"], "content": one["content"]}
    assert desk.client.put(f"{url}/{dossier}", json=body, headers=headers).json()["choice"] == AGREED
    stale = desk.client.put(f"{url}/{dossier}", json={**body, "basis": "x"}, headers=headers)
    assert (stale.status_code >= 400, stale.json()["code"]) == (True, "RESULT_CHANGED")
    keys = {"leader": "chau", "passphrase": PASSPHRASE, "seal_passphrase": PASSPHRASE}
    assert desk.client.post(url, json=keys, headers=headers).status_code == 202
    assert states(over(desk.node.many_signatures)) == [DONE]
    assert desk.client.get(f"{url}/{dossier}").json()["code"] == "RESULT_NOT_WAITING"
    assert desk.client.post("/api/signing/halt", headers=headers).status_code == 202


def test_the_pages_lead_from_one_result_to_the_next(desk: Counter) -> None:
    for number in range(3):
        approved(desk, draft=f"Cấp bản {number}.")
    csrf = desk.sign_in("thu")["X-CSRF-Token"]
    where = desk.client.get("/ky-loat/ket-qua").headers["location"]
    for made, more in (("agree", {}), ("leave", {"why": "Thiếu dấu"}), ("agree", {})):
        shown = desk.client.get(where)
        assert shown.status_code == 200
        one = desk.client.get("/api/signing/results/" + where.split("/")[3].split("?")[0]).json()
        data = {
            "csrf": csrf,
            "do": made,
            "basis": one["basis"],
            "content": one["content"],
            "ky": "chau",
            **more,
        }
        where = desk.client.post(where.split("?")[0], data=data).headers["location"]
    assert where == "/ky-loat"
    listed = desk.client.get("/ky-loat").text
    assert "phát hành 2 kết quả đã đồng ý" in listed
    assert "Thiếu dấu" in listed
    assert "Duyệt lần lượt" not in listed
    data = {"csrf": csrf, "leader": "chau", "passphrase": PASSPHRASE, "seal_passphrase": PASSPHRASE}
    assert desk.client.post("/ky-loat/ket-qua", data=data).status_code == 303
    assert states(over(desk.node.many_signatures)) == [DONE, DONE]


def test_the_page_of_one_result_begins_with_its_draft_too(desk: Counter) -> None:
    granted, refused = approved(desk, draft="Cấp cho bé An."), submitted(desk, "declined")
    desk.sign_in("thu")
    assert "Cấp cho bé An.</textarea>" in desk.client.get(f"/ho-so/{granted}/phat-hanh").text
    assert "Đã đối chiếu sổ gốc.</textarea>" in desk.client.get(f"/ho-so/{refused}/phat-hanh?tu-choi=1").text


def test_a_page_with_a_fault_keeps_what_was_typed(desk: Counter) -> None:
    dossier = approved(desk)
    csrf = desk.sign_in("thu")["X-CSRF-Token"]
    url = f"/ky-loat/ket-qua/{dossier}"
    data = {"csrf": csrf, "do": "agree", "basis": "old", "content": "Nội dung <b>mới</b>", "ky": "x&y"}
    answer = desk.client.post(url, data=data)
    assert answer.status_code == 409
    assert "Nội dung &lt;b&gt;mới&lt;/b&gt;" in answer.text
    assert "RESULT_CHANGED" in answer.text
    assert desk.client.get(f"{url}/anh.jpg").headers["content-type"] == "image/jpeg"
    assert desk.client.get(f"{url}/du-thao.pdf").content.startswith(b"%PDF")
