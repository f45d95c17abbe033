"""A flood of remittances against an independent judge: not a cent wrong, everything wrong held.

The story, the judge and the bytes are in `bench/flood_*.py`; they share no arithmetic with the product.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.flood_judge import Judge
from bench.remit_flood import beancount_errors, flood
from cleanclaim.store.opening import open_store
from cleanclaim.store.verifying import verify

FATES = {
    "plain", "corrected", "corrected_later", "taken_back", "orphan_reversal", "off_by_a_cent", "unknown",
    "paid_twice", "odd_status", "other_charge", "some_lines_back", "split", "secondary", "secondary_first",
}  # fmt: skip


def test_a_small_flood_leaves_the_books_right(tmp_path: Path) -> None:
    with open_store(tmp_path / "flood.db") as store:
        result = flood(store, 400, seed=3, size=20)
        assert result.wrong == {}
        assert (result.violations, result.refused) == (0, 0)
        assert (result.quarantined, result.suspended) == (result.wanted_quarantined, result.wanted_suspended)
        assert set(result.fates) == FATES  # else the flood would have shown less than it says
        assert result.quarantined > 0
        assert result.suspended > 50
        assert result.replays > 0
        assert beancount_errors(store) == 0
        assert verify(store).findings == ()


def test_a_small_flood_on_a_server(schema_url: str) -> None:
    with open_store(None, url=schema_url) as store:
        assert flood(store, 200, seed=4, size=20).holds


def test_the_judge_finds_a_cent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = Judge.charge

    def a_cent_more(judge: Judge, claim: object) -> None:
        right(judge, claim)  # type: ignore[arg-type]
        judge.books["F0000007A", 1, "AR.P1"] += claim.claim_id == "F0000007A"  # type: ignore[attr-defined]

    monkeypatch.setattr(Judge, "charge", a_cent_more)
    with open_store(tmp_path / "flood.db") as store:
        result = flood(store, 20, seed=3, size=20)
    assert list(result.wrong) == [("F0000007A", 1, "AR.P1")]
    assert not result.holds


@pytest.mark.nightly
def test_a_hundred_thousand_claims(tmp_path: Path) -> None:
    with open_store(tmp_path / "flood.db") as store:
        result = flood(store, 100_000)
        assert result.holds, result
        assert beancount_errors(store) == 0


@pytest.mark.nightly
def test_twenty_thousand_claims_on_a_server(schema_url: str) -> None:
    with open_store(None, url=schema_url) as store:
        assert flood(store, 20_000, seed=5).holds
