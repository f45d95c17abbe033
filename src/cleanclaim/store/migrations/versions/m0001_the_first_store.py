"""The first store: every table, index and guard. Frozen; `store.schema` is what lives."""

from __future__ import annotations

from itertools import chain
from typing import Any

import sqlalchemy as sa
from alembic import op

from cleanclaim.store.migrations import guards

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# table: its key columns; columns starting with # hold whole numbers
_RECORDS = {
    "encounters": (("encounter_id", "#version"), ()),
    "assignment_sets": (("encounter_id", "#version"), ()),
    "charge_sets": (("encounter_id", "#version"), ()),
    "decisions": (("encounter_id", "#ordinal"), ("assignment_id",)),
    "claims": (("claim_id",), ("encounter_id", "patient_id")),
    "claim_events": (("claim_id", "event_key"), ("kind",)),
    "signatures": (("claim_id", "#ordinal"), ()),
    "finding_sets": (("about_kind", "about_id", "#ordinal"), ()),
    "transmissions": (("transmission_id",), ("partner", "interchange_control_number")),
    "receipts": (("receipt_id", "outcome"), ("canonical_sha256",)),
    "envelopes": (("envelope_key",), ()),
    "remittances": (("remittance_key",), ("raw_sha256",)),
    "claim_payments": (
        ("remittance_key", "#ordinal"),
        ("control_number", "claim_status", "payer_claim_number"),
    ),
    "entries": (("natural_key",), ("#posting_count",)),
    "denials": (("denial_id",), ("claim_id",)),
    "work_items": (("work_item_id",), ("kind", "about")),
    "work_closings": (("work_item_id",), ()),
}
_REFERENCES = {
    ("claim_events", "claim_id"): "claims.claim_id",
    ("signatures", "claim_id"): "claims.claim_id",
    ("transmissions", "transmission_id"): "raw_files.sha256",
    ("receipts", "receipt_id"): "raw_files.sha256",
    ("remittances", "raw_sha256"): "raw_files.sha256",
    ("claim_payments", "remittance_key"): "remittances.remittance_key",
    ("postings", "natural_key"): "entries.natural_key",
    ("work_closings", "work_item_id"): "work_items.work_item_id",
}
_INDEXES = (
    ("claims", "encounter_id"),
    ("claims", "patient_id"),
    ("finding_sets", "about_id"),
    ("receipts", "canonical_sha256"),
    ("claim_payments", "control_number"),
    ("postings", "claim_id"),
    ("postings", "patient_id"),
    ("denials", "claim_id"),
)


def upgrade() -> None:
    """Make everything, inside the transaction of the caller."""
    _make_raw_files()
    for table in _RECORDS:
        _make_records(table)
    _make_postings()
    _make_control_numbers()
    for table, column in _INDEXES:
        op.create_index(f"ix_{table}_{column}", table, [column])
    taken = sa.text("outcome = 'taken'")
    op.create_index(
        "uq_receipts_taken",
        "receipts",
        ["canonical_sha256"],
        unique=True,
        sqlite_where=taken,
        postgresql_where=taken,
    )
    for statement in _guards(op.get_bind().dialect.name):
        op.execute(statement)


def _guards(dialect: str) -> chain[str]:
    append_only = ("raw_files", *_RECORDS, "postings")
    if dialect == "sqlite":
        each = chain.from_iterable(map(guards.sqlite_append_only, append_only))
        return chain(each, guards.sqlite_books(), guards.sqlite_counters())
    each = chain.from_iterable(map(guards.postgresql_append_only, append_only))
    books = chain(guards.postgresql_books(), guards.postgresql_counters())
    return chain(guards.postgresql_functions(), each, books)


def _column(table: str, name: str) -> sa.Column[Any]:
    kind: Any = _WHOLE if name.startswith("#") else _TEXT
    name = name.removeprefix("#")
    references = []
    if (table, name) in _REFERENCES:
        references = [
            sa.ForeignKey(
                _REFERENCES[table, name], name=f"fk_{table}_{name}", deferrable=True, initially="DEFERRED"
            )
        ]
    return sa.Column(name, kind, *references, nullable=False)


def _make_raw_files() -> None:
    op.create_table(
        "raw_files",
        sa.Column("sha256", _TEXT, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_raw_files"),
        sa.CheckConstraint("length(sha256) = 64", name="ck_raw_files_sha256"),
        sqlite_strict=True,
    )


def _make_records(table: str) -> None:
    key, others = _RECORDS[table]
    unique = [name.removeprefix("#") for name in key]
    extra = []
    if table == "transmissions":
        partner = ("partner", "interchange_control_number")
        extra.append(
            sa.UniqueConstraint(*partner, name="uq_transmissions_partner_interchange_control_number")
        )
    op.create_table(
        table,
        sa.Column("sequence", _WHOLE, sa.Identity(always=True), nullable=False),
        *(_column(table, name) for name in (*key, *others)),
        sa.Column("document", _TEXT, nullable=False),
        sa.Column("sha256", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=f"pk_{table}"),
        sa.CheckConstraint("length(sha256) = 64", name=f"ck_{table}_sha256"),
        sa.UniqueConstraint(*unique, name=f"uq_{table}_{'_'.join(unique)}"),
        *extra,
        sqlite_strict=True,
    )


def _make_postings() -> None:
    names = ("account", "#cents", "claim_id", "#line_number", "patient_id", "payer_id")
    op.create_table(
        "postings",
        *(_column("postings", name) for name in ("natural_key", "#ordinal", *names)),
        sa.PrimaryKeyConstraint("natural_key", "ordinal", name="pk_postings"),
        sqlite_strict=True,
    )


def _make_control_numbers() -> None:
    key = ("sender", "receiver", "kind")
    op.create_table(
        "control_numbers",
        *(_column("control_numbers", name) for name in (*key, "#last_number")),
        sa.PrimaryKeyConstraint(*key, name="pk_control_numbers"),
        sqlite_strict=True,
    )
