"""Sets up a province's hub: keys, TLS authority and certificate, settings. The hub then enters itself into its own
register at its first command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from ipaddress import ip_address
from pathlib import Path

from plumbing.keys import NodeKeys
from plumbing.problem import Problem
from plumbing.register_data import load_units
from plumbing.toml_write import Value, write_toml
from provisioning.tls import CA_CERT, fingerprint, issue_server, make_ca

CONFIG_FILE = "hub.toml"


@dataclass(frozen=True, slots=True)
class HubOrder:
    """What to set up. `province` is its code ("38"); `hosts` are the names and addresses by which nodes call the
    hub; `prefix` begins the province's dossier codes ("H56"); `settings` are further keys of hub.toml."""

    data: Path
    province: str
    name: str
    hosts: tuple[str, ...]
    port: int
    prefix: str
    settings: Mapping[str, Value]


def set_up(order: HubOrder, today: date) -> dict[str, str]:
    """Write the folder; gives what to show. Raises Problem: HUB_EXISTS, PROVINCE_UNKNOWN."""
    if (order.data / CONFIG_FILE).exists():
        hint = "Thư mục này đã là một trung tâm tỉnh; hãy chọn thư mục khác."
        raise Problem("HUB_EXISTS", hint, "operator")
    province = load_units().by_code(order.province, today, "province")
    if province is None:
        hint = "Không có tỉnh, thành phố mang mã này vào hôm nay; hãy xem motcua units find."
        raise Problem("PROVINCE_UNKNOWN", hint)
    order.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys = NodeKeys.generate()
    keys.save(order.data / "keys")
    make_ca(order.data / "tls", f"MotCua {province.name}")
    issue_server(order.data / "tls", order.hosts)
    settings: dict[str, Value] = {
        "data": ".",
        "unit": province.unit_id,
        "name": order.name or f"Trung tâm {province.name}",
        "listen_host": listening_address(order.hosts),
        "listen_port": order.port,
        "org_prefix": order.prefix,
        **order.settings,
    }
    write_toml(order.data / CONFIG_FILE, settings, f"Trung tâm {province.name}, nút {keys.node}")
    return {
        "node": keys.node,
        "province": province.name,
        "unit": province.unit_id,
        "url": f"https://{order.hosts[0]}:{order.port}",
        "ca_fingerprint": fingerprint((order.data / "tls" / CA_CERT).read_bytes()),
    }


def listening_address(hosts: tuple[str, ...]) -> str:
    """Loopback when the hub is called by loopback only, else all addresses of the machine."""
    return "127.0.0.1" if all(_is_loopback(host) for host in hosts) else "0.0.0.0"  # noqa: S104


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
