"""An ulcer of the leg with its cause: the disease of the vessels first, then site, side and depth (L97.-)."""

from __future__ import annotations

from cleanclaim.coding.case import CONDITION, Case, proposal
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.coding.specify import specify

RULE = Rule(
    rule_id="guideline.I.A.13.ulcers",
    title="The site and depth of an ulcer stand behind the disease that caused it",
    citation="ICD-10-CM Official Guidelines s. I.A.13; tabular notes under I83.0, I87.2, I70.24, L97",
    order=31,
)
_VESSELS = ("I83.0", "I83.2", "I87.2", "I87.31", "I87.01", "I70.23", "I70.24", "I70.25")
_GROUPS = (
    ("L97.4", {"heel", "midfoot"}),
    ("L97.5", {"foot", "toe"}),
    ("L97.3", {"ankle", "malleolu", "malleolus"}),
    ("L97.2", {"calf"}),
    ("L97.1", {"thigh"}),
)


def apply(case: Case) -> Case:
    """Add the ulcer's own code where the words of the vascular disease name an ulcer and none stands."""
    for disease in case.having(*_VESSELS):
        for told in case.told_by(disease):
            reading = told.paper.reading
            sentence = reading.sentence_at(told.mention.start)
            words = {token.stem for token in reading.words_between(sentence.start, sentence.end)}
            if case.has("L97") or not words & {"ulcer", "ulceration"}:
                continue
            group = next((group for group, named in _GROUPS if named & words), "L97.9")
            codes = specify(case.tabular, group, words).codes
            if codes:
                because = RULE.because(f"{disease.code} asks for the site and depth of the ulcer.")
                case = case.propose(
                    proposal(told, because, tier=CONDITION, code=codes[0], after=disease.code)
                )
    return case


EXAMPLES = (
    Example("Assessment: Venous stasis ulcer of left calf.", ("I87.2", "L97.229")),
    Example("Assessment: Venous stasis dermatitis of both legs.", ("I87.2",)),
)
