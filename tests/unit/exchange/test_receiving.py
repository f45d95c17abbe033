"""One door for every file that comes in: what is taken, what is refused, and that nothing is half-taken."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanclaim.core.finding import Finding, Severity
from cleanclaim.core.money import Money
from cleanclaim.core.place import Place
from cleanclaim.exchange.professional_claim import encode_claims
from cleanclaim.exchange.receiving import NotUnderstood, ReceivedClaims, understand
from cleanclaim.exchange.remittance import RemittanceDraft, decode_remittance, encode_remittances
from cleanclaim.model.remittance import Remittance
from cleanclaim.x12.answers import EnvelopeAnswer, GroupAnswer
from cleanclaim.x12.segments import Segment, segment
from cleanclaim.x12.writing import (
    Envelope,
    TransactionDraft,
    write_bare_interchange,
    write_interchange,
)
from tests.unit.exchange.claim_examples import AT, claim, dependent_claim, envelope
from tests.unit.exchange.remittance_examples import PARTIES, nothing_paid, worked_example


def remittance_bytes(control: int = 7, *remittances: Remittance) -> bytes:
    chosen = remittances or (worked_example(),)
    drafts = [RemittanceDraft(one, PARTIES, f"{number:04d}") for number, one in enumerate(chosen, 1)]
    header = Envelope("RECV01", "ELMCLINIC", "HP", "005010X221A1", AT, control, control)
    return encode_remittances(drafts, envelope=header)


RAW = remittance_bytes()


def test_a_remittance_file() -> None:
    understood = understand(remittance_bytes(7, worked_example(), nothing_paid()))
    (interchange,) = understood.interchanges
    assert (interchange.sender, interchange.receiver, interchange.control) == (
        "RECV01",
        "ELMCLINIC",
        "000000007",
    )
    assert (understood.refused, understood.report.findings) == (False, ())
    first, second = understood.contents
    assert isinstance(first.said, Remittance)
    assert (first.said.trace_number, first.said.payment) == ("TRACE1", Money(14050))
    assert (first.set_id, first.envelope_key) == ("835", ("RECV01", "ELMCLINIC", "000000007", "7", "0001"))
    assert second.envelope_key[-1] == "0002"
    assert (
        understood.sha256 == hashlib.sha256(remittance_bytes(7, worked_example(), nothing_paid())).hexdigest()
    )


def test_the_place_of_a_remittance_names_its_file_and_envelope() -> None:
    (content,) = understand(RAW, subject="file abc").contents
    assert isinstance(content.said, Remittance)
    assert content.said.place.startswith("file abc > ISA 000000007 > GS 7 > ST 0001")


def test_the_second_of_two_interchanges_is_refused_alone() -> None:
    bad = remittance_bytes(8, nothing_paid()).replace(b"CLP*C3003*4*150*", b"CLP*C3003*4*15x*")
    for raw, refused in ((RAW + bad, [False, True]), (bad + RAW, [True, False])):
        understood = understand(raw)
        assert [each.refused for each in understood.interchanges] == refused
        (content,) = understood.contents
        assert isinstance(content.said, Remittance)
        assert content.said.trace_number == "TRACE1"
        assert not understood.refused
        assert understood.report.rejects != ()


def test_one_bad_set_refuses_its_whole_interchange() -> None:
    raw = remittance_bytes(7, worked_example(), nothing_paid()).replace(
        b"CLP*C3003*4*150*", b"CLP*C3003*4*15x*"
    )
    understood = understand(raw)
    assert understood.refused
    assert understood.contents == ()
    assert understood.interchanges[0].refusals != ()


def test_sums_that_differ_refuse_nothing_and_stand_beside_the_set() -> None:
    understood = understand(RAW.replace(b"BPR*I*140.5*", b"BPR*I*140.51*"))
    (content,) = understood.contents
    assert isinstance(content.said, Remittance)
    assert content.said.payment == Money(14051)
    (finding,) = [each for each in content.findings if each.severity is Severity.REJECT]
    assert (finding.code("SNIP"), finding.found, finding.wanted) == ("3", "140.51", "140.50")
    assert finding in understood.report.findings


def test_a_ta1_a_999_and_claims() -> None:
    header = Envelope("RECV01", "ELMCLINIC", "FA", "005010X231A1", AT, 9, 9)
    ta1 = write_bare_interchange(header, [segment("TA1", "000000101", "260504", "0930", "R", "025")])
    (content,) = understand(ta1).contents
    assert content.said == EnvelopeAnswer("000000101", False, "025", "R", "260504", "0930")
    assert content.envelope_key == ("RECV01", "ELMCLINIC", "000000009", "", "")

    body = (
        segment("AK1", "HC", "101", "005010X222A1"),
        segment("AK2", "837", "0001", "005010X222A1"),
        segment("IK5", "A"),
        segment("AK9", "A", "1", "1", "1"),
    )
    (content,) = understand(write_interchange(header, [TransactionDraft("999", "0001", body)])).contents
    assert isinstance(content.said, GroupAnswer)
    assert (content.said.group_control, content.said.accepts("0001")) == ("101", True)

    raw = encode_claims([claim(), dependent_claim()], envelope=envelope(), set_controls=["0001"])
    (content,) = understand(raw).contents
    assert isinstance(content.said, ReceivedClaims)
    assert [each.control_number for each in content.said.claims] == ["E01A", "E02A"]


def test_a_set_of_a_kind_we_do_not_read_is_kept_as_such() -> None:
    header = Envelope("RECV01", "ELMCLINIC", "AG", "005010X186A1", AT, 9, 9)
    understood = understand(
        write_interchange(header, [TransactionDraft("824", "0001", (segment("BGN", "11"),))])
    )
    (content,) = understood.contents
    assert content.said == NotUnderstood("824", "005010X186A1")
    assert [each.rule_id for each in understood.report.not_checked] == ["x12.guide"]


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw.replace(b"~", b"~\r\n"),
        lambda raw: b"\xef\xbb\xbf\r\n" + raw + b"\n\x1a",
        lambda raw: b"\n".join(raw[start : start + 80] for start in range(0, len(raw), 80)),
        lambda raw: raw.replace(b"*", b"|").replace(b"~", b"\n"),
    ],
    ids=["line ends", "byte order mark", "wrapped", "other delimiters"],
)
def test_the_same_file_dressed_otherwise_says_the_same(change: Callable[[bytes], bytes]) -> None:
    plain, dressed = understand(RAW), understand(change(RAW))
    assert plain.canonical_sha256 == dressed.canonical_sha256
    assert plain.sha256 != dressed.sha256

    def without_place(said: object) -> object:
        assert isinstance(said, Remittance)
        return replace(said, place="")

    assert [without_place(each.said) for each in plain.contents] == [
        without_place(each.said) for each in dressed.contents
    ]


@pytest.mark.parametrize(
    "raw", [b"", b"hello", b"\x00" * 300, b"%PDF-1.7", RAW[:106], RAW.decode().encode("utf-16")]
)
def test_what_is_no_interchange_is_refused_with_a_reason(raw: bytes) -> None:
    understood = understand(raw)
    assert understood.refused
    assert understood.contents == ()
    assert understood.report.rejects != ()


def test_a_file_cut_anywhere_says_nothing() -> None:
    for length in range(len(RAW)):
        understood = understand(RAW[:length])
        assert understood.refused, length
        assert understood.contents == (), length
        assert understood.report.rejects != (), length


def test_a_file_cut_in_its_second_interchange_still_gives_the_first() -> None:
    both = RAW + remittance_bytes(8, nothing_paid())
    for length in range(len(RAW) + 110, len(both), 7):
        understood = understand(both[:length])
        assert [each.refused for each in understood.interchanges] == [False, True], length
        assert len(understood.contents) == 1


@settings(max_examples=300)
@given(st.integers(0, len(RAW) - 1), st.integers(0, 255))
def test_one_changed_byte_raises_nothing(position: int, value: int) -> None:
    understood = understand(RAW[:position] + bytes([value]) + RAW[position + 1 :])
    assert all(interchange.refused or interchange.contents for interchange in understood.interchanges)
    assert not understood.refused or understood.report.rejects


def test_a_set_that_cannot_be_decoded_takes_its_neighbours_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever validation lets through: nothing of an interchange is taken unless all of it can be read."""
    refusal = Finding("exchange.element-unreadable", Severity.REJECT, Place("file"), "cannot be read")

    def second_fails(
        segments: Sequence[Segment], *, subject: str, path: tuple[str, ...]
    ) -> tuple[Remittance | None, tuple[Finding, ...]]:
        if "ST 0002" in path:
            return None, (refusal,)
        return decode_remittance(segments, subject=subject, path=path)

    monkeypatch.setattr("cleanclaim.exchange.saying.decode_remittance", second_fails)
    understood = understand(remittance_bytes(7, worked_example(), nothing_paid()))
    assert understood.contents == ()
    assert understood.interchanges[0].refusals == (refusal,)
    assert understood.report.rejects == (refusal,)
