"""Enrolment over real TLS: the device recognises the hub, survives a lost answer, and leaves nothing half done."""

import json
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from dossier.authors import node_id, short_id
from plumbing.keys import NodeKeys
from plumbing.problem import Problem
from plumbing.sealed_identity import open_identity
from provisioning.enrol import Order, enrol
from provisioning.tls import fingerprint, issue_server, make_ca

SECRET = "s" * 43


class Handler(BaseHTTPRequestHandler):
    """Leads both requests to the province that the test holds."""

    server: "Server"

    def do_GET(self):
        self.server.province.show_ca(self)

    def do_POST(self):
        self.server.province.take_in(self)

    def log_message(self, *_):
        """Silence."""


class Server(ThreadingHTTPServer):
    """Knows whose answers it gives."""

    province: "Province"


class Province:
    """A hub's two enrolment answers over TLS, with switches for what can go wrong."""

    def __init__(self, folder):
        make_ca(folder, "Tỉnh thử")
        issue_server(folder, ("127.0.0.1",))
        self.ca = (folder / "ca.pem").read_bytes()
        self.served_ca = self.ca
        self.refusals = []
        self.lose_answers = 0
        self.enrolled = []
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.province = self
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "hub.pem", folder / "hub.key")
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"https://127.0.0.1:{self.server.server_address[1]}"

    @property
    def token(self):
        return f"MC1.{fingerprint(self.ca)}.{SECRET}"

    def show_ca(self, request):
        self._say(request, 200, self.served_ca, "application/x-pem-file")

    def take_in(self, request):
        body = json.loads(request.rfile.read(int(request.headers["Content-Length"])))
        if self.refusals:
            code = self.refusals.pop(0)
            problem = {"code": code, "hint_vi": "Không được.", "retry": "operator"}
            self._say(request, 409, json.dumps(problem).encode(), "application/problem+json")
            return
        self.enrolled.append(body["public_key"])
        if self.lose_answers:
            self.lose_answers -= 1
            request.close_connection = True
            return
        node = node_id(bytes.fromhex(body["public_key"]))
        answer = {
            "node": node, "short": short_id(node), "unit": "16480@2025-07-01", "kind": "node", "incarnation": 1,
            "hub": {"node": "h" * 16, "public_key": "00" * 32}, "register": [], "grants": [],
        }  # fmt: skip
        self._say(request, 200, json.dumps(answer).encode(), "application/json")

    @staticmethod
    def _say(request, status, content, kind):
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        request.wfile.write(content)


@pytest.fixture
def province(tmp_path):
    stands = Province(tmp_path / "tls")
    yield stands
    stands.server.shutdown()
    stands.server.server_close()


def _order(province, tmp_path, **changes):
    given = {"token": province.token, "hub_url": province.url, "data": tmp_path / "node", "name": "Quầy 1"}
    given |= {"replica": tmp_path / "copy", "settings": {"listen_port": 9}}
    return Order(**(given | changes))


def test_an_enrolled_folder_has_all_that_a_node_needs_and_its_key_is_private(province, tmp_path):
    told = enrol(_order(province, tmp_path))
    data = tmp_path / "node"
    keys = NodeKeys.load(data / "keys")
    assert told["node"] == keys.node
    assert province.enrolled == [keys.public_key.hex()]
    assert json.loads((data / "keys" / "hub.json").read_text())["url"] == province.url
    assert (data / "keys" / "hub-ca.pem").read_bytes() == province.ca
    assert "listen_port = 9" in (data / "node.toml").read_text()
    assert json.loads((data / "enrolment.json").read_text())["unit"] == "16480@2025-07-01"
    assert data.stat().st_mode & 0o077 == 0


def test_the_sealed_identity_beside_the_copy_gives_the_key_back(province, tmp_path):
    told = enrol(_order(province, tmp_path))
    files = open_identity(
        (tmp_path / "copy" / told["node"] / "identity.sealed").read_bytes(), told["recovery_passphrase"]
    )
    assert files["keys/node.key"] == (tmp_path / "node" / "keys" / "node.key").read_bytes()
    assert told["recovery_passphrase"].encode() not in b"".join(
        path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()
    )


def test_a_hub_with_another_authority_gets_nothing(province, tmp_path):
    stranger = f"MC1.{'0' * 64}.{SECRET}"
    with pytest.raises(Problem, match="HUB_NOT_RECOGNISED"):
        enrol(_order(province, tmp_path, token=stranger))
    assert province.enrolled == []
    assert not (tmp_path / "node").exists()


def test_a_hub_that_shows_the_right_authority_but_cannot_prove_it_gets_nothing(province, tmp_path):
    make_ca(tmp_path / "real", "Tỉnh thật")
    province.served_ca = (tmp_path / "real" / "ca.pem").read_bytes()
    token = f"MC1.{fingerprint(province.served_ca)}.{SECRET}"
    with pytest.raises(Problem, match="HUB_NOT_RECOGNISED"):
        enrol(_order(province, tmp_path, token=token))
    assert province.enrolled == []


def test_when_the_answer_is_lost_the_same_key_tries_again(province, tmp_path):
    province.lose_answers = 1
    with pytest.raises(Problem, match="HUB_UNREACHABLE"):
        enrol(_order(province, tmp_path))
    assert not (tmp_path / "node" / "enrolment.json").exists()
    enrol(_order(province, tmp_path))
    assert len(province.enrolled) == 2
    assert len(set(province.enrolled)) == 1


def test_a_taken_short_id_makes_a_new_key(province, tmp_path):
    province.refusals = ["SHORT_ID_TAKEN"]
    told = enrol(_order(province, tmp_path))
    assert told["node"] == NodeKeys.load(tmp_path / "node" / "keys").node


@pytest.mark.parametrize("code", ["TOKEN_USED", "TOKEN_EXPIRED", "TOKEN_UNKNOWN"])
def test_the_hubs_refusal_is_passed_on_and_the_folder_stays_unenrolled(province, tmp_path, code):
    province.refusals = [code]
    with pytest.raises(Problem, match=code):
        enrol(_order(province, tmp_path))
    assert not (tmp_path / "node" / "enrolment.json").exists()


def test_an_enrolled_folder_is_never_touched_again(province, tmp_path):
    enrol(_order(province, tmp_path))
    before = (tmp_path / "node" / "keys" / "node.key").read_bytes()
    with pytest.raises(Problem, match="ALREADY_ENROLLED"):
        enrol(_order(province, tmp_path))
    assert (tmp_path / "node" / "keys" / "node.key").read_bytes() == before


def test_no_hub_at_that_address_says_try_later(province, tmp_path):
    with pytest.raises(Problem) as refused:
        enrol(_order(province, tmp_path, hub_url="https://127.0.0.1:1"))
    assert (refused.value.code, refused.value.retry) == ("HUB_UNREACHABLE", "later")
