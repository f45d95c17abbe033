"""Precision and recall per family from expectations and answers; any scrubber's answers will do.

    python bench/scrubber/score.py expected.jsonl answers.jsonl [families.json]

Answers: one JSON object a line, {"claim_id": ..., "findings": [{"id": ...}, ...]}. families.json maps the
rule ids of another product to the family names of the expectations; without it those of this project are
taken. A finding of a family on a claim that was not seeded with it is false, unless the expectation allows
it; ids that map to no family are not judged.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Document = dict[str, Any]
Row = tuple[str, int, int, int, str, str]  # family, seeded, found, false, precision, recall

OWN = {
    "ncci-pair": ["ncci-pair"],
    "unlikely-units": ["unlikely-units"],
    "add-on": ["add-on-primary"],
    "global-period": ["global-period"],
    "bilateral": ["bilateral-modifier"],
    "surgical-team": ["surgical-team"],
    "component": ["component-modifier"],
    "diagnosis-validity": ["icd10cm-valid-on-date"],
    "diagnosis-complete": ["icd10cm-complete"],
    "excludes1": ["icd10cm-excludes1"],
    "first-diagnosis": ["first-listed-diagnosis"],
    "pointer": ["pointer-integrity", "pointer-not-external-cause"],
    "npi": ["npi-check-digit"],
    "excluded-provider": ["excluded-provider"],
    "claim-total": ["claim-total"],
    "duplicate": ["duplicate-in-claim", "duplicate-in-history"],
    "modifier-fits": ["modifier-fits-procedure"],
    "side": ["modifier-side-agrees"],
    "clia": ["laboratory-certificate"],
    "ordering": ["ordering-provider"],
    "timely-filing": ["timely-filing"],
    "subscriber": ["patient-and-subscriber"],
    "member-id": ["payer-and-member"],
    "future-date": ["dates-in-order"],
    "place": ["place-of-service-known"],
    "new-patient": ["new-patient-visit"],
    "telehealth": ["telehealth-agrees"],
    "vaccine": ["immunization-pair"],
    "drug-code": ["drug-code-number"],
    "age": ["age-agrees"],
    "sex": ["sex-agrees"],
    "accident": ["accident-particulars"],
    "accident-payer": ["accident-payer"],
    "routine-physical": ["routine-physical"],
    "therapy": ["therapy-plan"],
    "anesthesia": ["anesthesia-care"],
    "complexity": ["complexity-add-on"],
    "pregnancy": ["pregnancy-codes"],
    "hypertension": ["hypertension-combined"],
}


def own_families() -> dict[str, str]:
    """This project's rule ids to families."""
    return {f"edit.{rule}": family for family, rules in OWN.items() for rule in rules}


def table(expected: Iterable[Document], answers: Iterable[Document], family_of: dict[str, str]) -> list[Row]:
    """(family, seeded, found, false, precision, recall), the families in order, the sum last."""
    told = {
        answer["claim_id"]: {family_of.get(each["id"]) for each in answer["findings"]} for answer in answers
    }
    seeded: dict[str, int] = defaultdict(int)
    found: dict[str, int] = defaultdict(int)
    false: dict[str, int] = defaultdict(int)
    for each in expected:
        families = {name for name in told.get(each["claim_id"], ()) if name is not None}
        for family in each["families"]:
            seeded[family] += 1
            found[family] += family in families
        for family in families - {*each["families"], *each["also"]}:
            false[family] += 1
    names = sorted({*seeded, *false})
    rows = [(name, seeded[name], found[name], false[name]) for name in names]
    rows.append(("all", sum(seeded.values()), sum(found.values()), sum(false.values())))
    return [(name, s, f, w, _share(f, f + w), _share(f, s)) for name, s, f, w in rows]


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def markdown(rows: Iterable[Row]) -> str:
    """The table as Markdown."""
    head = "| family | seeded | found | false | precision | recall |\n|---|---:|---:|---:|---:|---:|"
    return "\n".join([head, *("| " + " | ".join(map(str, row)) + " |" for row in rows)])


def read(path: str) -> list[Document]:
    """The objects of a JSON Lines file."""
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]


def main() -> None:
    """Score two files."""
    families = json.loads(Path(sys.argv[3]).read_text()) if len(sys.argv) > 3 else own_families()
    print(markdown(table(read(sys.argv[1]), read(sys.argv[2]), families)))


if __name__ == "__main__":
    main()
