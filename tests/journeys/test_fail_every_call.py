"""Every database call of a post fails once, before and after its effect: all of the file, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from bench.flood_claims import FIRST, Payment, file_of
from cleanclaim.core.errors import StoreError
from cleanclaim.store.opening import Store, open_store
from cleanclaim.store.verifying import verify
from tests.journeys.test_peers_faults import ONE, PAID, TWO, clp, draft, take

DENIED = (1, 30_000, 0, (("CO", "16", 30_000),)), (2, 20_000, 15_000, (("CO", "45", 5_000),))
RAW = file_of([Payment("T1", FIRST, [clp(ONE, PAID), clp(TWO, *DENIED)], [("CS", "", 100)])], 1)


def everything(store: Store) -> dict[str, Any]:
    with store.reading() as work:
        return {
            "entries": [entry.natural_key for entry in work.entries.all()],
            "receipts": [each.outcome for each in work.receipts.all()],
            "events": [each.key for each in work.claim_events.all()],
            "work": [item.work_item_id for item in work.work_items.all()],
            "denials": [each.denial_id for each in work.denials.all()],
        }


@pytest.fixture(params=["sqlite", "postgresql"])
def make_store(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Store]:
    url = request.getfixturevalue("schema_url") if request.param == "postgresql" else None
    return lambda: open_store(None if url else tmp_path / "practice.db", url=url)


@pytest.mark.parametrize("when", ["before_cursor_execute", "after_cursor_execute", "commit"])
def test_a_post_that_fails_at_any_call_leaves_nothing(make_store: Callable[[], Store], when: str) -> None:
    with make_store() as store:
        draft(store, ONE, TWO)
        before, calls, failures = everything(store), 0, 0

        def fail(*_told: object) -> None:
            nonlocal calls
            calls += 1
            if calls == failing:
                raise OperationalError("call", {}, Exception("planted"))

        failing = 1
        event.listen(store.engine, when, fail)
        while failing:
            calls = 0
            try:
                take(store, RAW)
                reached, failing = failing, 0
            except (StoreError, OperationalError):
                failures, failing, calls = failures + 1, failing + 1, 10**6
                assert everything(store) == before
        event.remove(store.engine, when, fail)
        assert failures == reached - 1 >= (1 if when == "commit" else 15)
        after = everything(store)
        assert len(after["entries"]) == len(before["entries"]) + 3
        assert take(store, RAW).entries == 0
        assert verify(store).findings == ()
