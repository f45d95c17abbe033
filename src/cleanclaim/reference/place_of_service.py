"""Place of service codes: our own short wording and whether Medicare pays the facility rate there.

The set is the CMS Place of Service Code Set [45 CFR 162.1002 adopts it through the claim standard; CMS Pub
100-04 ch. 26 s. 10.5]. The facility flag follows the same section (unverified row by row).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlaceOfService:
    """One place. `is_facility`: Medicare's physician fee schedule pays its facility amount there."""

    code: str
    wording: str
    is_facility: bool


_FACILITIES = frozenset("02 19 21 22 23 24 26 31 34 41 42 51 52 53 56 61".split())  # noqa: SIM905 (read in rows)
_WORDINGS = {
    "01": "pharmacy",
    "02": "telehealth, patient away from home",
    "03": "school",
    "04": "shelter for people without a home",
    "05": "Indian Health Service, free-standing",
    "06": "Indian Health Service, provider-based",
    "07": "Tribal 638, free-standing",
    "08": "Tribal 638, provider-based",
    "09": "prison or jail",
    "10": "telehealth, patient at home",
    "11": "office",
    "12": "home",
    "13": "assisted living",
    "14": "group home",
    "15": "mobile unit",
    "16": "hotel, camp or other temporary lodging",
    "17": "walk-in clinic in a shop",
    "18": "workplace",
    "19": "outpatient hospital, off campus",
    "20": "urgent care",
    "21": "inpatient hospital",
    "22": "outpatient hospital, on campus",
    "23": "hospital emergency room",
    "24": "ambulatory surgery center",
    "25": "birthing center",
    "26": "military treatment facility",
    "27": "outreach site or street",
    "31": "skilled nursing facility",
    "32": "nursing facility",
    "33": "custodial care",
    "34": "hospice",
    "41": "ambulance on land",
    "42": "ambulance by air or water",
    "49": "independent clinic",
    "50": "federally qualified health center",
    "51": "inpatient psychiatric facility",
    "52": "psychiatric day hospital",
    "53": "community mental health center",
    "54": "intermediate care for people with intellectual disability",
    "55": "residential substance use treatment",
    "56": "psychiatric residential treatment",
    "57": "non-residential substance use treatment",
    "58": "non-residential opioid treatment",
    "60": "mass immunization center",
    "61": "inpatient rehabilitation",
    "62": "outpatient rehabilitation",
    "65": "dialysis facility",
    "66": "PACE center",
    "71": "public health clinic",
    "72": "rural health clinic",
    "81": "independent laboratory",
    "99": "another place",
}


def find(place_of_service: str) -> PlaceOfService | None:
    """The place with that two-digit number, None when the set has no such number."""
    wording = _WORDINGS.get(place_of_service)
    if wording is None:
        return None
    return PlaceOfService(place_of_service, wording, place_of_service in _FACILITIES)


def is_known(place_of_service: str) -> bool:
    """Whether the number is in the set."""
    return place_of_service in _WORDINGS


def all_places() -> tuple[PlaceOfService, ...]:
    """The whole set, by number."""
    return tuple(place for number in sorted(_WORDINGS) if (place := find(number)))
