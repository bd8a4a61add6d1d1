"""The province's CA, whose fingerprint every invitation carries. Making certificates is provisioning's work."""

import hashlib
import ssl

from hub.config import Config
from plumbing.problem import Problem


def ca_fingerprint(config: Config) -> str:
    """SHA-256 (hex) of the CA certificate's DER. Raises Problem(CA_MISSING)."""
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(ca_pem(config))).hexdigest()


def ca_pem(config: Config) -> str:
    """The CA certificate as it lies in the hub's folder. Raises Problem(CA_MISSING), also when it is none."""
    try:
        pem = config.path(config.tls_ca).read_text(encoding="ascii")
        ssl.PEM_cert_to_DER_cert(pem)
        return pem
    except (OSError, ValueError) as error:
        hint = "Trung tâm tỉnh chưa có chứng thư CA; hãy chạy lại lệnh motcua provision hub."
        raise Problem("CA_MISSING", hint, "operator") from error
