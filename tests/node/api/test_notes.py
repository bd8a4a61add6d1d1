"""The note by JSON and by form."""

from tests.node.api.counter import Counter


def test_a_note_is_put_by_json_and_a_stale_one_refused(desk: Counter) -> None:
    headers = desk.sign_in()
    url = f"/api/dossiers/{desk.receive(headers)['dossier']}/note"
    assert desk.client.put(url, json={"text": "Hẹn chiều"}, headers=headers).json() == {"note": "Hẹn chiều"}
    stale = desk.client.put(url, json={"text": "Khác", "base": ""}, headers=headers)
    assert (stale.status_code, stale.json()["code"]) == (409, "NOTE_CHANGED")
    assert desk.client.put(url, json={"text": "x"}).status_code == 403
    assert desk.client.put(url, json={"text": "x" * 5000}, headers=headers).status_code == 422


def test_a_form_that_came_too_late_shows_both_texts(desk: Counter) -> None:
    headers = desk.sign_in()
    dossier = desk.receive(headers)["dossier"]
    url, token = f"/ho-so/{dossier}/ghi-chu", headers["X-CSRF-Token"]
    assert desk.client.post(url, data={"csrf": token, "text": "A <b>", "base": ""}).status_code == 303
    late = desk.client.post(url, data={"csrf": token, "text": "B của tôi", "base": ""})
    assert late.status_code == 409
    assert "A &lt;b&gt;" in late.text
    assert "B của tôi" in late.text
    assert "A &lt;b&gt;" in desk.client.get(f"/ho-so/{dossier}").text
    assert "Ghi chú" in desk.client.get(url).text
