"""The hub's schema.

Every unique key contains the dossier id or a node id (the hub's own tables carry the hub's node id as
`authority`), so that the same schema can be spread by hash over a distributed PostgreSQL without change.
No foreign keys between the two families: rows of one dossier live together, rows of one node live together.
"""

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

SCHEMA_VERSION = 1
metadata = MetaData()

schema_info = Table(
    "schema_info",
    metadata,
    Column("authority", String(16), primary_key=True),
    Column("version", Integer, nullable=False),
)

# --- by dossier

change = Table(
    "change",
    metadata,
    Column("dossier", String(40), primary_key=True),
    Column("hash", LargeBinary(32), primary_key=True),
    Column("author", String(16), nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("seal", LargeBinary(32), nullable=False),
    Column("position", Integer),
    Index("change_position", "dossier", "position", unique=True),
)
snapshot = Table(
    "snapshot",
    metadata,
    Column("dossier", String(40), primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("position", Integer, nullable=False),
)
quarantine = Table(
    "quarantine",
    metadata,
    Column("dossier", String(40), primary_key=True),
    Column("hash", LargeBinary(32), primary_key=True),
    Column("author", String(16), nullable=False),
    Column("sender", String(16), nullable=False),
    Column("code", String(40), nullable=False),
    Column("reason_vi", Text, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
dossier = Table(
    "dossier",
    metadata,
    Column("dossier", String(40), primary_key=True),
    Column("code", String(64), nullable=False),
    Column("procedure", String(40), nullable=False),
    Column("stage", String(24), nullable=False),
    Column("national", Integer, nullable=False),
    Column("receiving_unit", String(24), nullable=False),
    Column("competent_unit", String(24), nullable=False),
    Column("holder", String(24), nullable=False),
    Column("offered_to", String(24), nullable=False),
    Column("received_day", Date),
    Column("received_ms", BigInteger, nullable=False),
    Column("due_ms", BigInteger, nullable=False),
    Column("finished_ms", BigInteger, nullable=False),
    Column("disputes", Integer, nullable=False),
    Column("void", Integer, nullable=False),
    Column("waiting", Integer, nullable=False),
    Column("facts", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("updated_ms", BigInteger, nullable=False),
    Column("figures", Text, nullable=False),
    Index("dossier_holder", "holder"),
    Index("dossier_receiving", "receiving_unit"),
    Index("dossier_code", "code"),
    Index("dossier_updated", "updated_ms"),
    Index("dossier_received", "received_ms"),
    Index("dossier_due", "due_ms"),
    Index("dossier_finished", "finished_ms"),
)
entitlement = Table(
    "entitlement",
    metadata,
    Column("dossier", String(40), primary_key=True),
    Column("node", String(16), primary_key=True),
    Column("active", Boolean, nullable=False),
    Index("entitlement_node", "node"),
)
dossier_blob = Table(
    "dossier_blob",
    metadata,
    Column("dossier", String(40), primary_key=True),
    Column("blob", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Index("dossier_blob_blob", "blob"),
)
person_paper = Table(
    "person_paper",
    metadata,
    Column("dossier", String(40), primary_key=True),
    Column("blob", String(64), primary_key=True),
    Column("person", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Index("person_paper_person", "person"),
)
work_item = Table(
    "work_item",
    metadata,
    Column("dossier", String(40), primary_key=True),
    Column("kind", String(24), primary_key=True),
    Column("reason_vi", Text, nullable=False),
    Column("options", Text, nullable=False),
    Column("opened_ms", BigInteger, nullable=False),
    Column("closed_ms", BigInteger, nullable=False),
)

# --- by node

seal = Table(
    "seal",
    metadata,
    Column("node", String(16), primary_key=True),
    Column("root", LargeBinary(32), primary_key=True),
    Column("signature", LargeBinary(64), nullable=False),
    Column("leaves", LargeBinary, nullable=False),
)
letter = Table(
    "letter",
    metadata,
    Column("node", String(16), primary_key=True),
    Column("incarnation", Integer, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("digest", LargeBinary(32), nullable=False),
    Column("receipt", LargeBinary, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
mailbox = Table(
    "mailbox",
    metadata,
    Column("node", String(16), primary_key=True),
    Column("last", BigInteger, nullable=False),
    Column("acked", BigInteger, nullable=False),
)
mailbox_item = Table(
    "mailbox_item",
    metadata,
    Column("node", String(16), primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("hashes", LargeBinary, nullable=False),
)
scope_mark = Table(
    "scope_mark",
    metadata,
    Column("node", String(16), primary_key=True),
    Column("dossier", String(40), primary_key=True),
    Column("bucket", Integer, nullable=False),
    Column("high", BigInteger, nullable=False),
    Column("low", BigInteger, nullable=False),
    Index("scope_mark_bucket", "node", "bucket"),
    Index("scope_mark_dossier", "dossier"),
)
scope_sum = Table(
    "scope_sum",
    metadata,
    Column("node", String(16), primary_key=True),
    Column("bucket", Integer, primary_key=True),
    Column("high", BigInteger, nullable=False),
    Column("low", BigInteger, nullable=False),
    Column("count", BigInteger, nullable=False),
)
growth = Table(
    "growth",
    metadata,
    Column("node", String(16), primary_key=True),
    Column("plan", Integer, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("held", BigInteger, nullable=False),
)
growth_item = Table(
    "growth_item",
    metadata,
    Column("node", String(16), primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("dossier", String(40), nullable=False),
)
scope_job = Table(
    "scope_job",
    metadata,
    Column("node", String(16), primary_key=True),
    Column("units", Text, nullable=False),
    Column("again", Boolean, nullable=False),
    Column("stage", String(8), nullable=False),
    Column("before_ms", BigInteger, nullable=False),
    Column("before_dossier", String(40), nullable=False),
    Column("seen", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("begun_ms", BigInteger, nullable=False),
    Column("done_ms", BigInteger, nullable=False),
)
contact = Table(
    "contact",
    metadata,
    Column("node", String(16), primary_key=True),
    Column("incarnation", Integer, nullable=False),
    Column("last_seq", BigInteger, nullable=False),
    Column("last_ms", BigInteger, nullable=False),
    Column("offset_ms", BigInteger, nullable=False),
    Column("register", Integer, nullable=False),
    Column("unsent", Integer, nullable=False),
    Column("refusal", String(40), nullable=False),
    Column("refusal_ms", BigInteger, nullable=False),
)
announced_blob = Table(
    "announced_blob",
    metadata,
    Column("node", String(16), primary_key=True),
    Column("blob", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Index("announced_blob_blob", "blob"),
)
blob_preview = Table(
    "blob_preview",
    metadata,
    Column("node", String(16), primary_key=True),
    Column("blob", String(64), primary_key=True),
    Column("picture", LargeBinary, nullable=False),
    Index("blob_preview_blob", "blob"),
)
blob_asked = Table(
    "blob_asked",
    metadata,
    Column("node", String(16), primary_key=True),
    Column("blob", String(64), primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Index("blob_asked_blob", "blob"),
)
grant = Table(
    "grant_to_node",
    metadata,
    Column("node", String(16), primary_key=True),
    Column("grant_id", String(64), primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("text", Text, nullable=False),
    Column("signature", LargeBinary(64), nullable=False),
    Column("issued_ms", BigInteger, nullable=False),
    Column("void_ms", BigInteger, nullable=False),
)

# --- by the hub's own node id

change_set = Table(
    "change_set",
    metadata,
    Column("authority", String(16), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("signature", LargeBinary(64), nullable=False),
    Column("officer", String(40), nullable=False),
    Column("issued_ms", BigInteger, nullable=False),
)
issuer = Table(
    "issuer",
    metadata,
    Column("authority", String(16), primary_key=True),
    Column("last", Integer, nullable=False),
)
trust_list = Table(
    "trust_list",
    metadata,
    Column("authority", String(16), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("signature", LargeBinary(64), nullable=False),
    Column("officer", String(40), nullable=False),
    Column("issued_ms", BigInteger, nullable=False),
)
token = Table(
    "token",
    metadata,
    Column("authority", String(16), primary_key=True),
    Column("secret_hash", String(64), primary_key=True),
    Column("unit", String(24), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("name", String(120), nullable=False),
    Column("expires_ms", BigInteger, nullable=False),
    Column("used_by", String(16), nullable=False),
)
paper_index = Table(
    "paper_index",
    metadata,
    Column("authority", String(16), primary_key=True),
    Column("made_ms", BigInteger, nullable=False),
)
account = Table(
    "account",
    metadata,
    Column("authority", String(16), primary_key=True),
    Column("officer", String(40), primary_key=True),
    Column("login", String(60), nullable=False),
    Column("password", Text, nullable=False),
    Index("account_login", "authority", "login", unique=True),
)
session = Table(
    "session",
    metadata,
    Column("authority", String(16), primary_key=True),
    Column("token_hash", String(64), primary_key=True),
    Column("officer", String(40), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("expires_ms", BigInteger, nullable=False),
)
audit = Table(
    "audit",
    metadata,
    Column("authority", String(16), primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("officer", String(40), nullable=False),
    Column("act", String(40), nullable=False),
    Column("subject", Text, nullable=False),
)
