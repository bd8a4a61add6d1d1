"""Sets the stage: a province's hub on 27/06/2025, and how devices and people join it."""

import secrets
import shutil
from pathlib import Path

from demo.cast import Person
from demo.client import Desk
from demo.counter import Counter
from demo.show import Show
from demo.world import Machine, World, command

KIT, NODE = "kit", "node"


class Stage:
    """The running world, who sits where, and the hub's administrator."""

    def __init__(self, world: World, show: Show) -> None:
        self.world, self.show = world, show
        self.hub_machine = world.add_hub()
        self.admin: Desk
        self.admin_login = self.admin_password = ""
        self.passphrases: dict[str, str] = {}
        self.officers: dict[str, str] = {}
        self.seals: dict[str, str] = {}
        self.people: dict[str, list[Person]] = {}

    def open_hub(self) -> None:
        """Set up the hub and start it."""
        world = self.world
        told = command(
            "provision", "hub", "--data", world.hub_data, "--province", "38", "--prefix", "H56",
            "--port", world.hub_port, "--demo-clock", world.clock,
        )  # fmt: skip
        self.admin_login, self.admin_password = told["login"], told["password"]
        self.show.check(
            self.hub_machine.start(world.ca), f"Trung tâm tỉnh chạy ở {world.hub_url}", "the hub runs, TLS"
        )
        self.sign_in_admin()

    def sign_in_admin(self) -> None:
        """A fresh session at the hub: sessions end while clocks jump."""
        self.admin = Desk(self.world.hub_url, self.world.ca)
        self.admin.log_in(self.admin_login, self.admin_password)

    def enter_staff(self, people: list[Person]) -> None:
        """Enter officers into the register."""
        for person in people:
            self.officers[person.login] = self.admin.post("/api/officers", person.as_request())["officer"]

    def enrol(self, name: str, unit: str, kind: str, label: str) -> Machine:
        """Invite a device, enrol it through its own line and start it."""
        world = self.world
        invitation = {"unit": unit, "name": label, "kind": kind}
        token = self.admin.post("/api/invitations", invitation)["token"]
        data, hub_url, port = world.add_node(name)
        told = command(
            "provision", "enrol", "--token", token, "--hub-url", hub_url, "--data", data,
            "--replica", world.root / f"usb-{name}", "--port", port, "--name", label,
            "--demo-clock", world.clock,
        )  # fmt: skip
        self.passphrases[name] = told["recovery_passphrase"]
        machine = world.machines[name]
        self.show.check(
            machine.start(), f"Ghi danh và chạy {label} ở {machine.url}", f"enrolled as {told['node']}"
        )
        return machine

    def sit_down(self, machine: Machine, person: Person) -> Counter:
        """Somebody logs in at a machine."""
        counter = Counter(Desk(machine.url), person, self.show)
        counter.sign_in()
        return counter

    def node_id(self, name: str) -> str:
        """Node id of a machine."""
        return str(Desk(self.world.machines[name].url).get("/health")["node"])

    def give_keys(self, name: str, people: list[Person], seal: str) -> None:
        """Test keys for officers and agency into the node's folder."""
        self.people[name] = people
        self.seals[name] = secrets.token_urlsafe(12)
        wanted = [(p.name, "leader" if "lanh_dao" in p.roles else "officer", p.passphrase) for p in people]
        for (holder, role, passphrase), file in zip(
            [*wanted, (seal, "seal", self.seals[name])],
            [*(self.officers[p.login] for p in people), "seal"],
            strict=True,
        ):
            self._give_key(self.world.root / name, file, holder, role, passphrase)
        self.give_trust(name)
        self.show.note(f"Khóa ký thử nghiệm cho {len(people)} cán bộ và con dấu (test signing keys)")

    def give_trust(self, name: str) -> None:
        """The roots and revocation lists by which the node's folder judges signatures; no backup holds them."""
        shutil.copy(self.world.root / "test-ca" / "trust.pem", self.world.root / name / "keys" / "trust.pem")

    def _give_key(self, data: Path, file: str, holder: str, role: str, passphrase: str) -> None:
        secret = self.world.root / "passphrase"
        secret.write_text(passphrase, encoding="utf-8")
        made = command(
            "provision", "test-ca", "--dir", self.world.root / "test-ca", "--name", holder, "--role", role,
            "--from", "2025-06-01", "--passphrase-file", secret,
        )  # fmt: skip
        secret.unlink()
        signing = data / "keys" / "signing"
        signing.mkdir(mode=0o700, exist_ok=True)
        shutil.move(made["p12"], signing / f"{file}.p12")
