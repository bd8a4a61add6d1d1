"""A small timestamping authority (RFC 3161) with OCSP (RFC 6960) and revocation lists over HTTP, beside the test CA.

For demonstrations, rehearsals and tests, like the authority itself: never for real papers.

    POST /tsa    application/timestamp-query  → application/timestamp-reply
    POST /ocsp   application/ocsp-request     → application/ocsp-response
    GET  /crl                                 → application/pkix-crl (of the issuing CA)
"""

from __future__ import annotations

import datetime
import secrets
import threading
from collections.abc import Callable
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key, pkcs12
from cryptography.x509 import ocsp

from plumbing.der import SEQUENCE, SET, der_start, wrap

Now = Callable[[], datetime.datetime]
_POLICY = "1.3.6.1.4.1.4146.2.2"  # "a test": GlobalSign's arc, as certomancer and pyHanko use it
_DAY = datetime.timedelta(days=1)
_VERSION_1, _VERSION_3 = core.Integer(1).dump(), core.Integer(3).dump()
_GRANTED = wrap(SEQUENCE, core.Integer(0).dump())


class TimeAuthority:
    """Answers timestamp and OCSP queries with the keys of one test CA. `folder` holds it, `key` is the authority's own
    PKCS#12 file (`Holder.TSA`) and `now` its clock."""

    def __init__(self, folder: Path, key: Path, passphrase: str, now: Now) -> None:
        store = pkcs12.load_pkcs12(key.read_bytes(), passphrase.encode())
        if store.cert is None or not isinstance(store.key, rsa.RSAPrivateKey):
            raise TypeError("the timestamping key is not an RSA key")
        self._folder, self._now, self._key = folder, now, store.key
        self._certificate = _asn1(store.cert.certificate)
        self._chain = [self._certificate, *(_asn1(extra.certificate) for extra in store.additional_certs)]

    def timestamp(self, query: bytes) -> bytes:
        """The answer to one query (RFC 3161 2.4). Raises ValueError when it is none."""
        request = tsp.TimeStampReq.load(query, strict=True)
        info: dict[str, Any] = {
            "version": "v1",
            "policy": tsp.ObjectIdentifier(_POLICY),
            "message_imprint": request["message_imprint"],
            "serial_number": secrets.randbits(63),
            "gen_time": self._now().replace(microsecond=0),
            "tsa": asn1.GeneralName(name="directory_name", value=self._certificate.subject),
        }
        if request["nonce"].native is not None:
            info["nonce"] = request["nonce"]
        return wrap(SEQUENCE, _GRANTED + self._token(tsp.TSTInfo(info).dump()))

    def ocsp(self, query: bytes) -> bytes:
        """The answer to one OCSP query, signed by the issuing CA. Raises ValueError when it is none."""
        request = ocsp.load_der_ocsp_request(query)
        issuer = x509.load_pem_x509_certificate((self._folder / "issuing.pem").read_bytes())
        key = load_pem_private_key((self._folder / "issuing.key").read_bytes(), password=None)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise TypeError("the CA key is not an RSA key")
        listed = self._revocations().get_revoked_certificate_by_serial_number(request.serial_number)
        name_hash, key_hash = request.issuer_name_hash, request.issuer_key_hash
        builder = ocsp.OCSPResponseBuilder().add_response_by_hash(
            name_hash,
            key_hash,
            request.serial_number,
            request.hash_algorithm,
            ocsp.OCSPCertStatus.REVOKED if listed else ocsp.OCSPCertStatus.GOOD,
            self._now(),
            self._now() + _DAY,
            listed.revocation_date_utc if listed else None,
            None,
        )
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, issuer)
        for extension in request.extensions:
            if isinstance(extension.value, x509.OCSPNonce):
                builder = builder.add_extension(extension.value, critical=False)
        return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)

    def crl(self) -> bytes:
        """The issuing CA's list, DER."""
        return self._revocations().public_bytes(Encoding.DER)

    def _revocations(self) -> x509.CertificateRevocationList:
        return x509.load_pem_x509_crl((self._folder / "issuing.crl").read_bytes())

    def _token(self, info: bytes) -> bytes:
        """CMS around the timestamp's data (RFC 5652, RFC 5816), DER."""
        by = tsp.SigningCertificateV2(
            {"certs": [tsp.ESSCertIDv2({"cert_hash": sha256(self._certificate.dump()).digest()})]}
        )
        attributes = cms.CMSAttributes(
            [
                cms.CMSAttribute({"type": "content_type", "values": ["tst_info"]}),
                cms.CMSAttribute({"type": "message_digest", "values": [sha256(info).digest()]}),
                cms.CMSAttribute({"type": "signing_certificate_v2", "values": [by]}),
            ]
        ).dump()
        digest = algos.DigestAlgorithm({"algorithm": "sha256"}).dump()
        issuer = {"issuer": self._certificate.issuer, "serial_number": self._certificate.serial_number}
        signer = (
            _VERSION_1,
            cms.IssuerAndSerialNumber(issuer).dump(),
            digest,
            wrap(0xA0, attributes[der_start(attributes) :]),
            algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"}).dump(),
            core.OctetString(self._key.sign(attributes, padding.PKCS1v15(), hashes.SHA256())).dump(),
        )
        content = cms.ContentType("tst_info").dump() + wrap(0xA0, core.OctetString(info).dump())
        signed = (
            _VERSION_3,
            wrap(SET, digest),
            wrap(SEQUENCE, content),
            wrap(0xA0, b"".join(certificate.dump() for certificate in self._chain)),
            wrap(SET, wrap(SEQUENCE, b"".join(signer))),
        )
        kind = cms.ContentType("signed_data").dump()
        return wrap(SEQUENCE, kind + wrap(0xA0, wrap(SEQUENCE, b"".join(signed))))


class AuthorityServer:
    """The authority on a port of this machine. `asked` are path and bytes of each question that came, in order;
    while `is_down` it breaks off every connection."""

    def __init__(self, port: int = 0) -> None:
        self.asked: list[tuple[str, int]] = []
        self.is_down = False
        self.authority: TimeAuthority | None = None
        self._http = ThreadingHTTPServer(("127.0.0.1", port), _handler(self))
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)

    @property
    def address(self) -> str:
        """Where to ask; known before there is an authority, because its certificates name it."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def serve(self) -> None:
        """Until the process is interrupted."""
        self._http.serve_forever()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


def _handler(server: AuthorityServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            server.asked.append((self.path, len(body)))
            authority = server.authority
            if authority is None or server.is_down:
                self.close_connection = True
                return
            kinds = {
                "/tsa": (authority.timestamp, "application/timestamp-reply"),
                "/ocsp": (authority.ocsp, "application/ocsp-response"),
            }
            if self.path not in kinds:
                self.send_error(404)
                return
            answer, kind = kinds[self.path]
            try:
                self._reply(answer(body), kind)
            except ValueError:
                self.send_error(400)

        def do_GET(self) -> None:
            server.asked.append((self.path, 0))
            if server.authority is None or server.is_down:
                self.close_connection = True
            elif self.path == "/crl":
                self._reply(server.authority.crl(), "application/pkix-crl")
            else:
                self.send_error(404)

        def _reply(self, data: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            return

    return Handler


def _asn1(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))
