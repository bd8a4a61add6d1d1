"""What the hub and a device say about scans: previews both ways, and which scan somebody waits for now.

A device may bring previews of what it announced or is entitled to, and gets previews of, and may ask for, what its
dossiers name. A request reaches the scan's owner at her next contact.
"""

from dossier.exchange.parcels import MOST_PREVIEW_BYTES, ScanTalk
from hub.ports import Transaction
from hub.usecases.context import Hub
from hub.usecases.devices.enrol import require_active

_MOST_ASKED = 50
_MOST_BYTES = 4_000_000


def scan_talk(hub: Hub, node: str, said: ScanTalk) -> ScanTalk:
    """Keep what the device says and answer it. Raises Problem: NODE_UNKNOWN, NODE_REVOKED."""
    with hub.store.write() as tx:
        require_active(hub, tx, node)
        brought = {
            blob: picture
            for blob, picture in said.previews
            if 0 < len(picture) <= MOST_PREVIEW_BYTES and _may_bring(tx, node, blob)
        }
        tx.scans.keep_previews(node, brought)
        tx.scans.ask(node, [blob for blob in said.asked if _waits(hub, tx, node, blob)], hub.clock.now_ms())
        lacking = [blob for blob in said.lacking if tx.dossiers.may_have_blob(node, blob)]
        wanted = tx.scans.asked_of(node, _MOST_ASKED)
        here = [blob for blob in wanted if hub.blobs.has(blob)]
        tx.scans.arrived(here)
        asked = tuple(blob for blob in wanted if blob not in here)
        return ScanTalk(previews=_some(tx, lacking), asked=asked)


def scans_for(hub: Hub, node: str, said: ScanTalk) -> list[str]:
    """Scans that the device waits for, may have, and that are here: what goes back on its stick."""
    with hub.store.read() as tx:
        require_active(hub, tx, node)
        names = dict.fromkeys((*said.asked, *said.lacking))
        return [b for b in names if tx.dossiers.may_have_blob(node, b) and hub.blobs.has(b)]


def _some(tx: Transaction, lacking: list[str]) -> tuple[tuple[str, bytes], ...]:
    """As many previews as one answer takes; the device asks again for the rest."""
    found, size = [], 0
    for blob, picture in tx.scans.previews(lacking).items():
        size += len(picture)
        if size > _MOST_BYTES:
            break
        found.append((blob, picture))
    return tuple(found)


def _may_bring(tx: Transaction, node: str, blob: str) -> bool:
    return tx.dossiers.announced(node, blob) or tx.dossiers.may_have_blob(node, blob)


def _waits(hub: Hub, tx: Transaction, node: str, blob: str) -> bool:
    return tx.dossiers.may_have_blob(node, blob) and not hub.blobs.has(blob)
