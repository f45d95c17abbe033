"""Which claims go out together, and what is written down about it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.core.finding import Finding, Report, Severity
from cleanclaim.core.money import Money
from cleanclaim.core.place import Place
from cleanclaim.model.claim import Claim, ClaimEventKind, ClaimSignature
from cleanclaim.model.documents import sha256_of
from cleanclaim.submission.batching import (
    Batch,
    Candidate,
    file_name,
    plan_batches,
    record_transmission,
    submitted_events,
)
from cleanclaim.submission.sharing import batch_reference, share_out
from tests.unit.exchange.claim_examples import MEDICARE, claim

AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
CLEAN = Report()


def signed(one: Claim) -> Candidate:
    return Candidate(one, ClaimSignature(one.claim_id, sha256_of(one), "Ana Coder", AT), CLEAN)


def to_medicare(claim_id: str) -> Claim:
    one = claim(claim_id)
    return replace(one, coverage=replace(one.coverage, payer=MEDICARE))


def test_claims_go_by_receiver_and_payer_in_the_order_given() -> None:
    ours = [claim("E01A"), to_medicare("E02A"), claim("E03A")]
    plan = plan_batches([signed(each) for each in ours])
    assert plan.batches == (
        Batch("RECV01", "60054", (ours[0], ours[2])),
        Batch("RECV01", "12345", (ours[1],)),
    )
    assert plan.held == ()


def test_a_long_run_is_cut_into_batches() -> None:
    plan = plan_batches([signed(claim(f"E{number:02d}A")) for number in range(5)], limit=2)
    assert [len(batch.claims) for batch in plan.batches] == [2, 2, 1]


def test_what_is_not_signed_clean_and_new_stays_with_its_reason() -> None:
    one = claim("E01A")
    finding = Finding("edit.x", Severity.REJECT, Place("claim E03A"), "wrong")
    changed = replace(claim("E02A"), total_charge=Money(1))
    plan = plan_batches(
        [
            Candidate(one, None, CLEAN),
            replace(signed(claim("E02A")), claim=changed),
            replace(signed(claim("E03A")), report=Report.of([finding])),
            signed(claim("E04A")),
            signed(claim("E04A")),
        ]
    )
    assert [each.claim_id for batch in plan.batches for each in batch.claims] == ["E04A"]
    assert [(each.place.subject, each.rule_id) for each in plan.held] == [
        ("claim E01A", "submission.unsigned"),
        ("claim E02A", "submission.signature-void"),
        ("claim E03A", "submission.not-clean"),
        ("claim E04A", "submission.twice"),
    ]


def test_a_finding_that_only_warns_holds_nothing() -> None:
    finding = Finding("edit.x", Severity.DENY_RISK, Place("claim E01A"), "risky")
    plan = plan_batches([replace(signed(claim()), report=Report.of([finding]))])
    assert len(plan.batches) == 1


def test_file_names_hold_a_set_a_partner_and_a_number() -> None:
    assert file_name("837P", "RECV01", 101) == "837P_RECV01_000000101.x12"
    assert file_name("837P", "../A B", "7") == "837P_---A-B_000000007.x12"


def test_a_transmission_says_what_left() -> None:
    batch = Batch("RECV01", "60054", (claim("E01A"), claim("E02A")))
    sent = record_transmission(
        batch, b"bytes", interchange_control=101, group_control=7, set_controls=["0001", "0002"], sent_at=AT
    )
    assert sent.transmission_id == hashlib.sha256(b"bytes").hexdigest()
    assert (sent.interchange_control_number, sent.group_control_number) == ("000000101", "7")
    assert (sent.set_control_numbers, sent.claim_ids) == (("0001", "0002"), ("E01A", "E02A"))
    assert sent.file_name == "837P_RECV01_000000101.x12"
    events = list(submitted_events([sent]))
    assert [(each.claim_id, each.kind, each.at) for each in events] == [
        ("E01A", ClaimEventKind.SUBMITTED, AT),
        ("E02A", ClaimEventKind.SUBMITTED, AT),
    ]
    assert len({each.key for each in events}) == 2


def test_a_batch_reference_holds_both_control_numbers() -> None:
    assert batch_reference(101, "0007") == batch_reference("000000101", "0007") == "0000001010007"


@given(st.integers(0, 60), st.integers(1, 60))
def test_sharing_out_keeps_all_in_order_and_even(count: int, parts: int) -> None:
    items = list(range(count))
    if parts > max(count, 1):
        with pytest.raises(ValueError, match="between one part"):
            share_out(items, parts)
        return
    runs = share_out(items, parts)
    assert [each for run in runs for each in run] == items
    lengths = [len(run) for run in runs]
    assert len(runs) == parts
    assert max(lengths) - min(lengths) <= 1
    assert lengths == sorted(lengths, reverse=True)
