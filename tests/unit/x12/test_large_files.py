"""Large files: the verdict is that of the rows, wherever they are read from; answers find their sets."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from bench.generate import claims, remittances
from cleanclaim.app import validate_x12 as validating
from cleanclaim.app.validate_x12 import validate_x12, validate_x12_stream
from cleanclaim.core.finding import Report
from cleanclaim.x12.acknowledging import acknowledge_999
from cleanclaim.x12.columns.checking import check_stream, survey
from cleanclaim.x12.profiles import read_profile
from cleanclaim.x12.reading import read
from cleanclaim.x12.validation import check

PROFILE = """
payer = "Invented Plan"
citation = "Invented Plan companion guide"
from = 2026-01-01
until = 2026-12-31
sets = ["837P"]

[[demand]]
id = "referral"
at = "2300 REF02"
values = ["NONE"]
citation = "page 1"
"""


def both() -> bytes:
    second = remittances(0.006).replace(b"*000000001*", b"*000000002*")
    return claims(0.006) + second.replace(b"~IEA*1*000000001", b"~IEA*1*000000002")


def test_sets_and_claims_are_counted_as_the_rows_count_them() -> None:
    raw = both()
    found, reading = survey(io.BytesIO(raw), stretch=1000), read(raw)
    assert (found.transactions, found.claims) == (len(reading.sets), reading.claims)
    assert found.claims == raw.count(b"~CLM*") + raw.count(b"~CLP*")
    assert found.report == Report()


@pytest.mark.parametrize("spoil", [lambda raw: raw, lambda raw: raw.replace(b"~GS*", b"~  GS*", 1)])
def test_a_large_file_gets_the_verdict_of_a_small_one(
    spoil: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By rows, by columns, and by columns that have to give up."""
    raw = spoil(both().replace(b"*UN*1*", b"*UN*0*", 1))
    by_rows = validate_x12(raw, file="a", subject="a")
    monkeypatch.setattr(validating, "_SMALL", 1)
    assert validate_x12_stream(io.BytesIO(raw), file="a", subject="a") == by_rows
    assert by_rows.report.findings


def test_a_payer_s_profile_is_asked_set_by_set() -> None:
    raw, profile = both(), read_profile(PROFILE, source="made up")
    found = check_stream(io.BytesIO(raw), profile=profile, stretch=1000)
    assert found == check(read(raw), profile=profile)
    assert {each.rule_id for each in found.findings} == {"x12.profile.referral"}


def test_a_claim_number_that_stands_twice_in_a_set_is_found_far_apart() -> None:
    raw = claims(0.02)
    first, last = raw.index(b"~CLM*"), raw.rindex(b"~CLM*")
    number = raw[first + 5 : raw.index(b"*", first + 5)]
    doubled = raw[: last + 5] + number + raw[raw.index(b"*", last + 5) :]
    found = check_stream(io.BytesIO(doubled), stretch=1000)
    assert [each.rule_id for each in found.findings] == ["x12.situation.claim-number-twice"]
    assert found == check(read(doubled))


@pytest.mark.parametrize(
    ("number", "rules"), [(b"B0000001", []), (b"OTHER", ["x12.situation.lone-reversal"])]
)
def test_a_reversal_finds_its_claim_far_apart(number: bytes, rules: list[str]) -> None:
    reversal = b"~CLP*%b*22*0*0*0*12*ICN1*11~NM1*QC*1*DOE*PAT****MI*M1" % number
    raw = remittances(0.02)
    end = raw.index(b"~SE*")
    count = int(raw[end + 4 : raw.index(b"*", end + 4)])
    raw = raw[:end] + reversal + raw[end:].replace(b"~SE*%d*" % count, b"~SE*%d*" % (count + 2), 1)
    found = check_stream(io.BytesIO(raw), stretch=1000)
    assert [each.rule_id for each in found.findings] == rules
    assert found == check(read(raw))


def test_each_set_of_a_999_gets_its_own_faults() -> None:
    body = claims(0.003)
    begin, end = body.index(b"~ST*") + 1, body.index(b"~GE*") + 1
    one = body[begin:end]
    wrong = (
        one.replace(b"~BHT*0019*", b"~BHT*0018*").replace(b"*0001~", b"*0002~").replace(b"*0001*", b"*0002*")
    )
    raw = body[:begin] + one + wrong + body[end:].replace(b"GE*1*", b"GE*2*")
    reading = read(raw)
    group = reading.interchanges[0].groups[0]
    answer = acknowledge_999(group, check(reading), set_control="0001")
    told = [(each.name, each.element(1)) for each in answer.body if each.name in ("IK5", "IK3")]
    assert told == [("IK5", "A"), ("IK3", "BHT"), ("IK5", "R")]
