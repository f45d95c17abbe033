"""Anemia in cancer: the cancer first. Anemia from its treatment: the anemia, the cancer, then the drug.

Anemia beside chronic kidney disease needs the provider's link (`of`, `due to`, `in`); the lexicon's terms
for D63.1 hold it. [tabular: code first notes under D63.0 and D63.1]
"""

from __future__ import annotations

import re
from dataclasses import replace

from cleanclaim.coding.case import CONDITION, Case, Proposal
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.coding.vocabulary import Kind

RULE = Rule(
    rule_id="guideline.I.C.2.c",
    title="Anemia of a disease or of its treatment",
    citation="ICD-10-CM Official Guidelines s. I.C.2.c.1-2; tabular notes under D63.-, D64.81",
    order=38,
)
_CANCER = re.compile(
    r"\banemia (?:due to|of|in|from|related to|associated with|secondary to) (?:her |his |the |their )?"
    r"(?:[a-z]+ ){0,3}(?:cancer|malignancy|carcinoma|lymphoma|leukemia|myeloma|neoplasm)"
)
_CHEMOTHERAPY = re.compile(
    r"\b(?:chemotherapy|chemo)[- ](?:induced|related) anemia"
    r"|\banemia (?:due to|from|secondary to|after|related to) (?:her |his |the |their )?"
    r"(?:antineoplastic )?chemo(?:therapy)?"
)
_KIDNEY = re.compile(
    r"\banemia (?:due to|of|in|from|related to|associated with|secondary to) (?:her |his |the |their )?"
    r"(?:chronic kidney disease|ckd|esrd|chronic renal)"
)


_BLOOD_LOSS = re.compile(
    r"\banemia (?:due to|from|secondary to|related to|caused by) (?:her |his |the |their |heavy |chronic )*"
    r"(?:blood loss|menorrhagia|menses|menstrual|periods|uterine bleeding"
    r"|(?:gi|gastrointestinal) (?:blood|bleed))"
)


def apply(case: Case) -> Case:
    """Name the anemia by its stated cause and put the two in order."""
    if _BLOOD_LOSS.search(case.text):
        for each in case.having("D50.9"):
            case = case.recode(each, "D50.0", RULE.because("The note states the blood loss behind it."))
    for pattern, code in ((_CHEMOTHERAPY, "D64.81"), (_CANCER, "D63.0"), (_KIDNEY, "D63.1")):
        if pattern.search(case.text):
            for each in case.having("D64.9", "D63.8"):
                case = case.recode(each, code, RULE.because("The note states what the anemia comes from."))
    return _of_the_treatment(_behind(_behind(case, "D63.0", ("C",)), "D63.1", ("N18",)))


def _behind(case: Case, code: str, families: tuple[str, ...]) -> Case:
    disease = case.having(*families)
    if not disease:
        return case
    standing = tuple(
        replace(each, after=disease[0].code) if each.code == code else each for each in case.proposals
    )
    return replace(case, proposals=standing)


def _of_the_treatment(case: Case) -> Case:
    for anemia in case.having("D64.81"):
        because = RULE.because("Anemia from chemotherapy is an adverse effect of it.")
        drug = Proposal(
            "T45.1X5A", Kind.INJURY, anemia.evidence, (because,), CONDITION, anemia.offset, after=anemia.code
        )
        first = min(each.offset for each in case.proposals if each.tier == CONDITION)
        moved = tuple(replace(each, offset=first - 1) if each is anemia else each for each in case.proposals)
        case = replace(case, proposals=moved)
        cancers = case.having("C")
        case = case.propose(replace(drug, after=cancers[-1].code) if cancers else drug)
        if cancers:
            standing = tuple(
                replace(each, after="D64.81") if each.code.startswith("C") else each
                for each in case.proposals
            )
            case = replace(case, proposals=standing)
    return case


EXAMPLES = (
    Example("Assessment: Iron deficiency anemia due to menorrhagia.", ("D50.0", "N92.0")),
    Example("Assessment: Anemia due to colon cancer. Colon cancer.", ("C18.9", "D63.0")),
    Example("Assessment: Colon cancer. Chemotherapy-induced anemia.", ("D64.81", "C18.9", "T45.1X5A")),
    Example("Assessment: Anemia due to CKD. CKD stage 4.", ("N18.4", "D63.1")),
    Example("Assessment: Anemia. CKD stage 4.", ("D64.9", "N18.4")),
)
