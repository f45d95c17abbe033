"""The tabular list as a model's tool: search, show with notes, siblings, check.

A code leaves these tools only as a row of the edition in force; nothing is made up from the arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

from cleanclaim.core.code import icd10cm
from cleanclaim.llm.tools import Kind, Parameter, Tool
from cleanclaim.reference.icd10cm.records import NoteKind, TabularCode

if TYPE_CHECKING:
    from cleanclaim.reference.icd10cm import Tabular

TabularFor = Callable[[Mapping[str, Any]], "Tabular | None"]

_MOST_HITS = 50
_FEW_HITS = 12
_MOST_CODES = 40
_CODE = Parameter("code", "An ICD-10-CM code or category, with or without its dot.", most=10)
NO_EDITION = {"not_checked": "no loaded ICD-10-CM edition covers that day"}


def code_tools(tabular_for: TabularFor, more: Sequence[Parameter] = ()) -> tuple[Tool, ...]:
    """The four tools over the edition that `tabular_for` finds by a call's arguments.

    more  parameters that every tool takes besides, such as the day of service
    """

    def tool(name: str, says: str, own: tuple[Parameter, ...], ask: Callable[..., Any]) -> Tool:
        def run(given: Mapping[str, Any]) -> Any:
            tabular = tabular_for(given)
            return NO_EDITION if tabular is None else ask(tabular, given)

        return Tool(name, says, (*own, *more), run)

    return (
        tool(
            "search_codes",
            "Search the ICD-10-CM tabular list by the words of a condition; best first. A code that is not"
            " billable leads to its siblings and children.",
            (
                Parameter("text", "Words of the condition, sign, injury or reason."),
                Parameter("limit", "How many at most.", Kind.NUMBER, most=_MOST_HITS, required=False),
            ),
            _search,
        ),
        tool(
            "show_code",
            "One ICD-10-CM code: its title, headings, every note that bears on it, the codes below it and"
            " its 7th characters.",
            (_CODE,),
            shown_code,
        ),
        tool("siblings", "The codes beside one under its heading, itself included.", (_CODE,), _siblings),
        tool(
            "check_codes",
            "Whether each code is complete and billable, and which of them an Excludes1 note keeps apart.",
            (Parameter("codes", "ICD-10-CM codes.", Kind.TEXTS, most=_MOST_CODES),),
            _check,
        ),
    )


def shown_code(tabular: Tabular, given: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that the tabular list says of one code; `{"problem": ...}` when it does not have it."""
    found = tabular.find(given["code"])
    if found is None:
        return {"edition": tabular.edition, "problem": tabular.why_invalid(given["code"])}
    notes = (note for kind in NoteKind for note in tabular.notes(found.code, kind))
    return {
        "edition": tabular.edition,
        **_row(found),
        "headings": [_row(each) for each in _headings(tabular, found)],
        "notes": [{"kind": each.kind.label, "at": each.owner, "text": each.text} for each in notes],
        "below": [_row(each) for each in tabular.children(found.code)],
    }


def _search(tabular: Tabular, given: Mapping[str, Any]) -> dict[str, Any]:
    hits = tabular.search(given["text"], limit=given.get("limit") or _FEW_HITS)
    rows = ((hit, tabular.find(hit.code)) for hit in hits)
    return {
        "edition": tabular.edition,
        "found": [{**_row(row), "matched": hit.matched} for hit, row in rows if row is not None],
    }


def _siblings(tabular: Tabular, given: Mapping[str, Any]) -> dict[str, Any]:
    found = tabular.find(given["code"])
    if found is None:
        return {"edition": tabular.edition, "problem": tabular.why_invalid(given["code"])}
    beside = tabular.children(found.parent) if found.parent else (found,)
    return {"edition": tabular.edition, "siblings": [_row(each) for each in beside]}


def _check(tabular: Tabular, given: Mapping[str, Any]) -> dict[str, Any]:
    codes = list(dict.fromkeys(icd10cm(each[:10]).value for each in given["codes"]))
    return {
        "edition": tabular.edition,
        "codes": [_checked(tabular, each) for each in codes],
        "conflicts": list(_conflicts(tabular, codes)),
    }


def _checked(tabular: Tabular, code: str) -> dict[str, Any]:
    found = tabular.find(code)
    problem = tabular.why_invalid(code)
    return {"asked": code, **(_row(found) if found else {}), "valid": not problem, "problem": problem}


def _conflicts(tabular: Tabular, codes: Sequence[str]) -> Iterator[dict[str, Any]]:
    for first, second in combinations(codes, 2):
        note = tabular.excludes1_conflict(first, second)
        if note is not None:
            yield {"between": [first, second], "at": note.locator, "note": note.text}


def _row(row: TabularCode) -> dict[str, Any]:
    return {"code": row.code, "title": row.title, "billable": row.is_billable}


def _headings(tabular: Tabular, row: TabularCode) -> list[TabularCode]:
    """Outermost first."""
    line: list[TabularCode] = []
    above = tabular.find(row.parent) if row.parent else None
    while above is not None:
        line.insert(0, above)
        above = tabular.find(above.parent) if above.parent else None
    return line
