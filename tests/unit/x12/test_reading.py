"""Bytes in: what is read, what is repaired and noted, what is refused and where."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanclaim.core.finding import Severity
from cleanclaim.x12.opening import Source
from cleanclaim.x12.reading import Reading, read
from cleanclaim.x12.segments import Delimiters, Segment, segment
from cleanclaim.x12.writing import render

Golden = Callable[[str], bytes]
CLAIMS = "837p-subscriber-and-dependent"
REMIT = "835-reversal-correction-and-provider-adjustments"


def rules(reading: Reading) -> list[str]:
    return [finding.rule_id.removeprefix("x12.read.") for finding in reading.findings]


def only_advises(reading: Reading) -> bool:
    return all(finding.severity is Severity.ADVISE for finding in reading.findings)


def test_a_clean_file_is_read_without_a_word(golden: Golden) -> None:
    raw = golden(CLAIMS)
    reading = read(raw)
    assert reading.findings == ()
    assert reading.sha256 == hashlib.sha256(raw).hexdigest()
    (interchange,) = reading.interchanges
    assert (interchange.control, interchange.sender, interchange.receiver) == (
        "000000101",
        "HARBORFM",
        "PLANONE",
    )
    assert interchange.delimiters == Delimiters()
    assert interchange.trailer is not None
    assert interchange.loose == ()
    (group,) = interchange.groups
    assert (group.functional_id, group.control) == ("HC", "11")
    (one,) = group.sets
    assert (one.set_id, one.control, one.guide, one.complete) == ("837", "0001", "005010X222A1", True)
    assert one.segments[0].name == "ST"
    assert one.segments[-1].elements == (str(len(one.segments)), "0001")
    assert one.place.path == ("ISA 000000101", "GS 11", "ST 0001")
    assert reading.sets == (one,)


def test_the_guide_of_a_remittance_comes_from_its_group(golden: Golden) -> None:
    (one,) = read(golden(REMIT)).sets
    assert one.header.elements == ("835", "0001")
    assert one.guide == "005010X221A1"


def test_every_segment_says_where_it_stands(golden: Golden) -> None:
    raw = golden(REMIT)
    reading = read(raw)
    segments = reading.sets[0].segments
    assert [each.ordinal for each in segments] == list(range(1, len(segments) + 1))
    for each in segments:
        assert raw[each.offset :].startswith(str(each).encode() + b"~")
    interchange = reading.interchanges[0]
    assert interchange.header.offset == 0
    assert interchange.header.ordinal == 1
    assert interchange.groups[0].header.ordinal == 2
    assert interchange.trailer is not None
    assert interchange.trailer.ordinal == len(segments) + 4
    place = reading.sets[0].place_of(segments[1], "BPR02")
    assert str(place).endswith(f"ST 0001 > BPR02, segment 2, byte {segments[1].offset}")


def test_the_subject_of_places_can_be_given(golden: Golden) -> None:
    assert read(b"nonsense", subject="file F1").findings[0].place.subject == "file F1"
    sha = hashlib.sha256(b"nonsense").hexdigest()
    assert read(b"nonsense").findings[0].place.subject == f"file {sha[:8]}"


def wrap(raw: bytes, width: int, line_end: bytes = b"\n") -> bytes:
    return line_end.join(raw[at : at + width] for at in range(0, len(raw), width))


def broken_lines(raw: bytes, width: int) -> bytes:
    """A line for each segment, long ones broken: what a printer-minded program writes."""
    return b"".join(wrap(piece + b"~", width) + b"\n" for piece in raw.rstrip(b"~").split(b"~"))


@pytest.mark.parametrize(
    ("change", "noted"),
    [
        (lambda raw: b"\xef\xbb\xbf" + raw, ["byte-order-mark"]),
        (lambda raw: b" \r\n\t" + raw, ["leading-blanks"]),
        (lambda raw: raw.replace(b"~", b"~\n"), ["line-ends"]),
        (lambda raw: raw.replace(b"~", b"~\r\n"), ["line-ends"]),
        (lambda raw: raw.replace(b"~", b"~\r\n  "), ["blanks", "padding"]),
        (lambda raw: raw.replace(b"~", b"\n"), []),
        (lambda raw: raw.replace(b"~", b"\r\n"), []),
        (lambda raw: raw.replace(b"~", b"\r"), []),
        (lambda raw: raw + b"\x1a", ["padding"]),
        (lambda raw: raw + b"\r\n\x00\x00\x00", ["padding"]),
        (lambda raw: raw + b"\r\n", []),
        (lambda raw: wrap(raw, 80), ["wrapped"]),
        (lambda raw: wrap(raw, 80, b"\r\n") + b"\r\n", ["wrapped"]),
        (lambda raw: wrap(raw, 72, b"\r"), ["wrapped"]),
        (lambda raw: broken_lines(raw, 80), ["wrapped"]),
        (lambda raw: raw.replace(b"*", b"|").replace(b"~", b"\x1d"), []),
        (lambda raw: raw.replace(b":", b"\\").replace(b"^", b"\x1f").replace(b"*", b"\t"), []),
    ],
)
def test_what_is_harmless_is_noted_and_means_the_same(
    golden: Golden, change: Callable[[bytes], bytes], noted: list[str]
) -> None:
    for name in (CLAIMS, REMIT):
        raw = golden(name)
        plain, changed = read(raw), read(change(raw))
        assert rules(changed) == noted
        assert only_advises(changed)
        assert changed.canonical_sha256 == plain.canonical_sha256
        assert len(changed.sets[0].segments) == len(plain.sets[0].segments)
        assert changed.sets[0].segments[2].element(2) == plain.sets[0].segments[2].element(2)


def test_offsets_point_into_the_wrapped_bytes(golden: Golden) -> None:
    wrapped = wrap(golden(CLAIMS), 80, b"\r\n")
    for each in read(wrapped).sets[0].segments:
        joined = wrapped[each.offset : each.offset + 200].replace(b"\r\n", b"")
        assert joined.startswith(str(each).encode() + b"~")
        assert wrapped[each.offset : each.offset + 1] not in (b"\r", b"\n")


def test_offsets_count_removed_bytes() -> None:
    source = Source("file x", "abcdef", 0, (2, 3, 7))
    # the original was ab..cde.f
    assert [source.offset(at) for at in range(6)] == [0, 1, 4, 5, 6, 8]


def test_a_line_end_inside_a_value_is_not_taken_for_wrapping(golden: Golden) -> None:
    raw = golden(REMIT).replace(b"CLP*A1001*1*300*176", b"CLP*A1001*1*30\n*176")
    reading = read(raw)
    assert rules(reading) == ["line-end-in-segment"]
    clp = next(each for each in reading.sets[0].segments if each.name == "CLP")
    assert clp.element(3) == "30\n"
    assert reading.canonical_sha256 != read(golden(REMIT)).canonical_sha256


def test_lines_of_different_widths_are_not_taken_for_wrapping(golden: Golden) -> None:
    wrapped = wrap(golden(REMIT), 80)
    for uneven in (wrapped.replace(b"\n", b"", 1), wrapped[:300] + b"\n" + wrapped[300:]):
        assert "wrapped" not in rules(read(uneven))
    assert "wrapped" not in rules(read(wrap(golden(REMIT), 81)))
    payment = golden(REMIT)[golden(REMIT).index(b"BPR*") : golden(REMIT).index(b"TRN*")]
    too_long = broken_lines(golden(REMIT), 80).replace(wrap(payment, 80), payment)
    assert "wrapped" not in rules(read(too_long))


@pytest.mark.parametrize(
    ("written", "read_as"), [("MUÑOZ".encode(), "MUÑOZ"), ("MUÑOZ".encode("latin-1"), "MUÑOZ")]
)
def test_text_beyond_ascii_is_read_and_noted(golden: Golden, written: bytes, read_as: str) -> None:
    reading = read(golden(CLAIMS).replace(b"*TESTER*", b"*" + written + b"*"))
    assert rules(reading) == ["not-ascii"]
    assert any(each.element(3) == read_as for each in reading.sets[0].segments)


@pytest.mark.parametrize(
    ("raw", "rule", "offset"),
    [
        (b"", "empty", 0),
        (b" \r\n\x00", "empty", 0),
        (b"%PDF-1.7", "not-x12", 0),
        (b"isa*00*", "not-x12", 0),
        (b"\r\n  ST*835*0001~", "not-x12", 4),
        (b"I", "truncated", 0),
        ("ISA*00*".encode("utf-16"), "encoding", 0),
        ("ISA*00*".encode("utf-16-le"), "encoding", 0),
        ("ISA*00*".encode("cp037"), "encoding", 0),
        (b"ISA*00*", "truncated", 7),
    ],
)
def test_what_is_not_x12_is_refused_by_name(raw: bytes, rule: str, offset: int) -> None:
    reading = read(raw)
    assert reading.interchanges == ()
    assert reading.findings[-1].rule_id == f"x12.read.{rule}"
    assert reading.findings[-1].severity is Severity.REJECT
    assert reading.findings[-1].place.offset == offset
    assert reading.findings[-1].wanted
    assert reading.sha256 == hashlib.sha256(raw).hexdigest()


def test_files_that_cannot_be_read_are_never_taken_for_one_another() -> None:
    raws = [b"", b" ", b"nonsense", b"ISA*00*", b"ISA*01*"]
    assert len({read(raw).canonical_sha256 for raw in raws}) == len(raws)


@pytest.mark.parametrize(
    ("position", "byte"),
    [
        (104, b"~"), (104, b"*"), (105, b":"), (82, b":"), (82, b"A"), (104, b"7"), (105, b"Q"), (82, b" "),
        (104, b"."), (104, b"-"), (105, b"\x00"), (105, b"\xa7"), (82, b"\n"),
    ],
)  # fmt: skip
def test_colliding_or_unusable_delimiters_are_refused(golden: Golden, position: int, byte: bytes) -> None:
    raw = golden(CLAIMS)
    reading = read(raw[:position] + byte + raw[position + 1 :])
    assert reading.interchanges == ()
    (refusal,) = reading.rejects
    assert refusal.rule_id in ("x12.read.delimiters", "x12.read.header-shape")


@pytest.mark.parametrize(
    ("found", "wanted"),
    [(b"*HARBORFM", b"*HARB*RFM"), (b"*HARBORFM", b"*HARB~RFM"), (b"*HARBORFM  ", b"*HARBORFM")],
)
def test_a_header_that_is_not_of_fixed_width_is_refused(golden: Golden, found: bytes, wanted: bytes) -> None:
    reading = read(golden(CLAIMS).replace(found, wanted, 1))
    assert reading.interchanges == ()
    assert rules(reading) == ["header-shape"]
    assert reading.findings[0].code("TA105") == "022"


def test_the_u_of_older_versions_means_no_repetition(golden: Golden) -> None:
    reading = read(golden(CLAIMS).replace(b"*^*00501*", b"*U*00501*"))
    assert rules(reading) == ["repetition-separator"]
    assert only_advises(reading)
    (interchange,) = reading.interchanges
    assert interchange.delimiters.repetition == ""
    assert Segment("EB", ("a^b",), interchange.delimiters).repeats(1) == ("a^b",)
    assert read(golden(CLAIMS).replace(b"*^*00501*", b"*U*00401*")).findings == ()


def test_a_segment_without_end_is_refused(golden: Golden) -> None:
    raw = golden(CLAIMS).replace(b"NM1*41*2*HARBOR", b"NM1*41*2*" + b"X" * 70_000)
    reading = read(raw)
    assert sorted(rules(reading)) == ["not-closed"] * 3 + ["segment-length"]
    assert reading.interchanges[0].trailer is None
    assert [finding.place.offset for finding in reading.rejects if "length" in finding.rule_id] == [
        raw.index(b"NM1*41")
    ]


@pytest.mark.parametrize("name", [CLAIMS, REMIT, "ta1-accepted", "277ca-one-accepted-one-rejected"])
def test_every_truncation_is_refused(golden: Golden, name: str) -> None:
    raw = golden(name)
    whole = read(raw).canonical_sha256
    for cut in range(len(raw)):
        reading = read(raw[:cut])
        assert reading.rejects, cut
        assert reading.canonical_sha256 != whole
        for interchange in reading.interchanges:
            assert reading.rejects_in(interchange), cut


def test_every_truncation_of_a_wrapped_file_with_line_terminators_is_refused(golden: Golden) -> None:
    for raw in (
        wrap(golden(REMIT), 80),
        golden(REMIT).replace(b"~", b"\r\n"),
        broken_lines(golden(REMIT), 80),
    ):
        end = len(raw.rstrip())
        assert all(read(raw[:cut]).rejects for cut in range(end))


def test_what_is_left_open_is_named_from_the_inside_out(golden: Golden) -> None:
    raw = golden(CLAIMS)
    reading = read(raw[: raw.index(b"SE*")])
    assert [finding.wanted for finding in reading.rejects] == ["SE", "GE", "IEA"]
    told = [finding.codes[1:] for finding in reading.rejects]
    assert told == [(("IK502", "2"),), (("AK905", "3"),), (("TA105", "023"),)]
    assert not reading.sets[0].complete
    assert reading.interchanges[0].groups[0].trailer is None


def test_a_set_without_its_end_leaves_its_neighbour_whole(golden: Golden) -> None:
    raw = golden(REMIT)
    body = raw[raw.index(b"ST*") : raw.index(b"GE*")]
    open_body = body[: body.index(b"SE*")].replace(b"ST*835*0001", b"ST*835*0002")
    reading = read(raw.replace(body, open_body + body))
    first, second = reading.sets
    assert (first.complete, second.complete) == (False, True)
    assert reading.rejects_in(first)
    assert not reading.rejects_in(second)
    assert second.segments[0].ordinal == 1


def test_two_interchanges_of_which_the_second_is_bad(golden: Golden) -> None:
    raw = golden(REMIT) + b"\r\n" + golden(CLAIMS)[:-40].replace(b"*", b"|").replace(b"~", b"!")
    reading = read(raw)
    good, bad = reading.interchanges
    assert not reading.rejects_in(good)
    assert not reading.rejects_in(good.groups[0])
    assert reading.rejects_in(bad)
    assert bad.delimiters.element == "|"
    assert bad.header.ordinal == len(good.groups[0].sets[0].segments) + 5


def test_an_interchange_that_begins_before_the_last_one_ended(golden: Golden) -> None:
    raw = golden(REMIT)
    reading = read(raw[: raw.index(b"IEA*")] + b"\r\n" + raw)
    first, second = reading.interchanges
    assert first.trailer is None
    assert [finding.wanted for finding in reading.rejects_in(first)] == ["IEA"]
    assert not reading.rejects_in(second)


def test_a_second_header_cut_off(golden: Golden) -> None:
    reading = read(golden(REMIT) + b"ISA*00*   ")
    assert rules(reading) == ["truncated"]
    assert len(reading.interchanges) == 1


def test_bytes_behind_the_end_are_refused(golden: Golden) -> None:
    raw = golden(REMIT)
    reading = read(raw + b"\nGS*HP")
    assert rules(reading) == ["trailing-bytes"]
    assert reading.findings[0].place.offset == len(raw) + 1
    assert reading.canonical_sha256 != read(raw).canonical_sha256


@pytest.mark.parametrize("stray", [b"ZZ*1~", b"SE*2*0001~", b"GE*1*1~", b"ST*835*1234~"])
def test_segments_outside_a_set_are_refused_and_kept(golden: Golden, stray: bytes) -> None:
    raw = golden(REMIT)
    reading = read(raw.replace(b"IEA*", stray + b"IEA*"))
    assert rules(reading) == ["stray-segment"]
    (interchange,) = reading.interchanges
    assert [each.name for each in interchange.loose] == [stray[:2].decode()]
    inside = read(raw.replace(b"GE*", b"ZZ*1~GE*"))
    assert rules(inside) == ["stray-segment"]


def test_a_ta1_stands_between_header_and_groups(golden: Golden) -> None:
    (interchange,) = read(golden("ta1-accepted")).interchanges
    (answer,) = interchange.loose_named("TA1")
    assert answer.elements == ("000000101", "260504", "0915", "A", "000")
    assert interchange.loose_named("ZZ") == ()
    within = read(golden(REMIT).replace(b"ST*", b"TA1*1~ST*"))
    assert rules(within) == ["stray-segment"]


def test_a_control_number_that_is_none_is_not_put_into_places(golden: Golden) -> None:
    reading = read(golden(REMIT).replace(b"ST*835*0001", b"ST*835*ANNA TESTER"))
    assert reading.sets[0].place.path[-1] == "ST #1"


def test_nothing_raises_on_any_one_byte_change(golden: Golden) -> None:
    raw = golden("ta1-accepted") + golden(REMIT)[:400]
    for at in range(len(raw)):
        for byte in (0, 10, 13, 26, 32, 42, 48, 58, 65, 94, 126, 127, 195, 255):
            read(raw[:at] + bytes([byte]) + raw[at + 1 :])


@given(st.binary(max_size=400))
def test_nothing_raises_on_any_bytes(raw: bytes) -> None:
    assert read(raw).rejects


@given(st.binary(max_size=300))
def test_nothing_raises_behind_a_header(tail: bytes) -> None:
    header = b"ISA*00*%10s*00*%10s*ZZ*%15s*ZZ*%15s*260504*0915*^*00501*000000001*0*T*:~" % (
        b"",
        b"",
        b"A",
        b"B",
    )
    reading = read(header + tail)
    assert len(reading.interchanges) >= 1
    assert reading.rejects


DATA = st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .-'", min_size=1, max_size=12)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(DATA, st.lists(DATA, min_size=1, max_size=3)), min_size=1, max_size=6),
    st.permutations(["*", "^", ":", "~", "|", "!", "\x1c", "\x1d", ">", "\n"]),
)
def test_what_is_written_is_read_whatever_the_delimiters(
    rows: list[tuple[str, list[str]]], marks: list[str]
) -> None:
    inner = [mark for mark in marks if mark != "\n"]
    delimiters = Delimiters(
        inner[0], inner[1], inner[2], marks[-1] if marks[-1] not in inner[:3] else inner[3]
    )
    header = Segment(
        "ISA",
        ("00", " " * 10, "00", " " * 10, "ZZ", "A".ljust(15), "ZZ", "B".ljust(15), "260504", "0915",
         delimiters.repetition, "00501", "000000001", "0", "T", delimiters.component),
        delimiters,
    )  # fmt: skip
    body = [segment("NTE", one, tuple(parts), delimiters=delimiters) for one, parts in rows]
    closing = [
        segment(*each.split(), delimiters=delimiters)
        for each in (f"SE {len(body) + 2} 0001", "GE 1 1", "IEA 1 000000001")
    ]
    opening = [
        segment("GS", "HC", delimiters=delimiters),
        segment("ST", "837", "0001", delimiters=delimiters),
    ]
    raw = render([header, *opening, *body, *closing], delimiters)
    reading = read(raw)
    assert reading.rejects == ()
    assert [each.elements for each in reading.sets[0].segments[1:-1]] == [each.elements for each in body]
    assert [each.components(2) for each in reading.sets[0].segments[1:-1]] == [
        tuple(parts) for _, parts in rows
    ]
