"""Diabetes `with` a complication: the classification presumes the link unless the note denies it.

Kidney disease, neuropathy, foot ulcer, angiopathy, retinopathy, gastroparesis and hyperglycemia beside
diabetes lead to the combination code; the complication's own code follows only where the tabular asks for it.
The type stated anywhere in the note decides between E10 and E11; unstated it is type 2.
"""

from __future__ import annotations

import re
from dataclasses import replace

from cleanclaim.coding.assertion import Assertion
from cleanclaim.coding.case import CONDITION, Case, Proposal, proposal
from cleanclaim.coding.details import near_words, side_elsewhere
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.coding.sections import SectionKind
from cleanclaim.coding.specify import specify
from cleanclaim.coding.vocabulary import Kind
from cleanclaim.model.assignment import Reason

RULE = Rule(
    rule_id="guideline.I.A.15",
    title="Diabetes and its complications are linked by `with`",
    citation="ICD-10-CM Official Guidelines ss. I.A.15, I.C.4.a",
    order=30,
)
# families of the complication, the combination's ending, whether the complication keeps a code of its own
_LINKS: tuple[tuple[tuple[str, ...], str, bool], ...] = (
    (("N18",), "22", True),
    (("G62.9", "G60.9"), "42", False),
    (("L97.5", "L97.4"), "621", True),
    (("L97.1", "L97.2", "L97.3", "L97.8", "L97.9", "L98.4"), "622", True),
    (("I73.9",), "51", False),
    (("K31.84",), "43", True),
    (("E16.2",), "649", False),
    (("I70.2",), "51", True),
    (("H26.9",), "36", False),
    (("M14.6",), "610", False),
    (("M86",), "69", True),
    (("R73.9",), "65", False),
)
# complications that need the provider's link: (code, ending, what the complication becomes)
_NAMED = (("N52.9", "69", "N52.1"),)
_NAMED_LINK = re.compile(r"\bdiabetic\b|\b(?:with|due to|from|secondary to)\b")
_UNRELATED = re.compile(
    r"\b(?:not (?:due to|related to|from|caused by)|unrelated to|independent of|non-?)[ -]?(?:the |her "
    r"|his )?(?:type [12] )?diabet"
)
_OUT_OF_CONTROL = re.compile(
    r"\b(?:poor(?:ly)? control\w*|out of control|inadequate\w* control\w*|inadequately controlled)\b"
)
_TYPE_2 = re.compile(r"\b(?:type (?:2|ii)|t2dm|dm ?2|dm ii|niddm)\b")
_PLAIN = ("E11.9", "E10.9")


def apply(case: Case) -> Case:
    """Replace the plain code by the combinations, one per complication."""
    case = _of_the_stated_type(case)
    diabetes = case.having("E10", "E11")
    if not diabetes:
        return case
    base = diabetes[0]
    family = base.code[:3]
    for families, ending, keeps in _LINKS:
        for complication in case.having(*families):
            if _denied(case, complication):
                continue
            code = f"{family}.{ending}"
            because = RULE.because(
                f"{family} and {complication.code} are linked by `with` unless the note says they are "
                f"unrelated."
            )
            case = _combined(case, code, complication, because=because, base=base)
            if not keeps:
                case = case.drop(
                    lambda each, gone=complication.code: each.code == gone,  # type: ignore[misc]
                    RULE.rule_id,
                    f"It is part of {code}.",
                )
    case = _named_links(case, family, base)
    case = _site_of_the_ulcer(_uncontrolled(case, family, base))
    return _without_the_plain_code(case, family)


def _of_the_stated_type(case: Case) -> Case:
    """Type 1 stated about this patient turns E11 into E10, unless the assessment itself says type 2."""
    stated = [each for each in case.present("E10") if each.section is not SectionKind.COPIED]
    said = [each for diabetes in case.having("E11") for each in case.told_by(diabetes)]
    if not stated or any(_TYPE_2.search(each.sentence) for each in said):
        return case
    for each in case.having("E11"):
        code = "E10" + each.code[3:]
        if case.tabular.find(code):
            case = case.recode(each, code, RULE.because("The note states type 1."), stated[0])
    return case


def _combined(case: Case, code: str, complication: Proposal, *, because: Reason, base: Proposal) -> Case:
    evidence = tuple(dict.fromkeys(base.evidence + complication.evidence))
    new = replace(
        base,
        code=code,
        evidence=evidence,
        reasons=(*base.reasons, because),
        missing=(),
        # one that already has a complication of its own stays where the note lists it, this one follows
        offset=min(base.offset, complication.offset) + (base.code not in (*_PLAIN, code)),
    )
    case = case.propose(new)
    rest = tuple(
        replace(each, after=code) if each.code == complication.code and not each.after else each
        for each in case.proposals
    )
    return replace(case, proposals=rest)


def _named_links(case: Case, family: str, base: Proposal) -> Case:
    """Complications that are not presumed, where one sentence of the note ties them to the diabetes."""
    for vague, ending, sharper in _NAMED:
        for complication in case.having(vague):
            said = {each.sentence for each in case.told_by(complication)}
            tied = [each for each in case.told_by(base) if each.sentence in said]
            if not any("diabet" in each.sentence and _NAMED_LINK.search(each.sentence) for each in tied):
                continue
            because = RULE.because(f"The note ties {complication.code} to the diabetes.")
            case = case.recode(complication, sharper, because)
            named = case.having(sharper)[0]
            case = _combined(case, f"{family}.{ending}", named, because=because, base=base)
    return case


def _denied(case: Case, complication: Proposal) -> bool:
    """Whether a sentence that names the complication says it does not come from diabetes."""
    told = case.told_by(complication)
    return any(
        each.assertion is Assertion.PRESENT and _UNRELATED.search(each.sentence) is not None for each in told
    )


def _uncontrolled(case: Case, family: str, base: Proposal) -> Case:
    """`Poorly controlled` is indexed to hyperglycemia; `uncontrolled` alone is not and becomes a question."""
    quotes = frozenset(base.evidence)
    for candidate in case.present("E10", "E11"):
        if candidate.evidence[0] in quotes and _OUT_OF_CONTROL.search(candidate.sentence):
            because = RULE.because("Poorly controlled diabetes is classified to diabetes with hyperglycemia.")
            return _combined(case, f"{family}.65", base, because=because, base=base)
    return case


def _site_of_the_ulcer(case: Case) -> Case:
    """Diabetes with foot ulcer wants the ulcer's own code behind it [tabular, note under E11.621]."""
    for diabetes in case.having("E10.621", "E11.621"):
        if case.has("L97.4", "L97.5"):
            break
        for candidate in case.present("E10.621", "E11.621", kind=Kind.CONDITION):
            words, _ = near_words(candidate.paper.reading, candidate.mention, ())
            target = "L97.4" if words & {"heel", "midfoot"} else "L97.5"
            side = side_elsewhere(candidate.paper.reading, candidate.mention, "foot")
            known = words | ({side.stem} if side else frozenset())
            codes = specify(case.tabular, target, known).codes
            if codes:
                because = RULE.because(f"{diabetes.code} asks for the site and depth of the ulcer.")
                case = case.propose(
                    proposal(candidate, because, tier=CONDITION, code=codes[0], after=diabetes.code)
                )
                break
    return case


def _without_the_plain_code(case: Case, family: str) -> Case:
    specific = [each for each in case.having(family) if each.code not in _PLAIN]
    if not specific:
        return case
    return case.drop(
        lambda each: each.code in _PLAIN,
        RULE.rule_id,
        f"{specific[0].code} says what the diabetes is complicated by.",
    )


EXAMPLES = (
    Example("Assessment: Type 2 diabetes. CKD stage 3a.", ("E11.22", "N18.31")),
    Example("Assessment: Type 2 diabetes with peripheral neuropathy.", ("E11.42",)),
    Example("Assessment: Type 2 diabetes. CKD stage 3a, not due to diabetes.", ("E11.9", "N18.31")),
    Example("Assessment: Type 2 diabetes, poorly controlled.", ("E11.65",)),
    Example("Assessment: Type 2 diabetes with erectile dysfunction.", ("E11.69", "N52.1")),
    Example("HPI: type 1 diabetes since childhood. Assessment: diabetes, stable.", ("E10.9",)),
)
