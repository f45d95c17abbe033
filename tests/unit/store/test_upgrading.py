"""A store of the first revision is brought up to date, with what claims can be found by."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cleanclaim.core.errors import MisuseError
from cleanclaim.ledger.entries import Entry
from cleanclaim.model.claim import Claim
from cleanclaim.model.period import PeriodStep, PeriodStepKind
from cleanclaim.store import migrating, schema
from cleanclaim.store.opening import Store
from cleanclaim.store.repositories.claims import CHARGE_DAY, CLAIMS, MEMBER
from cleanclaim.store.verifying import verify
from tests.unit.store.conftest import DAY, NOON


def test_an_old_store_is_upgraded_whole(
    open_again: Callable[[], Store], make_claim: Callable[..., Claim], monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = make_claim()
    with monkeypatch.context() as old:
        old.setattr(migrating, "HEAD", "0001")
        with open_again().unit_of_work() as work:
            assert work.desk.insert(schema.claims, CLAIMS.row_of(claim))
    store = open_again()
    with store.reading() as work:
        assert work.claims.found_by((MEMBER, "M1")) == (claim,)
        assert work.claims.found_by((CHARGE_DAY, f"100.00 {DAY}"), (MEMBER, "M9")) == (claim,)
        assert work.claims.found_by((MEMBER, "M9")) == ()
    with store.unit_of_work() as work:
        work.periods.take_step(PeriodStep("2026-05", PeriodStepKind.CLOSED, "Ana", NOON))
    assert verify(store).findings == ()


def test_nothing_enters_a_closed_period(store: Store, make_entry: Callable[..., Entry]) -> None:
    entry, later = make_entry(), make_entry("charge:E2A-1")
    with store.unit_of_work() as work:
        work.entries.post(entry)
        work.periods.take_step(PeriodStep("2026-05", PeriodStepKind.CLOSED, "Ana", NOON))
        assert work.periods.closed() == {"2026-05"}
    for post in ("post", "post_all"):
        with pytest.raises(MisuseError, match="2026-05 is closed"), store.unit_of_work() as work:
            getattr(work.entries, post)(later if post == "post" else [later])
    with store.unit_of_work() as work:
        work.periods.take_step(PeriodStep("2026-05", PeriodStepKind.REOPENED, "Ana", NOON, "a late bill"))
        assert work.entries.post(later)
    with store.reading() as work:
        assert [each.step.value for each in work.periods.steps()] == ["closed", "reopened"]
