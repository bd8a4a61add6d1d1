"""`motcua hub …`: run the province's hub, and do at its console what the pages do. JSON on standard output."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, Any

from hub.cli_args import add_commands
from hub.config import Config
from plumbing.arguments import secret_from_keyboard
from plumbing.problem import given
from plumbing.toml_config import load_config

if TYPE_CHECKING:
    from hub.usecases.context import Hub

CONSOLE = ""
"""Who acts at the console: nobody from the register, whoever may read the hub's key."""


def add_parser(subparsers: Any) -> None:
    """Register `hub` and its commands."""
    add_commands(subparsers.add_parser("hub", help="trung tâm tỉnh (the provincial hub)"))


def run(args: argparse.Namespace) -> int:
    """Run the chosen command. Raises Problem or KernelError."""
    return _RUNS[args.hub_cmd](args)


def _config(args: argparse.Namespace) -> Config:
    path = args.config or (args.data / "hub.toml" if args.data else None)
    return load_config(Config, path, "MOTCUA_HUB_")


@contextmanager
def _hub(args: argparse.Namespace) -> Iterator[Hub]:
    from hub.bootstrap import open_hub

    with open_hub(_config(args)) as hub:
        yield hub


def _run(args: argparse.Namespace) -> int:
    from hub.bootstrap import serve
    from plumbing.log import setup_log

    setup_log()
    serve(_config(args))
    return 0


def _status(args: argparse.Namespace) -> int:
    from hub.usecases.console.board import status

    with _hub(args) as hub:
        return _print(status(hub))


def _rebuild(args: argparse.Namespace) -> int:
    from hub.usecases.scope.reroute import refold_all

    with _hub(args) as hub:
        return _print({"dossiers": refold_all(hub)})


def _retry(args: argparse.Namespace) -> int:
    from hub.usecases.exchange.retry import retry_aside

    with _hub(args) as hub:
        return _print(retry_aside(hub))


def _officer(args: argparse.Namespace) -> int:
    from hub.usecases.console.login import hash_password
    from hub.usecases.register.officers import NewOfficer, add_officer
    from hub.usecases.register.unit_names import unit_by_code

    password = (
        sys.stdin.readline().rstrip("\n")
        if args.password_stdin
        else secret_from_keyboard("Mật khẩu: ", "dùng --password-stdin")
    )
    roles = frozenset(role.strip() for role in args.roles.split(",") if role.strip())
    with _hub(args) as hub:
        unit = unit_by_code(hub, args.unit)
        new = NewOfficer(
            args.login, args.name, args.title, unit, roles, hash_password(password), args.valid_from
        )
        return _print({"officer": add_officer(hub, new, CONSOLE), "login": args.login, "unit": unit})


def _invite(args: argparse.Namespace) -> int:
    from dossier.register.view import NodeKind
    from hub.usecases.devices.enrol import invite
    from hub.usecases.register.tls import ca_fingerprint
    from hub.usecases.register.unit_names import unit_by_code

    with _hub(args) as hub:
        unit = unit_by_code(hub, args.unit)
        fingerprint = ca_fingerprint(hub.config)
        token = invite(hub, unit, NodeKind(args.kind), args.name, args.days, fingerprint, CONSOLE)
        return _print({"token": token, "unit": unit, "kind": args.kind, "days": args.days})


def _revoke(args: argparse.Namespace) -> int:
    from hub.usecases.devices.enrol import revoke

    with _hub(args) as hub:
        return _print({"node": args.node, "register": revoke(hub, args.node, CONSOLE).number})


def _lease(args: argparse.Namespace) -> int:
    from hub.usecases.devices.enrol import lease_for

    with _hub(args) as hub:
        row = lease_for(hub, args.node, args.org, args.size, args.days)
        return _print(json.loads(row.text))


def _trust(args: argparse.Namespace) -> int:
    from hub.usecases.register import trust_list

    with _hub(args) as hub:
        if args.drop:
            return _print(trust_list.withdraw_authority(hub, args.drop.lower(), CONSOLE))
        if args.file is None:
            return _print({"list": trust_list.trust_list_now(hub), "entries": trust_list.trust_entries(hub)})
        issue = trust_list.extend_trust_list if args.add else trust_list.issue_trust_list
        return _print(issue(hub, args.file.read_bytes(), CONSOLE))


def _courier(args: argparse.Namespace) -> int:
    from hub.courier import StickOrder, serve_stick

    part_bytes = 0 if args.no_scans else max(1, int(args.part_mb * 1_000_000))
    with _hub(args) as hub:
        return _print(serve_stick(hub, StickOrder(tuple(args.files), args.answers, part_bytes)))


def _reorganise(args: argparse.Namespace) -> int:
    from hub.usecases.register.rehearse import plan
    from hub.usecases.register.reorganise import issue_reorganisation, reorganisation_from_json

    asked = reorganisation_from_json(args.file.read_bytes())
    with _hub(args) as hub:
        if args.what == "plan":
            return _print(plan(hub, asked.ops, asked.effective))
        row = issue_reorganisation(hub, asked, CONSOLE)
        return _print({"number": row.number, "title": asked.title, "effective": asked.effective})


def _register(args: argparse.Namespace) -> int:
    from hub.usecases.console.board import register_history

    with _hub(args) as hub:
        return _print(register_history(hub))


def _kpis(args: argparse.Namespace) -> int:
    from dossier.kpi_rows import Period
    from hub.usecases.console.kpis import report
    from hub.usecases.register.unit_names import unit_by_code

    with _hub(args) as hub:
        unit = unit_by_code(hub, args.unit) if args.unit else ""
        return _print(report(hub, Period(args.first, args.last), unit).figures)


def _work(args: argparse.Namespace) -> int:
    from hub.usecases.console.casework import work_list

    with _hub(args) as hub:
        return _print(work_list(hub))


def _allocate(args: argparse.Namespace) -> int:
    from hub.usecases.console.board import officer_by_login
    from hub.usecases.console.dispatch import allocate
    from hub.usecases.register.unit_names import unit_by_code

    with _hub(args) as hub:
        officer = officer_by_login(hub, args.login)
        done = given(allocate(hub, args.dossier, unit_by_code(hub, args.to), args.reason, officer))
        return _print({"dossier": args.dossier, "digest": done.digest})


def _print(value: Any) -> int:
    print(json.dumps(value, ensure_ascii=False, indent=1, default=_plain))
    return 0


def _plain(value: Any) -> Any:
    """What JSON has no word for: values of the kernel, days, decimals, hashes."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, frozenset | set):
        return sorted(value)
    return str(value)


_RUNS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "run": _run,
    "status": _status,
    "rebuild": _rebuild,
    "retry": _retry,
    "officer": _officer,
    "invite": _invite,
    "revoke": _revoke,
    "lease": _lease,
    "trust": _trust,
    "courier": _courier,
    "reorganise": _reorganise,
    "register": _register,
    "kpis": _kpis,
    "work": _work,
    "allocate": _allocate,
}
