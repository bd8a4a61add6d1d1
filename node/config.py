"""Settings of a node, from node.toml and MOTCUA_NODE_* (see `plumbing.toml_config`). Secrets are files."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Config:
    """Unknown or missing keys stop the start, by name. `clock_file` and plain listening on anything but
    loopback are refused outside `demo`."""

    data: Path
    hub_url: str
    hub_ca: str = "keys/hub-ca.pem"  # relative to `data`
    listen_host: str = "127.0.0.1"
    listen_port: int = 8080
    sync_seconds: int = 60
    ocr_workers: int = 1
    job_seconds: int = 5
    upload_bytes: int = 60_000_000
    session_hours: int = 12
    replica_dir: str = "replica"
    replica_s3: str = ""
    demo: bool = False
    clock_file: str = ""
