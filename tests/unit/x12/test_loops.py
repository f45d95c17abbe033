"""Loops within loops: where segments go, and what is said when they do not fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from cleanclaim.core.finding import Finding, Severity
from cleanclaim.x12.elements import check_elements
from cleanclaim.x12.guides import guide_for, guide_names, known_guides
from cleanclaim.x12.guides.loading import dictionary
from cleanclaim.x12.guides.tables import Guide, LoopRule
from cleanclaim.x12.loops import Loop, parse_loops
from cleanclaim.x12.reading import read
from cleanclaim.x12.segments import Segment
from cleanclaim.x12.walking import walk

Golden = Callable[[str], bytes]
CLAIMS = "837p-subscriber-and-dependent"
REMIT = "835-reversal-correction-and-provider-adjustments"


def parsed(raw: bytes) -> tuple[Loop, tuple[Finding, ...]]:
    (one,) = read(raw).sets
    guide = guide_for(one.guide, one.set_id)
    assert guide is not None
    return parse_loops(one, guide)


def ids(loop: Loop) -> list[str]:
    return [child.loop_id for child in loop.children]


def test_a_claim_file_in_loops(golden: Golden) -> None:
    root, findings = parsed(golden(CLAIMS))
    assert findings == ()
    assert root.loop_id == "837"
    assert [each.name for each in root.segments] == ["ST", "BHT", "SE"]
    assert ids(root) == ["1000A", "1000B", "2000A"]
    billing = root.child("2000A")
    assert billing is not None
    assert ids(billing) == ["2010AA", "2000B", "2000B"]
    first, second = billing.children_of("2000B")
    assert ids(first) == ["2010BA", "2010BB", "2300"]
    assert ids(second) == ["2010BA", "2010BB", "2000C"]
    claim = first.child("2300")
    assert claim is not None
    assert claim.opening.element(1) == "A1001"
    assert ids(claim) == ["2310B", "2400", "2400"]
    claims = [each.opening.element(1) for each in root.descendants("2300")]
    assert claims == ["A1001", "A1002"]
    drug = next(root.descendants("2410"))
    assert [each.name for each in drug.segments] == ["LIN", "CTP"]


def test_selection_by_qualifier(golden: Golden) -> None:
    root, _ = parsed(golden(CLAIMS))
    claim = next(root.descendants("2300"))
    found = claim.first("REF", 1, "D9")
    assert found is not None
    assert found.element(2) == "TRACE0001"
    assert claim.first("REF", 1, "6R") is None
    assert claim.first("REF") is not None
    assert [each.element(2) for each in claim.all("REF", 1, "G1", "D9")] == ["AUTH7788", "TRACE0001"]
    assert len(claim.all("REF")) == 2
    diagnosis = claim.first("HI", 1, "ABK")
    assert diagnosis is not None
    assert diagnosis.component(1, 2) == "E1122"
    assert claim.child("2310A") is None
    assert claim.child("2310A", "2310B") is not None
    line = claim.children_of("2400")[1]
    number = line.first("REF", 1, "6R")
    assert number is not None
    assert number.element(2) == "A100102"


def test_a_remittance_in_loops(golden: Golden) -> None:
    root, findings = parsed(golden(REMIT))
    assert findings == ()
    assert [each.name for each in root.segments] == ["ST", "BPR", "TRN", "REF", "DTM", "PLB", "SE"]
    (header,) = root.children_of("2000")
    assert [each.opening.element(1) for each in header.children_of("2100")] == [
        "A1001",
        "B2002",
        "B2002",
        "C3003",
    ]
    first = header.children[0]
    assert ids(first) == ["2110", "2110"]
    assert len(first.children[0].all("CAS")) == 2
    assert first.children[0].all("CAS", 1, "PR")[0].element(3) == "26"


def test_other_payers_stay_in_their_loop(golden: Golden) -> None:
    root, findings = parsed(golden("837p-secondary-after-primary-paid"))
    assert findings == ()
    claim = next(root.descendants("2300"))
    assert ids(claim) == ["2320", "2400", "2400"]
    other = claim.children[0]
    assert ids(other) == ["2330A", "2330B"]
    assert other.opening.element(1) == "P"
    assert [each.opening.element(2) for each in root.descendants("2430")] == ["104", "72"]


def faults(raw: bytes) -> list[tuple[str, str, str, int | None]]:
    _, findings = parsed(raw)
    return [
        (each.code("IK304"), each.code("IK301"), each.code("LOOP"), each.place.segment) for each in findings
    ]


@pytest.mark.parametrize(
    ("found", "wanted", "expected"),
    [
        (b"HI*ABK:E1122", b"XYZ*1~HI*ABK:E1122", [("1", "XYZ", "2300", 23)]),
        (b"HI*ABK:E1122", b"PLB*1~HI*ABK:E1122", [("6", "PLB", "2300", 23)]),
        (b"HI*ABK:E1122", b"OI***Y***Y~HI*ABK:E1122", [("2", "OI", "2300", 23)]),
        (b"REF*G1*AUTH7788", b"REF*ZZ*AUTH7788", [("2", "REF", "2300", 21)]),
        (b"HI*ABK:E1122*ABF:N183*ABF:I129~", b"", [("3", "HI", "2300", 23)]),
        (b"REF*EI*010203040~", b"", [("3", "REF", "2010AA", 11)]),
        (b"N3*12 QUAY STREET~", b"", [("3", "N3", "2010AA", 9)]),
        (b"LX*2~", b"", [("5", "SV1", "2400", 30), ("5", "DTP", "2400", 31), ("5", "REF", "2400", 32)]),
        (b"NM1*PR*2*PLAN ONE*****PI*P1000~CLM*A1001*", b"CLM*A1001*", [("3", "NM1", "2010BB", 19)]),
        (b"REF*D9*TRACE0001~", b"REF*D9*T1~REF*D9*T2~", [("5", "REF", "2300", 23)]),
        (b"NM1*82*1*DOYLE", b"NM1*82*1*FIRST~NM1*82*1*DOYLE", [("4", "NM1", "2310B", 25)]),
        (b"SBR*P*18*GRP100******CI~", b"", [("3", "SBR", "2000B", 14)]),
        (b"LX*1~SV1*HC:99214", b"LX*1~HI*BG:17~SV1*HC:99214", [("7", "HI", "2300", 27)]),
    ],
)
def test_what_does_not_fit_is_told_and_kept(
    golden: Golden, found: bytes, wanted: bytes, expected: list[tuple[str, str, str, int | None]]
) -> None:
    raw = golden(CLAIMS)
    assert raw.count(found) >= 1
    changed = raw.replace(found, wanted, 1)
    assert faults(changed) == expected
    (one,) = read(changed).sets
    root, _ = parsed(changed)
    kept: list[Segment] = []
    stack = [root]
    while stack:
        loop = stack.pop()
        kept += loop.segments
        stack += loop.children
    assert sorted(each.ordinal for each in kept) == list(range(1, len(one.segments) + 1))


def test_a_loop_out_of_order_is_opened_all_the_same(golden: Golden) -> None:
    raw = golden(CLAIMS)
    payer = b"NM1*PR*2*PLAN ONE*****PI*P1000~"
    late = raw.replace(payer, b"", 1).replace(b"HL*3*1*22*1", payer + b"HL*3*1*22*1")
    assert faults(late) == [("7", "NM1", "2000B", 33)]
    root, _ = parsed(late)
    assert next(ids(each) for each in root.descendants("2000B")) == ["2010BA", "2300", "2010BB"]


def test_neighbours_of_one_name_may_come_in_any_order(golden: Golden) -> None:
    raw = golden(CLAIMS)
    member = raw[raw.index(b"NM1*IL*1*TESTER") : raw.index(b"NM1*PR*2")]
    payer = b"NM1*PR*2*PLAN ONE*****PI*P1000~"
    assert faults(raw.replace(member + payer, payer + member)) == []
    swapped = raw.replace(b"REF*G1*AUTH7788~REF*D9*TRACE0001~", b"REF*D9*TRACE0001~REF*G1*AUTH7788~")
    assert swapped != raw
    assert faults(swapped) == []


def test_a_wrong_qualifier_in_the_only_row_is_the_elements_fault(golden: Golden) -> None:
    assert (
        faults(golden(CLAIMS).replace(b"PER*IC*BILLING OFFICE*TE*5555550142~NM1", b"PER*ZZ*B*TE*5~NM1")) == []
    )


def test_fifty_one_lines_are_one_too_many(golden: Golden) -> None:
    raw = golden(CLAIMS)
    line = b"LX*1~SV1*HC:99213*90.5*UN*1***1~DTP*472*D8*20260502~"
    fifty = raw.replace(line, line * 50)
    assert faults(fifty) == []
    assert [fault[:3] for fault in faults(raw.replace(line, line * 53))] == [("4", "LX", "2400")]


def test_a_set_cut_off_is_walked_as_far_as_it_goes(golden: Golden) -> None:
    raw = golden(CLAIMS)
    (one,) = read(raw[: raw.index(b"PRV*BI")]).sets
    guide = guide_for("005010X222A1", "837")
    assert guide is not None
    walked = walk(one, guide)
    # the open loops lack what they need; that there is no SE was told by reading
    assert [each.code("LOOP") for each in walked.findings] == ["2010AA", "2000B"]
    assert len(walked.matches) == len(one.segments)


def test_the_guides_that_are_known() -> None:
    assert guide_names() == (
        "acknowledgment.txt",
        "claim_acknowledgment.txt",
        "dental_claim.txt",
        "eligibility_answer.txt",
        "eligibility_request.txt",
        "enrollment.txt",
        "institutional_claim.txt",
        "premium_payment.txt",
        "professional_claim.txt",
        "remittance.txt",
        "services_review.txt",
        "status_answer.txt",
        "status_request.txt",
    )
    known = known_guides()
    assert known["005010X222A2", "837"] == known["005010X222A1", "837"] == "professional_claim.txt"
    assert known["005010X279A1", "270"] == "eligibility_request.txt"
    assert known["005010X279A1", "271"] == "eligibility_answer.txt"
    assert guide_for("004010X096A1", "837") is None
    assert guide_for("005010X222A1", "835") is None
    assert guide_for("", "") is None


def all_guides() -> list[Guide]:
    own = {name: one for one, name in reversed(known_guides().items())}
    return [guide for one in own.values() if (guide := guide_for(*one)) is not None]


def test_every_row_can_be_reached() -> None:
    """No row stands in the shadow of another: a segment made for it is put to it, or to its equal."""
    rows = 0
    for guide in all_guides():
        for loop, row in guide.root.rows():
            rows += 1
            elements = [""] * row.element_count
            for position, rule in row.elements.items():
                codes = rule.components[0].codes if rule.components else rule.codes
                elements[position - 1] = codes[-1] if codes else ""
            made = Segment(row.name, tuple(elements))
            takers = [step for _, step in loop.by_name[row.name] if step.accepts(made)]
            assert row in takers, (guide.version, loop.loop_id, row)
            assert takers[0] == row, (guide.version, loop.loop_id, row.line)
    assert rows == 1423


def test_an_unverified_row_advises_only(golden: Golden) -> None:
    raw = golden(CLAIMS).replace(b"REF*D9*TRACE0001~", b"REF*D9*T1~REF*D9*T2~REF*D9*" + b"T" * 51 + b"~")
    (one,) = read(raw).sets
    guide = guide_for("005010X222A1", "837")
    assert guide is not None

    def unsure(loop: LoopRule) -> LoopRule:
        """The same table, not verified."""
        steps = tuple(
            unsure(step) if isinstance(step, LoopRule) else replace(step, verified=False)
            for step in loop.steps
        )
        by_name = {
            name: tuple((index, steps[index]) for index, _ in choices)
            for name, choices in loop.by_name.items()
        }
        return replace(loop, steps=steps, by_name=by_name)

    walked = walk(one, replace(guide, root=unsure(guide.root)))
    assert [each.severity for each in walked.findings] == [Severity.ADVISE]
    assert walked.findings[0].message.endswith("(unverified)")
    long = [finding for match in walked.matches for finding in check_elements(one, match)]
    assert [(each.severity, each.code("IK403")) for each in long] == [(Severity.ADVISE, "5")]


def test_rows_use_only_elements_that_exist() -> None:
    for guide in all_guides():
        for _, row in guide.root.rows():
            assert max(row.elements) <= row.element_count
            assert row.element_count == len(dictionary().segments[row.name])
            for rule in row.elements.values():
                assert all(len(value) <= (rule.longest or 3) for value in rule.codes), (row.line, rule)
