"""A myocardial infarction is I21.- for four weeks; after that it is I25.2, an old one.

Only a time that the note states moves it: a year before the edition's, or a count of weeks, months or years.
"""

from __future__ import annotations

import re
from dataclasses import replace

from cleanclaim.coding.case import STATUS, Case
from cleanclaim.coding.guideline import Example, Rule

RULE = Rule(
    rule_id="guideline.I.C.9.e",
    title="An infarction older than four weeks is an old one",
    citation="ICD-10-CM Official Guidelines s. I.C.9.e.1",
    order=31,
)
_NUMBERS = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "ten": 10,
    "twelve": 12,
}
_AGO = re.compile(
    rf"\b(?P<count>[0-9]{{1,2}}|an?|several|{'|'.join(_NUMBERS)})[- ](?P<unit>day|wk|week|month|yr|year)s? "
    r"(?:ago|prior|earlier|back)\b"
)
_YEAR = re.compile(r"\b((?:19|20)[0-9]{2})\b")
_DAYS = {"day": 1, "wk": 7, "week": 7, "month": 30, "yr": 365, "year": 365}
_FOUR_WEEKS_DAYS = 28


def apply(case: Case) -> Case:
    """Recode I21 whose sentence says that it is older than four weeks."""
    for candidate in case.candidates:
        if not candidate.code.startswith("I21") or not _is_old(case, candidate.sentence):
            continue
        for each in case.having("I21"):
            if set(each.evidence) <= set(candidate.evidence):
                because = RULE.because("The note places the infarction more than four weeks ago.")
                case = case.recode(each, "I25.2", because)
    standing = tuple(replace(each, tier=STATUS) if each.code == "I25.2" else each for each in case.proposals)
    return replace(case, proposals=standing)


def _is_old(case: Case, sentence: str) -> bool:
    for match in _AGO.finditer(sentence):
        word = match["count"]
        count = int(word) if word.isdigit() else _NUMBERS.get(word, 3 if word == "several" else 1)
        if count * _DAYS[match["unit"]] > _FOUR_WEEKS_DAYS:
            return True
    this_year = case.tabular.effective.first.year
    return any(int(match[1]) < this_year for match in _YEAR.finditer(sentence))


EXAMPLES = (
    Example("Assessment: NSTEMI 6 weeks ago, recovering well. CAD.", ("I25.10", "I25.2")),
    Example("Assessment: NSTEMI two weeks ago, in cardiac rehabilitation.", ("I21.4",)),
    Example("Assessment: CAD, MI 2019.", ("I25.10", "I25.2")),
)
