"""A laboratory line carries the CLIA number of the laboratory that did the test.

The edit knows the laboratory range by number and a few tests in it that need no certificate (an authored
starter list). Whether a waived test needs modifier QW depends on the kind of certificate, which the
practice's setup does not hold: not checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cleanclaim.core.finding import Severity
from cleanclaim.core.identifiers import is_clia
from cleanclaim.edits.code_families import is_laboratory
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, Scope, line_place
from cleanclaim.edits.examples import PRACTICE, a_claim, a_line, fires, quiet, unasked
from cleanclaim.model.claim import Claim

EDIT = Edit(
    edit_id="edit.laboratory-certificate",
    title="A laboratory line has a CLIA number",
    severity=Severity.REJECT,
    citation="42 CFR 493; CMS Pub 100-04 ch. 16 s. 70",
    next_step="Put the CLIA number into the practice's setup, or let the testing laboratory bill.",
    scope=Scope.LINE,
)
# sent to an outside laboratory; only read and not done by the practice
_DONE_ELSEWHERE = frozenset({"90", "26"})
# no certificate is asked for: skin tests read by eye, pathology consultations (unverified, incomplete)
_NO_CERTIFICATE = frozenset({"80500", "80502", "86485", "86486", "86490", "86510", "86580"})
# waived tests a practice commonly does, which carry QW under a certificate of waiver (unverified, incomplete)
_WAIVED_WITH_QW = frozenset({"80048", "80053", "80061", "81003", "83036", "85018", "86308", "87804", "87880"})


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    for line in claim.lines:
        value = line.procedure.value
        elsewhere = not _DONE_ELSEWHERE.isdisjoint(line.modifiers)
        if not is_laboratory(line.procedure) or value in _NO_CERTIFICATE or elsewhere:
            continue
        place = line_place(claim, line)
        if not is_clia(claim.practice.clia):
            message = "A laboratory test is billed and the practice has no valid CLIA number."
            found = claim.practice.clia or "none"
            yield EDIT.finding(place, message, found=found, wanted="two digits, D, seven digits")
        elif value in _WAIVED_WITH_QW and "QW" not in line.modifiers:
            reason = "whether the test needs QW depends on the kind of certificate"
            yield EDIT.not_checked(place.within("modifiers"), reason, "the level of the CLIA certificate")


_NO_LAB = replace(PRACTICE, clia="")

EXAMPLES = (
    fires("no certificate", a_claim(a_line("83036"), practice=_NO_LAB), "none"),
    fires(
        "a wrong shape", a_claim(a_line("83036"), practice=replace(PRACTICE, clia="14X0000001")), "14X0000001"
    ),
    quiet("a skin test", a_claim(a_line("86580"), practice=_NO_LAB)),
    quiet("sent to an outside laboratory", a_claim(a_line("83036", modifiers=("90",)), practice=_NO_LAB)),
    quiet("only the reading", a_claim(a_line("88305", modifiers=("26",)), practice=_NO_LAB)),
    quiet("with certificate and QW", a_claim(a_line("83036", modifiers=("QW",)))),
    quiet("a test that is never waived", a_claim(a_line("82306"))),
    quiet("a visit", a_claim(practice=_NO_LAB)),
    unasked("a waived test without QW", a_claim(a_line("83036"))),
)
