"""A scanner's folder: what is rung for so that it empties into the tray."""

from collections.abc import Callable

from node.config import Config
from node.tools.absent import NoFolder
from node.tools.reading import ChildStacks
from node.usecases.scans.tray_intake import TrayIntake
from node.usecases.scans.tray_looks import TrayLooks
from node.usecases.workplace import Workplace
from plumbing.drop_folder import DropFolder


def tray_rings(
    config: Config, place: Workplace, stacks: ChildStacks, is_ending: Callable[[], bool]
) -> dict[str, Callable[[], object]]:
    """Taking in and looking at, each in its own time. Without a folder there is still something to look at: pages that
    were taken out of a dossier."""
    if not config.scan_folder:
        return {"looks": TrayLooks(place, NoFolder(), stacks, is_ending).look}
    folder = DropFolder(config.data / config.scan_folder)
    return {
        "tray": TrayIntake(place, folder).take,
        "looks": TrayLooks(place, folder, stacks, is_ending).look,
    }
