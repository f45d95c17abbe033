"""What may leave for a model: notes as they are only where the practice said so, else de-identified ones.

Saying that a note is de-identified is a person's word. It is checked as far as a program can: what the
encounter's own header says of the patient, and the shapes of common identifiers [45 CFR 164.514(b)(2)], may
not stand in the text. That finds slips; it is no de-identification.
"""

from __future__ import annotations

import re

from cleanclaim.core.errors import MisuseError
from cleanclaim.llm.endpoint import Endpoint
from cleanclaim.model.encounter import Encounter

_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("a social security number", re.compile(r"\b[0-9]{3}-[0-9]{2}-[0-9]{4}\b")),
    ("a telephone number", re.compile(r"(?<![0-9])(?:\([0-9]{3}\) ?|[0-9]{3}[-. ])[0-9]{3}[-. ][0-9]{4}\b")),
    ("an e-mail address", re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")),
    ("a web address", re.compile(r"\b(?:https?://|www\.)", re.IGNORECASE)),
    (
        "a record number",
        re.compile(r"\b(?:MRN|medical record|account|member id)\b[^\n]{0,12}?[0-9]{4,}", re.IGNORECASE),
    ),
    (
        "a date",
        re.compile(
            r"\b[0-9]{1,2}[/-][0-9]{1,2}[/-](?:[0-9]{2}|[0-9]{4})\b|\b(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}\b"
        ),
    ),
    ("an age over 89", re.compile(r"\b(?:9[0-9]|1[0-2][0-9])[- ]?(?:years?|yrs?|y)[- /]?(?:old|o)\b", re.I)),
)


def require_leave(endpoint: Endpoint, encounter: Encounter, *, deidentified: bool) -> None:
    """Raise MisuseError unless the encounter's documents may be sent to the endpoint."""
    if endpoint.may_see_phi:
        return
    if not deidentified:
        raise MisuseError(
            f"llm.{endpoint.name} may not see PHI: set may_see_phi in its settings if the practice's"
            " agreement allows it, or send de-identified notes with --deidentified"
        )
    found = identifiers_in(encounter)
    if found:
        raise MisuseError(
            f"encounter {encounter.encounter_id} is not de-identified: its text holds {', '.join(found)}"
        )


def identifiers_in(encounter: Encounter) -> tuple[str, ...]:
    """The kinds of identifier that the documents hold, never their values."""
    text = "\n".join(document.text for document in encounter.documents)
    lower = text.lower()
    own = {
        "the patient's name": (encounter.patient.name.last, encounter.patient.name.first),
        "the patient's number": _with_digits(encounter.patient.patient_id),
        "the patient's street": _with_digits(encounter.patient.address.street),
        "a member's number": _with_digits(*(each.member_id for each in encounter.coverages)),
    }
    told = [kind for kind, values in own.items() if any(_stands_in(each, lower) for each in values)]
    return (*told, *(kind for kind, shape in _SHAPES if shape.search(text)))


def _stands_in(value: str, lower: str) -> bool:
    words = value.strip().lower()
    return len(words) > 1 and re.search(rf"(?<!\w){re.escape(words)}(?!\w)", lower) is not None


def _with_digits(*values: str) -> tuple[str, ...]:
    """Those that a word of the text cannot be by chance."""
    return tuple(value for value in values if any(character.isdigit() for character in value))
