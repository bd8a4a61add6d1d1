"""Settings of the hub, from hub.toml and MOTCUA_HUB_* (see `plumbing.toml_config`). Secrets are files."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Config:
    """Unknown or missing keys stop the start, by name. Paths are relative to `data` unless absolute.

    `unit` is the province's unit_id, for which the hub's own officers act. `org_prefix` is the province's prefix of
    dossier codes (e.g. H56): with it, each enrolled node gets a block of `lease_size` numbers of its commune's
    daily sequence, for `lease_days`. `scope_finished_days`: how old a finished dossier may be to be brought to a new
    device or a successor's (0 = any age). `database_url` empty = SQLite in `data`. `replicated` says that Litestream
    watches the database and cuts its write-ahead log. `plain_http` and `clock_file` are refused outside `demo`.
    `tsa_url` is the timestamping authority that the hub asks for its communes ("" = none); its account, where it wants
    one, lies in `keys/tsa` as name:password. Revocation lists are asked for every `crl_minutes` (0 = never) where the
    certificates of the trust list say, and at `crl_urls`; `crl_private_hosts` may lie in the province's own network.
    """

    data: Path
    unit: str
    name: str = "Trung tâm tỉnh"
    listen_host: str = "127.0.0.1"
    listen_port: int = 8443
    tls_cert: str = "tls/hub.pem"
    tls_key: str = "tls/hub.key"
    tls_ca: str = "tls/ca.pem"
    database_url: str = ""
    replicated: bool = False
    org_prefix: str = ""
    lease_size: int = 500
    lease_days: int = 90
    scope_finished_days: int = 0
    envelope_bytes: int = 64 * 1024 * 1024
    blob_bytes: int = 200_000_000
    blob_chunk_bytes: int = 8_000_000
    letter_bytes: int = 4_000_000
    letter_items: int = 200
    session_minutes: int = 480
    job_seconds: int = 5
    demo: bool = False
    plain_http: bool = False
    clock_file: str = ""
    tsa_url: str = ""
    crl_minutes: int = 60
    crl_urls: tuple[str, ...] = ()
    crl_private_hosts: tuple[str, ...] = ()

    def path(self, name: str) -> Path:
        """A file or folder of the hub: absolute as it is, else under `data`."""
        return self.data / name
