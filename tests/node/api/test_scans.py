"""Scans and fields: original bytes first, a person confirms, nothing dangerous is ever shown."""

from typing import Any

from node.usecases.record.rebuild import rebuild
from tests.node.api.counter import PASSPHRASE, Counter, pdf, photo


def test_a_scan_is_kept_read_and_shown(desk: Counter) -> None:
    headers = desk.sign_in()
    dossier = desk.receive(headers)["dossier"]
    assert desk.scan(headers, dossier).status_code == 200
    assert desk.peer.rung == ["jobs"]
    page = desk.client.get(f"/api/dossiers/{dossier}").json()["pages"][0]
    picture = desk.client.get(f"/api/dossiers/{dossier}/pages/{page['key']}/image")
    assert picture.content == photo()
    assert picture.headers["content-type"] == "image/jpeg"
    assert desk.client.get(f"/api/blobs/{page['blob']}").content == photo()
    assert "chờ máy đọc" in desk.client.get(f"/ho-so/{dossier}").text
    assert desk.client.get(f"/api/dossiers/{dossier}/reading").json() == {"left": 1}
    desk.read_all()
    assert desk.client.get(f"/api/dossiers/{dossier}/reading").json() == {"left": 0}
    found = desk.client.get(f"/api/dossiers/{dossier}/candidates").json()
    assert {candidate["field"] for candidate in found} == {"requester_name", "requester_id_number"}


def test_fields_are_confirmed_beside_the_picture(desk: Counter) -> None:
    headers = desk.sign_in()
    dossier = desk.receive(headers)["dossier"]
    desk.scan(headers, dossier)
    desk.read_all()
    page = desk.client.get(f"/ho-so/{dossier}/truong").text
    assert 'data-box="736,449,1068,487"' in page
    assert 'data-size="1686,2361"' in page
    assert "phải xem" in page  # the id number, however sure the machine is
    assert page.index("requester_name") < page.index("requester_id_number")  # as on the paper
    key = desk.client.get(f"/api/dossiers/{dossier}").json()["pages"][0]["key"]
    form = {
        "csrf": headers["X-CSRF-Token"],
        "field": "requester_name",
        "value": "HUỲNH THANH HƯNG",
        "offer": "HUỲNH THANH HƯNG",
        "confidence": "92",
        "page": key,
        "box": "736,449,1068,487",
    }
    assert desk.client.post(f"/ho-so/{dossier}/truong", data=form).status_code == 303
    body = {"entries": [{"field": "requester_id_number", "value": "038190001235"}]}
    assert desk.client.post(f"/api/dossiers/{dossier}/fields", json=body, headers=headers).status_code == 200
    fields = desk.client.get(f"/api/dossiers/{dossier}").json()["state"]["fields"]
    assert (fields["requester_name"]["source"], fields["requester_name"]["confirmed"]) == ("machine", True)
    assert fields["requester_id_number"]["source"] == "person"


def test_what_was_corrected_on_the_page_twice_is_told_at_the_next_paper(desk: Counter) -> None:
    headers = desk.sign_in()
    for turn in range(3):
        dossier = desk.receive(headers)["dossier"]
        desk.scan(headers, dossier)
        desk.read_all()
        page = desk.client.get(f"/ho-so/{dossier}/truong").text
        assert ("thường được sửa thành “HUỲNH THANH HÙNG” (2 lần)" in page) == (turn == 2)
        form = {
            "csrf": headers["X-CSRF-Token"],
            "field": "requester_name",
            "value": "HUỲNH THANH HÙNG",
            "offer": "HUỲNH THANH HƯNG",
            "confidence": "92",
            "page": desk.client.get(f"/api/dossiers/{dossier}").json()["pages"][0]["key"],
            "box": "736,449,1068,487",
        }
        assert desk.client.post(f"/ho-so/{dossier}/truong", data=form).status_code == 303


def test_a_file_that_is_no_scan_is_refused_and_nothing_is_recorded(desk: Counter) -> None:
    headers = desk.sign_in()
    dossier = desk.receive(headers)["dossier"]
    files = {"files": ("anh.jpg", b"<html><script>alert(1)</script>", "image/jpeg")}
    url = f"/api/dossiers/{dossier}/pages"
    answer = desk.client.post(url, data={"component": "TP1"}, files=files, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "UNSUPPORTED_FILE_TYPE")
    empty = desk.client.post(url, data={"component": "TP1"}, headers=headers)
    assert empty.json()["code"] == "UPLOAD_EMPTY"
    assert desk.client.get(f"/api/dossiers/{dossier}").json()["pages"] == []


def test_a_blob_that_a_browser_could_run_is_saved_and_never_opened(desk: Counter) -> None:
    headers = desk.sign_in()
    dossier = desk.receive(headers)["dossier"]
    ref = desk.place.blobs.put(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")
    values = {"component": "TP1", "blob": ref.sha256, "media_type": "image/jpeg", "size": ref.size}
    assert desk.act("bich", dossier, "PageScanned", **values).status_code == 200
    answer = desk.client.get(f"/api/blobs/{ref.sha256}")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_blob_that_is_not_here_says_so(desk: Counter) -> None:
    dossier = desk.receive(desk.sign_in())["dossier"]
    values = {"component": "TP1", "blob": "0" * 64, "media_type": "image/jpeg", "size": 5}
    desk.act("bich", dossier, "PageScanned", **values)
    answer = desk.client.get(f"/api/blobs/{'0' * 64}")
    assert answer.status_code == 404
    assert answer.json()["code"] == "BLOB_NOT_HERE"


def test_a_blob_that_no_dossier_names_is_shown_to_nobody(desk: Counter) -> None:
    ref = desk.place.blobs.put(photo())
    desk.sign_in()
    answer = desk.client.get(f"/api/blobs/{ref.sha256}")
    assert (answer.status_code, answer.json()["code"]) == (404, "BLOB_UNKNOWN")


def test_a_look_at_a_blob_is_audited_without_a_name(desk: Counter) -> None:
    headers = desk.sign_in()
    dossier = desk.receive(headers)["dossier"]
    desk.scan(headers, dossier)
    blob = desk.client.get(f"/api/dossiers/{dossier}").json()["pages"][0]["blob"]
    assert desk.client.get(f"/api/blobs/{blob}").status_code == 200
    newest = desk.node.line.audit(1)[0]
    assert (newest.officer, newest.action, newest.dossier) == ("bich", f"blob {blob[:16]}", dossier)


def test_what_the_machine_read_is_found_with_and_without_marks(desk: Counter) -> None:
    headers = desk.sign_in()
    dossier = desk.receive(headers)["dossier"]
    desk.scan(headers, dossier)
    assert desk.node.views.search("to khai") == ()
    desk.read_all()
    for words in ("tờ khai", "TO KHAI", "to kha"):
        assert [row.dossier for row in desk.node.views.search(words)] == [dossier], words
    assert desk.node.views.search("tớ khai") == ()
    with desk.place.store.reading() as tables:
        kept: Any = tables.projections  # how it is stored is no part of the port
        before = kept.dump()
    assert any(row[0] == "blob" for row in before)
    rebuild(desk.place)
    with desk.place.store.reading() as tables:
        kept = tables.projections
        assert kept.dump() == before


def test_blobs_are_for_officers_only(desk: Counter) -> None:
    ref = desk.place.blobs.put(photo())
    assert desk.client.get(f"/api/blobs/{ref.sha256}").status_code == 401


def test_an_officer_signs_at_intake_and_a_wrong_passphrase_is_told(desk: Counter) -> None:
    headers = desk.sign_in()
    dossier = desk.receive(headers)["dossier"]
    desk.scan(headers, dossier)
    wrong = desk.client.post(
        f"/api/dossiers/{dossier}/sign", json={"component": "TP1", "passphrase": "x"}, headers=headers
    )
    assert wrong.json()["code"] == "WRONG_PASSPHRASE"
    form = {"csrf": headers["X-CSRF-Token"], "component": "TP1", "passphrase": PASSPHRASE}
    assert desk.client.post(f"/ho-so/{dossier}/ky", data=form).status_code == 303
    page = desk.client.get(f"/ho-so/{dossier}").text
    assert "đã ký số" in page
    assert "mức B-B" in page
    document = desk.client.get(f"/api/dossiers/{dossier}").json()["state"]["documents"][0]
    signed = desk.client.get(f"/api/dossiers/{dossier}/files/{document['key']}")
    assert signed.headers["content-type"] == "application/pdf"
    assert b"%signed intake" in signed.content


def test_pages_of_a_pdf_are_shown_as_pictures_and_drawn_once(desk: Counter) -> None:
    headers = desk.sign_in()
    dossier = desk.receive(headers)["dossier"]
    files = {"files": ("giay.pdf", pdf(), "application/pdf")}
    url = f"/api/dossiers/{dossier}/pages"
    assert desk.client.post(url, data={"component": "TP1"}, files=files, headers=headers).status_code == 200
    page = desk.client.get(f"/api/dossiers/{dossier}").json()["pages"][0]
    for number in (1, 2, 1):
        picture = desk.client.get(f"{url}/{page['key']}/image", params={"page": number})
        assert picture.headers["content-type"] == "image/jpeg"
        assert picture.content == photo(number, 9)
    assert len(list((desk.place.config.data / "previews").iterdir())) == 2
    assert desk.client.get(f"{url}/{page['key']}/image", params={"page": 3}).status_code == 400
    original = desk.client.get(f"/api/dossiers/{dossier}/files/{page['key']}")
    assert original.content == pdf()


def test_a_slip_of_the_finger_is_told_and_not_refused(desk: Counter) -> None:
    headers = desk.sign_in()
    dossier = desk.receive(headers)["dossier"]
    entry = {"field": "requester_id_number", "value": "03808801123"}
    told = desk.client.post("/api/fields/check", json=entry, headers=headers).json()["odd_vi"]
    assert "12 chữ số" in told
    body = {"entries": [entry]}
    assert desk.client.post(f"/api/dossiers/{dossier}/fields", json=body, headers=headers).status_code == 200
    assert "12 chữ số" in desk.client.get(f"/ho-so/{dossier}/truong").text
    entry["value"] = "038088011234"
    assert not desk.client.post("/api/fields/check", json=entry, headers=headers).json()["odd_vi"]


def test_what_could_not_be_read_back_is_refused_and_not_written(desk: Counter) -> None:
    headers = desk.sign_in()
    dossier = desk.receive(headers)["dossier"]
    body = {"entries": [{"field": "requester_name", "value": "Lan\0"}]}
    answer = desk.client.post(f"/api/dossiers/{dossier}/fields", json=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "VALUE_UNREADABLE")
    state = desk.client.get(f"/api/dossiers/{dossier}").json()["state"]
    assert (state["void"], state["fields"]) == ([], {})
