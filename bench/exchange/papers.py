"""What an invitation does by hand: a hub for the measurement, two devices of one commune, an officer.

Both devices serve the same unit, so both are entitled to every dossier. The hub's process founds everything and leaves
what each device takes home in a folder beside its own; the device's process picks it up there.
"""

import json
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dossier.authors import short_id
from dossier.register.view import NodeKind
from hub.bootstrap import open_hub
from hub.config import Config as HubConfig
from hub.records import GrantRow, RegisterRow
from hub.usecases.context import Hub
from hub.usecases.devices.enrol import enrol, invite
from hub.usecases.exchange.leaning import our_capabilities
from hub.usecases.register.officers import NewOfficer, add_officer
from plumbing.keys import NodeKeys

PROVINCE, UNIT = "38@0", "16480@2025-07-01"
SITES = {"A": NodeKind.NODE, "B": NodeKind.KIT}
LOGIN = "can_bo"
_ROLES = frozenset({"tiep_nhan", "thu_ly", "lanh_dao", "van_thu", "tra_ket_qua", "tai_chinh"})
_NO_PASSWORD = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$c29tZWhhc2g"  # nobody logs in here
_PATIENCE_SECONDS = 60.0


def hub_settings(folder: Path, port: int) -> HubConfig:
    """A hub on loopback without TLS: letters are sealed and signed all the same."""
    return HubConfig(
        data=folder, unit=PROVINCE, org_prefix="H56", listen_port=port, demo=True, plain_http=True
    )


def found_hub(folder: Path) -> None:
    """Make the hub's folder and the papers of both sites, unless they are there."""
    if (folder / "keys").exists():
        return
    NodeKeys.generate().save(folder / "keys")
    with open_hub(hub_settings(folder, 0)) as hub:
        add_officer(hub, NewOfficer(LOGIN, "Cán Bộ", "Công chức", UNIT, _ROLES, _NO_PASSWORD), "quan-tri")
        keys = {site: _enrolled(hub, kind) for site, kind in SITES.items()}
        for site, own in keys.items():
            _leave(hub, own, _papers(folder, site))


def settle_device(folder: Path, site: str) -> None:
    """Lay out the device's folder from the papers that the hub left. Raises FileNotFoundError."""
    if (folder / "enrolment.json").exists():
        return
    papers, end = _papers(folder, site), time.monotonic() + _PATIENCE_SECONDS
    while not (papers / "enrolment.json").exists():
        if time.monotonic() > end:
            raise FileNotFoundError(papers / "enrolment.json")
        time.sleep(0.1)
    shutil.copytree(papers / "keys", folder / "keys", dirs_exist_ok=True)
    shutil.copy(papers / "enrolment.json", folder / "enrolment.json")


def _enrolled(hub: Hub, kind: NodeKind) -> NodeKeys:
    while True:
        keys = NodeKeys.generate()
        if short_id(keys.node) != short_id(hub.node):
            break
    token = invite(hub, UNIT, kind, "Máy đo", 7, "0" * 64, "quan-tri")
    enrol(hub, token.rsplit(".", 1)[1], keys.public_key, "Máy đo")
    return keys


def _leave(hub: Hub, keys: NodeKeys, papers: Path) -> None:
    """The answer to an enrolment as of now: the whole register and the device's grants."""
    keys.save(papers / "keys")
    known = {"node": hub.node, "public_key": hub.keys.public_key.hex(), "caps": sorted(our_capabilities())}
    (papers / "keys" / "hub.json").write_text(json.dumps(known))
    with hub.store.write() as tx:
        register, grants = tx.register.after(0), tx.register.grants(keys.node)
        tx.mailboxes.clear(keys.node)
    answer = {"node": keys.node, "register": _register(register), "grants": _grants(grants)}
    unfinished = papers / "enrolment.new"
    unfinished.write_text(json.dumps(answer))
    unfinished.rename(papers / "enrolment.json")


def _register(rows: Sequence[RegisterRow]) -> list[dict[str, Any]]:
    return [{"number": row.number, "text": row.text, "signature": row.signature.hex()} for row in rows]


def _grants(rows: Sequence[GrantRow]) -> list[dict[str, Any]]:
    return [{"kind": row.kind, "text": row.text, "signature": row.signature.hex()} for row in rows]


def _papers(folder: Path, site: str) -> Path:
    return folder.resolve().parent / "papers" / site
