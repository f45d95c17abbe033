"""The sets beyond 837P and 835: own files are clean, planted faults are found and answered, totals add up."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cleanclaim.core.finding import Finding, Report, Severity
from cleanclaim.x12.acknowledging import acknowledge_999
from cleanclaim.x12.guides import guide_for
from cleanclaim.x12.loops import parse_loops
from cleanclaim.x12.reading import read
from cleanclaim.x12.validation import check
from cleanclaim.x12.writing import render

Golden = Callable[[str], bytes]
INSTITUTIONAL = "x12-837i-inpatient-with-procedure"
DENTAL = "x12-837d-filling-two-surfaces"
ASK, BENEFITS = "x12-270-dependent", "x12-271-benefits-and-a-refusal"
STATUS, STATUSES = "x12-276-two-claims", "x12-277-paid-and-pending"
REVIEW, REVIEWED = "x12-278-request-for-admission", "x12-278-answer-certified"
ENROLL = "x12-834-family-with-coverage"
PREMIUM = "exchange-820-two-members-one-adjusted"
ACKNOWLEDGED = "277ca-one-accepted-one-rejected"
NEW = [INSTITUTIONAL, DENTAL, ASK, BENEFITS, STATUS, STATUSES, REVIEW, REVIEWED, ENROLL, PREMIUM]


def report(raw: bytes) -> Report:
    return check(read(raw))


def changed(raw: bytes, found: bytes, wanted: bytes) -> bytes:
    """With the fault planted and SE01 counted again, so that the fault stands alone."""
    assert found in raw
    raw = raw.replace(found, wanted, 1)
    start, end = raw.index(b"ST*"), raw.index(b"SE*")
    rest = raw[end:].split(b"*", 2)
    return raw[:end] + b"*".join([rest[0], b"%d" % (raw[start:end].count(b"~") + 1), rest[2]])


def tells(finding: Finding) -> tuple[str, str, str]:
    what = finding.code("IK301") + finding.code("ELEMENT")
    return what, finding.code("IK304") + "/" + finding.code("IK403"), finding.severity.value


@pytest.mark.parametrize("name", NEW)
def test_our_own_files_are_clean_and_keep_every_segment(golden: Golden, name: str) -> None:
    raw = golden(name)
    assert report(raw) == Report()
    (one,) = read(raw).sets
    guide = guide_for(one.guide, one.set_id)
    assert guide is not None
    root, findings = parse_loops(one, guide)
    assert findings == ()
    kept = sorted(
        each.ordinal for loop in (root, *root.descendants(*loop_ids(raw))) for each in loop.segments
    )
    assert kept == list(range(1, len(one.segments) + 1))
    assert render(one.segments) in raw


def loop_ids(raw: bytes) -> set[str]:
    (one,) = read(raw).sets
    guide = guide_for(one.guide, one.set_id)
    assert guide is not None
    return {loop.loop_id for loop, _ in guide.root.rows()}


@pytest.mark.parametrize("name", NEW)
def test_a_clean_file_is_accepted_by_a_999(golden: Golden, name: str) -> None:
    reading = read(golden(name))
    group = reading.interchanges[0].groups[0]
    draft = acknowledge_999(group, check(reading), set_control="0001")
    assert [str(each) for each in draft.body[-2:]] == ["IK5*A", "AK9*A*1*1*1"]
    assert str(draft.body[0]) == f"AK1*{group.functional_id}*{group.control}*{group.header.element(8)}"


@pytest.mark.parametrize(
    ("name", "found", "wanted", "expected"),
    [
        (INSTITUTIONAL, b"DTP*434*RD8*20260420-20260423~", b"", ("DTP", "3/", "reject")),
        (INSTITUTIONAL, b"CL1*1*1*01~", b"", ("CL1", "3/", "reject")),
        (INSTITUTIONAL, b"*11:A:1**A", b"*11:B:1**A", ("CLM5:2", "8/7", "reject")),
        (INSTITUTIONAL, b"*11:A:1**A", b"*11:A:1*Y*A", ("CLM6", "8/I10", "reject")),
        (INSTITUTIONAL, b"HI*ABK:K3580:::::::Y", b"HI*ABK:K3580:::::::Q", ("HI1:9", "8/7", "reject")),
        (INSTITUTIONAL, b":D8:20260420", b":D8:20260431", ("HI1:4", "8/8", "reject")),
        (INSTITUTIONAL, b"SV2*0120**3000*DA*3", b"SV2*0120**3000*ZZ*3", ("SV24", "8/7", "reject")),
        (INSTITUTIONAL, b"PRV*AT*", b"PRV*PE*", ("PRV1", "8/7", "reject")),
        (INSTITUTIONAL, b"NM1*71*1*SURGEON", b"NM1*71*2*SURGEON", ("NM12", "8/7", "reject")),
        (DENTAL, b"TOO*JP*3*M:O", b"TOO*JP*3*M:Q", ("TOO3:2", "8/7", "advise")),
        (DENTAL, b"SV3*AD:D2392", b"SV3*HC:D2392", ("SV31:1", "8/7", "advise")),
        (DENTAL, b"N3*1 QUAY STREET~", b"", ("N3", "3/", "advise")),
        (DENTAL, b"DTP*472*D8*20260501", b"DTP*999*D8*20260501", ("DTP", "2/", "advise")),
        (ASK, b"HL*2*1*21*1~", b"HL*2*1*21*2~", ("HL4", "8/7", "reject")),
        (ASK, b"NM1*1P*2*", b"NM1*1P*3*", ("NM12", "8/7", "reject")),
        (ASK, b"EQ*30^98", b"EQ*30^9800", ("EQ1::2", "8/5", "reject")),
        (ASK, b"EQ*30^98", b"EQ", ("EQ1", "8/2", "reject")),
        (ASK, b"DMG*D8*20150311*M", b"DMG*D8*20150311*X", ("DMG3", "8/7", "reject")),
        (BENEFITS, b"EB*1**30**", b"EB***30**", ("EB1", "8/1", "reject")),
        (BENEFITS, b"*29*120.5", b"*29*1x0.5", ("EB7", "8/6", "reject")),
        (BENEFITS, b"AAA*N**75*C", b"AAA*N**75*Q", ("AAA4", "8/7", "reject")),
        (STATUS, b"TRN*1*A1001~", b"", ("TRN", "3/", "")),
        (STATUS, b"DMG*D8*20150311*M~", b"", ("DMG", "3/", "reject")),
        (STATUS, b"SVC*HC:99213*90", b"SVC*HC:99213", ("SVC2", "8/1", "advise")),
        (STATUSES, b"STC*P1:20*20260504", b"STC*P1:20", ("STC2", "8/1", "reject")),
        (STATUSES, b"STC*P1:20*", b"STC*P1*", ("STC1:2", "8/1", "reject")),
        (REVIEW, b"UM*AR*I*2", b"UM*XX*I*2", ("UM1", "8/7", "advise")),
        (REVIEWED, b"HCR*A1*", b"HCR*A9*", ("HCR1", "8/7", "advise")),
        (ENROLL, b"INS*N*19*021*28*A~", b"INS*N*19*022*28*A~", ("INS3", "8/7", "reject")),
        (ENROLL, b"REF*0F*M100200300~", b"", ("REF", "3/", "reject")),
        (ENROLL, b"HD*021**DEN", b"HD*021**DNT", ("HD3", "8/7", "reject")),
    ],
)
def test_a_planted_fault_is_found(
    golden: Golden, name: str, found: bytes, wanted: bytes, expected: tuple[str, str, str]
) -> None:
    findings = report(changed(golden(name), found, wanted)).findings
    told = [tells(each) for each in findings]
    if expected[2]:
        assert expected in told
    else:  # a segment that opens a loop is gone: what follows has no place
        assert [each for each in findings if each.severity is Severity.REJECT], told


def test_a_fault_in_a_table_without_second_source_never_rejects(golden: Golden) -> None:
    """Every element of the dental claim and the review, spoilt one at a time."""
    seen = 0
    for name in (DENTAL, REVIEW, REVIEWED):
        raw = golden(name)
        (one,) = read(raw).sets
        for each in one.segments[2:-1]:
            if each.name not in (
                "HL",
                "N3",
                "N4",
            ):  # levels are numbered in every set; addresses are free text
                spoilt = raw[: each.offset + len(each.name)] + b"*?" + raw[each.offset + len(each.name) :]
                found = report(spoilt)
                assert not found.rejects, each
                seen += bool(found.findings)
    assert seen >= 40


def test_a_rejected_institutional_claim_is_told_with_its_place(golden: Golden) -> None:
    reading = read(changed(golden(INSTITUTIONAL), b"CL1*1*1*01~", b""))
    group = reading.interchanges[0].groups[0]
    draft = acknowledge_999(group, check(reading), set_control="0001")
    assert [str(each) for each in draft.body] == [
        "AK1*HC*201*005010X223A2",
        "AK2*837*0001*005010X223A2",
        "IK3*CL1*23*2300*3",
        "CTX*CLM01:I3001",
        "IK5*R*I5",
        "AK9*R*1*1*0",
    ]


@pytest.mark.parametrize("alias", [b"005010X223A3", b"005010X223A1", b"005010X223"])
def test_errata_versions_are_read_with_a_note(golden: Golden, alias: bytes) -> None:
    found = report(golden(INSTITUTIONAL).replace(b"005010X223A2", alias))
    assert [(each.rule_id, each.severity) for each in found.findings] == [
        ("x12.guide.version", Severity.ADVISE)
    ]


@pytest.mark.parametrize(
    ("name", "found", "wanted", "equations", "severity"),
    [
        (INSTITUTIONAL, b"CLM*I3001*4250.5*", b"CLM*I3001*4250.51*", ["charge"], "reject"),
        (INSTITUTIONAL, b"*250.5*UN*12", b"*250.4*UN*12", ["charge"], "reject"),
        (DENTAL, b"SV3*AD:D0220*50*", b"SV3*AD:D0220*51*", ["charge"], "advise"),
        (ACKNOWLEDGED, b"QTY*90*1", b"QTY*90*2", ["accepted-count", "claim-count"], "advise"),
        (ACKNOWLEDGED, b"AMT*YU*", b"AMT*YU*1", ["accepted-amount", "claim-amount"], "advise"),
    ],
)
def test_totals(
    golden: Golden, name: str, found: bytes, wanted: bytes, equations: list[str], severity: str
) -> None:
    findings = report(changed(golden(name), found, wanted)).findings
    assert sorted(each.code("EQUATION") for each in findings) == equations
    assert {each.severity.value for each in findings} == {severity}
    assert all(each.code("SNIP") == "3" for each in findings)
