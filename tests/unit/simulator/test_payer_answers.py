"""The simulated payer on real bytes: what it answers, that it balances, and that others can read it."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import oxedi
import pytest

from cleanclaim.core.money import Money
from cleanclaim.exchange.professional_claim import encode_claims
from cleanclaim.exchange.receiving import Understood, understand
from cleanclaim.model.claim import Claim
from cleanclaim.model.people import Relationship
from cleanclaim.model.remittance import Remittance
from cleanclaim.simulator.payer import Answers, SimulatedPayer
from cleanclaim.simulator.scenario import read_scenario
from cleanclaim.submission.answers import ClaimAnswers
from cleanclaim.x12.answers import EnvelopeAnswer, GroupAnswer
from tests.unit.exchange.claim_examples import claim, dependent_claim, drug_claim, envelope, secondary_claim
from tests.unit.exchange.oracles import pyx12_complaints

AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
PAYERS = """
[[payer]]
identifier = "60054"
name = "Sure Health"
allowed_percent = 80
copay = "25.00"
[[payer]]
identifier = "12345"
name = "Invented Medicare"
filing_indicator = "MB"
fees = { 99214 = "100.00" }
coinsurance_percent = 20
sequestration_percent = 2
"""


def rule(outcome: str, claim_pattern: str = "E01A", **more: object) -> str:
    lines = [
        f"{key} = {value!r}" for key, value in {"outcome": outcome, "claim": claim_pattern, **more}.items()
    ]
    return "\n[[rule]]\n" + "\n".join(lines) + "\n"


def play(*claims: Claim, rules: str = "", seed: int = 0, sets: int = 0) -> Answers:
    raw = encode_claims(
        claims, envelope=envelope(), set_controls=[f"{n:04d}" for n in range(1, (sets or len(claims)) + 1)]
    )
    return SimulatedPayer(read_scenario(PAYERS + rules), seed).play(raw, at=AT)


def kinds(answers: Answers) -> list[str]:
    return [each.kind for each in answers.files]


def read(answers: Answers, kind: str) -> list[Understood]:
    return [understand(each.raw) for each in answers.files if each.kind == kind]


def remittances(answers: Answers) -> list[Remittance]:
    found = [content.said for each in read(answers, "835") for content in each.contents]
    return [each for each in found if isinstance(each, Remittance)]


def only(found: list[Understood]) -> object:
    (one,) = found
    (content,) = one.contents
    return content.said


def test_a_clean_claim_gets_four_files_in_order() -> None:
    answers = play(claim())
    assert kinds(answers) == ["TA1", "999", "277CA", "835"]
    assert [each.order for each in answers.files] == [1, 2, 3, 4]
    assert [each.name for each in answers.files] == [
        "TA1_RECV01_000005051.x12", "999_RECV01_000005052.x12", "277CA_RECV01_000005053.x12",
        "835_RECV01_000005054.x12",
    ]  # fmt: skip
    envelope_answer, group_answer = only(read(answers, "TA1")), only(read(answers, "999"))
    assert isinstance(envelope_answer, EnvelopeAnswer)
    assert (envelope_answer.control, envelope_answer.answer, envelope_answer.note) == (
        "000000101",
        "A",
        "000",
    )
    assert isinstance(group_answer, GroupAnswer)
    assert (group_answer.group_control, group_answer.answer) == ("101", "A")
    claim_answers = only(read(answers, "277CA"))
    assert isinstance(claim_answers, ClaimAnswers)
    assert claim_answers.batch_reference == "0000001010001"
    (one,) = claim_answers.claims
    assert (one.control_number, one.accepted, one.category) == ("E01A", True, "A2")
    (remittance,) = remittances(answers)
    (payment,) = remittance.claims
    assert payment.payer_claim_number == one.payer_claim_number
    assert (payment.control_number, payment.claim_status) == ("E01A", "1")
    # 185.00 allowed 148.00 less the copay of 25.00
    assert (payment.paid, remittance.payment, payment.patient_responsibility) == (
        Money(12300), Money(12300), Money(2500),
    )  # fmt: skip
    assert payment.lines[0].control_number == "E01A-1"


def test_independent_programs_accept_every_file() -> None:
    answers = play(
        claim(), dependent_claim(), secondary_claim(), drug_claim(),
        rules=rule("deny_line", "E04A", procedure="J*", reason="16") + rule("reject_277ca", "E02A")
        + rule("reverse_and_correct", "E01A", corrected_allowed_percent=50),
    )  # fmt: skip
    assert sorted(kinds(answers)) == ["277CA", "835", "835", "835", "999", "TA1"]
    for each in answers.files:
        understood = understand(each.raw)
        assert not understood.refused
        assert understood.report.findings == ()
        if each.kind in ("277CA", "835"):
            assert pyx12_complaints(each.raw) == []
        if each.kind == "835":
            assert [str(one.rule) for one in oxedi.parse(each.raw).diagnostics] == []


def test_the_same_seed_gives_the_same_bytes_and_another_other_numbers() -> None:
    assert play(claim(), seed=1) == play(claim(), seed=1)
    first, other = (remittances(play(claim(), seed=seed))[0] for seed in (1, 2))
    assert first.trace_number != other.trace_number
    assert first.claims[0].payer_claim_number != other.claims[0].payer_claim_number
    assert first.payment == other.payment


def test_medicare_pays_by_fee_and_withholds() -> None:
    (remittance,) = remittances(play(secondary_claim()))
    adjustments = remittance.claims[0].lines[0].adjustments
    assert [(one.group, one.reason, one.amount.cents) for one in adjustments] == [
        ("CO", "45", 8500), ("CO", "253", 160), ("PR", "2", 2000),
    ]  # fmt: skip
    assert remittance.payment == Money(7840)
    assert remittance.claims[0].filing_indicator == "MB"


def test_each_payer_sends_its_own_remittance() -> None:
    found = remittances(play(claim(), secondary_claim(), drug_claim()))
    assert [[each.control_number for each in one.claims] for one in found] == [["E01A", "E04A"], ["E03A"]]
    assert len({one.trace_number for one in found}) == 2


def test_a_denied_claim_is_paid_nothing_by_a_payment_of_nothing() -> None:
    (remittance,) = remittances(play(claim(), rules=rule("deny", reason="197", remarks=["N54"])))
    (payment,) = remittance.claims
    assert (payment.claim_status, payment.paid, remittance.payment_method) == ("4", Money(0), "NON")
    assert [(one.group, one.reason) for one in payment.lines[0].adjustments] == [("CO", "197")]
    assert payment.lines[0].remarks == ("N54",)


@pytest.mark.parametrize(
    ("conditions", "denied"),
    [
        ({"procedure": "J*"}, [False, True]),
        ({"procedure": "9637?"}, [True, False]),
        ({"modifier": "GA"}, [False, False]),
        ({"diagnosis": "E11.*"}, [True, True]),
        ({"diagnosis": "Z*"}, [False, False]),
        ({"payer": "60054", "procedure": "J3301"}, [False, True]),
        ({"payer": "12345"}, [False, False]),
        ({"share_percent": 0}, [False, False]),
    ],
)
def test_lines_are_denied_by_what_they_are(conditions: dict[str, object], denied: list[bool]) -> None:
    answers = play(drug_claim(), rules=rule("deny_line", "E*", group="PR", reason="50", **conditions))
    lines = remittances(answers)[0].claims[0].lines
    assert [
        any((one.group, one.reason) == ("PR", "50") for one in each.adjustments) for each in lines
    ] == denied


def test_an_earlier_rule_that_pays_shields_from_a_later_denial() -> None:
    answers = play(claim(), rules=rule("pay") + rule("deny_line", "E*", reason="50"))
    assert remittances(answers)[0].payment == Money(12300)


def test_a_set_that_the_999_refuses_goes_no_further_and_its_neighbours_do() -> None:
    answers = play(claim(), drug_claim(), rules=rule("reject_999", "E01A", segment="SV1", element=1))
    group = only(read(answers, "999"))
    assert isinstance(group, GroupAnswer)
    assert (group.answer, group.counts) == ("P", ("2", "2", "1"))
    refused, taken = group.sets
    assert (refused.control, refused.accepted, taken.accepted) == ("0001", False, True)
    (fault,) = refused.errors
    assert (fault.segment_name, fault.loop_id, fault.position, fault.element_fault) == (
        "SV1",
        "2400",
        "1",
        "I12",
    )
    assert fault.business_unit == ("CLM01", "E01A")
    claim_answers = only(read(answers, "277CA"))
    assert isinstance(claim_answers, ClaimAnswers)
    assert [each.control_number for each in claim_answers.claims] == ["E04A"]


def test_a_refused_segment_is_named_without_an_element() -> None:
    answers = play(claim(), rules=rule("reject_999", segment="HI", element=0, syntax_error="I6"))
    group = only(read(answers, "999"))
    assert isinstance(group, GroupAnswer)
    (fault,) = group.sets[0].errors
    assert (fault.segment_name, fault.segment_fault, fault.position, group.answer) == ("HI", "I6", "", "R")
    assert kinds(answers) == ["TA1", "999"]


def test_a_fault_of_the_bytes_themselves_is_found_by_validation() -> None:
    raw = encode_claims([claim(), drug_claim()], envelope=envelope(), set_controls=["0001", "0002"])
    broken = raw.replace(b"HI*ABK:E1122", b"HI*XXX:E1122", 1)
    answers = SimulatedPayer(read_scenario(PAYERS)).play(broken, at=AT)
    group = only(read(answers, "999"))
    assert isinstance(group, GroupAnswer)
    assert [each.accepted for each in group.sets] == [False, True]


def test_a_277ca_rejection_ends_there() -> None:
    answers = play(claim(), rules=rule("reject_277ca", statuses=["A7:164:IL"]))
    said = only(read(answers, "277CA"))
    assert isinstance(said, ClaimAnswers)
    assert [(each.accepted, str(each.statuses[0]), each.payer_claim_number) for each in said.claims] == [
        (False, "A7:164:IL", "")
    ]
    assert "835" not in kinds(answers)


def test_any_payer_refuses_strangers_and_sums_that_do_not_add_up() -> None:
    foreign = replace(
        claim(), coverage=replace(claim().coverage, payer=replace(claim().coverage.payer, identifier="X1"))
    )
    wrong = replace(drug_claim(), total_charge=Money(1))
    found = read(play(foreign, wrong), "277CA")
    statuses = [
        str(each.statuses[0])
        for content in found[0].contents
        if isinstance(content.said, ClaimAnswers)
        for each in content.said.claims
    ]
    assert statuses == ["A7:153:PR", "A7:400"]


def test_a_pended_claim_is_accepted_and_then_nothing_comes() -> None:
    answers = play(claim(), rules=rule("pend"))
    assert kinds(answers) == ["TA1", "999", "277CA"]
    assert answers.lost == ()


def test_a_payment_is_taken_back_and_corrected_later() -> None:
    answers = play(claim(), drug_claim(), rules=rule("reverse_and_correct", corrected_allowed_percent=90))
    first, later = remittances(answers)
    assert [each.control_number for each in first.claims] == ["E01A", "E04A"]
    reversal, correction = later.claims
    assert (reversal.claim_status, correction.claim_status) == ("22", "1")
    assert (reversal.charge, reversal.paid) == (Money(-18500), -first.claims[0].paid)
    assert correction.paid == Money(16650 - 2500)
    assert later.payment == correction.paid + reversal.paid
    assert later.payment_date == first.payment_date + timedelta(days=21)


def test_a_correction_downwards_leaves_a_forward_balance() -> None:
    answers = play(claim(), rules=rule("reverse_and_correct", corrected_allowed_percent=50))
    _, later = remittances(answers)
    net = Money(9250 - 2500 - 12300)
    assert (later.payment, later.payment_method) == (Money(0), "NON")
    assert [(each.reason, each.amount) for each in later.provider_adjustments] == [("FB", net)]


def test_a_correction_meets_the_same_deductible_as_the_payment_it_replaces() -> None:
    scenario = read_scenario(
        PAYERS.replace('copay = "25.00"', 'deductible = "60.00"')
        + rule("reverse_and_correct", corrected_allowed_percent=90)
    )
    raw = encode_claims([claim(), drug_claim()], envelope=envelope(), set_controls=["0001", "0002"])
    first, later = remittances(SimulatedPayer(scenario).play(raw, at=AT))
    owed = [each.patient_responsibility for each in (*first.claims, *later.claims)]
    assert owed == [Money(6000), Money(0), Money(0), Money(6000)]
    assert later.claims[1].paid == Money(16650 - 6000)


def test_prior_balances_come_off_the_first_remittance_only() -> None:
    prior = '[[payer.prior_balance]]\nreason = "WO"\nreference = "OLD1"\namount = "23.00"\n'
    scenario = read_scenario(
        PAYERS.replace('copay = "25.00"\n', 'copay = "25.00"\n' + prior) + rule("truncate", "E04A")
    )
    raw = encode_claims([claim(), drug_claim()], envelope=envelope(), set_controls=["0001", "0002"])
    first, second = remittances(SimulatedPayer(scenario).play(raw, at=AT))
    assert [each.reason for each in first.provider_adjustments] == ["WO"]
    assert first.payment == Money(10000)
    assert second.provider_adjustments == ()


def test_a_lost_file_is_recorded_and_does_not_arrive() -> None:
    answers = play(claim(), drug_claim(), rules=rule("lose", "E01A"))
    assert answers.lost == ("835_RECV01_000005054.x12",)
    assert [[each.control_number for each in one.claims] for one in remittances(answers)] == [["E04A"]]


@pytest.mark.parametrize("kind", ["TA1", "999", "277CA"])
def test_any_kind_of_file_can_be_lost(kind: str) -> None:
    answers = play(claim(), rules=rule("lose", file=kind))
    assert kind not in kinds(answers)
    assert len(answers.lost) == 1


def test_a_file_that_comes_twice_is_the_same_file() -> None:
    answers = play(claim(), rules=rule("send_twice"))
    first, again = [each for each in answers.files if each.kind == "835"]
    assert first.raw == again.raw
    assert again.name == first.name.replace(".x12", "-again.x12")


def test_a_cut_file_is_refused_and_the_whole_one_follows() -> None:
    answers = play(claim(), rules=rule("truncate"))
    cut, whole = [each for each in answers.files if each.kind == "835"]
    assert whole.raw.startswith(cut.raw)
    assert understand(cut.raw).refused
    assert not understand(whole.raw).refused
    assert whole.at - cut.at == timedelta(days=1)


def test_a_remittance_can_overtake_its_acceptance() -> None:
    answers = play(claim(), rules=rule("out_of_order"))
    assert kinds(answers) == ["TA1", "999", "835", "277CA"]
    assert [each.at for each in answers.files] == sorted(each.at for each in answers.files)


def test_what_is_not_x12_gets_no_answer_and_a_broken_envelope_a_refusal() -> None:
    payer = SimulatedPayer(read_scenario(PAYERS))
    assert payer.answer(b"hello", at=AT) == ()
    raw = encode_claims([claim()], envelope=envelope(), set_controls=["0001"])
    (only_file,) = payer.answer(raw.replace(b"IEA*1*000000101~", b"IEA*1*000000102~"), at=AT)
    assert only_file.kind == "TA1"
    assert b"TA1*000000101*260504*0930*R*001~" in only_file.raw


def test_no_ta1_unless_one_is_asked_for() -> None:
    raw = encode_claims([claim()], envelope=replace(envelope(), acknowledge=False), set_controls=["0001"])
    assert "TA1" not in [each.kind for each in SimulatedPayer(read_scenario(PAYERS)).answer(raw, at=AT)]


def test_no_file_name_holds_anything_of_a_person() -> None:
    answers = play(replace(claim(), coverage=replace(claim().coverage, relationship=Relationship.SELF)))
    for each in answers.files:
        assert not {"TESTCASE", "NADIA", "M12345"} & set(each.name.upper().replace(".", "_").split("_"))


def test_a_changed_byte_is_answered_or_ignored_and_never_crashes() -> None:
    raw = encode_claims(
        [claim(), dependent_claim(), drug_claim()], envelope=envelope(), set_controls=["0001", "0002", "0003"]
    )
    payer, chance = SimulatedPayer(read_scenario(PAYERS)), random.Random(20260504)
    answered = 0
    for _ in range(200):
        broken = bytearray(raw)
        broken[chance.randrange(len(raw))] = chance.choice((chance.randrange(256), *b"*~:^A9 "))
        answered += bool(payer.answer(bytes(broken), at=AT))
    assert answered > 150
