"""Where the assessment begins in a note without a heading for it, and headings put together freely.

Many clinicians end a note with a numbered list of problems under no heading at all, or under `Plan`, and word
their headings as they like: `Clinical impression & plan`, `Dx/Plan`, `Diagnoses addressed today`.
"""

from __future__ import annotations

import re

# a heading of these words alone is an assessment when one of its words says so
_SAYS = frozenset(
    re.split(
        " ",
        "assessment assessments impression impressions imp diagnosis diagnoses dx a/p a&p a+p ap "
        "mdm conclusion conclusions formulation discussion",
    )
)
_AROUND = frozenset(
    re.split(
        " ",
        "and with by of the for to my our this today todays today's visit encounter clinical "
        "diagnostic final discharge ed uc er urgent care emergency overall provider physician "
        "working primary secondary principal current summary plan plans treatment recommendation "
        "recommendations rec recs discussion problem problems addressed assessed treated issue "
        "issues based post op postop post-op postoperative post-operative procedure postprocedure "
        "post-procedure medical decision making decision-making management evaluation list est "
        "preliminary new established",
    )
)
_TOGETHER = re.compile(
    r"(?:problems?|issues?|diagnos[ei]s|conditions?) (?:addressed|assessed|treated|managed"
    r"|discussed|reviewed)"
    r"(?: (?:today|this visit|at this visit))?|(?:assessed|addressed|issues|problems) today|plan by problem"
    r"|problem[- ]based plan|(?:clinical|medical) decision[- ]making(?: ?(?:and|&|/) ?plan)?"
    r"|clinical summary|summary(?: ?(?:and|&|/) ?plan)"
    r"|evaluation and (?:plan|management)|plan/assessment|p/a|problem ?#?1",
    re.IGNORECASE,
)
# an order, not a problem, opens the item
_ORDER = re.compile(
    r"(?:re-?)?(?:start|continue|cont|stop|order(?:ed)?|return|follow|f/?u\b|rtc|increase"
    r"|decrease|refer|check"
    r"|labs?\b|ct\b|mri\b|x-?ray|rx\b|discuss|advis|counsel|give|gave|take|rest\b|ice\b|drink|fluids|call\b"
    r"|schedul|repeat|will\b|may\b|if\b|no\b|see\b|send|sent|obtain|avoid|use\b|wear|keep|apply|remove|hold\b"
    r"|resume|trial|tylenol|acetaminophen|ibuprofen|amox|azith|doxy|pred|supportive|education|patient\b|pt\b"
    r"|go to|watch|monitor|recommend|encourag|change|switch|add\b|refill|review|recheck|wean|taper|consider)",
    re.IGNORECASE,
)
_FIRST = re.compile(
    r"^[ \t]*(?:\(?1[.)]|#1\b|problem ?#?1\b:?|# ?(?=[A-Za-z]))[ \t]*(?=\S)", re.MULTILINE | re.IGNORECASE
)
_ITEMS = re.compile(
    r"^[ \t]*(?:\(?[0-9]{1,2}[.)]|#[0-9]{0,2}|problem ?#?[0-9]\b:?)[ \t]*(\S[^\n]*)",
    re.MULTILINE | re.IGNORECASE,
)
_LEAST_ITEMS = 2
_LINE_ABOVE = re.compile(r"([^\n]*)\n[ \t]*\Z")


def is_assessment_heading(heading: str) -> bool:
    """Whether a heading, worded freely, opens the part in which the diagnoses are stated."""
    if _TOGETHER.fullmatch(heading):
        return True
    words = [each.strip("-") for each in re.split(r"[\s/&+,]+", heading.lower()) if each.strip("-")]
    whole = heading.lower().replace(" ", "")
    return whole in _SAYS or (
        any(each in _SAYS for each in words) and all(each in _SAYS or each in _AROUND for each in words)
    )


def list_without_heading(text: str, start: int, end: int) -> int | None:
    """Where a numbered list of problems begins in [start, end) of the text, None when there is none.

    It follows a blank line (or opens the stretch) and most of its items name something rather than order it.
    """
    for match in _FIRST.finditer(text, start, end):
        above = _LINE_ABOVE.search(text, start, match.start())
        if above is not None and above[1].strip():
            continue
        items = [item[1] for item in _ITEMS.finditer(text, match.start(), end)]
        orders = sum(bool(_ORDER.match(item)) for item in items)
        if len(items) >= _LEAST_ITEMS and orders * 2 < len(items):
            return match.start()
    return None
