"""Metastases: one code for each site they went to (C77-C79), behind the primary that they came from.

Sites are read off lists such as `metastatic to lung, liver and bone` and `brain mets`. A cancer called
metastatic without a site is C79.9 beside its primary, and the site becomes a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cleanclaim.coding.case import CONDITION, Case, Paper, proposal
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.coding.stated import candidate_at, is_stated
from cleanclaim.coding.vocabulary import Kind

RULE = Rule(
    rule_id="guideline.I.C.2.b",
    title="Each site of metastasis is coded, the primary beside it",
    citation="ICD-10-CM Official Guidelines ss. I.C.2.b, I.C.2.l; tabular C77-C79",
    order=22,
)
# words for a site and its code; a code that ends in `-` takes the side (0 unstated, 1 right, 2 left)
_SITES = (
    (r"axillary (?:lymph )?nodes?|axilla", "C77.3"),
    (r"(?:cervical|supraclavicular|neck|submandibular) (?:lymph )?nodes?", "C77.0"),
    (r"(?:mediastinal|hilar|intrathoracic|paratracheal) (?:lymph )?nodes?", "C77.1"),
    (r"(?:retroperitoneal|mesenteric|abdominal|para-?aortic|portal) (?:lymph )?nodes?", "C77.2"),
    (r"(?:inguinal|groin) (?:lymph )?nodes?", "C77.4"),
    (r"(?:pelvic|iliac|obturator) (?:lymph )?nodes?", "C77.5"),
    (r"(?:regional |distant )?(?:lymph nodes?|nodes|nodal)", "C77.9"),
    (r"bone marrow", "C79.52"),
    (r"bones?|bony|osseous|skelet\w+|spine|spinal|vertebra[el]?|ribs?|pelvis|femur|skull|sacrum", "C79.51"),
    (r"leptomening\w+|mening\w+|leptomeninges", "C79.32"),
    (r"spinal cord", "C79.49"),
    (r"brain|cerebral|cerebell\w+|intracranial", "C79.31"),
    (r"pleura|pleural", "C78.2"),
    (r"mediastin\w+", "C78.1"),
    (r"lungs?|pulmonary", "C78.0-"),
    (r"liver|hepatic", "C78.7"),
    (r"peritone\w+|oment\w+", "C78.6"),
    (r"small (?:bowel|intestine)", "C78.4"),
    (r"colon|rectum|large (?:bowel|intestine)", "C78.5"),
    (r"adrenals?(?: glands?)?", "C79.7-"),
    (r"kidneys?|renal", "C79.0-"),
    (r"bladder", "C79.11"),
    (r"skin|cutaneous", "C79.2"),
    (r"breast", "C79.81"),
    (r"ovar(?:y|ies|ian)", "C79.6-"),
)  # fmt: skip
_SITE = re.compile("|".join(f"(?P<s{i}>{words})" for i, (words, _) in enumerate(_SITES)), re.IGNORECASE)
_ANY = "|".join(words for words, _ in _SITES)
_JOIN = re.compile(
    r"(?:\s|,|/|&|\b(?:and|the|both|right|left|bilateral|multiple|plus|as well as|regional|distant|to"
    r"|his|her)\b)*",
    re.IGNORECASE,
)
_CANCER = r"(?:cancer|(?:adeno)?carcinoma|melanoma|sarcoma|nsclc|sclc|rcc|malignancy|neoplasm|tumou?r)"
_WENT_TO = re.compile(
    rf"\b(?:metasta(?:tic|s[ei]s|sized|tases)|mets?)(?: (?:disease|lesions?|[a-z ]{{0,30}}?{_CANCER}))?,?"
    rf" (?:is |are |now )?(?:to|in|involving|of)\b",
    re.IGNORECASE,
)
_SITE_FIRST = re.compile(
    rf"\b(?:{_ANY})(?:(?:,? and |, ?|/| & )(?:{_ANY}))*"
    r" (?:metasta(?:s[ei]s|tic (?:disease|lesions?))|mets\b)",
    re.IGNORECASE,
)
_UNPLACED = re.compile(rf"\bmetastatic (?:[a-z-]+ ){{1,4}}?{_CANCER}\b", re.IGNORECASE)
_SIDE_ENDINGS = {"right": ("1",), "left": ("2",), "bilateral": ("1", "2"), "both": ("1", "2")}


@dataclass(frozen=True, slots=True)
class _Place:
    start: int
    end: int
    codes: tuple[str, ...]


def apply(case: Case) -> Case:
    """Add the sites, then C79.9 where a cancer is called metastatic and no site is named."""
    for paper in case.papers:
        for place in _places(paper.reading.text):
            for code in place.codes:
                case = _admitted(case, paper, place, code)
    secondary = case.having("C77", "C78", "C79")
    if any(each.code != "C79.9" for each in secondary):
        return _behind_the_primary(
            case.drop(lambda each: each.code == "C79.9", RULE.rule_id, "The site is named.")
        )
    return _behind_the_primary(_without_a_site(case))


def _places(text: str) -> Iterator[_Place]:
    for match in _WENT_TO.finditer(text):
        yield from _listed(text, match.end(), match.start())
    for match in _SITE_FIRST.finditer(text):
        for site in _SITE.finditer(text, match.start(), match.end()):
            if site.end() < match.end():
                before = text[max(0, site.start() - 12) : site.start()]
                yield _Place(site.start(), match.end(), _codes(site, before))


def _listed(text: str, position: int, start: int) -> Iterator[_Place]:
    while True:
        joined = _JOIN.match(text, position)
        between = joined[0] if joined else ""
        site = _SITE.match(text, position + len(between))
        if site is None or text[site.end() : site.end() + 1].isalpha():
            return
        yield _Place(start, site.end(), _codes(site, between))
        position = site.end()


def _codes(site: re.Match[str], before: str) -> tuple[str, ...]:
    number = int((site.lastgroup or "s0")[1:])
    code = _SITES[number][1]
    if not code.endswith("-"):
        return (code,)
    side = next((word for word in _SIDE_ENDINGS if re.search(rf"\b{word}\b", before.lower())), "")
    return tuple(code[:-1] + ending for ending in _SIDE_ENDINGS.get(side, ("0",)))


def _admitted(case: Case, paper: Paper, place: _Place, code: str) -> Case:
    found = candidate_at(paper, (place.start, place.end), code=code, kind=Kind.CONDITION, rule=RULE.rule_id)
    if not is_stated(case, found):
        return case
    because = RULE.because("The note names it as a site that the cancer spread to.")
    return case.propose(proposal(found, because, tier=CONDITION))


def _without_a_site(case: Case) -> Case:
    primaries = [each for each in case.having("C") if not each.is_in("C77", "C78", "C79")]
    for primary in primaries:
        for told in case.told_by(primary):
            reading = told.paper.reading
            sentence = reading.sentence_at(told.mention.start)
            match = _UNPLACED.search(reading.text, sentence.start, sentence.end)
            if match and match.start() <= told.mention.start < match.end():
                found = candidate_at(
                    told.paper, match.span(), code="C79.9", kind=Kind.CONDITION, rule=RULE.rule_id
                )
                because = RULE.because("It is called metastatic; the site is not stated.")
                asked = replace(proposal(found, because, tier=CONDITION), missing=("site of the metastasis",))
                return case.propose(asked)
    return case


def _behind_the_primary(case: Case) -> Case:
    primary = next((each for each in case.having("C") if not each.is_in("C77", "C78", "C79")), None)
    if primary is None:
        return case
    standing = tuple(
        replace(each, after=primary.code) if each.is_in("C77", "C78", "C79") and not each.after else each
        for each in case.proposals
    )
    return replace(case, proposals=standing)


EXAMPLES = (
    Example("Assessment: Metastatic breast cancer to bone.", ("C50.919", "C79.51")),
    Example(
        "Assessment: Colon cancer, metastatic to the liver, left lung and brain.",
        ("C18.9", "C78.02", "C78.7", "C79.31"),
    ),
    Example(
        "Assessment: Prostate cancer with bone and pelvic lymph node mets.",
        ("C61", "C79.51", "C77.5"),
        age_years=70,
    ),
    Example("Assessment: Metastatic lung cancer.", ("C34.90", "C79.9")),
    Example("Assessment: Prostate cancer, no bone metastases.", ("C61",), age_years=70),
)
