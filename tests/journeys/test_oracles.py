"""Independent programs on the demo's own files: pyx12 takes 837P, 277CA and 835, oxedi the 835."""

from __future__ import annotations

import oxedi

from cleanclaim.x12.reading import read
from cleanclaim.x12.validation import check
from tests.journeys.demo_practice import Demo
from tests.unit.exchange.oracles import pyx12_complaints

CUT = "-cut"  # the file that the scenario truncates


def files(demo: Demo, kind: str) -> list[tuple[str, bytes]]:
    names = demo.run.files[kind]
    assert names
    return [(name, (demo.folder / name).read_bytes()) for name in names if CUT not in name]


def test_pyx12_accepts_every_claim_file(demo: Demo) -> None:
    complaints = {name: pyx12_complaints(raw) for name, raw in files(demo, "837")}
    assert complaints == {name: [] for name in complaints}


def test_pyx12_accepts_every_remittance_and_acceptance_report(demo: Demo) -> None:
    complaints = {name: pyx12_complaints(raw) for kind in ("835", "277CA") for name, raw in files(demo, kind)}
    assert complaints == {name: [] for name in complaints}


def test_oxedi_accepts_every_remittance(demo: Demo) -> None:
    for name, raw in files(demo, "835"):
        result = oxedi.parse(raw)
        assert [str(each) for each in result.diagnostics] == [], name


def test_our_own_checks_find_nothing_in_what_we_write(demo: Demo) -> None:
    for kind in ("837", "TA1", "999", "277CA", "835"):
        for name, raw in files(demo, kind):
            report = check(read(raw))
            assert [finding.rule_id for finding in report.findings] == [], name
