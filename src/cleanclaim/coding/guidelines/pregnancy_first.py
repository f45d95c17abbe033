"""Pregnancy: chapter 15 goes first, the weeks (Z3A) follow, Z33.1 only if the provider calls it incidental.

Trimesters are counted from the weeks: first to 13 6/7, second 14 0/7 to 27 6/7, third from 28 0/7 [tabular,
chapter 15]. Z34 stands only where nothing of chapter 15 does. Diabetes, hypertension, anemia, infections of
the urinary tract, obesity and tobacco become codes of chapter 15.
"""

from __future__ import annotations

import re
from dataclasses import replace

from cleanclaim.coding.case import FIRST, STATUS, Case, Proposal
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.coding.specify import specify
from cleanclaim.coding.vocabulary import Kind
from cleanclaim.core.evidence import Evidence

RULE = Rule(
    rule_id="guideline.I.C.15.a",
    title="Chapter 15 first, with the weeks of gestation",
    citation="ICD-10-CM Official Guidelines ss. I.C.15.a, I.C.21.c.11",
    order=36,
)
_WEEKS = re.compile(
    r"\b([1-4]?[0-9])\s*w(?:eeks?|ks?)?\s*[0-6]\s*d(?:ays?)?\b"
    r"|\b([1-4]?[0-9])(?:\s*\+\s*[0-6]|\s+[0-6]/7)?[\s-]*(?:weeks?|wks?|wk)\b"
    r"|\b(?:ega|ga|gestational age)[: ]+(?:of )?([1-4]?[0-9])\b"
    r"|\b([1-4]?[0-9])\s*\+\s*[0-6]\b|\b([1-4]?[0-9]) [0-6]/7\b",
    re.IGNORECASE,
)
_PREGNANT = re.compile(
    r"\b(?:pregnan(?:t|cy)|gravid\w*|prenatal|obstetric|g[1-9]p[0-9]|g[1-9] p[0-9]|gestation\w*|ega\b|iup\b)",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"gestation|pregnan|\bega\b|\bga\b|iup|g[1-9] ?p[0-9]|\+|/7|prenatal|\bob\b|fundal|fetal", re.IGNORECASE
)
_NOT_PREGNANT = re.compile(
    r"\b(?:not pregnant|denies pregnancy|negative (?:urine )?pregnancy|pregnancy test (?:is "
    r"|was )?negative|postpartum|weeks? ago)\b",
    re.IGNORECASE,
)
# a length of time or the size of an organ, not the age of a pregnancy
_NO_AGE_BEFORE = re.compile(
    r"\b(?:for|in|x|over|past|last|every|next|after|within|about|these|previous|first)\s+(?:the\s+)?(?:about\s+)?$",
    re.IGNORECASE,
)
_NO_AGE_BEHIND = re.compile(
    r"[\s-]*(?:ago|size|sized|later|history|of (?!gestation|pregnancy)|duration)", re.IGNORECASE
)
_FIRST_PREGNANCY = re.compile(
    r"\b(?:g1\s*p0|primigravida|primip|first pregnancy|nulliparous|g1)\b", re.IGNORECASE
)
_LATER_PREGNANCY = re.compile(
    r"\b(?:g[2-9]\s*p|multigravida|multip|second pregnancy|third pregnancy)", re.IGNORECASE
)
_ELDERLY = re.compile(r"\b(?:advanced maternal age|AMA\b|elderly (?:primi|multi)gravida)")
_DELIVERY = frozenset({"childbirth", "childbirth,", "puerperium"})
_IN_CHAPTER_15 = (
    (("D50", "D64.9", "D63.8"), "O99.01", True),
    (("N39.0",), "O23.4", False),
    (("N30",), "O23.1", True),
    (("N10",), "O23.0", True),
    (("E66",), "O99.21", True),
    (("F17",), "O99.33", True),
    (("K21",), "O99.61", True),
    (("E03", "E05"), "O99.28", True),
    (("F32", "F33", "F41"), "O99.34", True),
    (("J45",), "O99.51", True),
)
# what is left of the other chapters, by chapter
_OTHERWISE = (
    (("J",), "O99.51"),
    (("K",), "O99.61"),
    (("L",), "O99.71"),
    (("G",), "O99.35"),
    (("I0", "I2", "I3", "I4", "I5", "I6", "I7", "I8"), "O99.41"),
    (("M", "R"), "O26.89"),
    (("S", "T"), "O9A.21"),
)


def apply(case: Case) -> Case:
    """Move to chapter 15, choose trimesters, add the weeks."""
    is_about_it = case.has("O", "Z34") or (_PREGNANT.search(case.text) and _weeks(case) is not None)
    if not is_about_it or case.age_years < 10 or case.has("O03", "O80"):
        return case
    weeks = _weeks(case)
    case = _named(case)
    case = _own_codes(case)
    case = _with_trimesters(case, weeks)
    if case.has("O"):
        case = case.drop(
            lambda each: each.is_in("Z34", "Z33.1"), RULE.rule_id, "A code of chapter 15 stands."
        )
    standing = tuple(replace(each, tier=FIRST) if each.is_in("O", "Z34") else each for each in case.proposals)
    case = replace(case, proposals=standing)
    if weeks is not None and case.has("O", "Z34"):
        number, evidence = weeks
        code = f"Z3A.{number:02d}" if 8 <= number <= 42 else ("Z3A.01" if number < 8 else "Z3A.49")
        last = [each for each in case.proposals if each.is_in("O", "Z34")][-1]
        because = RULE.because("The weeks of gestation follow the codes of the pregnancy.")
        offset = max(each.offset for each in case.having("O", "Z34")) + 1
        case = case.propose(
            Proposal(code, Kind.STATUS, (evidence,), (because,), STATUS, offset, after=last.code)
        )
    return case


def _weeks(case: Case) -> tuple[int, Evidence] | None:
    if _NOT_PREGNANT.search(case.text) and not case.has("O", "Z34"):
        return None
    for paper in case.papers:
        reading = paper.reading
        for match in _WEEKS.finditer(reading.text):
            number = int(next(group for group in match.groups() if group))
            near = reading.text[max(0, match.start() - 40) : match.end() + 40]
            if (
                3 <= number <= 43
                and (match[1] or _DATED.search(near))  # `30w2d` is how a pregnancy is dated
                and not _NO_AGE_BEHIND.match(reading.text, match.end())
                and not _NO_AGE_BEFORE.search(reading.text, max(0, match.start() - 20), match.start())
            ):
                return number, Evidence.quote(reading.document_id, reading.text, match.start(), match.end())
    return None


def _named(case: Case) -> Case:
    """First or later pregnancy, for the supervision codes."""
    for each in case.having("Z34.9"):
        if _FIRST_PREGNANCY.search(case.text) and not _LATER_PREGNANCY.search(case.text):
            case = case.recode(each, "Z34.0", RULE.because("A first pregnancy."))
        elif _LATER_PREGNANCY.search(case.text):
            case = case.recode(each, "Z34.8", RULE.because("Not the first pregnancy."))
    return case


def _own_codes(case: Case) -> Case:
    for families, code, keeps in _IN_CHAPTER_15:
        for each in case.having(*families):
            because = RULE.because(f"{each.code} complicates the pregnancy.")
            case = case.propose(
                replace(each, code=code, reasons=(*each.reasons, because), tier=FIRST, kind=Kind.CONDITION)
            )
            standing = tuple(
                replace(one, after=code) if one.code == each.code and keeps else one for one in case.proposals
            )
            case = replace(case, proposals=standing)
            if not keeps:
                case = case.drop(
                    lambda one, gone=each.code: one.code == gone,  # type: ignore[misc]
                    RULE.rule_id,
                    f"It is part of {code}.",
                )
    case = _other_conditions(case)
    hypertension = case.having("I10")
    if hypertension and not case.has("O10", "O13", "O14"):
        case = case.recode(
            hypertension[0], "O10.01", RULE.because("Pre-existing hypertension complicates the pregnancy.")
        )
    if case.has("O24.4"):
        case = case.drop(
            lambda each: each.is_in("R73", "E11.9"), RULE.rule_id, "Gestational diabetes is coded."
        )
    return case


def _other_conditions(case: Case) -> Case:
    """Any other condition complicates the pregnancy unless the provider calls the pregnancy incidental."""
    if case.has("Z33.1"):
        return case
    for families, code in _OTHERWISE:
        for each in case.having(*families):
            if each.after or each.kind is Kind.STATUS or each.tier == FIRST:
                continue
            because = RULE.because(f"{each.code} complicates the pregnancy.")
            case = case.propose(
                replace(each, code=code, reasons=(*each.reasons, because), tier=FIRST, kind=Kind.CONDITION)
            )
            standing = tuple(
                replace(one, after=code) if one.code == each.code else one for one in case.proposals
            )
            case = replace(case, proposals=standing)
    return case


def _with_trimesters(case: Case, weeks: tuple[int, Evidence] | None) -> Case:
    words: frozenset[str] = frozenset()
    if weeks is not None:
        name = "first" if weeks[0] < 14 else "second" if weeks[0] < 28 else "third"
        words = frozenset({name, "trimester"})
    for each in case.having("O", "Z34"):
        target = each.code
        row = case.tabular.find(target)
        too_late = (
            row is not None and words and "complicating childbirth" in row.title and not case.has("Z37")
        )
        if row is None or ("trimester" not in row.title and row.is_billable and not too_late):
            continue
        if row.is_billable:
            target = row.parent
        said = frozenset(row.title.lower().split()) - _DELIVERY
        codes = specify(case.tabular, target, words | said).codes
        codes = _of_trimester(case, codes[0], words) if codes else codes
        if codes and codes[0] != each.code:
            case = case.recode(
                each, _with_fetus(case, codes[0]), RULE.because("The trimester is counted from the weeks.")
            )
        elif codes and not row.is_billable:
            case = case.recode(each, codes[0], RULE.because("The trimester is not documented."))
    return case


def _of_trimester(case: Case, code: str, words: frozenset[str]) -> tuple[str, ...]:
    """The leaf whose title differs from this one in the trimester alone, else the code itself.

    `normal first pregnancy` hides the `first` of its trimester from the words that tell leaves apart.
    """
    row = case.tabular.find(code)
    name = next((word for word in ("first", "second", "third") if word in words), "")
    if row is None or not name or "unspecified trimester" not in row.title:
        return (code,)
    wanted = row.title.replace("unspecified trimester", f"{name} trimester")
    return tuple(leaf.code for leaf in case.tabular.leaves(row.parent) if leaf.title == wanted) or (code,)


def _with_fetus(case: Case, code: str) -> str:
    row = case.tabular.find(code)
    if row is not None and row.seventh_characters:
        return code.ljust(7, "X") + "0"
    return code


EXAMPLES = (
    Example(
        "Assessment: Supervision of normal first pregnancy, 12 weeks gestation.",
        ("Z34.01", "Z3A.12"),
        age_years=25,
    ),
    Example("Assessment: Low back pain, 25 weeks pregnant.", ("O26.892", "M54.50", "Z3A.25"), age_years=30),
    Example(
        "28 weeks gestation. Assessment: Diet-controlled gestational diabetes.",
        ("O24.410", "Z3A.28"),
        age_years=30,
    ),
    Example(
        "CC: routine prenatal visit. G1P0 at 20w3d gestation. Assessment: Routine prenatal care.",
        ("Z34.02", "Z3A.20"),
        age_years=27,
    ),
)
