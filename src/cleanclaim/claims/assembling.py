"""Charges of one encounter become one claim, or as many as its limits demand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from cleanclaim.claims.add_ons import primaries_of
from cleanclaim.core.code import Code, CodeSystem
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.model.assignment import CodeAssignment
from cleanclaim.model.charge import Charge
from cleanclaim.model.claim import Claim, ClaimDiagnosis, ServiceLine
from cleanclaim.model.coverage import Coverage, PlanType
from cleanclaim.model.encounter import Encounter
from cleanclaim.model.provider import Practice

MOST_DIAGNOSES = 12  # HI segment of an 837P; items 21 A-L of the CMS-1500
MOST_LINES = 50  # loop 2400 of an 837P
MOST_POINTERS = 4
LONGEST_CLAIM_ID = 20  # what payers return of CLM01

_EXTERNAL_CAUSE = frozenset("VWXY")  # ICD-10-CM chapter 20
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def assemble(
    encounter: Encounter,
    charges: tuple[Charge, ...],
    diagnoses: tuple[CodeAssignment, ...],
    practice: Practice,
    *,
    revision: int = 1,
) -> tuple[Claim, ...]:
    """The claims to the billed plan; () when the patient pays: restricted, no coverage or a self-pay plan.

    `revision` counts how often the encounter's claims were made anew; every revision has ids of its own.

    Every charge stands on exactly one line, with its up to four diagnoses on the same claim, in the coder's
    order (`diagnoses`, first-listed first). A further claim begins only where the lines need more than 12
    diagnoses or at 50 lines; an add-on of the starter set then goes with its primary. Diagnoses that no
    line points to (status codes, external causes) ride on the first claim that has room for them. An
    external cause is never first while another diagnosis is there (ICD-10-CM guideline I.C.20). A diagnosis
    that a charge names and no assignment proves is sent without evidence, and the edits hold the claim.
    """
    coverage = encounter.billed_plan
    if coverage is None or coverage.payer.plan_type is PlanType.SELF_PAY:
        return ()
    proven = tuple(each for each in diagnoses if each.code.system is CodeSystem.ICD10CM)
    order = _coder_order(charges, proven)
    parts = [_Part(group_charges) for group_charges in _split(charges)]
    listed = _place_diagnoses(parts, order)
    proofs = {each.code: each.evidence for each in reversed(proven)}
    writer = _Writer(encounter, coverage, practice, proofs)
    return tuple(
        writer.claim(claim_id_of(encounter.encounter_id, number, revision), part.charges, codes)
        for number, (part, codes) in enumerate(zip(parts, listed, strict=True))
    )


def claim_id_of(encounter_id: str, number: int, revision: int = 1) -> str:
    """`E01` and 0 give `E01A`, then B ... Z, AA; its second revision is `E01AR2`. At most 20 upper-case
    letters and digits (CLM01).

    A longer encounter id keeps its first nine characters and nine of its sha256, so that two long ids
    that begin alike stay apart.
    """
    stem = "".join(letter for letter in encounter_id.upper() if letter.isascii() and letter.isalnum())
    suffix = _letters(number) + (f"R{revision}" if revision > 1 else "")
    if len(stem) + max(len(suffix), 2) > LONGEST_CLAIM_ID:
        digest = hashlib.sha256(encounter_id.encode()).hexdigest()[:9].upper()
        stem = stem[: LONGEST_CLAIM_ID - len(digest) - max(len(suffix), 2)] + digest
    return stem + suffix


@dataclass(frozen=True, slots=True)
class _Part:
    """The charges of one claim, in their original order."""

    charges: tuple[Charge, ...]

    @property
    def needed(self) -> frozenset[Code]:
        return frozenset(code for charge in self.charges for code in _pointed(charge))


def _pointed(charge: Charge) -> tuple[Code, ...]:
    return tuple(dict.fromkeys(charge.diagnoses))[:MOST_POINTERS]


def _coder_order(charges: tuple[Charge, ...], diagnoses: tuple[CodeAssignment, ...]) -> tuple[Code, ...]:
    """Every diagnosis once: the coder's first, then what only a charge names."""
    named = (code for charge in charges for code in _pointed(charge))
    return tuple(dict.fromkeys((*(each.code for each in diagnoses), *named)))


def _split(charges: tuple[Charge, ...]) -> list[tuple[Charge, ...]]:
    """Pack whole families in order; a family that no claim can hold is packed line by line."""
    packs: list[list[int]] = []
    for family in _families(charges):
        pieces = [family] if _fits(charges, family) else [[position] for position in family]
        for piece in pieces:
            if packs and _fits(charges, [*packs[-1], *piece]):
                packs[-1].extend(piece)
            else:
                packs.append(list(piece))
    return [tuple(charges[position] for position in sorted(pack)) for pack in packs]


def _fits(charges: tuple[Charge, ...], positions: list[int]) -> bool:
    part = _Part(tuple(charges[position] for position in positions))
    return len(positions) <= MOST_LINES and len(part.needed) <= MOST_DIAGNOSES


def _families(charges: tuple[Charge, ...]) -> list[list[int]]:
    """Positions of each primary with its add-ons, in the order of the primaries."""
    families: dict[int, list[int]] = {}
    for position, charge in enumerate(charges):
        home = _primary_position(charges, position) if primaries_of(charge.procedure.value) else position
        families.setdefault(home, []).append(position)
    return [families[home] for home in sorted(families)]


def _primary_position(charges: tuple[Charge, ...], position: int) -> int:
    """Where the add-on's primary stands: the nearest before it, else the first after it, else itself.

    An add-on to another add-on (a later infusion hour) follows the chain to the line that is none.
    """
    wanted = primaries_of(charges[position].procedure.value) or ()
    before = [index for index in range(position) if charges[index].procedure.value in wanted]
    after = [index for index in range(position + 1, len(charges)) if charges[index].procedure.value in wanted]
    if not before and not after:
        return position
    home = before[-1] if before else after[0]
    is_add_on = primaries_of(charges[home].procedure.value) is not None
    return _primary_position(charges, home) if is_add_on and home < position else home


def _place_diagnoses(parts: list[_Part], order: tuple[Code, ...]) -> list[tuple[Code, ...]]:
    """For each part the codes it lists, in the coder's order."""
    wanted = [set(part.needed) for part in parts]
    placed = {code for codes in wanted for code in codes}
    for code in order:
        if code not in placed:
            home = next((codes for codes in wanted if len(codes) < MOST_DIAGNOSES), None)
            if home is not None:
                home.add(code)
    return [_external_cause_not_first([code for code in order if code in codes]) for codes in wanted]


def _external_cause_not_first(codes: list[Code]) -> tuple[Code, ...]:
    """Only when an external cause leads: the first other diagnosis steps in front of it."""
    lead = next((code for code in codes if code.value[:1] not in _EXTERNAL_CAUSE), None)
    return tuple(codes) if lead is None else (lead, *(code for code in codes if code != lead))


@dataclass(frozen=True, slots=True)
class _Writer:
    encounter: Encounter
    coverage: Coverage
    practice: Practice
    proofs: dict[Code, tuple[Evidence, ...]]

    def claim(self, claim_id: str, charges: tuple[Charge, ...], codes: tuple[Code, ...]) -> Claim:
        visit = self.encounter
        lines = tuple(_line(claim_id, number, charge, codes) for number, charge in enumerate(charges, 1))
        return Claim(
            claim_id=claim_id,
            encounter_id=visit.encounter_id,
            patient=visit.patient,
            coverage=self.coverage,
            practice=self.practice,
            rendering=visit.rendering,
            place_of_service=visit.place_of_service,
            diagnoses=tuple(ClaimDiagnosis(code, self.proofs.get(code, ())) for code in codes),
            lines=lines,
            total_charge=_total(lines),
            other_coverages=visit.coverages[1:],
            referring=visit.referring,
            supervising=visit.supervising,
            ordering=visit.ordering,
            facility=visit.facility,
            prior_authorization=visit.prior_authorization,
            accident=visit.accident,
            notice_signed_on=visit.notice_signed_on,
        )


def _line(claim_id: str, number: int, charge: Charge, codes: tuple[Code, ...]) -> ServiceLine:
    return ServiceLine(
        line_number=number,
        control_number=f"{claim_id}L{number:02d}",
        charge_id=charge.charge_id,
        procedure=charge.procedure,
        modifiers=charge.modifiers,
        units=charge.units,
        charge=charge.amount,
        service_dates=Span.day(charge.service_date),
        place_of_service=charge.place_of_service,
        pointers=tuple(codes.index(code) + 1 for code in _pointed(charge)),
        evidence=charge.evidence,
        drug=charge.drug,
    )


def _total(lines: Iterable[ServiceLine]) -> Money:
    return Money.total(line.charge for line in lines)


def _letters(number: int) -> str:
    """0 gives A, 25 gives Z, 26 gives AA."""
    text = ""
    while number >= 0:
        number, rest = divmod(number, 26)
        text = _LETTERS[rest] + text
        number -= 1
    return text
