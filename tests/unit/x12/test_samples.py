"""Every sample of other projects: the verdict we expect, and why where we refuse. Names only.

The manifest calls none of them valid, one `invalid-by-name`; each refusal below was looked at by hand.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from cleanclaim.x12.reading import read
from cleanclaim.x12.validation import check

ACCEPTED = [
    "270_linuxforhealth_demo-single-line",
    "270_linuxforhealth_dependent-health-benefit-check",
    "271_linuxforhealth_demo",
    "271_linuxforhealth_dependent-health-benefit-check",
    "276_linuxforhealth_claim-level-status-ncpdp",
    "277_linuxforhealth_claim-level-status-ncpdp",
    "277_linuxforhealth_information-receiver-level-status",
    "834_azoner_834-deident-family",
    "834_azoner_multiple-st-loops",
    "834_linuxforhealth_add-subscriber-coverage",
    "834_linuxforhealth_demo",
    "834_linuxforhealth_reinstate-employee-coverage-level",
    "834_linuxforhealth_reinstate-member-eligiblity-ins",
    "835_azoner_835-mult-loops",
    "999_azoner_834-lui-id-5010-999",
    "837p_linuxforhealth_demo-cob-example3-b",
    "837p_linuxforhealth_demo-cob-example3-c",
    "837p_linuxforhealth_demo-drug-example10-1",
    "837p_linuxforhealth_demo-drug-example10-2",
    "837p_linuxforhealth_demo-drug-example10-3",
    "837p_linuxforhealth_demo-example1",
    "837p_linuxforhealth_demo-example2",
    "837p_linuxforhealth_demo-example7",
    "837p_linuxforhealth_demo-example8",
    "837p_linuxforhealth_demo",
    "837p_moov-io_sample",
]

# version 4010: the envelope is checked, the inside is not
ENVELOPE_ONLY = [
    "837i_linuxforhealth_automobile-accident",
    "837i_linuxforhealth_institutional-ppo-repriced",
    "837i_linuxforhealth_institutional",
    "837i_linuxforhealth_workers-compensation",
    "837p_linuxforhealth_dependent-commercial-insurance-01",
    "837p_linuxforhealth_dependent-commercial-insurance-02",
    "837p_linuxforhealth_dependent-commercial-insurance-03",
    "837p_linuxforhealth_patient-is-dependent",
    "837p_linuxforhealth_patient-is-subscriber",
]

COUNT, CONTROL, VALUE = "envelope.count", "envelope.control-number", "element.value"
MISSING, UNEXPECTED, REPEAT = "walk.missing", "walk.unexpected", "walk.segment-repeat"
AS_PROFESSIONAL = {VALUE, MISSING, UNEXPECTED, REPEAT}  # professional claims under an institutional version
COMPONENTS = {VALUE, MISSING, UNEXPECTED}  # composites written with another separator than the ISA's

REFUSED = {
    "270_imsweb_x270": {COUNT, CONTROL},
    "271_imsweb_x271": {COUNT, CONTROL},
    "271_linuxforhealth_subscriber-health-benefit-check-error": {
        CONTROL
    },  # the one that is said to be invalid
    "277ca_imsweb_x12-277ca-rejected": {MISSING},  # 2200C without its STC
    "824_apimeister_005010-824": {CONTROL},  # ST03 is not GS08
    "834_azoner_example834-5010": {VALUE},  # blanks stand after INS06
    "834_linuxforhealth_enroll-employee-managed-care": {VALUE},  # DTP01 358 is no date of a member
    "834_mimilabs_sample-834-03": {VALUE},  # a date that is a placeholder
    "834_mimilabs_sample-834-04": {VALUE},
    "835_linuxforhealth_demo": {MISSING, VALUE},  # no PER*BL; TS3 elements of version 4010
    "835_linuxforhealth_managed-care": {MISSING, VALUE},  # no PER*BL; BPR16 in month 23
    "835_linuxforhealth_secondary-payment": {MISSING, VALUE},  # no PER*BL, no BPR16; a wrong separator
    "837i_mimilabs_sample-837-10": AS_PROFESSIONAL,
    "837i_mimilabs_sample-837-3": AS_PROFESSIONAL,
    "837i_mimilabs_sample-837-4": AS_PROFESSIONAL,
    "837i_mimilabs_sample-837-6": AS_PROFESSIONAL,
    "837i_mimilabs_sample-837-9": AS_PROFESSIONAL,
    "837p_apimeister_005010-837": {CONTROL},  # ST03 is not GS08
    "837p_linuxforhealth_demo-ambulance-example5": {VALUE},  # CLM05 without its third component
    "837p_linuxforhealth_demo-cob-2ndary-example4": COMPONENTS,
    "837p_linuxforhealth_demo-cob-example3-a": {MISSING},  # other coverage without 2330B
    "837p_linuxforhealth_demo-cob-example4": {UNEXPECTED},  # a 4010 AMT in 2320
    "837p_linuxforhealth_demo-example11": COMPONENTS,
    "837p_linuxforhealth_demo-example12": COMPONENTS,
    "837p_linuxforhealth_demo-example9": COMPONENTS,
    "837p_mimilabs_sample-837-0": {"hierarchy.number"},  # HL01 counts on over several sets
    "837p_mimilabs_sample-837-11": {COUNT, MISSING, UNEXPECTED, VALUE},
    "837p_mimilabs_sample-837-12": {COUNT, CONTROL, MISSING, REPEAT, UNEXPECTED, VALUE},
    "999_imsweb_x12-999-accepted": {CONTROL},  # IEA02 is not ISA13
}


@pytest.fixture(scope="module")
def folder() -> Path:
    root = Path(os.environ.get("CLEANCLAIM_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))
    if not (root / "x12").is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail("CLEANCLAIM_DATA names no folder with x12 samples")
        pytest.skip("no sample folder: set CLEANCLAIM_DATA to the folder that holds x12/")
    return root / "x12"


def test_every_sample_has_the_verdict_we_expect(folder: Path) -> None:
    found: dict[str, set[str]] = {}
    unchecked = set()
    for path in sorted(folder.glob("*/*.edi")):
        report = check(read(path.read_bytes()))
        found[path.stem] = {each.rule_id.removeprefix("x12.") for each in report.rejects}
        if any(each.rule_id == "x12.guide" for each in report.not_checked):
            unchecked.add(path.stem)
    wanted: dict[str, set[str]] = {name: set() for name in (*ACCEPTED, *ENVELOPE_ONLY)} | REFUSED
    assert found == wanted
    assert unchecked == {*ENVELOPE_ONLY, "270_imsweb_x270", "824_apimeister_005010-824"}


def test_what_the_manifest_says_agrees_with_us(folder: Path) -> None:
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            name = Path(row["file"]).stem
            if row["stated"] == "valid":
                assert name in ACCEPTED
            if row["stated"].startswith("invalid"):
                assert name in REFUSED
            if row["envelope"] == "ok" and name in REFUSED:
                assert REFUSED[name] != {COUNT}
