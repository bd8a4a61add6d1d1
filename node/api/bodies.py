"""Bodies of JSON requests. Wire types: they may differ from the values of use cases, and change more slowly."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from dossier.decide import Command
from dossier.facts import FactKind
from node.usecases.models import ComponentEntry, IntakeForm, IssueForm
from node.usecases.page_models import FieldEntry

Short = Annotated[str, Field(max_length=200)]
Long = Annotated[str, Field(max_length=4000)]
Secret = Annotated[str, Field(max_length=200, repr=False)]


class Body(BaseModel):
    """Unknown members are refused: a misspelt one must not be lost silently."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LoginBody(Body):
    """POST /api/login"""

    login: Short
    password: Secret


class ComponentBody(Body):
    """One paper handed in."""

    code: Short
    name: Short
    copy_kind: Literal["original", "copy", "electronic", "shown"] = "original"
    count: int = Field(1, ge=0, le=999)
    satisfied: bool = True
    reuse: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    again: Short = ""
    again_note: Short = ""

    def entry(self) -> ComponentEntry:
        """As the use case takes it."""
        return ComponentEntry(**self.model_dump())


class IntakeBody(Body):
    """POST /api/dossiers and /api/intake/preview; `received_ms` 0 = now, `competent_unit` "" = our own."""

    procedure: Short
    applicant: dict[Short, Short]
    components: list[ComponentBody] = Field(default=[], max_length=100)
    competent_unit: Short = ""
    channel: Literal[1, 2, 3] = 1
    note: Long = ""
    received_ms: int = Field(0, ge=0)
    limit: Short = ""

    def form(self) -> IntakeForm:
        """As the use case takes it."""
        return IntakeForm(
            procedure=self.procedure,
            applicant=self.applicant,
            components=tuple(component.entry() for component in self.components),
            competent_unit=self.competent_unit,
            channel=self.channel,
            note=self.note,
            received_ms=self.received_ms,
            limit=self.limit,
        )


class FieldBody(Body):
    """One confirmed field; `box` is left, top, right, bottom in pixels of the page picture."""

    field: Short
    value: Long | int | bool
    source: Literal["person", "qr", "machine"] = "person"
    page: Short = ""
    box: list[int] = Field(default=[], max_length=4)
    confidence: int = Field(0, ge=0, le=100)

    def entry(self) -> FieldEntry:
        """As the use case takes it."""
        return FieldEntry(self.field, self.value, self.source, self.page, tuple(self.box), self.confidence)


class FieldsBody(Body):
    """POST /api/dossiers/{id}/fields"""

    entries: list[FieldBody] = Field(min_length=1, max_length=200)


class SignBody(Body):
    """POST /api/dossiers/{id}/sign"""

    component: Short
    passphrase: Secret


class ActBody(Body):
    """POST /api/dossiers/{id}/acts"""

    kind: FactKind
    values: dict[str, Any] = {}
    supersedes: list[Short] = Field(default=[], max_length=50)

    def command(self) -> Command:
        """As the use case takes it."""
        return Command(self.kind, self.values, tuple(self.supersedes))


class NoteBody(Body):
    """PUT /api/dossiers/{id}/note; `base` is the text it was edited from (null = overwrite whatever stands)."""

    text: Long
    base: Long | None = None


class WithdrawBody(Body):
    """POST /api/dossiers/{id}/pages/{key}/withdraw; `reason` is a code of `dossier.withdrawals.REASONS_VI`."""

    reason: Short


class IssueBody(Body):
    """POST /api/dossiers/{id}/issue"""

    verdict: Literal["granted", "declined"]
    leader: Short
    passphrase: Secret
    seal_passphrase: Secret
    number: Short = ""
    content: Long = ""
    reason: Long = ""

    def form(self) -> IssueForm:
        """As the use case takes it."""
        return IssueForm(**self.model_dump())


class ReuseBody(Body):
    """POST /api/dossiers/{id}/reuse"""

    component: Short
    blob: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class AskPaperBody(Body):
    """POST /api/dossiers/{id}/ask-paper; `reason` is one of `node.usecases.reuse.again.AGAIN_VI`."""

    component: Short
    blob: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    reason: Short
    note: Short = ""


class PrepareBody(Body):
    """POST /api/dossiers/{id}/sign/prepare; `certificate` is PEM, the signer's first, "" = the one of last time."""

    component: Short
    certificate: Annotated[str, Field(max_length=100_000)] = ""


class HandedBody(Body):
    """POST /api/dossiers/{id}/sign/finish; the signature is base 64. A certificate that is sent along must be the one
    that it was prepared for."""

    id: Short
    signature: Annotated[str, Field(min_length=1, max_length=20_000)]
    certificate: Annotated[str, Field(max_length=100_000)] = ""


class RevokeBody(Body):
    """POST /api/dossiers/{id}/revoke-paper"""

    blob: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    reason: Annotated[str, Field(min_length=1, max_length=500)]


class LookUpBody(Body):
    """POST /api/dossiers/{id}/look-up"""

    component: Short


class PersonBody(Body):
    """POST /api/reuse: an id number goes in a body, so that it is in no log of addresses."""

    id_number: Short
    procedure: Short = ""
    name: Short = ""


class CardBody(Body):
    """POST /api/cccd"""

    text: Annotated[str, Field(max_length=2000)]


class ExportBody(Body):
    """POST /api/courier/export; "" = the node's own folder for it."""

    folder: Annotated[str, Field(max_length=300)] = ""
    to: Short = "hub"


class PracticeBody(Body):
    """POST /api/line/practice"""

    closed: bool
