"""`suggest`: from an encounter's documents to code assignments with their evidence.

Pure: the tabular list of the date of service comes in as an argument. The coder sees no fee, no weight and no
payer. Note text is data: a sentence that gives orders changes nothing, and no code string in a note becomes a
diagnosis.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from cleanclaim.coding.admitting import admit, leftovers
from cleanclaim.coding.candidates import candidates_of, read_paper
from cleanclaim.coding.case import CAUSE, CONDITION, SIGN, Case, NotCoded, Paper, Proposal, Query
from cleanclaim.coding.guideline import all_guidelines
from cleanclaim.coding.pointing import POINTED_RULE, Pointed, candidates_pointed_at
from cleanclaim.coding.procedures import captured_evidence, is_procedure, procedure_assignments
from cleanclaim.coding.queries import ask
from cleanclaim.coding.sequencing import gate, sequence
from cleanclaim.coding.vocabulary import Kind, Lexicon, default_lexicon
from cleanclaim.core.code import Code, icd10cm
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.finding import NotChecked
from cleanclaim.core.place import Place
from cleanclaim.model.assignment import CodeAssignment, Origin, Reason
from cleanclaim.model.encounter import Encounter

if TYPE_CHECKING:
    from cleanclaim.reference.icd10cm import Tabular

_NO_EDITION = "no loaded ICD-10-CM edition covers the date of service"
_EDITION_WANTED = "the ICD-10-CM edition of the date of service"


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What the engine proposes for one encounter, and everything it saw and did not propose.

    assignments  diagnoses in the order of the claim, then procedures
    not_coded    mentions without a code, each with its reason
    queries      open questions to the clinician
    not_checked  what could not be asked, e.g. because no edition covers the date
    """

    assignments: tuple[CodeAssignment, ...]
    not_coded: tuple[NotCoded, ...] = ()
    queries: tuple[Query, ...] = ()
    not_checked: tuple[NotChecked, ...] = ()

    @property
    def diagnoses(self) -> tuple[CodeAssignment, ...]:
        """The diagnoses, first-listed first."""
        return tuple(each for each in self.assignments if not is_procedure(each))

    @property
    def procedures(self) -> tuple[CodeAssignment, ...]:
        """The services."""
        return tuple(each for each in self.assignments if is_procedure(each))


def suggest(
    encounter: Encounter,
    tabular: Tabular | None,
    *,
    lexicon: Lexicon | None = None,
    pointed: Sequence[Pointed] = (),
) -> Suggestions:
    """Propose codes for an encounter.

    `tabular` is the edition in force on the date of service (inpatient: discharge), None when none is loaded:
    then no diagnosis is proposed from the text and the answer says so. Codes that arrived signed are taken as
    signed, in their order, and the note is not coded again.

    pointed  words that someone else, such as a language model, points at, each with a code: they pass the
             same assertion, sections, guidelines and gate as the engine's own mentions
    """
    unchecked = () if tabular is not None else (_unchecked(encounter),)
    if encounter.signed is not None:
        return Suggestions(_signed(encounter, tabular), not_checked=unchecked)
    if tabular is None:
        arrived = tuple(
            _arrived(encounter, number, code, None) for number, code in enumerate(encounter.diagnoses, 1)
        )
        return Suggestions(_with_procedures(encounter, arrived), not_checked=unchecked)
    case = coded_case(encounter, tabular, lexicon or default_lexicon(), pointed=pointed)
    diagnoses = _with_arrived(encounter, tabular, _diagnoses(encounter, case))
    return Suggestions(_with_procedures(encounter, diagnoses), case.not_coded, case.queries, unchecked)


def coded_case(
    encounter: Encounter, tabular: Tabular, lexicon: Lexicon, *, pointed: Sequence[Pointed] = ()
) -> Case:
    """The encounter after admission, guidelines, gate and sequence: every proposal billable, in order."""
    papers = tuple(read_paper(each.document_id, each.text, lexicon) for each in encounter.documents)
    case = _opened(encounter, tabular, lexicon, papers)
    case = admit(replace(case, candidates=case.candidates + candidates_pointed_at(papers, tabular, pointed)))
    day = encounter.service_dates.last or encounter.service_dates.first
    for guideline in all_guidelines():
        if day in guideline.rule.effective:
            case = guideline.apply(case)
    case = ask(gate(case))
    case = leftovers(case)
    return replace(case, proposals=sequence(case))


def _opened(encounter: Encounter, tabular: Tabular, lexicon: Lexicon, papers: tuple[Paper, ...]) -> Case:
    return Case(
        tabular=tabular,
        lexicon=lexicon,
        setting=encounter.setting,
        age_years=_age(encounter.patient.birth_date, encounter.service_dates.first),
        sex=encounter.patient.sex,
        papers=papers,
        candidates=tuple(each for paper in papers for each in candidates_of(paper, tabular, lexicon)),
        captured=tuple(
            (charge.procedure.value, captured_evidence(encounter, charge, number))
            for number, charge in enumerate(encounter.captured_charges, 1)
        ),
    )


def _age(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _diagnoses(encounter: Encounter, case: Case) -> tuple[CodeAssignment, ...]:
    return tuple(_assignment(encounter, case, number, each) for number, each in enumerate(case.proposals, 1))


def _assignment(encounter: Encounter, case: Case, number: int, proposal: Proposal) -> CodeAssignment:
    return CodeAssignment(
        assignment_id=f"{encounter.encounter_id}-D{number:02d}",
        encounter_id=encounter.encounter_id,
        code=icd10cm(proposal.code),
        title=case.title(proposal.code),
        edition=case.tabular.edition,
        origin=Origin.NOTE,
        evidence=proposal.evidence,
        reasons=proposal.reasons,
        confidence=_confidence(proposal),
        rivals=proposal.rivals,
        missing=proposal.missing,
    )


def _confidence(proposal: Proposal) -> int:
    """An ordering aid only: nothing here is calibrated."""
    points = {CONDITION: 85, SIGN: 70, CAUSE: 65}.get(proposal.tier, 75)
    if proposal.kind is Kind.VISIT:
        points = 85
    if any(reason.rule in ("match.tabular", POINTED_RULE) for reason in proposal.reasons):
        points -= 20
    return points - 10 * bool(proposal.missing) + 5 * (len(proposal.evidence) > 1)


def _with_arrived(
    encounter: Encounter, tabular: Tabular, found: tuple[CodeAssignment, ...]
) -> tuple[CodeAssignment, ...]:
    """Unsigned codes that arrived with the encounter stand behind what the note says, to be decided."""
    known = {each.code for each in found}
    new = [code for code in dict.fromkeys(encounter.diagnoses) if code not in known]
    more = (_arrived(encounter, len(found) + place, code, tabular) for place, code in enumerate(new, 1))
    return (*found, *more)


def _arrived(encounter: Encounter, number: int, code: Code, tabular: Tabular | None) -> CodeAssignment:
    reason = Reason(
        "diagnosis.captured", "It arrived with the encounter, unsigned; the text did not lead to it."
    )
    return _taken(encounter, number, code, tabular, origin=Origin.CAPTURED, reason=reason)


def _signed(encounter: Encounter, tabular: Tabular | None) -> tuple[CodeAssignment, ...]:
    reason = Reason("diagnosis.signed", "It arrived signed by the provider and is taken as signed.")
    diagnoses = tuple(
        _taken(encounter, number, code, tabular, origin=Origin.SIGNED, reason=reason)
        for number, code in enumerate(encounter.diagnoses, 1)
    )
    codes = [each.code for each in diagnoses]
    return diagnoses + procedure_assignments(encounter, codes, origin=Origin.SIGNED)


def _taken(
    encounter: Encounter, number: int, code: Code, tabular: Tabular | None, *, origin: Origin, reason: Reason
) -> CodeAssignment:
    row = tabular.find(code) if tabular else None
    place = encounter.diagnoses.index(code) + 1
    return CodeAssignment(
        assignment_id=f"{encounter.encounter_id}-D{number:02d}",
        encounter_id=encounter.encounter_id,
        code=code,
        title=row.title if row else "",
        edition=tabular.edition if tabular and row else "",
        origin=origin,
        evidence=(Evidence(f"charges {encounter.encounter_id}", f"diagnosis {place}", code.value),),
        reasons=(reason,),
        confidence=100 if origin is Origin.SIGNED else 40,
    )


def _with_procedures(
    encounter: Encounter, diagnoses: tuple[CodeAssignment, ...]
) -> tuple[CodeAssignment, ...]:
    return diagnoses + procedure_assignments(encounter, [each.code for each in diagnoses])


def _unchecked(encounter: Encounter) -> NotChecked:
    place = Place(f"encounter {encounter.encounter_id}")
    return NotChecked("coding.icd10cm-edition", place, _NO_EDITION, _EDITION_WANTED)
