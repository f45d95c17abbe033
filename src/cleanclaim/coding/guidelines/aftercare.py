"""No aftercare Z code for an injury: the 7th character of its own code says that the visit is a later one."""

from __future__ import annotations

from dataclasses import replace

from cleanclaim.coding.case import STATUS, Candidate, Case
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.coding.specify import specify

RULE = Rule(
    rule_id="guideline.I.C.21.c.7",
    title="Injuries are followed up with their own code, not with aftercare",
    citation="ICD-10-CM Official Guidelines ss. I.C.19.a, I.C.21.c.7",
    order=52,
)


_JOINTS = (("knee", "Z96.65"), ("hip", "Z96.64"), ("shoulder", "Z96.61"), ("elbow", "Z96.62"))


def _with_the_joint(case: Case) -> Case:
    """Aftercare of a joint replacement names the joint [tabular, use additional code under Z47.1]."""
    for aftercare in case.having("Z47.1"):
        for told in case.told_by(aftercare):
            words = {token.stem for token in told.paper.reading.words_between(*_sentence(told))}
            family = next((family for joint, family in _JOINTS if joint in words), "")
            codes = specify(case.tabular, family, words).codes if family else ()
            if codes and not case.has(family):
                because = RULE.because("The aftercare is for this joint.")
                case = case.propose(
                    replace(aftercare, code=codes[0], reasons=(because,), tier=STATUS, after="Z47.1")
                )
    return case


def _sentence(told: Candidate) -> tuple[int, int]:
    found = told.paper.reading.sentence_at(told.mention.start)
    return found.start, found.end


def apply(case: Case) -> Case:
    """Drop Z47.8- and Z48.0- where an injury is coded as a subsequent encounter."""
    case = _with_the_joint(case)
    later = [each for each in case.having("S", "T") if each.code[-1] in "DEFGHJKMNPQR"]
    if not later:
        return case
    return case.drop(
        lambda each: each.is_in("Z47.8", "Z48.0", "Z09"),
        RULE.rule_id,
        f"{later[0].code} says that it is a later visit.",
    )


EXAMPLES = (
    Example("Assessment: Aftercare following right total knee replacement.", ("Z47.1", "Z96.651")),
    Example(
        "CC: suture removal. Here for suture removal. Assessment: Laceration of left forearm, healed, "
        "sutures removed.",
        ("S51.812D",),
    ),
)
