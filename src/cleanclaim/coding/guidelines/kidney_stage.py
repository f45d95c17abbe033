"""A combination code that holds chronic kidney disease still wants its stage behind it (N18.-).

`Diabetic chronic kidney disease, stage 4` is one statement and two codes: E11.22 names the cause, N18.4 the
stage. Where the note states no stage, N18.9 stands and the stage becomes a question.
"""

from __future__ import annotations

import re

from cleanclaim.coding.case import CONDITION, Candidate, Case, Proposal
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.coding.vocabulary import Kind
from cleanclaim.core.evidence import Evidence

RULE = Rule(
    rule_id="guideline.I.C.14.a",
    title="The stage of chronic kidney disease is coded beside its combination codes",
    citation="ICD-10-CM Official Guidelines s. I.C.14.a; tabular notes under E11.22, I12, I13",
    order=31,
)
_HOSTS = ("E08.22", "E09.22", "E10.22", "E11.22", "E13.22", "I12", "I13", "D63.1")
_STAGE = re.compile(
    r"\b(?:stage|ckd|grade|g)[- ]?(3[ab]|iii[ab]|iii|ii|iv|[1-5]|i|v)\b(?! diabet)", re.IGNORECASE
)
_END_STAGE = re.compile(r"\b(?:esrd|eskd|end[- ]stage (?:renal|kidney))", re.IGNORECASE)
_LEAF = {
    "1": "N18.1", "i": "N18.1", "2": "N18.2", "ii": "N18.2", "3": "N18.30", "iii": "N18.30", "3a": "N18.31",
    "iiia": "N18.31", "3b": "N18.32", "iiib": "N18.32", "4": "N18.4", "iv": "N18.4", "5": "N18.5",
    "v": "N18.5",
}  # fmt: skip


def apply(case: Case) -> Case:
    """Add the stage behind the combination code when no N18 stands yet; stage 5 on dialysis is N18.6."""
    dialysis = case.present("Z99.2")
    for each in case.having("N18.5", "N18.9") if dialysis else ():
        because = RULE.because("Kidney disease on chronic dialysis is end-stage [tabular, N18.6].")
        case = case.recode(each, "N18.6", because, dialysis[0])
    kidney = case.having("N18")
    for each in case.having("E21.1") if kidney else ():
        because = RULE.because("Secondary hyperparathyroidism beside kidney disease is of renal origin.")
        case = case.recode(each, "N25.81", because, kidney[0])
    hosts = case.having(*_HOSTS)
    if not hosts or case.has("N18"):
        return case
    host = hosts[0]
    code, evidence = _stated(case, host) or ("N18.9", host.evidence)
    because = RULE.because(f"{host.code} asks for the stage of the kidney disease.")
    missing = ("stage",) if code == "N18.9" else ()
    stage = Proposal(
        code, Kind.CONDITION, evidence, (because,), CONDITION, host.offset + 1, missing, after=host.code
    )
    return case.propose(stage)


def _stated(case: Case, host: Proposal) -> tuple[str, tuple[Evidence, ...]] | None:
    """The stage in the sentence of the combination, else the one stage that the note states elsewhere."""
    for candidate in case.told_by(host):
        found = _in_sentence(candidate)
        if found:
            return found
    elsewhere = {each.code: each for each in case.present("N18") if each.code != "N18.9"}
    if len(elsewhere) != 1:
        return None
    only = next(iter(elsewhere.values()))
    return only.code, only.evidence


def _in_sentence(candidate: Candidate) -> tuple[str, tuple[Evidence, ...]] | None:
    reading = candidate.paper.reading
    sentence = reading.sentence_at(candidate.mention.start)
    for pattern in (_END_STAGE, _STAGE):
        match = pattern.search(reading.text, sentence.start, sentence.end)
        if match:
            code = "N18.6" if pattern is _END_STAGE else _LEAF[match[1].lower()]
            return code, (candidate.paper.quote(match.start(), match.end()),)
    return None


EXAMPLES = (
    Example("Assessment: CKD stage 4. Secondary hyperparathyroidism.", ("N18.4", "N25.81")),
    Example("Assessment: CKD stage 5 on dialysis.", ("N18.6", "Z99.2")),
    Example(
        "Assessment: Diabetic chronic kidney disease, stage 4. Hypertension.", ("E11.22", "I12.9", "N18.4")
    ),
    Example("Assessment: Diabetic CKD.", ("E11.22", "N18.9")),
    Example("HPI: CKD stage 3b. Assessment: Hypertensive chronic kidney disease.", ("I12.9", "N18.32")),
)
