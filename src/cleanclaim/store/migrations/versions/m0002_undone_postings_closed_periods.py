"""What became of postings after they were made, closed periods, and what claims can be found by."""

from __future__ import annotations

import json
from itertools import chain
from typing import Any

import sqlalchemy as sa
from alembic import op

from cleanclaim.store.migrations import guards

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make three tables with their guards, and find the traits of the claims that are there."""
    _make_steps("posting_steps", "remittance_key", "remittances.remittance_key")
    _make_steps("period_steps", "period", "")
    op.create_table(
        "claim_traits",
        sa.Column(
            "claim_id", _TEXT, _reference("claim_traits", "claim_id", "claims.claim_id"), nullable=False
        ),
        sa.Column("trait", _TEXT, nullable=False),
        sa.Column("value", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("claim_id", "trait", "value", name="pk_claim_traits"),
        sqlite_strict=True,
    )
    op.create_index("ix_claim_traits_trait_value", "claim_traits", ["trait", "value"])
    _fill_traits()
    tables = ("posting_steps", "period_steps", "claim_traits")
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    guard = guards.sqlite_append_only if is_sqlite else guards.postgresql_append_only
    for statement in chain.from_iterable(map(guard, tables)):
        op.execute(statement)


def _make_steps(table: str, series: str, target: str) -> None:
    reference = [_reference(table, series, target)] if target else []
    op.create_table(
        table,
        sa.Column("sequence", _WHOLE, sa.Identity(always=True), nullable=False),
        sa.Column(series, _TEXT, *reference, nullable=False),
        sa.Column("ordinal", _WHOLE, nullable=False),
        sa.Column("step", _TEXT, nullable=False),
        sa.Column("document", _TEXT, nullable=False),
        sa.Column("sha256", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=f"pk_{table}"),
        sa.CheckConstraint("length(sha256) = 64", name=f"ck_{table}_sha256"),
        sa.UniqueConstraint(series, "ordinal", name=f"uq_{table}_{series}_ordinal"),
        sqlite_strict=True,
    )


def _reference(table: str, column: str, target: str) -> sa.ForeignKey:
    return sa.ForeignKey(target, name=f"fk_{table}_{column}", deferrable=True, initially="DEFERRED")


def _fill_traits() -> None:
    connection = op.get_bind()
    claims = sa.table("claims", sa.column("claim_id"), sa.column("document"))
    traits = sa.table("claim_traits", sa.column("claim_id"), sa.column("trait"), sa.column("value"))
    rows = connection.execute(sa.select(claims.c.claim_id, claims.c.document)).all()
    for row in rows:
        found = [{"claim_id": row.claim_id, "trait": t, "value": v} for t, v in _traits(row.document)]
        if found:
            connection.execute(traits.insert(), found)


def _traits(document: str) -> list[tuple[str, str]]:
    """As the store finds them at this revision; frozen here, since a step must not change."""
    claim: Any = json.loads(document)
    coverages = [claim["coverage"], *claim.get("other_coverages", [])]
    members = sorted({each["member_id"] for each in coverages if each["member_id"]})
    days = sorted(line["service_dates"]["first"] for line in claim["lines"])[:1]
    found = [("member", each) for each in members]
    return [*found, *(("charge-day", f"{claim['total_charge']} {day}") for day in days)]
