"""Proofs that situational rules of professional claims are quiet, for those asked in almost every claim.

Each function says where its rules are certainly not broken; where it does not say so, the rule itself is
asked. What the rules want stands in situations/rules.
"""

from __future__ import annotations

import numpy as np

from cleanclaim.x12.columns.cells import Ints
from cleanclaim.x12.columns.numerals import Truths, cents, whole
from cleanclaim.x12.columns.picking import Picked, doubled, set_of
from cleanclaim.x12.columns.standing import CLAIM_ENDS, PATIENT_ENDS, Standing

_ZERO, _ONE, _E = 48, 49, 69
_LAB_FIRST, _LAB_LAST = 80047, 89398
_COMPONENTS_OF_A_PROCEDURE, _POINTERS = 8, 4


_FACILITIES = set_of("21", "22", "23", "24", "31", "32", "34", "51", "61")
_INPATIENT = set_of("21", "51", "61")
_TRIPS = set_of(*(f"A04{number}" for number in range(25, 37)))
_NOT_LISTED = set_of("A9999", "E1399", "J3490", "J3590", "J9999", "K0108")
_IN_UNITS = set_of("01953", "01996", "01999")
_DIAGNOSES = set_of("ABK", "ABF", "BK", "BF")
_NINTH = set_of("BK", "BF", "BJ", "PR", "BN", "BR", "BQ")
_TENTH = set_of("ABK", "ABF", "ABJ", "APR", "ABN", "BBR", "BBQ")


def _nothing(picked: Picked) -> Truths:
    found: Truths = picked.length == 0
    return found


def _organization(standing: Standing, segments: Ints) -> Truths:
    first, middle = standing.pick(segments, 4), standing.pick(segments, 5)
    return ~standing.pick(segments, 2).says("2") | (_nothing(first) & _nothing(middle))


def _member(standing: Standing, segments: Ints) -> Truths:
    return ~standing.pick(segments, 2).says("1") | ~_nothing(standing.pick(segments, 9))


def _patient(standing: Standing, segments: Ints) -> Truths:
    """Of the subscriber's NM1: its loop has address and birth date, or he is not the patient."""
    quiet, ends = ~_subscriber_is_patient(standing, segments), standing.ends(segments, *PATIENT_ENDS)
    there = np.ones(len(segments), dtype=np.bool_)
    for name in ("N3", "N4", "DMG"):
        there &= standing.holds(segments, ends, standing.at("2010BA", name))
    return quiet | there


def _subscriber_is_patient(standing: Standing, segments: Ints) -> Truths:
    """Whether SBR02 of the subscriber around says 18, or it is not sure whether."""
    said = standing.before(segments, standing.at("2000B", "SBR"))
    return (said < 0) | standing.pick(np.maximum(said, 0), 2).says("18")


def _subscriber(standing: Standing, segments: Ints) -> Truths:
    """Of a subscriber's SBR: its own elements, and that no payer came before."""
    rank, number, name = (standing.pick(segments, element) for element in (1, 3, 4))
    kind, why = standing.pick(segments, 9), standing.pick(segments, 5)
    quiet = _nothing(number) | _nothing(name)
    quiet &= ~kind.says("MA", "MB") | rank.says("P") | ~_nothing(why)
    return quiet & ~rank.says("S", "T")


def _patient_level(standing: Standing, segments: Ints) -> Truths:
    said = standing.before(segments, standing.at("2000B", "SBR"))
    return (said >= 0) & ~_subscriber_is_patient(standing, segments)


def _claim(standing: Standing, segments: Ints) -> Truths:
    """Of a professional CLM: causes, place, frequency, and under whom it lies."""
    ends = standing.ends(segments, *CLAIM_ENDS[:3])
    place, frequency = standing.pick(segments, 5, 1), standing.pick(segments, 5, 3)
    quiet = _nothing(standing.pick(segments, 11))
    facility = (place.length != 2) | ~np.isin(place.words(), _FACILITIES)
    quiet &= facility | standing.holds(segments, ends, standing.at("2310C", "NM1"))
    inpatient = (place.length != 2) | ~np.isin(place.words(), _INPATIENT)
    admitted = standing.told("2300", "DTP", "435")
    quiet &= inpatient | standing.holds(segments, ends, admitted)
    again = frequency.says("7", "8")
    replaced = standing.told("2300", "REF", "F8")
    return quiet & (~again | standing.holds(segments, ends, replaced))


def _lies_right(standing: Standing, segments: Ints) -> Truths:
    """Of a CLM: it lies with a subscriber who is the patient, or with a patient of his own."""
    level = np.maximum(standing.before(segments, standing.named("HL")), 0)
    kind = standing.pick(level, 3)
    said = standing.before(segments, standing.at("2000B", "SBR"))
    is_patient = (said > level) & standing.pick(np.maximum(said, 0), 2).says("18")
    return kind.says("23") | (kind.says("22") & is_patient)


def _replaces(standing: Standing, segments: Ints) -> Truths:
    """Of a CLM that is not professional: only what it replaces."""
    ends = standing.ends(segments, *CLAIM_ENDS[:3])
    frequency, replaced = standing.pick(segments, 5, 3), standing.told("2300", "REF", "F8")
    again = frequency.says("7", "8")
    return ~again | standing.holds(segments, ends, replaced)


def _in_time(standing: Standing, segments: Ints) -> Truths:
    """Of a date of service: it is not after the day of the transaction."""
    day, proved = standing.days(segments, 3, last=True)
    return proved & (day <= standing.written(segments))


def _after_birth(standing: Standing, segments: Ints) -> Truths:
    """Of a line's date: the patient is born by then."""
    day, proved = standing.days(segments, 3)
    people = np.union1d(standing.at("2010BA", "DMG"), standing.at("2010CA", "DMG"))
    person, level = standing.before(segments, people), standing.before(segments, standing.named("HL"))
    if not len(people):
        return np.ones(len(segments), dtype=np.bool_)
    born, known = standing.days(np.maximum(person, 0), 2)
    return (person < level) | (proved & known & (born <= day))


def _counted(standing: Standing, segments: Ints) -> Truths:
    """Of a LX: it says how many lines the claim has so far."""
    claims, lines = standing.at("2300", "CLM"), standing.at("2400", "LX")
    claim = standing.before(segments, claims)
    position = np.searchsorted(lines, segments) - np.searchsorted(lines, claim) + 1
    picked = standing.pick(segments, 1)
    value, proved = whole(standing.cells, picked.end, picked.length)
    found: Truths = proved & (claim >= 0) & (value == position) & (picked.length > 0)
    return found


def _service(standing: Standing, segments: Ints) -> Truths:
    """Of a SV1: lines of business that its procedure code belongs to."""
    code, unit = standing.pick(segments, 1, 2), standing.pick(segments, 3)
    word, first = code.words(), standing.cells.buffer[code.start]
    second = standing.cells.buffer[code.start + 1]
    listed = (code.length != 5) | ~(np.isin(word, _TRIPS) | np.isin(word, _NOT_LISTED) | (first == _E))
    numbered = whole(standing.cells, code.end, code.length)[1] & (code.length == 5)
    anesthesia = (
        numbered & (first == _ZERO) & ((second == _ZERO) | (second == _ONE)) & ~np.isin(word, _IN_UNITS)
    )
    found: Truths = listed & (anesthesia == unit.says("MJ")) & ~standing.pick(segments, 11).says("Y")
    return found


def _units(standing: Standing, segments: Ints) -> Truths:
    """Of a SV1 or CTP: its fourth element is no zero."""
    picked = standing.pick(segments, 4)
    value, _, proved = cents(standing.cells, picked.start, picked.end)
    found: Truths = _nothing(picked) | (proved & (value != 0))
    return found


def _laboratory(standing: Standing, segments: Ints) -> Truths:
    """Of a SV1: no test of a laboratory, or the claim or line has its certificate."""
    code = standing.pick(segments, 1, 2)
    value, proved = whole(standing.cells, code.end, code.length)
    test = proved & (code.length == 5) & (value >= _LAB_FIRST) & (value <= _LAB_LAST)
    waived, behind = np.zeros(len(segments), dtype=np.bool_), code.end
    for part in range(3, _COMPONENTS_OF_A_PROCEDURE + 1):
        more = standing.pick(segments, 1, part)
        waived |= more.says("QW")
        behind = np.where(more.end > behind, more.end, behind)
    waived |= standing.pick(segments, 1).end > behind
    begins = np.maximum(standing.before(segments, standing.at("2300", "CLM")), 0)
    lines = np.maximum(standing.before(segments, standing.at("2400", "LX")), 0)
    marks = "F4", "X4"
    shown = standing.holds(begins, segments, standing.told("2300", "REF", *marks))
    shown |= standing.holds(lines, standing.ends(segments, *CLAIM_ENDS), standing.told("2400", "REF", *marks))
    found: Truths = ~(test | waived) | shown
    return found


def _pointers(standing: Standing, segments: Ints) -> Truths:
    """Of a SV1: one to four different pointers, each at a diagnosis that is there."""
    written = standing.pick(segments, 7)
    pointers = [standing.pick(segments, 7, part) for part in range(1, _POINTERS + 1)]
    quiet, behind = np.ones(len(segments), dtype=np.bool_), pointers[0].end
    there = _diagnoses_of(standing, segments)
    for number, pointer in enumerate(pointers):
        value, proved = whole(standing.cells, pointer.end, pointer.length)
        quiet &= _nothing(pointer) | (proved & (value <= there))
        behind = np.where(pointer.end > behind, pointer.end, behind)
        for other in pointers[:number]:
            quiet &= _nothing(pointer) | (pointer.words() != other.words())
    return _nothing(written) | (quiet & (written.end <= behind))


def _diagnoses_of(standing: Standing, segments: Ints) -> Ints:
    """How many diagnoses stand in the claim around each segment."""
    codes, counts = standing.at("2300", "HI"), np.zeros(1, dtype=np.int64)
    if len(codes):
        each = np.zeros(len(codes), dtype=np.int64)
        for _, qualifier in standing.pick_all(codes, 1, 12):
            each += np.isin(qualifier.words(), _DIAGNOSES)
        counts = np.concatenate((counts, np.cumsum(each)))
    claims = np.maximum(standing.before(segments, standing.at("2300", "CLM")), 0)
    found: Ints = counts[np.searchsorted(codes, segments)] - counts[np.searchsorted(codes, claims)]
    return found


def _diagnoses(standing: Standing, segments: Ints) -> Truths:
    """Of a HI: one revision, no diagnosis twice in the claim, no external cause in front."""
    claim = standing.before(segments, standing.at("2300", "CLM"))
    heads = standing.at("2300", "HI")
    opening = np.append(heads, 0)[np.searchsorted(heads, claim)]
    quiet = (claim >= 0) & np.isin(standing.pick(opening, 1, 1).words(), _TENTH)
    first = standing.pick(segments, 1, 2)
    letter = standing.cells.buffer[first.start]
    external = (letter >= ord("V")) & (letter <= ord("Y")) & (first.length > 0)
    quiet &= ~(external & standing.pick(segments, 1, 1).says("ABK"))
    pairs = [(claim[:0], first.words()[:0])]
    for element, qualifier in standing.pick_all(segments, 1, 12):
        code = standing.pick(segments, element, 2)
        quiet &= ~np.isin(qualifier.words(), _NINTH) & (code.length <= 8)
        rows = np.flatnonzero(np.isin(qualifier.words(), _DIAGNOSES) & (code.length > 0))
        pairs.append((claim[rows], code.words()[rows]))
    twice = doubled(np.concatenate([one for one, _ in pairs]), np.concatenate([one for _, one in pairs]))
    return quiet & ~np.isin(claim, twice) & _within(standing, segments, 12)


def _within(standing: Standing, segments: Ints, most: int) -> Truths:
    """Whether a segment has no more than that many elements."""
    return _nothing(standing.pick(segments, most + 1))


# segment; the rules of which it is proved that they are quiet; where they are
CLAIM_PROOFS = (
    ("NM1", "organization-name", _organization),
    ("NM1", "member-id", _member),
    ("NM1", "patient", _patient),
    ("SBR", "group-name medicare-second other-coverage", _subscriber),
    ("PAT", "patient-twice", _patient_level),
    ("CLM", "subscriber-is-not-patient", _lies_right),
    ("CLM", "accident-date accident-state inpatient-admission facility", _claim),
    ("CLM", "replacement", _replaces),
    ("DTP", "future-service", _in_time),
    ("DTP", "birth", _after_birth),
    ("LX", "line-number", _counted),
    ("SV1", "anesthesia-minutes minutes-of-others ambulance-transport ambulance-condition ambulance-places "
            "ambulance-mileage ambulance-modifier unlisted equipment-rental screening-referral", _service),
    ("SV1", "zero-units", _units),
    ("CTP", "drug-measure", _units),
    ("SV1", "laboratory-certificate", _laboratory),
    ("SV1", "pointer pointer-twice", _pointers),
    ("HI", "diagnosis-twice revisions-mixed external-cause-first", _diagnoses),
)  # fmt: skip
