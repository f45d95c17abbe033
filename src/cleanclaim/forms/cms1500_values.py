"""What stands in the boxes of a CMS-1500 for a claim: texts by field name, page by page.

Rules of content: Medicare Claims Processing Manual (Pub 100-04) ch. 26 s. 10 and the NUCC 1500 Reference
Instruction Manual (both unverified here; the rules are restated in our own words where they are used).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date

from cleanclaim.core.money import Money
from cleanclaim.forms.cms1500_boxes import FIELDS, LINES_PER_PAGE, Field, diagnosis_field, line_field
from cleanclaim.model.claim import Claim, ServiceLine
from cleanclaim.model.coverage import Coverage, PlanType
from cleanclaim.model.encounter import AccidentCause, Drug
from cleanclaim.model.people import Address, Name, Sex

Texts = dict[str, str]
Placed = tuple[Field, str]

_SIGNATURE = "SIGNATURE ON FILE"
_ONSET = "431"  # box 14 qualifier: onset of the present illness or injury
_ONSETS = (_ONSET, "484")  # or the last menstrual period
_ROLES = (("referring", "DN"), ("ordering", "DK"), ("supervising", "DQ"))  # box 17, first one that is there


def pages(claim: Claim) -> list[tuple[ServiceLine, ...]]:
    """The claim's lines, six to a page."""
    starts = range(0, max(len(claim.lines), 1), LINES_PER_PAGE)
    return [claim.lines[start : start + LINES_PER_PAGE] for start in starts]


def placed_values(claim: Claim, lines: Sequence[ServiceLine], *, signed_on: date | None) -> list[Placed]:
    """Every value of one page with the field it belongs to. Each page stands alone: its total is its own."""
    texts = _plan(claim) | _patient(claim) | _insured(claim) | _other_plan(claim) | _circumstances(claim)
    texts |= _billing(claim, lines) | _signatures(claim, signed_on)
    placed = [(FIELDS[name], printed(text)) for name, text in texts.items() if text]
    for ordinal, diagnosis in enumerate(claim.diagnoses, start=1):
        placed.append((diagnosis_field(ordinal), diagnosis.code.undotted))
    for ordinal, line in enumerate(lines, start=1):
        found = _service_line(claim, line)
        placed += [(line_field(name, ordinal), printed(text)) for name, text in found.items() if text]
    return placed


def printed(text: str) -> str:
    """Capitals in plain ASCII, as readers of the form want; accents come off, what is left becomes `?`."""
    plain = unicodedata.normalize("NFKD", text.upper().replace("\u00df", "SS"))
    kept = "".join(character for character in plain if not unicodedata.combining(character))
    return kept.encode("ascii", "replace").decode("ascii")


def _plan(claim: Claim) -> Texts:
    payer = claim.coverage.payer
    box = {PlanType.MEDICARE: "plan_medicare", PlanType.MEDICAID: "plan_medicaid"}.get(payer.plan_type)
    if box is None:
        box = "plan_group" if claim.coverage.group_number else "plan_other"
    texts = {"carrier_1": payer.name, box: "X", "insured_id": claim.coverage.member_id}
    if payer.address:
        streets = [street for street in (payer.address.street, payer.address.street2) if street]
        rows = [*streets, _city_line(payer.address)]
        texts |= {f"carrier_{number}": row for number, row in enumerate(rows, start=2)}
    return texts


def _patient(claim: Claim) -> Texts:
    patient = claim.patient
    return {
        "patient_name": _listed(patient.name),
        **_day("patient_birth", patient.birth_date),
        **_sex("patient", patient.sex),
        **_home("patient", patient.address, patient.phone),
    }


def _insured(claim: Claim) -> Texts:
    """Boxes 4, 6, 7 and 11 to 11d. For Medicare as first payer they stay blank and 11 says NONE."""
    coverage = claim.coverage
    if _medicare_first(claim):
        return {"group_number": "NONE"}
    own = coverage.subscriber is None
    texts = {
        f"related_{coverage.relationship.value}": "X",
        "group_number": coverage.group_number,
        "plan_name": coverage.payer.name,
        "another_plan_yes" if claim.other_coverages else "another_plan_no": "X",
    }
    texts |= _insured_person(claim, coverage)
    home = claim.patient.address if own else coverage.subscriber and coverage.subscriber.address
    if home:
        texts |= _home("insured", home, claim.patient.phone if own else "")
    return texts


def _insured_person(claim: Claim, coverage: Coverage) -> Texts:
    person = coverage.subscriber or claim.patient
    born = _day("insured_birth", person.birth_date) if person.birth_date else {}
    return {"insured_name": _listed(person.name), **born, **_sex("insured", person.sex)}


def _medicare_first(claim: Claim) -> bool:
    return claim.coverage.payer.plan_type is PlanType.MEDICARE and claim.coverage.rank == 1


def _other_plan(claim: Claim) -> Texts:
    """Boxes 9, 9a, 9d: the next plan. Under Medicare they are for Medigap alone, which no record names."""
    if not claim.other_coverages or _medicare_first(claim):
        return {}
    other = claim.other_coverages[0]
    person = other.subscriber or claim.patient
    return {
        "other_name": _listed(person.name),
        "other_policy": other.group_number or other.member_id,
        "other_plan": other.payer.name,
    }


def _circumstances(claim: Claim) -> Texts:
    cause = claim.accident.cause if claim.accident else None
    texts: Texts = {"outside_lab_no": "X", "icd_indicator": "0"}
    for name, wanted in (
        ("employment", AccidentCause.EMPLOYMENT),
        ("auto", AccidentCause.AUTO),
        ("accident", AccidentCause.OTHER),
    ):
        texts[f"{name}_yes" if cause is wanted else f"{name}_no"] = "X"
    if claim.accident:
        texts |= _day("onset", claim.accident.occurred_on) | {"onset_qualifier": _ONSET}
        if cause is AccidentCause.AUTO:
            texts["auto_state"] = claim.accident.state
    for told in claim.dates:
        if told.qualifier in _ONSETS and not claim.accident:
            texts |= _day("onset", told.day) | {"onset_qualifier": told.qualifier}
    if claim.note:
        texts["note"] = claim.note
    if claim.frequency != "1":
        texts |= {"resubmission": claim.frequency, "original_reference": claim.original_claim_number}
    if claim.admitted_on:
        texts |= _day("admitted", claim.admitted_on)
    return texts | _other_provider(claim) | {"authorization": _authorization(claim)}


def _other_provider(claim: Claim) -> Texts:
    for role, qualifier in _ROLES:
        provider = getattr(claim, role)
        if provider:
            name = provider.name.shown
            return {
                "other_provider_role": qualifier,
                "other_provider": name,
                "other_provider_npi": provider.npi,
            }
    return {}


def _authorization(claim: Claim) -> str:
    """Box 23: the authorization, else the CLIA number when a laboratory test is billed (42 CFR 493)."""
    tests = any(_is_laboratory(line) for line in claim.lines)
    return claim.prior_authorization or (claim.practice.clia if tests else "")


def _is_laboratory(line: ServiceLine) -> bool:
    value = line.procedure.value
    return "QW" in line.modifiers or (value.isdigit() and 80047 <= int(value) <= 89398)


def _billing(claim: Claim, lines: Sequence[ServiceLine]) -> Texts:
    practice = claim.practice
    where = claim.facility or practice
    dollars, cents = _dollars_and_cents(Money.total(line.charge for line in lines))
    texts = {
        "tax_id": practice.tax_id,
        "tax_id_is_ein": "X",
        "account": claim.claim_id,
        "assignment_yes" if claim.accept_assignment else "assignment_no": "X",
        "total_dollars": dollars,
        "total_cents": cents,
        **_phone("billing", practice.phone),
        **_site("billing", practice.name, practice.address),
        "billing_npi": practice.npi,
    }
    if claim.patient_paid and tuple(lines[:1]) == claim.lines[:1]:  # once, on the first page
        paid_dollars, paid_cents = _dollars_and_cents(claim.patient_paid)
        texts |= {"paid_dollars": paid_dollars, "paid_cents": paid_cents}
    if claim.place_of_service != "12":  # at home there is no facility to name
        texts |= _site("facility", where.name, where.address)
        texts["facility_npi"] = claim.facility.npi if claim.facility else ""
    return texts


def _signatures(claim: Claim, signed_on: date | None) -> Texts:
    """Boxes 12, 13, 31. Signatures of patient and insured are on file with the practice, which asserts it."""
    texts = {"patient_signature": _SIGNATURE}
    if claim.accept_assignment and not _medicare_first(claim):
        texts["insured_signature"] = _SIGNATURE
    if signed_on:
        texts |= {"renderer": claim.rendering.name.shown, "signed_on": f"{signed_on:%m %d %Y}"}
    return texts


def _service_line(claim: Claim, line: ServiceLine) -> Texts:
    dollars, cents = _dollars_and_cents(line.charge)
    first, last = line.service_dates.first, line.service_dates.last or line.service_dates.first
    texts = {
        "supplement": _drug(line.drug) if line.drug else line.description and f"ZZ{line.description}",
        "emergency": "Y" if line.is_emergency else "",
        **{f"from_{part}": text for part, text in _short_day(first).items()},
        **{f"to_{part}": text for part, text in _short_day(last).items()},
        "place": line.place_of_service,
        "procedure": line.procedure.value,
        "pointers": "".join(chr(64 + pointer) for pointer in line.pointers),
        "charge_dollars": dollars,
        "charge_cents": cents,
        "units": str(line.anesthesia_minutes or line.units),  # as in SV103-104: minutes where time is billed
        "renderer_npi": claim.rendering.npi,
    }
    return texts | {f"modifier_{number}": each for number, each in enumerate(line.modifiers, start=1)}


def _drug(drug: Drug) -> str:
    """The shaded half of line 24: qualifier N4, the NDC, three blanks, unit and quantity."""
    quantity = format(drug.quantity.normalize(), "f")
    return f"N4{drug.ndc}   {drug.unit}{quantity}"


def _dollars_and_cents(amount: Money) -> tuple[str, str]:
    dollars, _, cents = str(amount).partition(".")
    return dollars, cents


def _listed(name: Name) -> str:
    """Last, first, middle initial, parted by commas."""
    last = f"{name.last} {name.suffix}".strip()
    return ", ".join(part for part in (last, name.first, name.middle[:1]) if part)


def _day(prefix: str, day: date) -> Texts:
    return {f"{prefix}_month": f"{day:%m}", f"{prefix}_day": f"{day:%d}", f"{prefix}_year": f"{day.year:04d}"}


def _short_day(day: date) -> Texts:
    return {"month": f"{day:%m}", "day": f"{day:%d}", "year": f"{day:%y}"}


def _sex(prefix: str, sex: Sex) -> Texts:
    box = {Sex.MALE: f"{prefix}_male", Sex.FEMALE: f"{prefix}_female"}.get(sex)
    return {box: "X"} if box else {}


def _home(prefix: str, address: Address, phone: str) -> Texts:
    street = f"{address.street} {address.street2}".strip()
    return {
        f"{prefix}_street": _unpunctuated(street),
        f"{prefix}_city": address.city,
        f"{prefix}_state": address.state,
        f"{prefix}_zip": _zip(address.postal_code),
        **_phone(prefix, phone),
    }


def _phone(prefix: str, phone: str) -> Texts:
    digits = "".join(character for character in phone if character in "0123456789")
    return {f"{prefix}_area": digits[-10:-7], f"{prefix}_phone": digits[-7:]}


def _site(prefix: str, name: str, address: Address) -> Texts:
    street = f"{address.street} {address.street2}".strip()
    return {f"{prefix}_1": name, f"{prefix}_2": _unpunctuated(street), f"{prefix}_3": _city_line(address)}


def _city_line(address: Address) -> str:
    return f"{address.city} {address.state} {_zip(address.postal_code)}"


def _zip(postal_code: str) -> str:
    return f"{postal_code[:5]}-{postal_code[5:]}" if len(postal_code) == 9 else postal_code


def _unpunctuated(street: str) -> str:
    return " ".join(street.replace(",", " ").replace(".", " ").replace("#", " ").split())
