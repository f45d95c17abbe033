"""What a sentence says about a mention: there, denied, doubted, past, another person's."""

from __future__ import annotations

import pytest

from cleanclaim.coding.assertion import Assertion, assess, negated_spans
from cleanclaim.coding.mentions import find_mentions
from cleanclaim.coding.sections import SectionKind
from cleanclaim.coding.text import Reading
from cleanclaim.coding.vocabulary import default_lexicon

P, N, U = Assertion.PRESENT, Assertion.NEGATED, Assertion.UNCERTAIN
H, F, Y = Assertion.HISTORICAL, Assertion.FAMILY, Assertion.HYPOTHETICAL
R, O = Assertion.RESOLVED, Assertion.OTHER_PERSON  # noqa: E741 (one letter each, as in the table below)

SENTENCES = [
    ("No fever.", {"R50.9": N}),
    ("Denies fever, chills, cough or wheezing.", {"R50.9": N, "R68.83": N, "R05.9": N, "R06.2": N}),
    ("No fever, but has cough.", {"R50.9": N, "R05.9": P}),
    ("No fever; cough for a week.", {"R50.9": N, "R05.9": P}),
    ("Patient without chest pain who presents with palpitations.", {"R07.9": N, "R00.2": P}),
    ("Pneumonia was ruled out.", {"J18.9": N}),
    ("Pneumonia ruled out by chest film.", {"J18.9": N}),
    ("Pneumonia is unlikely.", {"J18.9": N}),
    ("Negative for hematuria, dysuria.", {"R31.9": N, "R30.0": N}),
    ("COPD not at goal.", {"J44.9": P}),
    ("Asthma without exacerbation.", {"J45.909": P}),
    ("Migraine without aura.", {"G43.009": P}),
    ("No improvement in cough.", {"R05.9": P}),
    ("Possible sleep apnea.", {"G47.30": U}),
    ("Likely pneumonia, film ordered.", {"J18.9": U}),
    ("Rule out diabetes: A1c.", {"E11.9": U}),
    ("r/o DVT", {"I82.40": U}),
    ("Pneumonia suspected.", {"J18.9": U}),
    ("Appendicitis versus constipation.", {"K35.80": U, "K59.00": U}),
    ("Findings compatible with gout.", {"M10.9": U}),
    ("History of stroke.", {"Z86.73": P}),
    ("History of gout.", {"M10.9": H}),
    ("H/o pneumonia in 2018.", {"J18.9": H}),
    ("Pneumonia three years ago.", {"J18.9": H}),
    ("Mother had breast cancer.", {"C50.91": F}),
    ("Father with gout and hypertension.", {"M10.9": F, "I10": F}),
    ("Wife had pneumonia last week.", {"J18.9": O}),
    ("Return if fever or rash.", {"R50.9": Y, "R21": Y}),
    ("Discussed the risk of stroke.", {"I63.9": Y}),
    ("Call for worsening headache.", {"R51.9": Y}),
    ("Dermatitis has resolved.", {"L30.9": R}),
    ("Hypertension, at goal.", {"I10": P}),
    ("Never smoker.", {"F17.210": N}),
]


@pytest.mark.parametrize(("text", "wanted"), SENTENCES, ids=[text for text, _ in SENTENCES])
def test_sentence(text: str, wanted: dict[str, Assertion]) -> None:
    reading = Reading("x", text)
    found = {
        mention.code: assess(reading, mention, SectionKind.BODY).assertion
        for mention in find_mentions(reading, default_lexicon())
    }
    categories = {code[:3]: assertion for code, assertion in found.items()}
    assert categories == {code[:3]: assertion for code, assertion in wanted.items()}


def test_everything_in_the_family_history_is_a_relatives() -> None:
    reading = Reading("x", "Gout. Diabetes.")
    for mention in find_mentions(reading, default_lexicon()):
        assert assess(reading, mention, SectionKind.FAMILY).assertion is F


@pytest.mark.parametrize("text", ["Influenza vaccine given.", "Strep test done.", "Screening for diabetes."])
def test_a_test_or_vaccine_is_not_the_disease(text: str) -> None:
    codes = {mention.code for mention in find_mentions(Reading("x", text), default_lexicon())}
    assert codes <= {"Z23", "Z13.1"}


def test_no_detail_is_taken_from_under_a_negation() -> None:
    text = "Asthma, no acute exacerbation."
    ((start, end),) = negated_spans(text)
    assert text[start:end] == "no acute exacerbation."
