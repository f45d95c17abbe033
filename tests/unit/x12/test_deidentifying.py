"""De-identified files: nothing of the people left, everything else as it was."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cleanclaim.app.deidentify_x12 import deidentify_x12
from cleanclaim.core.errors import MisuseError, UnreadableFileError
from cleanclaim.core.identifiers import is_npi
from cleanclaim.x12.deidentifying import deidentify
from cleanclaim.x12.pseudonyms import Pseudonyms
from cleanclaim.x12.reading import read
from cleanclaim.x12.rewriting import all_segments, rewrite
from cleanclaim.x12.segments import Segment, segment
from tests.unit.x12.conftest import GOLDEN

Golden = Callable[[str], bytes]
KEY = b"a key for the tests only"
NAMES = Pseudonyms(KEY)
CLAIMS = "837p-subscriber-and-dependent"
ALL = sorted(path.stem for path in GOLDEN.glob("*.x12"))
MONEY_AND_CODES = ("SV1", "SV2", "SV3", "SVC", "CAS", "AMT", "QTY", "LX", "HL", "PRV", "LQ", "MOA", "CL1")


def covered(raw: bytes) -> bytes:
    return deidentify_x12(raw, subject="a file", key=KEY).raw


def one(*parts: str | tuple[str, ...], written: str = "20260504") -> str:
    """A single segment, in a group of that day."""
    group = Segment("GS", ("HC", "A", "B", written, "1200", "1", "X", "005010X222A1"))
    return str(deidentify([group, segment(*parts)], NAMES).segments[1])  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ALL)
def test_every_golden_file_keeps_its_verdict_and_its_codes(golden: Golden, name: str) -> None:
    raw = golden(name)
    made = deidentify_x12(raw, subject="a file", key=KEY)
    assert made.same_verdict
    before, after = all_segments(read(raw)), all_segments(read(made.raw))
    assert [each.name for each in before] == [each.name for each in after]
    kept = [(str(x), str(y)) for x, y in zip(before, after, strict=True) if x.name in MONEY_AND_CODES]
    assert all(x == y for x, y in kept if "::::" not in x)  # a described service loses its description


def test_no_word_of_the_people_is_left(golden: Golden) -> None:
    made = covered(golden(CLAIMS))
    for word in (
        b"TESTER",
        b"SAMPLE",
        b"ALMA",
        b"LENA",
        b"HARBOR",
        b"M100200300",
        b"A1001",
        b"AUTH7788",
        b"010203040",
    ):
        assert word in golden(CLAIMS)
        assert word not in made
    assert b"NM1*PR*2*PLAN ONE*****PI*P1000~" in made
    assert b"SV1*HC:99214:25*185*UN*1***1:2:3~" in made


def test_claim_and_remittance_still_meet(golden: Golden) -> None:
    claims = {each.element(1) for each in all_segments(read(covered(golden(CLAIMS)))) if each.name == "CLM"}
    remit = golden(CLAIMS).replace(b"CLM*", b"CLP*")  # any other file with the same numbers
    paid = {each.element(1) for each in all_segments(read(covered(remit))) if each.name == "CLP"}
    answered = {
        each.element(2)
        for each in all_segments(read(covered(golden(CLAIMS).replace(b"CLM*A1001", b"TRN*2*A1001"))))
        if each.name == "TRN"
    }
    assert len(claims) == 2
    assert claims == paid
    assert answered < claims


def test_another_key_gives_other_stand_ins(golden: Golden) -> None:
    other = deidentify_x12(golden(CLAIMS), subject="a file", key=b"another key for the tests").raw
    assert other != covered(golden(CLAIMS))
    assert covered(golden(CLAIMS)) == covered(golden(CLAIMS))


@pytest.mark.parametrize("key", [b"", b"fifteen bytes!!"])
def test_a_short_key_is_misuse(golden: Golden, key: bytes) -> None:
    with pytest.raises(MisuseError, match="at least 16 bytes"):
        deidentify_x12(golden(CLAIMS), subject="a file", key=key)


def test_delimiters_and_line_ends_stay(golden: Golden) -> None:
    raw = golden(CLAIMS).replace(b"*", b"|").replace(b":", b">").replace(b"~", b"!\r\n")
    made = covered(raw)
    assert made[3:4] == b"|"
    assert made[104:108] == b">!\r\n"
    assert made.count(b"!\r\n") == raw.count(b"!\r\n")
    assert made.replace(b"!\r\n", b"~").replace(b"|", b"*").replace(b">", b":") == covered(golden(CLAIMS))


def test_dates_move_together_by_whole_weeks() -> None:
    assert NAMES.days % 7 == 0
    assert -56 <= NAMES.days <= -7
    assert (
        one("DTP", "472", "RD8", "20260504-20260506")
        == f"DTP*472*RD8*{NAMES.day('20260504')}-{NAMES.day('20260506')}"
    )
    assert int(NAMES.day("20260506")) - int(NAMES.day("20260504")) == 2
    assert one("DTP", "435", "DT", "202605041230") == f"DTP*435*DT*{NAMES.day('20260504')}1230"
    assert one("DTP", "096", "TM", "1230") == "DTP*096*TM*1230"
    assert one("HI", ("BH", "11", "D8", "20260401")) == f"HI*BH:11:D8:{NAMES.day('20260401')}"
    assert one("HI", ("BE", "A2", "", "", "100")) == "HI*BE:A2:::100"


def test_what_is_no_date_stays_none() -> None:
    assert one("DTP", "472", "D8", "20260599") == "DTP*472*D8*20269999"


@pytest.mark.parametrize(
    ("born", "made"),
    [("19360504", "19360101"), ("19360505", None), ("19010101", "19360101"), ("20260101", None)],
)
def test_birth_dates_of_people_over_89_become_one_day(born: str, made: str | None) -> None:
    assert one("DMG", "D8", born, "F") == f"DMG*D8*{made or NAMES.day(born)}*F"


@pytest.mark.parametrize(
    ("code", "made"),
    [("04101", "04100"), ("041011234", "041009998"), ("03601", "00000"), ("893010001", "000009998")],
)
def test_postal_codes(code: str, made: str) -> None:
    assert one("N4", "TOWN", "ME", code).split("*")[2:] == ["ME", made]


@pytest.mark.parametrize(
    ("parts", "kept"),
    [
        (("REF", "F2", "005010"), True),
        (("REF", "G1", "AUTH1"), False),
        (("PRV", "BI", "PXC", "207Q00000X"), True),
        (("MOA", "", "", "MA01"), True),
        (("SVD", "PAYER1", "100", ("HC", "99213"), "", "1"), True),
        (("NM1", "PR", "2", "SURE HEALTH", "", "", "", "", "PI", "60054"), True),
        (("NM1", "QC", "1", "TESTER", "ANN"), False),
        (("LIN", "", "N4", "00409488710"), True),
        (("CAS", "CO", "45", "20"), True),
        (("QQQ", "ANN"), False),
    ],
)
def test_codes_stay_and_numbers_do_not(parts: tuple[str, ...], kept: bool) -> None:
    assert (one(*parts) == str(segment(*parts))) is kept


def test_free_text_and_contacts() -> None:
    assert one("NTE", "ADD", "ANN TESTER FELL") == "NTE*ADD*REMOVED"
    assert one("K3", "SOMETHING") == "K3*REMOVED"
    contact = one("PER", "IC", "ANN TESTER", "TE", "2075551234", "EM", "ann@clinic.example", "EX", "123")
    fields = contact.split("*")
    assert fields[4].startswith("5555550")
    assert fields[6].endswith("@example.com")
    assert (fields[8].isdigit(), len(fields[8])) == (True, 3)


def test_npis_stay_npis_wherever_they_stand() -> None:
    in_name = one("NM1", "85", "2", "CLINIC", "", "", "", "", "XX", "1234567893").split("*")[9]
    in_reference = one("PLB", "1234567893", "20261231", ("WO", "X1"), "5").split("*")[1]
    assert in_name == in_reference != "1234567893"
    assert is_npi(in_name)


def test_what_cannot_be_printed_stays_so() -> None:
    assert one("NM1", "QC", "1", "TES\x06TER").split("*")[3][-1] == "\x06"


def test_what_is_too_long_stays_too_long() -> None:
    assert len(one("NM1", "QC", "1", "X" * 70).split("*")[3]) == 70


def test_a_file_that_was_cut_is_not_copied(golden: Golden) -> None:
    with pytest.raises(UnreadableFileError, match="cannot be read whole"):
        covered(golden(CLAIMS)[:-30])


@pytest.mark.parametrize("name", ALL)
def test_a_file_rewritten_without_change_is_the_same_bytes(golden: Golden, name: str) -> None:
    assert rewrite(all_segments(read(golden(name)))) == golden(name)
