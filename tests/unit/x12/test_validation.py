"""Envelope, elements, hierarchy, balance: each planted fault gives its finding, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cleanclaim.core.finding import Finding, Report, Severity
from cleanclaim.x12.guides.loading import SyntaxNote, dictionary
from cleanclaim.x12.reading import read
from cleanclaim.x12.reports import shown
from cleanclaim.x12.validation import check
from cleanclaim.x12.values import is_amount, is_date, is_date_range, is_number, is_time, measured

Golden = Callable[[str], bytes]
CLAIMS = "837p-subscriber-and-dependent"
SECONDARY = "837p-secondary-after-primary-paid"
REMIT = "835-reversal-correction-and-provider-adjustments"
ALL = [
    CLAIMS,
    SECONDARY,
    REMIT,
    "835-zero-payment-denial",
    "277ca-one-accepted-one-rejected",
    "999-one-accepted-one-rejected",
    "ta1-accepted",
]


def report(raw: bytes) -> Report:
    return check(read(raw))


def changed(raw: bytes, found: bytes, wanted: bytes) -> bytes:
    assert raw.count(found) >= 1, found
    return raw.replace(found, wanted, 1)


def balanced_count(raw: bytes) -> bytes:
    """The same file with SE01 counted again, so that only the planted fault is left."""
    start, end = raw.index(b"ST*"), raw.index(b"SE*")
    count = raw[start:end].count(b"~") + 1
    rest = raw[end:].split(b"*", 2)
    return raw[:end] + b"*".join([rest[0], str(count).encode(), rest[2]])


@pytest.mark.parametrize("name", ALL)
def test_our_own_files_are_clean(golden: Golden, name: str) -> None:
    assert report(golden(name)) == Report()


def tells(finding: Finding) -> tuple[str, str, str, str]:
    return (finding.code("IK301") + finding.code("ELEMENT"), finding.code("IK403"), finding.severity.value,
            finding.code("SNIP"))  # fmt: skip


@pytest.mark.parametrize(
    ("name", "found", "wanted", "expected"),
    [
        (CLAIMS, b"CLM*A1001*", b"CLM**", ("CLM1", "1", "reject", "2")),
        (CLAIMS, b"CLM*A1001*", b"CLM*%s*" % (b"A" * 39), ("CLM1", "5", "reject", "1")),
        (CLAIMS, b"*11:B:1*Y*A*Y*Y~REF", b"*11:C:1*Y*A*Y*Y~REF", ("CLM5:2", "7", "reject", "2")),
        (CLAIMS, b"*11:B:1*Y*A*Y*Y~REF", b"*11:B*Y*A*Y*Y~REF", ("CLM5:3", "1", "reject", "2")),
        (CLAIMS, b"*11:B:1*Y*A*Y*Y~REF", b"*11:B:1:9*Y*A*Y*Y~REF", ("CLM5:4", "13", "reject", "1")),
        (CLAIMS, b"*11:B:1*Y*A*Y*Y~REF", b"*11:B:1*X*A*Y*Y~REF", ("CLM6", "7", "reject", "2")),
        (CLAIMS, b"*11:B:1*Y*A*Y*Y~REF", b"*11:B:1*Y*A*Y*Y**********Z~REF", ("CLM19", "I10", "reject", "2")),
        (CLAIMS, b"DMG*D8*19610702*F", b"DMG*D8*19610732*F", ("DMG2", "8", "reject", "1")),
        (CLAIMS, b"DMG*D8*19610702*F", b"DMG*D8*610702*F", ("DMG2", "8", "reject", "1")),
        (CLAIMS, b"DMG*D8*19610702*F", b"DMG*D8*20250229*F", ("DMG2", "8", "reject", "1")),
        (CLAIMS, b"DMG*D8*19610702*F", b"DMG*D8*19610702*X", ("DMG3", "7", "reject", "2")),
        (CLAIMS, b"DTP*472*D8*20260501", b"DTP*472*RD8*20260502-20260501", ("DTP3", "8", "reject", "1")),
        (CLAIMS, b"DTP*472*D8*20260501", b"DTP*472*D9*20260501", ("DTP2", "7", "reject", "2")),
        (CLAIMS, b"*20260504*0915*CH", b"*20260504*2515*CH", ("BHT5", "9", "reject", "1")),
        (CLAIMS, b"*20260504*0915*CH", b"*20261304*0915*CH", ("BHT4", "8", "reject", "1")),
        (CLAIMS, b"*UN*1***1:2:3", b"*UN*1E2***1:2:3", ("SV14", "6", "reject", "1")),
        (CLAIMS, b"*UN*1***1:2:3", b"*UN*1***1:2:13", ("SV17:3", "7", "reject", "2")),
        (CLAIMS, b"*UN*1***1:2:3", b"*UN*1***1:2:3:4:5", ("SV17:5", "13", "reject", "1")),
        (CLAIMS, b"*UN*1***1:2:3", b"*UN****1:2:3", ("SV14", "1", "reject", "2")),
        (CLAIMS, b"SV1*HC:99214:25*", b"SV1*HC:99214:2*", ("SV11:3", "4", "reject", "1")),
        (CLAIMS, b"SV1*HC:99214:25*", b"SV1*HC:99214:25^HC:1*", ("SV11", "12", "reject", "1")),
        (CLAIMS, b"N4*PORTSIDE*ME*041010000", b"N4*PORTSIDE*ME*041010000***1", ("N46", "I10", "reject", "2")),
        (CLAIMS, b"REF*G1*AUTH7788", b"REF*G1*AUTH:7788", ("REF2", "13", "reject", "1")),
        (CLAIMS, b"REF*G1*AUTH7788", b"REF*G1*AUTH7788*****X", ("REF7", "3", "reject", "1")),
        (CLAIMS, b"REF*G1*AUTH7788", b"REF*G1*AUTH\x01", ("REF2", "6", "reject", "1")),
        (CLAIMS, b"REF*G1*AUTH7788", b"REF*G1*  ", ("REF2", "6", "reject", "1")),
        (CLAIMS, b"REF*G1*AUTH7788", b"REF*G1*AUTH7788**", ("REF4", "3", "advise", "1")),
        (CLAIMS, b"*TESTER*ALMA", b"*TESTER*ALM\xc3\x81", ("NM14", "6", "advise", "1")),
        (CLAIMS, b"****MI*M100200300", b"****MI*M", ("NM19", "4", "reject", "1")),
        (CLAIMS, b"****MI*M100200300", b"*****M100200300", ("NM18", "2", "reject", "1")),
        (CLAIMS, b"*FX*5555550143", b"*FX", ("PER6", "2", "reject", "1")),
        (CLAIMS, b"REF*G1*AUTH7788", b"REF*G1", ("REF2", "1", "reject", "2")),
        (CLAIMS, b"HI*ABK:E1122*", b"HI*ABK*", ("HI1:2", "1", "reject", "2")),
        (CLAIMS, b"HI*ABK:E1122*", b"HI*ABK:E1122:D8*", ("HI1:3", "I10", "reject", "2")),
        (CLAIMS, b"HL*2*1*22*0", b"HL*2*9*22*0", ("HL2", "7", "reject", "4")),
        (CLAIMS, b"HL*2*1*22*0", b"HL*7*1*22*0", ("HL1", "7", "reject", "4")),
        (CLAIMS, b"HL*2*1*22*0", b"HL*2*1*22*1", ("HL4", "7", "advise", "4")),
        (REMIT, b"CLP*A1001*1*300*176*", b"CLP*A1001*5*300*176*", ("CLP2", "7", "reject", "2")),
        (REMIT, b"CAS*CO*45*55", b"CAS*CR*45*55", ("CAS1", "7", "reject", "2")),
        (REMIT, b"LQ*HE*N130", b"LQ*HE", ("LQ2", "1", "reject", "2")),
    ],
)
def test_a_fault_in_an_element_is_told_with_its_position(
    golden: Golden, name: str, found: bytes, wanted: bytes, expected: tuple[str, str, str, str]
) -> None:
    findings = report(changed(golden(name), found, wanted)).findings
    assert expected in [tells(finding) for finding in findings]
    for finding in findings:
        if tells(finding) == expected:
            assert finding.code("IK304") == "8"
            assert finding.code("LOOP") or finding.code("SNIP") == "4"
            assert finding.place.segment is not None
            assert finding.place.offset is not None


@pytest.mark.parametrize(
    "amount", ["1E5", "12.345", "--5", "NaN", "5.", "-0", "-0.00", "+5", "9" * 16, "1,5", " 5"]
)
def test_an_amount_that_is_none_is_refused_and_the_sums_are_not_checked(golden: Golden, amount: str) -> None:
    found = report(changed(golden(REMIT), b"*176*44*12*ICN0001", f"*{amount}*44*12*ICN0001".encode()))
    assert [each.code("IK403") for each in found.rejects if each.code("IK403")] in (["6"], ["I12"])
    if amount not in ("-0", "-0.00"):
        assert [each.rule_id for each in found.not_checked] == ["x12.balance"]


@pytest.mark.parametrize("amount", ["176", "176.0", "176.00"])
def test_an_amount_may_have_two_decimals(golden: Golden, amount: str) -> None:
    assert (
        report(changed(golden(REMIT), b"*176*44*12*ICN0001", f"*{amount}*44*12*ICN0001".encode())) == Report()
    )


@pytest.mark.parametrize(
    ("name", "found", "wanted", "rule", "codes"),
    [
        (CLAIMS, b"IEA*1*000000101", b"IEA*1*000000102", "control-number", ("TA105", "001")),
        (CLAIMS, b"IEA*1*", b"IEA*2*", "count", ("TA105", "021")),
        (CLAIMS, b"IEA*1*", b"IEA*\xd9\xa1*", "count", ("TA105", "021")),
        (CLAIMS, b"GE*1*11", b"GE*1*12", "control-number", ("AK905", "4")),
        (CLAIMS, b"GE*1*11", b"GE*2*11", "count", ("AK905", "5")),
        (CLAIMS, b"*0001~GE", b"*0002~GE", "control-number", ("IK502", "3")),
        (CLAIMS, b"SE*52", b"SE*53", "count", ("IK502", "4")),
        (CLAIMS, b"*0001*005010X222A1", b"*0001*005010X222A2", "control-number", ("IK502", "I6")),
        (CLAIMS, b"ST*837*0001", b"ST*837*001", "value", ("IK502", "7")),
        (CLAIMS, b"ST*837*0001", b"ST*83*0001", "value", ("IK502", "6")),
        (CLAIMS, b"GS*HC*", b"GS*HP*", "functional-id", ("IK502", "1")),
        (CLAIMS, b"*0915*11*X*", b"*0915*1A*X*", "value", ("AK905", "6")),
        (CLAIMS, b"*00501*000000101*", b"*00501*00000010A*", "value", ("TA105", "018")),
        (CLAIMS, b"ISA*00*", b"ISA*A0*", "value", ("TA105", "010")),
        (CLAIMS, b"*ZZ*HARBORFM       *", b"*zz*HARBORFM       *", "value", ("TA105", "005")),
        (CLAIMS, b"*ZZ*HARBORFM       *", b"*ZZ*               *", "value", ("TA105", "006")),
        (CLAIMS, b"*260504*0915*^", b"*261504*0915*^", "value", ("TA105", "014")),
        (CLAIMS, b"*260504*0915*^", b"*260504*9915*^", "value", ("TA105", "015")),
        (CLAIMS, b"*1*T*:~", b"*7*T*:~", "value", ("TA105", "019")),
        (CLAIMS, b"*1*T*:~", b"*1*Q*:~", "value", ("TA105", "020")),
        (CLAIMS, b"*^*00501*", b"*^*5.1  *", "value", ("TA105", "017")),
    ],
)  # fmt: skip
def test_an_envelope_that_disagrees_with_itself(
    golden: Golden, name: str, found: bytes, wanted: bytes, rule: str, codes: tuple[str, str]
) -> None:
    rejects = report(changed(golden(name), found, wanted)).rejects
    assert [(each.rule_id, each.codes[1]) for each in rejects if each.codes[1] == codes] == [
        (f"x12.envelope.{rule}", codes)
    ]
    assert all(each.code("SNIP") == "1" for each in rejects if "envelope" in each.rule_id)


def test_a_set_control_number_is_used_once_in_a_group(golden: Golden) -> None:
    raw = golden(REMIT)
    body = raw[raw.index(b"ST*") : raw.index(b"GE*")]
    twice = report(raw.replace(body, body + body).replace(b"GE*1*", b"GE*2*"))
    assert [each.code("IK502") for each in twice.findings] == ["23"]
    other = body.replace(b"*0001~", b"*0002~")
    assert report(raw.replace(body, body + other).replace(b"GE*1*", b"GE*2*")) == Report()


def test_a_group_without_sets(golden: Golden) -> None:
    raw = golden(REMIT)
    empty = raw[: raw.index(b"ST*")] + b"GE*0*51~IEA*1*000000501~"
    assert [each.code("AK905") for each in report(empty).findings] == ["5"]


def test_a_set_without_a_table_is_not_checked_inside(golden: Golden) -> None:
    found = report(golden(CLAIMS).replace(b"005010X222A1", b"004010X098A1"))
    assert found.findings == ()
    (missed,) = found.not_checked
    assert missed.rule_id == "x12.guide"
    assert missed.place.path[-1] == "ST 0001"
    assert "837" in missed.needs


def test_a_neighbouring_version_is_read_with_a_note(golden: Golden) -> None:
    found = report(golden(CLAIMS).replace(b"005010X222A1", b"005010X222A2"))
    assert [(each.rule_id, each.severity) for each in found.findings] == [
        ("x12.guide.version", Severity.ADVISE)
    ]


@pytest.mark.parametrize(
    ("name", "found", "wanted", "equations"),
    [
        (REMIT, b"BPR*I*316.5*", b"BPR*I*316.51*", ["transaction"]),
        (REMIT, b"WO:ICN0001*25*", b"WO:ICN0001*25.01*", ["transaction"]),
        (REMIT, b"L6*-1.5", b"L6*1.5", ["transaction"]),
        (REMIT, b"*185*104**1", b"*185*104.01**1", ["line"]),
        (REMIT, b"CAS*PR*2*26", b"CAS*PR*2*25.99", ["claim", "line", "patient-responsibility"]),
        (REMIT, b"*300*176*44*", b"*300*176.01*44*", ["claim", "transaction"]),
        (REMIT, b"*300*176*44*", b"*301*176*44*", ["claim", "lines"]),
        (REMIT, b"*300*176*44*", b"*300*176*43*", ["patient-responsibility"]),
        (REMIT, b"B2002*22*-90*-60*", b"B2002*22*-90*60*", ["claim", "transaction"]),
        (REMIT, b"CAS*CO*253*3.5**45*30.5", b"CAS*CO*253*3.5**45*30.4", ["claim"]),
        (CLAIMS, b"CLM*A1001*300*", b"CLM*A1001*300.01*", ["charge"]),
        (CLAIMS, b"*90.5*UN*", b"*90.51*UN*", ["charge"]),
        (SECONDARY, b"AMT*D*176", b"AMT*D*175", ["other-payer", "other-payer-paid"]),
        (SECONDARY, b"CAS*PR*1*18", b"CAS*PR*1*17.99", ["adjudicated-line", "other-payer"]),
    ],
)
def test_one_cent_off_is_found(
    golden: Golden, name: str, found: bytes, wanted: bytes, equations: list[str]
) -> None:
    findings = report(changed(golden(name), found, wanted)).findings
    assert sorted(each.code("EQUATION") for each in findings) == equations
    assert all(each.code("SNIP") == "3" for each in findings)
    mild = {"lines", "patient-responsibility", "other-payer-paid", "adjudicated-line"}
    for each in findings:
        assert (each.severity is Severity.ADVISE) == (each.code("EQUATION") in mild)


def test_the_sums_are_shown(golden: Golden) -> None:
    (finding,) = report(changed(golden(REMIT), b"BPR*I*316.5*", b"BPR*I*316.51*")).findings
    assert finding.message == ("sum CLP04 340.00 - sum PLB 23.50 is 316.50, BPR02 says 316.51: off by 0.01")
    assert (finding.found, finding.wanted) == ("316.51", "316.50")
    assert str(finding.place).endswith("ST 0001 > 835 > BPR02, segment 2, byte 173")


def test_a_payment_is_never_negative(golden: Golden) -> None:
    raw = changed(golden(REMIT), b"WO:ICN0001*25*", b"WO:ICN0001*400*")
    negative = changed(raw, b"BPR*I*316.5*", b"BPR*I*-58.5*")
    assert [each.code("EQUATION") for each in report(negative).rejects] == ["negative-payment"]
    lifted = changed(raw, b"L6*-1.5", b"L6*-1.5*FB*-58.5")
    nothing = changed(lifted, b"BPR*I*316.5*", b"BPR*I*0*")
    assert [each.rule_id for each in report(nothing).findings] == ["x12.situation.no-payment"]  # ACH for 0


def test_every_changed_money_digit_is_refused(golden: Golden) -> None:
    """Every digit of BPR02, CLP03, CLP04, SVC02, SVC03, CAS and PLB amounts, to every other digit."""
    raw = golden(REMIT)
    places = {"BPR": [2], "CLP": [3, 4], "SVC": [2, 3], "CAS": [3, 6], "PLB": [4, 6]}
    tried = 0
    for each in read(raw).sets[0].segments:
        for number in places.get(each.name, []):
            start = (
                each.offset + len(each.name) + sum(len(text) + 1 for text in each.elements[: number - 1]) + 1
            )
            for at in range(start, start + len(each.element(number))):
                for digit in b"0123456789".replace(raw[at : at + 1], b""):
                    if raw[at : at + 1].isdigit():
                        tried += 1
                        assert report(raw[:at] + bytes([digit]) + raw[at + 1 :]).rejects
    assert tried == 522


def test_balance_without_a_payment_segment_still_checks_the_claims(golden: Golden) -> None:
    raw = golden("835-zero-payment-denial")
    start = raw.index(b"BPR*")
    found = report(
        balanced_count(raw[:start] + raw[raw.index(b"TRN*") :].replace(b"CAS*CO*197*150", b"CAS*CO*197*1"))
    )
    assert [each.code("EQUATION") or each.code("IK301") for each in found.rejects] == ["BPR", "claim", "line"]


@pytest.mark.parametrize(
    ("note", "present", "broken"),
    [
        ("P0809", {8}, 9), ("P0809", {9}, 8), ("P0809", set(), 0), ("P0809", {8, 9}, 0),
        ("R0203", set(), 2), ("R0203", {3}, 0),
        ("E0207", {2, 7}, 7), ("E0207", {7}, 0),
        ("C0605", {6}, 5), ("C0605", {5}, 0), ("C0605", {5, 6}, 0),
        ("L050607", {5}, 6), ("L050607", {5, 7}, 0), ("L050607", {6}, 0),
    ],
)  # fmt: skip
def test_syntax_notes(note: str, present: set[int], broken: int) -> None:
    positions = tuple(int(note[at : at + 2]) for at in range(1, len(note), 2))
    assert SyntaxNote(note[0], positions).broken_at(frozenset(present)) == broken


def test_two_that_exclude_each_other(golden: Golden) -> None:
    raw = changed(golden(CLAIMS), b"N4*PORTSIDE*ME*041010000", b"N4*PORTSIDE*ME*041010000*CA***QC")
    assert [tells(each) for each in report(raw).findings] == [("N47", "10", "reject", "1")]


def test_the_dictionary_is_whole() -> None:
    known = dictionary()
    for numbers in (*known.segments.values(), *known.composites.values()):
        assert all(number in known.elements or number in known.composites for number in numbers)
    assert set(known.syntax) <= set(known.segments)
    assert known.segments["CAS"] == ("1033", *("1034", "782", "380") * 6)


@pytest.mark.parametrize(
    ("text", "right"),
    [("20260228", True), ("20260229", False), ("20240229", True), ("260228", True), ("2026022", False),
     ("２０２６０２２８", False), ("20260000", False), ("00000101", False)],
)  # fmt: skip
def test_dates(text: str, right: bool) -> None:
    assert is_date(text) is right


def test_other_values() -> None:
    assert is_date_range("20260501-20260501")
    assert not is_date_range("20260502-20260501")
    assert not is_date_range("20260501")
    assert [is_time(text) for text in ("0000", "2359", "235959", "23595999", "2400", "236", "1260")] == [
        True, True, True, True, False, False, False
    ]  # fmt: skip
    assert [is_number(text, "N0") for text in ("12", "-12", "1.2", "", "+1")] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert [is_number(text, "R") for text in ("12", "-.5", "1.", "1E2", ".")] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert [is_amount(text) for text in ("0", ".5", "-1.25", "-.0", "1.234")] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert measured("-12.50", "R") == 4
    assert measured("-12.50", "AN") == 6


def test_values_are_shown_safely() -> None:
    assert shown("a\x1b[31m") == "a\\x1b[31m"
    assert shown("x" * 81) == "x" * 80 + "..."
