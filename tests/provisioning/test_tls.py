"""The province's certificates are accepted by Python's own TLS, for the names they were issued for only."""

import socket
import ssl
import threading
from datetime import UTC, datetime

import pytest

from plumbing.problem import Problem
from provisioning.tls import (
    CA_CERT,
    CA_KEY,
    SERVER_CERT,
    SERVER_KEY,
    expires,
    fingerprint,
    issue_server,
    make_ca,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("tls") / "tls"
    make_ca(place, "Tỉnh Thanh Hóa")
    issue_server(place, ("hub.test", "127.0.0.1"))
    return place


def _shake_hands(folder, name, ca):
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / SERVER_CERT, folder / SERVER_KEY)
    near, far = socket.socketpair()

    def answer():
        try:
            with server.wrap_socket(far, server_side=True) as talk:
                talk.recv(1)
        except (OSError, ssl.SSLError):
            far.close()

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        client = ssl.create_default_context(cafile=str(ca))
        with client.wrap_socket(near, server_hostname=name) as talk:
            return talk.version()
    finally:
        near.close()
        thread.join(5)


@pytest.mark.parametrize("name", ["hub.test", "127.0.0.1"])
def test_a_client_that_trusts_the_ca_reaches_the_hub_by_name_and_by_address(folder, name):
    assert _shake_hands(folder, name, folder / CA_CERT) == "TLSv1.3"


def test_another_name_and_another_ca_are_refused(folder, tmp_path):
    with pytest.raises(ssl.SSLCertVerificationError):
        _shake_hands(folder, "other.test", folder / CA_CERT)
    make_ca(tmp_path / "foreign", "Tỉnh khác")
    with pytest.raises(ssl.SSLCertVerificationError):
        _shake_hands(folder, "hub.test", tmp_path / "foreign" / CA_CERT)


def test_keys_are_private_and_an_authority_is_never_overwritten(folder):
    assert (folder / CA_KEY).stat().st_mode & 0o077 == 0
    assert (folder / SERVER_KEY).stat().st_mode & 0o077 == 0
    before = (folder / CA_KEY).read_bytes()
    with pytest.raises(Problem, match="CA_EXISTS"):
        make_ca(folder, "again")
    assert (folder / CA_KEY).read_bytes() == before


def test_a_server_certificate_can_be_renewed_without_a_new_authority(folder):
    before, authority = (folder / SERVER_CERT).read_bytes(), fingerprint((folder / CA_CERT).read_bytes())
    issue_server(folder, ("hub.test", "127.0.0.1"))
    assert (folder / SERVER_CERT).read_bytes() != before
    assert fingerprint((folder / CA_CERT).read_bytes()) == authority
    assert (expires((folder / SERVER_CERT).read_bytes()) - datetime.now(UTC)).days > 300
    assert _shake_hands(folder, "hub.test", folder / CA_CERT)


def test_no_authority_no_certificate(tmp_path):
    with pytest.raises(Problem, match="CA_MISSING"):
        issue_server(tmp_path, ("hub.test",))
    with pytest.raises(Problem, match="NOT_A_CERTIFICATE"):
        fingerprint(b"<html>login</html>")
