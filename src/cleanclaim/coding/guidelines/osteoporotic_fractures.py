"""A fracture that osteoporosis explains is M80.-, not an injury, when no more than a trivial fall broke it.

The fall must be one that breaks no healthy bone: from standing, on the level, out of a bed or chair.
Without a stated fall of that kind the two stand side by side and the clinician is asked. A compression
fracture of a vertebra for which the note gives no accident is no injury at all: beside osteoporosis it is
M80.08-, by itself M48.5-; with an accident it is the wedge fracture of its level.
"""

from __future__ import annotations

import re

from cleanclaim.coding.case import Candidate, Case, Proposal, Query
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.coding.text import Token
from cleanclaim.coding.vocabulary import Kind
from cleanclaim.core.code import icd10cm

RULE = Rule(
    rule_id="guideline.I.C.13.d",
    title="Osteoporosis with a fracture after a trivial fall is one code",
    citation="ICD-10-CM Official Guidelines s. I.C.13.d.2",
    order=35,
)
_TRIVIAL = re.compile(
    r"\b(?:(?:fall|fell|falling) from (?:a )?stand\w*(?: height)?|ground[- ]level fall|same[- ]level fall"
    r"|minor fall|trivial fall|low[- ]energy|fragility"
    r"|(?:fell|fall) (?:out of|from|off) (?:a |the |her |his )?(?:bed|chair))\b"
)
# families of the injury and the site of M80.0- that the tabular has for it
# levels of the thoracic spine that share a code: T5 with T6, T7 with T8, T9 with T10, T11 with T12
_THORACIC = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 5, 7: 6, 8: 6, 9: 7, 10: 7, 11: 8, 12: 8}
_SITES = (
    (("S72.0", "S72.1", "S72.2", "S72.3"), "M80.05"),
    (("S42.2", "S42.3"), "M80.02"),
    (("S52",), "M80.03"),
    (("S22.0", "S32.0"), "M80.08X"),
    (("S82.2", "S82.4", "S82.8", "S82.5", "S82.6"), "M80.06"),
    (("S92",), "M80.07"),
)


def apply(case: Case) -> Case:
    """Combine the two, or ask where the note leaves open how the bone broke."""
    osteoporosis = case.having("M81")
    case = _vertebra(case, osteoporosis)
    for families, site in _SITES if osteoporosis else ():
        for fracture in case.having(*families):
            if not _TRIVIAL.search(case.text):
                question = (
                    "The note documents a fracture and osteoporosis. Please state how the fracture came "
                    "about and whether the two are related, if this can be determined."
                )
                return case.ask(Query(fracture.code, question, fracture.evidence + osteoporosis[0].evidence))
            code = _code(case, site, fracture.code)
            if code:
                because = RULE.because("The fall would not break a healthy bone.")
                case = case.recode(fracture, code, because, osteoporosis[0])
                return case.drop(lambda each: each.is_in("M81"), RULE.rule_id, f"It is part of {code}.")
    return case


def _vertebra(case: Case, osteoporosis: tuple[Proposal, ...]) -> Case:
    """A compression fracture: an injury after an accident, else osteoporotic where osteoporosis stands."""
    accidents = [each for each in case.present(kind=Kind.CAUSE) if each.code[0] in "VWX"]
    harmless = bool(_TRIVIAL.search(case.text))
    for fracture in case.having("M48.5"):
        told = case.told_by(fracture)
        words = {token.stem for each in told for token in _tokens(each)}
        if accidents and not harmless:
            code = _wedge(case, words, fracture.code[-1])
            because = RULE.because("The note gives the accident that broke it.")
            case = case.recode(fracture, code, because, accidents[0]) if code else case
        elif osteoporosis and not case.tabular.why_invalid(f"M80.08X{fracture.code[-1]}"):
            code = f"M80.08X{fracture.code[-1]}"
            because = RULE.because("No accident is stated and osteoporosis explains the fracture.")
            case = case.recode(fracture, code, because, osteoporosis[0])
            case = case.drop(lambda each: each.is_in("M81"), RULE.rule_id, "The fracture's code holds it.")
    return case


def _tokens(candidate: Candidate) -> tuple[Token, ...]:
    sentence = candidate.paper.reading.sentence_at(candidate.mention.start)
    return candidate.paper.reading.words_between(sentence.start, sentence.end)


def _wedge(case: Case, words: set[str], episode: str) -> str:
    level = next((word for word in sorted(words) if re.fullmatch(r"t(?:[1-9]|1[0-2])|l[1-5]", word)), "")
    lumbar = level.startswith("l") or (not level and "lumbar" in words)
    if not lumbar and not level and "thoracic" not in words:
        return ""
    number = int(level[1:] or 0) if level else 0
    digit = number if lumbar else _THORACIC.get(number, 8 if number else 0)
    code = f"{'S32.0' if lumbar else 'S22.0'}{digit}0{episode}"
    return "" if case.tabular.why_invalid(code) else code


def _code(case: Case, site: str, injury: str) -> str:
    """The leaf with the side of the injury and its episode; '' when there is none."""
    episode = injury[-1] if injury[-1] in "ADGKPS" else "A"
    side = next((s for s in ("right", "left") if s in case.title(injury).lower()), "")
    stem = site if site.endswith("X") else site + {"right": "1", "left": "2", "": "9"}[side]
    code = icd10cm(stem.replace(".", "").ljust(6, "X") + episode).value
    return "" if case.tabular.why_invalid(code) else code


EXAMPLES = (
    Example("Assessment: Osteoporosis with compression fracture of L1.", ("M80.08XA",)),
    Example("Assessment: Compression fracture of T12.", ("M48.54XA",)),
    Example("HPI: fell off a ladder. Assessment: L2 compression fracture.", ("S32.020A", "W11.XXXA")),
    Example(
        "HPI: fell from standing height. Assessment: Osteoporosis with right hip fracture.",
        ("M80.051A", "W18.30XA"),
    ),
    Example(
        "HPI: fell off a ladder. Assessment: Osteoporosis. Right hip fracture.",
        ("M81.0", "S72.001A", "W11.XXXA"),
    ),
)
