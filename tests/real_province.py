"""A province of real processes: a hub, and a node of one commune that is enrolled to it."""

from pathlib import Path
from typing import Any

from demo.client import Desk, wait_until
from demo.world import Machine, World, command

UNIT = "16480"
PASSWORD = "mat-khau-dai-1"


class RealProvince:
    """A running hub, and one enrolled node that does not run yet. All clocks follow `world.clock`."""

    def __init__(self, root: Path) -> None:
        self.world = World(root)
        told = command(
            "provision", "hub", "--data", self.world.hub_data, "--province", "38", "--prefix", "H56",
            "--port", self.world.hub_port, "--demo-clock", self.world.clock,
        )  # fmt: skip
        self.admin_password = told["password"]
        self.hub = self.world.add_hub()
        assert self.hub.start(self.world.ca), self.hub.last_words()
        self.token = self.invite()
        self.data, self.hub_url, port = self.world.add_node("xa")
        self.replica = root / "usb"
        self.node_clock = root / "node-clock"
        self.node_clock.write_text("0", encoding="ascii")
        self.enrolled: dict[str, Any] = command(
            "provision", "enrol", "--token", self.token, "--hub-url", self.hub_url, "--data", self.data,
            "--replica", self.replica, "--port", port, "--demo-clock", self.node_clock,
        )  # fmt: skip
        self.passphrase = root / "passphrase"
        self.passphrase.write_text(self.enrolled["recovery_passphrase"])

    @property
    def node(self) -> Machine:
        """The commune's node."""
        return self.world.machines["xa"]

    def invite(self, unit: str = UNIT) -> str:
        """A one-time token."""
        return str(command("provision", "invite", "--hub-data", self.world.hub_data, "--unit", unit)["token"])

    def start_node(self) -> None:
        """Run the node until it has the register."""
        assert self.node.start(), self.node.last_words()
        assert wait_until(lambda: self.status()["register"] > 0)

    def status(self) -> dict[str, Any]:
        """What the node's folder says."""
        return command("node", "status", "--data", self.data)

    def officer(self, login: str = "lan", roles: str = "tiep_nhan,thu_ly,quan_tri") -> None:
        """Enter an officer of the commune at the hub."""
        command(
            "provision", "officer", "--hub-data", self.world.hub_data, "--unit", UNIT, "--login", login,
            "--name", "Nguyễn Thị Lan", "--roles", roles, "--password-stdin", feed=f"{PASSWORD}\n",
        )  # fmt: skip

    def desk(self, login: str = "lan") -> Desk:
        """Somebody signed in at the node."""
        desk = Desk(self.node.url)

        def signs_in() -> bool:
            desk.log_in(login, PASSWORD)
            return True

        assert wait_until(signs_in), self.node.last_words()
        return desk

    def close(self) -> None:
        """End every process."""
        self.world.close()
