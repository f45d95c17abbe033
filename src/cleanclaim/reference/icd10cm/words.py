"""Words and their stems, as the tabular's phrases and the notes are compared by."""

from __future__ import annotations

import re
from functools import lru_cache

WORD = re.compile(r"[A-Za-z0-9]+(?:'[a-z]+)?")

# Words that carry no medical fact; a phrase is the same with and without them.
STOP_WORDS = frozenset(
    re.findall(
        "[a-z]+",
        "a an and are as at be by for from he her his in into is it its of on or she that the their this to"
        " was were with without which who other specified unspecified nos nec elsewhere classified not due",
    )
)

_SPELLINGS = {
    "oedema": "edema", "anaemia": "anemia", "diarrhoea": "diarrhea", "oesophagitis": "esophagitis",
    "oesophageal": "esophageal", "haemorrhage": "hemorrhage", "haemorrhoids": "hemorrhoids",
    "leukaemia": "leukemia", "tumour": "tumor", "tumours": "tumor", "fibre": "fiber", "foetal": "fetal",
    "paediatric": "pediatric", "gynaecological": "gynecological", "haematuria": "hematuria",
    "ischaemic": "ischemic", "ischaemia": "ischemia", "hypoglycaemia": "hypoglycemia",
    "hyperglycaemia": "hyperglycemia", "hyperlipidaemia": "hyperlipidemia", "dyspnoea": "dyspnea",
}  # fmt: skip
_ENDINGS = (("ies", "y"), ("sses", "ss"), ("oses", "osis"), ("ae", "a"), ("s", ""))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Lower case, American spelling, singular. Light on purpose: `diabetic` stays apart from `diabetes`."""
    lower = word.lower().removesuffix("'s")
    lower = _SPELLINGS.get(lower, lower)
    if len(lower) <= 3 or lower.endswith(("ss", "us", "is")):
        return lower
    for ending, instead in _ENDINGS:
        if lower.endswith(ending):
            return lower[: -len(ending)] + instead
    return lower


def stems(text: str) -> tuple[str, ...]:
    """The distinct stems of a phrase without stop words, sorted: equal phrases give equal bags."""
    found = {stem(match[0]) for match in WORD.finditer(text) if match[0].lower() not in STOP_WORDS}
    return tuple(sorted(found))
