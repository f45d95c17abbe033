"""The tables as they are now. How they came to be is in `migrations`; a test compares the two.

Every table but `control_numbers` is append-only: triggers made by the migrations refuse UPDATE, DELETE and,
on PostgreSQL, TRUNCATE. A record lies as canonical JSON in `document` with its `sha256`; beside it stand only
the columns that queries need. Days and moments are ISO text inside the documents. `info["key"]` names the
columns that may be told in an error: ids and natural keys.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

# Bytewise order on both databases, whatever locale the server was made with (law 7).
_TEXT = Text().with_variant(Text(collation="C"), "postgresql")
_WHOLE = BigInteger().with_variant(Integer(), "sqlite")


def _text(name: str, *constraints: Any, **options: Any) -> Column[str]:
    return Column(name, _TEXT, *constraints, nullable=False, **options)


def _whole(name: str, *constraints: Any, **options: Any) -> Column[int]:
    return Column(name, _WHOLE, *constraints, nullable=False, **options)


def _reference(target: str) -> ForeignKey:
    """Checked at commit, so that the two rows may be written in either order."""
    return ForeignKey(target, deferrable=True, initially="DEFERRED")


def _table(name: str, *parts: Any, key: tuple[str, ...]) -> Table:
    return Table(name, metadata, *parts, info={"key": key}, sqlite_strict=True)


def _records(name: str, *columns: Any, key: tuple[str, ...]) -> Table:
    """A table of records: order of arrival, key columns, the record and its hash."""
    return _table(
        name,
        Column("sequence", _WHOLE, Identity(always=True), primary_key=True),
        *columns,
        _text("document"),
        _text("sha256"),
        CheckConstraint("length(sha256) = 64", name="sha256"),
        UniqueConstraint(*key),
        key=key,
    )


def _versions(name: str) -> Table:
    """Records of which a changed one is a new version beside the old."""
    return _records(name, _text("encounter_id"), _whole("version"), key=("encounter_id", "version"))


raw_files = _table(
    "raw_files",
    _text("sha256", primary_key=True),
    Column("body", LargeBinary, nullable=False),
    CheckConstraint("length(sha256) = 64", name="sha256"),
    key=("sha256",),
)

encounters = _versions("encounters")
assignment_sets = _versions("assignment_sets")
charge_sets = _versions("charge_sets")

decisions = _records(
    "decisions",
    _text("encounter_id"),
    _whole("ordinal"),
    _text("assignment_id"),
    key=("encounter_id", "ordinal"),
)

claims = _records(
    "claims",
    _text("claim_id"),
    _text("encounter_id", index=True),
    _text("patient_id", index=True),
    key=("claim_id",),
)
claim_traits = _table(
    "claim_traits",
    _text("claim_id", _reference("claims.claim_id"), primary_key=True),
    _text("trait", primary_key=True),
    _text("value", primary_key=True),
    key=("claim_id", "trait"),
)
Index(None, claim_traits.c.trait, claim_traits.c.value)
claim_events = _records(
    "claim_events",
    _text("claim_id", _reference("claims.claim_id")),
    _text("event_key"),
    _text("kind"),
    key=("claim_id", "event_key"),
)
signatures = _records(
    "signatures",
    _text("claim_id", _reference("claims.claim_id")),
    _whole("ordinal"),
    key=("claim_id", "ordinal"),
)

finding_sets = _records(
    "finding_sets",
    _text("about_kind"),
    _text("about_id"),
    _whole("ordinal"),
    key=("about_kind", "about_id", "ordinal"),
)
Index(None, finding_sets.c.about_id)

transmissions = _records(
    "transmissions",
    _text("transmission_id", _reference("raw_files.sha256")),
    _text("partner"),
    _text("interchange_control_number"),
    UniqueConstraint("partner", "interchange_control_number"),
    key=("transmission_id",),
)
receipts = _records(
    "receipts",
    _text("receipt_id", _reference("raw_files.sha256")),
    _text("canonical_sha256"),
    _text("outcome"),
    key=("receipt_id", "outcome"),
)
Index(None, receipts.c.canonical_sha256)
# the same content can be taken once, however it was wrapped
Index(
    "uq_receipts_taken",
    receipts.c.canonical_sha256,
    unique=True,
    sqlite_where=receipts.c.outcome == "taken",
    postgresql_where=receipts.c.outcome == "taken",
)

envelopes = _records("envelopes", _text("envelope_key"), key=("envelope_key",))

control_numbers = _table(
    "control_numbers",
    _text("sender", primary_key=True),
    _text("receiver", primary_key=True),
    _text("kind", primary_key=True),
    _whole("last_number"),
    key=("sender", "receiver", "kind"),
)

remittances = _records(
    "remittances",
    _text("remittance_key"),
    _text("raw_sha256", _reference("raw_files.sha256")),
    key=("remittance_key",),
)
claim_payments = _records(
    "claim_payments",
    _text("remittance_key", _reference("remittances.remittance_key")),
    _whole("ordinal"),
    _text("control_number", index=True),
    _text("claim_status"),
    _text("payer_claim_number"),
    key=("remittance_key", "ordinal"),
)

posting_steps = _records(
    "posting_steps",
    _text("remittance_key", _reference("remittances.remittance_key")),
    _whole("ordinal"),
    _text("step"),
    key=("remittance_key", "ordinal"),
)
period_steps = _records(
    "period_steps", _text("period"), _whole("ordinal"), _text("step"), key=("period", "ordinal")
)

entries = _records("entries", _text("natural_key"), _whole("posting_count"), key=("natural_key",))
postings = _table(
    "postings",
    _text("natural_key", _reference("entries.natural_key"), primary_key=True),
    _whole("ordinal", primary_key=True),
    _text("account"),
    _whole("cents"),
    _text("claim_id", index=True),
    _whole("line_number"),
    _text("patient_id", index=True),
    _text("payer_id"),
    key=("natural_key", "ordinal"),
)

denials = _records("denials", _text("denial_id"), _text("claim_id", index=True), key=("denial_id",))
work_items = _records(
    "work_items", _text("work_item_id"), _text("kind"), _text("about"), key=("work_item_id",)
)
work_closings = _records(
    "work_closings",
    _text("work_item_id", _reference("work_items.work_item_id")),
    key=("work_item_id",),
)

APPEND_ONLY = tuple(table for table in metadata.sorted_tables if table is not control_numbers)
