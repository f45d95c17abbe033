"""Claims that carry another one on: ids, plans, and no silent original."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cleanclaim.claims.correcting import Way, way_of, why_not_correctable
from cleanclaim.claims.following import correcting_claim, following_id, next_plan_claim
from cleanclaim.claims.lifecycle import state_of
from cleanclaim.core.errors import MisuseError
from cleanclaim.edits.examples import COMMERCIAL, COVERAGE, MEDICARE, MEDICARE_COVERAGE, a_claim
from cleanclaim.model.claim import ClaimState
from cleanclaim.model.claim_details import PriorPayment
from cleanclaim.model.coverage import Rank

SECOND = replace(MEDICARE_COVERAGE, rank=Rank.SECONDARY)
PAID = PriorPayment("PLAN1", adjudicated_on=date(2026, 5, 1))


def test_ids_stay_apart_and_within_twenty_characters() -> None:
    assert following_id("E01A", "P2") == "E01AP2"
    assert following_id("E01A", "P2", {"E01AP2"}) == "E01AP2V2"
    long = following_id("ABCDEFGHIJKLMNOPQRST", "F7")
    assert (len(long), long[:9], long[-2:]) == (20, "ABCDEFGHI", "F7")
    assert long != following_id("ABCDEFGHIJKLMNOPQRSU", "F7")


def test_the_next_plan_is_billed_and_the_first_one_named_beside_it() -> None:
    one = a_claim(other_coverages=(SECOND,), prior_authorization="AUTH1")
    made = next_plan_claim(one, (PAID,))
    assert (made.coverage, made.other_coverages) == (SECOND, (COVERAGE,))
    assert (made.prior_payments, made.prior_authorization, made.follows) == ((PAID,), "", "E01A")
    assert (made.bills_next_plan, made.corrects) == (True, False)
    assert [line.control_number for line in made.lines] == ["E01AL01"]
    with pytest.raises(MisuseError, match="no plan is left"):
        next_plan_claim(one, (PAID, PAID))
    with pytest.raises(MisuseError, match="no plan is left"):
        next_plan_claim(one, ())


def test_no_silent_original() -> None:
    one = a_claim()
    with pytest.raises(MisuseError, match="denied as a duplicate"):
        correcting_claim(one, one, frequency="7", payer_number=" ")
    with pytest.raises(MisuseError, match="replacement"):
        correcting_claim(one, one, frequency="1", payer_number="P1")
    made = correcting_claim(one, one, frequency="8", payer_number="P1")
    assert (made.frequency, made.original_claim_number, made.corrects) == ("8", "P1", True)
    assert [line.control_number for line in made.lines] == ["E01AF8L01"]


def test_the_way_depends_on_the_payer_and_its_answer() -> None:
    assert way_of(COMMERCIAL, unprocessable=False) is Way.CORRECTION
    assert way_of(COMMERCIAL, unprocessable=True) is Way.NEW_CLAIM
    assert way_of(MEDICARE, unprocessable=False) is Way.REOPENING
    assert way_of(replace(COMMERCIAL, takes_corrections=False), unprocessable=False) is Way.NEW_CLAIM


def test_a_claim_to_a_further_plan_is_not_corrected_here() -> None:
    assert why_not_correctable(a_claim(), ClaimState.PAID) == ""
    assert "bills a further plan" in why_not_correctable(a_claim(coverage=SECOND), ClaimState.PAID)
    assert state_of(()) is ClaimState.DRAFT
