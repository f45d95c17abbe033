"""835: what independent programs say of our bytes, and that nothing is lost on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import oxedi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.core.errors import MisuseError
from cleanclaim.core.money import Money
from cleanclaim.exchange.remittance import (
    RemittanceDraft,
    decode_remittance,
    encode_remittance,
    encode_remittances,
)
from cleanclaim.model.remittance import (
    Adjustment,
    ClaimPayment,
    LinePayment,
    ProviderAdjustment,
    Remittance,
)
from cleanclaim.x12.writing import Envelope
from tests.unit.exchange.claim_examples import AT
from tests.unit.exchange.oracles import pyx12_complaints
from tests.unit.exchange.remittance_examples import PARTIES, many_adjustments, nothing_paid, worked_example
from tests.unit.exchange.wire_reading import transaction_sets

EXAMPLES = (worked_example(), nothing_paid(), many_adjustments())
GOLDEN_NAMES = ("reversal-and-correction", "denied-without-payment", "many-adjustments")
# pyx12 4.0.0 takes a second PLB for a second footer; the guide lets PLB repeat
ONE_PLB = replace(many_adjustments(), provider_adjustments=(ProviderAdjustment("72", "X", Money(36)),))
ENVELOPE = Envelope("RECV01", "ELMCLINIC", "HP", "005010X221A1", AT, 7, 7)


def encoded(one: Remittance) -> bytes:
    return encode_remittance(one, parties=PARTIES, envelope=ENVELOPE, set_control="0001")


def without_places(one: Remittance) -> Remittance:
    """Segment numbers and place are known only after reading."""
    claims = tuple(
        replace(each, segment=0, lines=tuple(replace(line, segment=0) for line in each.lines))
        for each in one.claims
    )
    pairs = tuple(replace(pair, segment=0) for pair in one.provider_adjustments)
    return replace(one, claims=claims, provider_adjustments=pairs, place="")


def read_back(raw: bytes) -> Remittance:
    (segments,) = transaction_sets(raw)
    remittance, findings = decode_remittance(segments)
    assert findings == ()
    assert remittance is not None
    return remittance


def oxedi_complaints(raw: bytes) -> list[str]:
    result = oxedi.parse(raw)
    return [f"{each.kind} {each.rule}" for each in result.diagnostics]


@pytest.mark.parametrize("one", [*EXAMPLES[:2], ONE_PLB], ids=lambda one: str(one.trace_number))
def test_pyx12_and_oxedi_accept_each(one: Remittance) -> None:
    assert pyx12_complaints(encoded(one)) == []
    assert oxedi_complaints(encoded(one)) == []


def test_oxedi_accepts_a_second_provider_adjustment_segment() -> None:
    assert encoded(many_adjustments()).count(b"~PLB*") == 2
    assert oxedi_complaints(encoded(many_adjustments())) == []


def test_the_oracles_would_complain() -> None:
    assert oxedi_complaints(encoded(worked_example()).replace(b"BPR*I*140.5*", b"BPR*I*140.6*")) != []
    assert pyx12_complaints(encoded(worked_example()).replace(b"CLP*A1001*1*", b"CLP*A1001*99*")) != []


@pytest.mark.parametrize("one", EXAMPLES, ids=lambda one: str(one.trace_number))
def test_each_comes_back(one: Remittance) -> None:
    assert without_places(read_back(encoded(one))) == one


@pytest.mark.parametrize(
    ("one", "name"),
    list(zip(EXAMPLES, GOLDEN_NAMES, strict=True)),
)
def test_each_is_written_as_its_golden_file(one: Remittance, name: str) -> None:
    golden = Path(__file__).parents[2] / "golden" / f"exchange-835-{name}.x12"
    draft = RemittanceDraft(one, PARTIES, "0001")
    assert encode_remittances([draft], envelope=ENVELOPE, line_end="\n") == golden.read_bytes()


def test_two_in_one_interchange() -> None:
    drafts = [RemittanceDraft(one, PARTIES, f"{number:04d}") for number, one in enumerate(EXAMPLES, 1)]
    raw = encode_remittances(drafts, envelope=ENVELOPE)
    assert pyx12_complaints(encode_remittances(drafts[:2], envelope=ENVELOPE)) == []
    backs = [decode_remittance(segments)[0] for segments in transaction_sets(raw)]
    assert [without_places(back) for back in backs if back] == list(EXAMPLES)


def test_segment_numbers_point_into_the_set() -> None:
    raw = encoded(worked_example())
    (segments,) = transaction_sets(raw)
    back = read_back(raw)
    assert [segments[claim.segment - 1].name for claim in back.claims] == ["CLP"] * 3
    assert str(segments[back.claims[0].lines[1].segment - 1]).startswith("SVC*HC:93000*115*72")
    assert (
        str(segments[back.provider_adjustments[0].segment - 1])
        == "PLB*2234567893*20261231*WO:PAYER-9*25*L6*-1.5"
    )


def test_a_negated_payment_and_other_qualifiers_are_read() -> None:
    raw = encoded(worked_example())
    for qualifier in ("NU:0450", "AD:D0120", "N4:00009307903", "HP:AAAA1", "ER:X"):
        wanted = qualifier.split(":")
        back = read_back(raw.replace(b"SVC*HC:99214*", f"SVC*{qualifier}*".encode()))
        assert [back.claims[0].lines[0].qualifier, back.claims[0].lines[0].procedure] == wanted


def test_inpatient_remarks_member_and_crossover_are_read() -> None:
    raw = encoded(nothing_paid())
    raw = raw.replace(b"MOA***MA130*N290~", b"MIA*0****MA1***************MA2*MA3~MOA***MA4~")
    raw = raw.replace(b"NM1*QC*1~", b"NM1*QC*1~NM1*IL*1******MI*M77~")
    claim = read_back(raw).claims[0]
    assert claim.remarks == ("MA1", "MA2", "MA3", "MA4")
    assert (claim.member_id, claim.crossover_name) == ("M77", "SURE HEALTH")
    assert claim.lines[0].remarks == ("M76", "N822")


def test_a_changed_procedure_is_told() -> None:
    raw = encoded(nothing_paid()).replace(b"*4~DTM*472", b"*4*HC:J3300:JZ~DTM*472")
    remittance, findings = decode_remittance(transaction_sets(raw)[0])
    assert remittance is not None
    (finding,) = findings
    assert (finding.rule_id, finding.found, finding.wanted) == (
        "exchange.procedure-changed", "HC:J3301:JZ:RT", "HC:J3300:JZ",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "broken", "element"),
    [
        (b"BPR*I*140.5*", b"BPR*I*1E5*", "BPR02"),
        (b"*20260520~TRN", b"*20260230~TRN", "BPR16"),
        (b"TRN*1*TRACE1*", b"TRN*1**", "TRN02"),
        (b"CLP*A1001*1*300*", b"CLP*A1001*1*12.345*", "CLP03"),
        (b"CAS*CO*45*55~", b"CAS*CO*45~", "CAS03"),
        (b"CAS*CO*45*55~", b"CAS*CO**55~", "CAS02"),
        (b"SVC*HC:99214*185*", b"SVC*ZZ:99214*185*", "SVC01"),
        (b"*WO:PAYER-9*25*", b"*WO:PAYER-9*--5*", "PLB04"),
    ],
)
def test_an_unreadable_element_refuses_the_remittance(written: bytes, broken: bytes, element: str) -> None:
    raw = encoded(worked_example())
    assert raw.count(written) == 1
    remittance, findings = decode_remittance(transaction_sets(raw.replace(written, broken))[0])
    assert remittance is None
    assert [finding.place.path[-1] for finding in findings] == [element]


def test_the_payer_is_known_by_its_best_identifier() -> None:
    raw = encoded(worked_example())
    assert read_back(raw).payer_identifier == "60054"
    named = raw.replace(b"N1*PR*SURE HEALTH~", b"N1*PR*SURE HEALTH*XV*PLAN7~")
    assert read_back(named).payer_identifier == "PLAN7"
    assert read_back(raw.replace(b"REF*2U*60054~", b"")).payer_identifier == "1990000001"


def test_too_many_remarks_of_a_claim_are_not_cut() -> None:
    one = nothing_paid()
    claim = replace(one.claims[0], remarks=tuple(f"MA{number:02d}" for number in range(6)))
    with pytest.raises(MisuseError, match="at most five remarks"):
        encoded(replace(one, claims=(claim,)))


words = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=12)
amounts = st.integers(-(10**11), 10**11).map(Money)
adjustments = st.lists(
    st.builds(
        Adjustment,
        st.sampled_from(["CO", "PR", "OA", "PI"]),
        words,
        amounts,
        st.sampled_from(["", "1", "2.5"]),
    ),
    max_size=20,
).map(tuple)
remarks = st.lists(words, max_size=5).map(tuple)
line_payments = st.builds(
    LinePayment, st.just(0), st.sampled_from(["HC", "NU", "AD", "N4", "HP", "ER"]), words,
    st.lists(words, max_size=4).map(tuple), amounts, amounts, st.sampled_from(["0", "1", "2.5"]), adjustments,
    st.one_of(st.just(""), words), st.one_of(st.none(), st.dates(date(2000, 1, 1))), remarks,
)  # fmt: skip
claim_payments = st.builds(
    ClaimPayment, st.just(0), words, st.sampled_from(["1", "2", "4", "22"]), amounts, amounts, amounts,
    st.sampled_from(["MB", "CI"]), words, adjustments,
    st.lists(line_payments, max_size=4).map(
        lambda lines: tuple(replace(line, ordinal=number) for number, line in enumerate(lines, 1))
    ),
    st.one_of(st.just(""), words), remarks, st.one_of(st.just(""), words),
)  # fmt: skip
remittances = st.builds(
    Remittance, words, words, words, st.just("2234567893"), st.integers(0, 10**11).map(Money),
    st.sampled_from(["ACH", "CHK", "NON", "FWT"]), st.dates(date(2000, 1, 1)),
    st.lists(claim_payments, max_size=4).map(
        lambda claims: tuple(replace(claim, ordinal=number) for number, claim in enumerate(claims, 1))
    ),
    st.lists(st.builds(ProviderAdjustment, words, words, amounts), max_size=14).map(tuple),
)  # fmt: skip


@given(remittances)
def test_any_remittance_comes_back(one: Remittance) -> None:
    assert without_places(read_back(encoded(one))) == one
