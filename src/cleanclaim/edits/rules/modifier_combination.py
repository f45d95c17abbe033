"""Modifiers of one line do not contradict each other.

No modifier stands twice; right and left are two lines or modifier 50; a line carries one of GA, GY and GZ; 59
is not used beside one of the X modifiers that say the same more precisely.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, Scope, line_place
from cleanclaim.edits.examples import a_claim, a_line, fires, quiet
from cleanclaim.model.claim import Claim

EDIT = Edit(
    edit_id="edit.modifier-combination",
    title="The modifiers of a line go together",
    severity=Severity.REJECT,
    citation="CMS Pub 100-04 ch. 12 s. 40.7, ch. 30 s. 50; CMS NCCI Policy Manual ch. 1",
    next_step="Let a coder choose which modifier is true.",
    scope=Scope.LINE,
)
_DISTINCT = frozenset({"59", "XE", "XP", "XS", "XU"})
# of each group a line carries one at most
_ONE_OF = (
    (frozenset({"RT", "LT", "50"}), "right, left and both sides"),
    (frozenset({"GA", "GY", "GZ"}), "notice modifiers"),
    (frozenset({"JW", "JZ"}), "drug waste and no drug waste"),
    (frozenset({"26", "TC"}), "professional and technical part"),
    (_DISTINCT, "modifiers for a distinct service"),
)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    for line in claim.lines:
        if len(line.modifiers) < 2:
            continue
        place = line_place(claim, line).within("modifiers")
        for modifier in dict.fromkeys(line.modifiers):
            if line.modifiers.count(modifier) > 1:
                yield EDIT.finding(place, "A modifier stands twice.", found=modifier, wanted="once")
        for group, name in _ONE_OF:
            together = [modifier for modifier in dict.fromkeys(line.modifiers) if modifier in group]
            if len(together) > 1:
                message = f"The line carries more than one of the {name}."
                yield EDIT.finding(place, message, found=", ".join(together), wanted="one of them")


EXAMPLES = (
    fires("twice", a_claim(a_line(modifiers=("25", "25"))), "25"),
    fires("right and left", a_claim(a_line("73110", modifiers=("RT", "LT"))), "RT, LT"),
    fires("both sides and left", a_claim(a_line("73110", modifiers=("50", "LT"))), "50, LT"),
    fires("two answers about the notice", a_claim(a_line("82306", modifiers=("GA", "GZ"))), "GA, GZ"),
    fires("59 and XS", a_claim(a_line("17110", modifiers=("59", "XS"))), "59, XS"),
    quiet("two that go together", a_claim(a_line("73110", modifiers=("26", "RT")))),
    quiet("voluntary notice for an excluded service", a_claim(a_line("82306", modifiers=("GX", "GY")))),
)
