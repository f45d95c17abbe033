"""`cleanclaim scrub FILE.837`: the wire first, then each claim through the edits."""

from __future__ import annotations

import json
import random
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cleanclaim.app.scrub_files import scrub_batch
from cleanclaim.app.scrub_x12 import read_x12_claims
from cleanclaim.cli.root import root
from cleanclaim.exchange.claim_of_wire import claim_of_wire
from cleanclaim.exchange.received_claim import decode_claims
from cleanclaim.model.coverage import PlanType
from cleanclaim.model.people import Relationship, Sex
from cleanclaim.x12.reading import read

GOLDEN = Path(__file__).parents[2] / "golden"
FAMILY = GOLDEN / "837p-subscriber-and-dependent.x12"


def scrubbed(path: Path, *more: str) -> Result:
    arguments = ["scrub", str(path), "--today", "2026-05-10", "--dir", str(path.parent), *more]
    return CliRunner().invoke(root, arguments)


def spoilt(folder: Path, old: str, new: str) -> Path:
    path = folder / "spoilt.x12"
    text = FAMILY.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))
    return path


def objects(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in scrubbed(path, "--json").stdout.splitlines()]


def test_one_object_for_the_file_and_one_for_each_claim() -> None:
    file, first, second = objects(FAMILY)
    assert [each["id"] for each in file["findings"]] == ["x12.code.icd10cm", "x12.read.line-ends"]
    assert (first["claim_id"], second["claim_id"]) == ("A1001", "A1002")
    assert [(each["id"], each["found"]) for each in first["findings"]] == [("edit.icd10cm-complete", "N18.3")]
    assert second["findings"] == []
    unasked = {each["id"] for each in second["not_checked"]}
    assert {"edit.sign-off", "edit.codes-decided", "edit.patient-and-subscriber"} <= unasked
    assert scrubbed(FAMILY).exit_code == 1


def test_sums_that_are_wrong_on_the_wire_do_not_keep_the_claims_from_the_edits(tmp_path: Path) -> None:
    file, first, _ = objects(spoilt(tmp_path, "CLM*A1001*300*", "CLM*A1001*301*"))
    assert [each["id"] for each in file["findings"] if "balance" in each["id"]] == ["x12.balance.charge"]
    assert ("edit.claim-total", "301.00") in {(each["id"], each["found"]) for each in first["findings"]}


def test_a_set_that_is_built_wrongly_is_not_read_and_says_so(tmp_path: Path) -> None:
    (file,) = objects(spoilt(tmp_path, "DTP*472*D8*20260502~\n", "DTP*472*D8*20261302~\n"))
    assert [each["reason"] for each in file["not_checked"] if each["id"] == "scrub.claims-of-set"] == [
        "the set is built wrongly, so its claims were not read"
    ]


def test_other_837s_say_that_no_edit_reads_them() -> None:
    (file,) = objects(GOLDEN / "x12-837d-filling-two-surfaces.x12")
    assert [each["reason"] for each in file["not_checked"] if each["id"] == "scrub.claims-of-set"] == [
        "the edits read 837P, not 837D"
    ]


def test_units_that_are_no_whole_number_are_counted_up_and_told(tmp_path: Path) -> None:
    _, first, _ = objects(spoilt(tmp_path, "20610*115*UN*1*", "20610*115*UN*1.5*"))
    assert [each["place"] for each in first["not_checked"] if each["id"] == "scrub.units-counted-up"] == [
        "claim A1001 > line 2"
    ]


def test_the_claim_holds_what_the_wire_told() -> None:
    one, child = (claim_of_wire(each) for each in decode_claims(read(FAMILY.read_bytes()).sets[0].segments))
    assert (one.practice.taxonomy, one.practice.address.street) == ("207Q00000X", "12 QUAY STREET")
    assert (one.patient.sex, one.patient.birth_date) == (Sex.FEMALE, date(1961, 7, 2))
    assert (one.rendering.npi, one.rendering.taxonomy) == ("1234567893", "207Q00000X")
    assert one.coverage.payer.plan_type is PlanType.COMMERCIAL
    assert child.coverage.relationship is Relationship.CHILD
    assert child.coverage.subscriber is not None
    assert (child.coverage.subscriber.name.first, child.coverage.subscriber.birth_date) == ("OMAR", None)
    assert (child.patient.name.first, child.patient.address.street) == ("LENA", "9 DOCK LANE")
    assert child.lines[0].drug is not None
    assert child.lines[0].drug.quantity == Decimal(2)
    assert one.patient.patient_id != child.patient.patient_id


def test_two_claims_of_one_patient_are_one_anothers_history(tmp_path: Path) -> None:
    text = FAMILY.read_text()
    other = read_x12_claims(text.encode(), subject="a")
    again = read_x12_claims(text.replace("A1001", "A2001").encode(), subject="b")
    both = [*other.claims, *again.claims]
    told = list(scrub_batch(both, today=date(2026, 5, 10)))
    assert [
        (each.claim_id, finding.found)
        for each in told
        for finding in each.report.findings
        if finding.rule_id == "edit.duplicate-in-history"
    ] == [("A2001", "claim A1001"), ("A2001", "claim A1001")]


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*837p*.x12")), ids=lambda path: path.stem)
def test_no_mutant_of_a_golden_file_raises(path: Path) -> None:
    rng = random.Random(path.stem)
    raw = path.read_bytes()
    for _ in range(30):
        mutant = bytearray(raw)
        for _ in range(rng.randint(1, 3)):
            at = rng.randrange(110, len(mutant))
            mutant[at] = rng.choice(b"0123456789*:~AZ")
        file = read_x12_claims(bytes(mutant), subject="mutant")
        for each in scrub_batch(file.claims, today=date(2026, 5, 10)):
            assert each.report.not_checked
