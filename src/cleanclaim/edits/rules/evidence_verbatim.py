"""Every quote on the claim stands word for word where it says it stands.

Quotes are read again from the documents. Evidence that is no span of a document (a captured line, a table
row) is taken as it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.evidence import Evidence
from cleanclaim.core.finding import Severity
from cleanclaim.core.place import Place
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, claim_place, diagnosis_place, line_place
from cleanclaim.edits.examples import NOTE, a_claim, a_context, a_line, fires, quiet, unasked
from cleanclaim.model.claim import Claim

EDIT = Edit(
    edit_id="edit.evidence-verbatim",
    title="Every quote re-reads word for word",
    severity=Severity.REJECT,
    citation="31 U.S.C. 3729; SSA 1833(e)",
    next_step="Code the encounter again from the document as it is now.",
    desk_only=True,
)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    quotes = [(place, entry) for place, entry in _evidence(claim) if entry.characters is not None]
    if quotes and not context.documents:
        reason = "no document was brought to read the quotes again"
        yield EDIT.not_checked(claim_place(claim), reason, "the documents of the encounter")
        return
    for place, entry in quotes:
        text = context.document_text(entry.source)
        if text is None:
            message = "The quote comes from a document that is not there."
            yield EDIT.finding(place, message, found=entry.locator, wanted=entry.source, evidence=(entry,))
        elif not entry.holds_in(text):
            message = "The quote does not stand where it says."
            wanted = "the same words at the same place"
            yield EDIT.finding(place, message, found=entry.locator, wanted=wanted, evidence=(entry,))


def _evidence(claim: Claim) -> Iterator[tuple[Place, Evidence]]:
    for position, diagnosis in enumerate(claim.diagnoses, 1):
        for entry in diagnosis.evidence:
            yield diagnosis_place(claim, position), entry
    for line in claim.lines:
        for entry in line.evidence:
            yield line_place(claim, line), entry


_MOVED = a_claim(a_line(evidence=(Evidence("note E01", "characters 1-7", "Type 2"),)), diagnoses=())
_OTHER_NOTE = a_claim(a_line(evidence=(Evidence("note E02", "characters 0-6", "Type 2"),)), diagnoses=())
_CAPTURED = a_claim(a_line(evidence=(Evidence("charges E01", "line 1", "99214"),)), diagnoses=())

EXAMPLES = (
    fires("one character off", _MOVED, "characters 1-7"),
    fires("another document", _OTHER_NOTE, "characters 0-6"),
    quiet("verbatim", a_claim()),
    quiet("a document named without the word note", a_claim(), context=a_context(documents={"E01": NOTE})),
    quiet("a captured line", _CAPTURED),
    unasked("no document", a_claim(), context=a_context(documents={})),
)
