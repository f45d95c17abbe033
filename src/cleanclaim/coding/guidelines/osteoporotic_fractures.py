"""A fracture that osteoporosis explains is M80.-, not an injury, when no more than a trivial fall broke it.

The fall must be one that breaks no healthy bone: from standing, on the level, out of a bed or chair.
Without a stated fall of that kind the two stand side by side and the clinician is asked.
"""

from __future__ import annotations

import re

from cleanclaim.coding.case import Case, Query
from cleanclaim.coding.guideline import Example, Rule
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


def _code(case: Case, site: str, injury: str) -> str:
    """The leaf with the side of the injury and its episode; '' when there is none."""
    episode = injury[-1] if injury[-1] in "ADGKPS" else "A"
    side = next((s for s in ("right", "left") if s in case.title(injury).lower()), "")
    stem = site if site.endswith("X") else site + {"right": "1", "left": "2", "": "9"}[side]
    code = icd10cm(stem.replace(".", "").ljust(6, "X") + episode).value
    return "" if case.tabular.why_invalid(code) else code


EXAMPLES = (
    Example(
        "HPI: fell from standing height. Assessment: Osteoporosis with right hip fracture.",
        ("M80.051A", "W18.30XA"),
    ),
    Example(
        "HPI: fell off a ladder. Assessment: Osteoporosis. Right hip fracture.",
        ("M81.0", "S72.001A", "W11.XXXA"),
    ),
)
