"""What the rules ask of the register: a small view, so that folds can be tested with a made-up province."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol


class Role(StrEnum):
    """Roles of domain practice (người … in the one-stop regulations); deny by default."""

    INTAKE = "tiep_nhan"  # cán bộ tiếp nhận
    APPRAISER = "thu_ly"  # chuyên viên thụ lý
    LEADER = "lanh_dao"  # lãnh đạo
    CLERICAL = "van_thu"  # văn thư: số, con dấu
    RETURNER = "tra_ket_qua"  # cán bộ trả kết quả
    FINANCE = "tai_chinh"
    ADMIN = "quan_tri"  # quản trị nút
    DISPATCHER = "dieu_phoi"  # hub: điều phối, phân định
    SUPERVISOR = "giam_sat"  # hub: giám sát


class NodeKind(StrEnum):
    """What stands behind a node id."""

    NODE = "node"
    KIT = "kit"
    HUB = "hub"


@dataclass(frozen=True, slots=True)
class NodeEntry:
    """An enrolled device. `unit` is the unit_id at enrolment; after a reorganisation it serves the successor.
    `valid_to` is the first day on which its facts have no effect (revoked, stolen), None = open.
    `public_key` is the Ed25519 key in hex; `address` is shown to people only."""

    node: str
    kind: NodeKind
    unit: str
    public_key: str
    valid_from: date
    valid_to: date | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class OfficerEntry:
    """A person who may act, as everybody in the province may know her. `login` is unique in the province. Her
    password hash is not here: it travels as a signed grant to the nodes of her unit only."""

    officer: str
    login: str
    name: str
    title: str
    unit: str
    roles: frozenset[str]
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class ProcedureRule:
    """The part of a procedure that the fold judges by."""

    code: str
    version: str
    name: str
    across_boundaries: bool
    offline: str  # prepare | receive | process
    limit: str  # "3wd", "SD" …
    regime: str  # restart | pause
    needs_result_paper: bool
    fee_bearing: bool


class RegisterView(Protocol):
    """Questions with a date. All answers come from signed, effective-dated data."""

    def units_on(self, unit: str, day: date) -> tuple[str, ...]:
        """The unit_ids that stand on `day` for what `unit` names: itself, its one successor, several after a
        split, none when it is unknown or did not exist yet."""
        ...

    def unit_name(self, unit: str, day: date) -> str:
        """Name of the unit as of `day`, e.g. "Xã Quảng Yên"; the unit_id when unknown."""
        ...

    def node(self, node: str) -> NodeEntry | None:
        """The device, or None."""
        ...

    def officer(self, officer: str) -> OfficerEntry | None:
        """The person, or None."""
        ...

    def procedure(self, code: str, day: date) -> ProcedureRule | None:
        """The version of the procedure in force on `day`, or None."""
        ...
