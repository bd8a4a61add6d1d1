"""Settings of a node, from node.toml and MOTCUA_NODE_* (see `plumbing.toml_config`). Secrets are files."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Config:
    """Unknown or missing keys stop the start, by name. `clock_file` and plain listening on anything but
    loopback are refused outside `demo`.

    `scan_window` ("22:00-05:00", local; "" = always) is when scans go by themselves, at most `scan_kbps` kB/s (0 = as
    fast as the line). `part_mb` is the size of a scan's piece in a file. `carry_mb` and `carry_days` bound what is
    carried for others. `lan_host` is the address in the LAN on which neighbours may hand in envelopes ("" = none).
    `ocr_workers`: how many files are read at once (0 = one for each core but one); `second_reader`: whether the
    optional second reader is asked too, where it is installed.
    `tsa_url` is the timestamping authority: "hub" (by way of the hub), an address (account in `keys/tsa`), "" = none;
    signatures are raised to `sign_level` (B-T, B-LT, B-LTA), at most `levels_per_contact` a contact; `fetch_revocation`
    lets the node ask the authorities themselves for revocation data, besides those in `keys/trust.pem`, at no private
    address but those of `revocation_private_hosts`.
    `scan_folder` is where a scanner drops its files ("" = none); relative names lie in `data`.
    `keep_departed_days`: how long a dossier that left our scope is kept, out of sight, after the hub has all of it.
    """

    data: Path
    hub_url: str
    hub_ca: str = "keys/hub-ca.pem"  # relative to `data`
    listen_host: str = "127.0.0.1"
    listen_port: int = 8080
    sync_seconds: int = 60
    ocr_workers: int = 0
    second_reader: bool = True
    job_seconds: int = 5
    upload_bytes: int = 60_000_000
    session_hours: int = 12
    replica_dir: str = "replica"
    replica_s3: str = ""
    scan_window: str = ""
    scan_kbps: int = 0
    part_mb: float = 32.0
    carry_mb: int = 512
    carry_days: int = 30
    lan_host: str = ""
    lan_port: int = 8377
    keep_departed_days: int = 90
    scan_folder: str = ""
    tsa_url: str = "hub"
    sign_level: str = "B-LTA"
    fetch_revocation: bool = False
    revocation_private_hosts: tuple[str, ...] = ()
    levels_per_contact: int = 40
    demo: bool = False
    clock_file: str = ""
