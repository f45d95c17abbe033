"""Every table but the counters refuses UPDATE and DELETE in the database itself, by whatever way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from cleanclaim.core.code import icd10cm
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.finding import Report
from cleanclaim.core.money import Money
from cleanclaim.ledger.entries import Entry
from cleanclaim.model.assignment import Action, CodeAssignment, Decision, Origin
from cleanclaim.model.claim import Claim, ClaimEvent, ClaimEventKind, ClaimSignature
from cleanclaim.model.denial import Denial
from cleanclaim.model.encounter import Encounter
from cleanclaim.model.period import PeriodStep, PeriodStepKind
from cleanclaim.model.remittance import PostingStep, Remittance, Step
from cleanclaim.model.transmission import Receipt, Transmission
from cleanclaim.model.work import WorkItem
from cleanclaim.store import schema
from cleanclaim.store.opening import Store

TABLES = [table.name for table in schema.APPEND_ONLY]
FIRST_COLUMN = {table.name: table.info["key"][0] for table in schema.APPEND_ONLY}


@pytest.fixture
def filled(
    store: Store,
    make_encounter: Callable[..., Encounter],
    make_claim: Callable[..., Claim],
    make_entry: Callable[..., Entry],
    make_remittance: Callable[..., Remittance],
    make_item: Callable[..., WorkItem],
    noon: datetime,
    day: date,
) -> Store:
    """A store with at least one row in every table."""
    assignment = CodeAssignment(
        "E1-D01", "E1", icd10cm("I10"), "t", "e", Origin.NOTE, (Evidence("n", "characters 0-1", "x"),), (), 90
    )
    denial = Denial("D1", "E1A", 1, "K", "CO", "197", (), Money(1), "c", "w", "p", "Y", day, None, "")
    with store.unit_of_work() as work:
        raw = work.raw_files.keep(b"835")
        work.encounters.keep(make_encounter())
        work.assignments.keep("E1", [assignment])
        work.decisions.append(Decision("E1", "E1-D01", Action.ACCEPT, "Demo Coder", noon))
        work.charges.keep("E1", [])
        work.claims.keep(make_claim())
        work.claim_events.append(ClaimEvent("E1A", ClaimEventKind.SUBMITTED, noon, "k"))
        work.signatures.keep(ClaimSignature("E1A", "0" * 64, "Demo Coder", noon))
        work.findings.keep("claim", "E1A", Report(), day)
        work.transmissions.keep(Transmission(raw, "PLAN", "837P", "1", "1", ("1",), ("E1A",), "f", noon))
        work.receipts.keep(Receipt(raw, "c" * 64, "PLAN", ("835",), noon, "taken"))
        work.envelopes.claim("PLAN/US/1", "c" * 64)
        work.control_numbers.next("S", "R", "ISA")
        work.remittances.keep("K", make_remittance(), raw)
        work.remittances.take_step(PostingStep("K", Step.UNDONE, "Demo Biller", noon))
        work.periods.take_step(PeriodStep("2025-12", PeriodStepKind.CLOSED, "Demo Biller", noon))
        work.entries.post(make_entry())
        work.denials.keep(denial)
        work.work_items.open(make_item())
        work.work_items.close("held:E1A", "Demo Biller", noon, "done")
        work.work_items.open(replace(make_item(), work_item_id="held:E2A"))
    return store


def run(store: Store, statement: str) -> None:
    with store.engine.begin() as connection:
        connection.execute(text(statement))


def count(store: Store, table: str) -> int:
    query = select(func.count()).select_from(schema.metadata.tables[table])
    with store.engine.connect() as connection:
        return connection.execute(query).scalar_one()


def test_the_list_of_tables_is_the_whole_schema_but_the_counters() -> None:
    assert set(schema.metadata.tables) - set(TABLES) == {"control_numbers"}


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_append_only(filled: Store, table: str) -> None:
    before = count(filled, table)
    assert before > 0
    column = FIRST_COLUMN[table]
    for statement in (
        f"UPDATE {table} SET {column} = {column}",
        f"UPDATE {table} SET {column} = 'other'",
        f"DELETE FROM {table}",
    ):
        with pytest.raises(DBAPIError, match=f"cleanclaim: {table} is append-only"):
            run(filled, statement)
    if filled.is_embedded:
        with pytest.raises(DBAPIError, match="append-only"):
            run(filled, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    else:
        with pytest.raises(DBAPIError, match="append-only"):
            run(filled, f"TRUNCATE {table} CASCADE")
    assert count(filled, table) == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE control_numbers SET last_number = last_number",
        "UPDATE control_numbers SET last_number = last_number - 1",
        "UPDATE control_numbers SET last_number = last_number + 2",
        "UPDATE control_numbers SET last_number = last_number + 1, sender = 'other'",
        "DELETE FROM control_numbers",
        "INSERT INTO control_numbers VALUES ('S', 'R9', 'ISA', 5)",
    ],
)
def test_a_control_number_only_goes_up_by_one(filled: Store, statement: str) -> None:
    with pytest.raises(DBAPIError, match="cleanclaim: a control number goes up by one"):
        run(filled, statement)
    with filled.unit_of_work() as work:
        assert work.control_numbers.next("S", "R", "ISA") == 2
