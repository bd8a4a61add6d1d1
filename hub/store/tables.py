"""The hub's schema.

Every unique key contains the dossier id or a node id (the hub's own tables carry the hub's node id as
`authority`), so that the same schema can be spread by hash over a distributed PostgreSQL without change.
No foreign keys between the two families: rows of one dossier live together, rows of one node live together.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeEngine

from dossier.exchange.frames import LIMITS

Kind = TypeEngine[Any] | type[TypeEngine[Any]]
SCHEMA_VERSION = 1
metadata = MetaData()


def _key(name: str, kind: Kind) -> Column[Any]:
    return Column(name, kind, primary_key=True)


def _held(name: str, kind: Kind) -> Column[Any]:
    return Column(name, kind, nullable=False)


def _dossier_key() -> Column[Any]:
    return _key("dossier", String(LIMITS["dossier_chars"]))


def _node_key() -> Column[Any]:
    return _key("node", String(16))


def _authority_key() -> Column[Any]:
    return _key("authority", String(16))


def _blob_of_node(name: str, *more: Column[Any]) -> Table:
    """What is known of a blob that one device named."""
    return Table(name, metadata, _node_key(), _key("blob", String(64)), *more, Index(f"{name}_blob", "blob"))


def _signed_by_number(name: str) -> Table:
    """Texts that the hub signed and numbered."""
    return Table(
        name,
        metadata,
        _authority_key(),
        _key("number", Integer),
        _held("text", Text),
        _held("signature", LargeBinary(64)),
        _held("officer", String(40)),
        _held("issued_ms", BigInteger),
    )


schema_info = Table(
    "schema_info",
    metadata,
    _authority_key(),
    _held("version", Integer),
)

# --- by dossier

change = Table(
    "change",
    metadata,
    _dossier_key(),
    _key("hash", LargeBinary(32)),
    _held("author", String(16)),
    _held("raw", LargeBinary),
    _held("seal", LargeBinary(32)),
    Column("position", Integer),
    Index("change_position", "dossier", "position", unique=True),
)
snapshot = Table(
    "snapshot",
    metadata,
    _dossier_key(),
    _held("body", LargeBinary),
    _held("position", Integer),
)
quarantine = Table(
    "quarantine",
    metadata,
    _dossier_key(),
    _key("hash", LargeBinary(32)),
    _held("author", String(16)),
    _held("sender", String(16)),
    _held("code", String(40)),
    _held("reason_vi", Text),
    _held("raw", LargeBinary),
    _held("at_ms", BigInteger),
)
dossier = Table(
    "dossier",
    metadata,
    _dossier_key(),
    _held("code", String(64)),
    _held("procedure", String(40)),
    _held("stage", String(24)),
    _held("national", Integer),
    _held("receiving_unit", String(24)),
    _held("competent_unit", String(24)),
    _held("holder", String(24)),
    _held("offered_to", String(24)),
    Column("received_day", Date),
    _held("received_ms", BigInteger),
    _held("due_ms", BigInteger),
    _held("finished_ms", BigInteger),
    _held("disputes", Integer),
    _held("void", Integer),
    _held("waiting", Integer),
    _held("facts", Integer),
    _held("digest", String(64)),
    _held("updated_ms", BigInteger),
    _held("figures", Text),
    Index("dossier_holder", "holder"),
    Index("dossier_receiving", "receiving_unit"),
    Index("dossier_code", "code"),
    Index("dossier_updated", "updated_ms"),
    Index("dossier_received", "received_ms"),
    Index("dossier_due", "due_ms"),
    Index("dossier_finished", "finished_ms"),
    Index("dossier_disputes", "disputes"),
    Index("dossier_void", "void"),
)
entitlement = Table(
    "entitlement",
    metadata,
    _dossier_key(),
    _node_key(),
    _held("active", Boolean),
    Index("entitlement_node", "node"),
)
dossier_blob = Table(
    "dossier_blob",
    metadata,
    _dossier_key(),
    _key("blob", String(64)),
    _held("size", BigInteger),
    Index("dossier_blob_blob", "blob"),
)
person_paper = Table(
    "person_paper",
    metadata,
    _dossier_key(),
    _key("blob", String(64)),
    _held("person", String(64)),
    _held("body", Text),
    Index("person_paper_person", "person"),
)
work_item = Table(
    "work_item",
    metadata,
    _dossier_key(),
    _key("kind", String(24)),
    _held("reason_vi", Text),
    _held("options", Text),
    _held("opened_ms", BigInteger),
    _held("closed_ms", BigInteger),
)

# --- by node

seal = Table(
    "seal",
    metadata,
    _node_key(),
    _key("root", LargeBinary(32)),
    _held("signature", LargeBinary(64)),
    _held("leaves", LargeBinary),
)
letter = Table(
    "letter",
    metadata,
    _node_key(),
    _key("incarnation", Integer),
    _key("seq", BigInteger),
    _held("digest", LargeBinary(32)),
    _held("receipt", LargeBinary),
    _held("at_ms", BigInteger),
)
mailbox = Table(
    "mailbox",
    metadata,
    _node_key(),
    _held("last", BigInteger),
    _held("acked", BigInteger),
)
mailbox_item = Table(
    "mailbox_item",
    metadata,
    _node_key(),
    _key("number", BigInteger),
    _held("kind", String(12)),
    _held("subject", String(64)),
    _held("hashes", LargeBinary),
)
scope_mark = Table(
    "scope_mark",
    metadata,
    _node_key(),
    _dossier_key(),
    _held("bucket", Integer),
    _held("high", BigInteger),
    _held("low", BigInteger),
    Index("scope_mark_bucket", "node", "bucket"),
    Index("scope_mark_dossier", "dossier"),
)
scope_sum = Table(
    "scope_sum",
    metadata,
    _node_key(),
    _key("bucket", Integer),
    _held("high", BigInteger),
    _held("low", BigInteger),
    _held("count", BigInteger),
)
growth = Table(
    "growth",
    metadata,
    _node_key(),
    _held("plan", Integer),
    _held("last", BigInteger),
    _held("held", BigInteger),
)
growth_item = Table(
    "growth_item",
    metadata,
    _node_key(),
    _key("number", BigInteger),
    _held("dossier", String(40)),
)
scope_job = Table(
    "scope_job",
    metadata,
    _node_key(),
    _held("units", Text),
    _held("again", Boolean),
    _held("stage", String(8)),
    _held("before_ms", BigInteger),
    _held("before_dossier", String(40)),
    _held("seen", BigInteger),
    _held("total", BigInteger),
    _held("begun_ms", BigInteger),
    _held("done_ms", BigInteger),
)
contact = Table(
    "contact",
    metadata,
    _node_key(),
    _held("incarnation", Integer),
    _held("last_seq", BigInteger),
    _held("last_ms", BigInteger),
    _held("offset_ms", BigInteger),
    _held("register", Integer),
    _held("unsent", Integer),
    _held("refusal", String(40)),
    _held("refusal_ms", BigInteger),
)
announced_blob = _blob_of_node("announced_blob", _held("size", BigInteger))
blob_preview = _blob_of_node("blob_preview", _held("picture", LargeBinary))
blob_asked = _blob_of_node("blob_asked", _held("at_ms", BigInteger))
grant = Table(
    "grant_to_node",
    metadata,
    _node_key(),
    _key("grant_id", String(64)),
    _held("kind", String(12)),
    _held("text", Text),
    _held("signature", LargeBinary(64)),
    _held("issued_ms", BigInteger),
    _held("void_ms", BigInteger),
)

# --- by the hub's own node id

change_set = _signed_by_number("change_set")
crl_source = Table(
    "crl_source",
    metadata,
    _authority_key(),
    _key("url", String(500)),
    _held("etag", String(200)),
    _held("modified", String(100)),
    _held("got_ms", BigInteger),
    _held("next_ms", BigInteger),
    _held("failed_ms", BigInteger),
    _held("tries", Integer),
    _held("code", String(40)),
    _held("hint_vi", Text),
)
issuer = Table(
    "issuer",
    metadata,
    _authority_key(),
    _held("last", Integer),
)
trust_list = _signed_by_number("trust_list")
token = Table(
    "token",
    metadata,
    _authority_key(),
    _key("secret_hash", String(64)),
    _held("unit", String(24)),
    _held("kind", String(8)),
    _held("name", String(120)),
    _held("expires_ms", BigInteger),
    _held("used_by", String(16)),
)
paper_index = Table(
    "paper_index",
    metadata,
    _authority_key(),
    _held("made_ms", BigInteger),
)
account = Table(
    "account",
    metadata,
    _authority_key(),
    _key("officer", String(40)),
    _held("login", String(60)),
    _held("password", Text),
    Index("account_login", "authority", "login", unique=True),
)
session = Table(
    "session",
    metadata,
    _authority_key(),
    _key("token_hash", String(64)),
    _held("officer", String(40)),
    _held("csrf", String(64)),
    _held("expires_ms", BigInteger),
)
audit = Table(
    "audit",
    metadata,
    _authority_key(),
    _key("number", BigInteger),
    _held("at_ms", BigInteger),
    _held("officer", String(40)),
    _held("act", String(40)),
    _held("subject", Text),
)
