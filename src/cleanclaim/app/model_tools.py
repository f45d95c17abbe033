"""The tools that `cleanclaim mcp` offers: codes, suggestions, edits, prices and rules. All of them only read.

Without leave (`with_patients`) no tool opens the practice's store: whatever a tool answers, a language model
reads, and where that model runs is the client's business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleanclaim.app.code_documents import billable_document, encounter_around
from cleanclaim.app.load_tables import tables_of
from cleanclaim.app.scrub_files import report_document
from cleanclaim.core.errors import MisuseError
from cleanclaim.llm.code_tools import NO_EDITION, code_tools, shown_code
from cleanclaim.llm.tools import Kind, Parameter, Tool, day_in
from cleanclaim.model.documents import from_document, to_document
from cleanclaim.model.encounter import Setting
from cleanclaim.reference.icd10cm import tabular_on

if TYPE_CHECKING:
    from cleanclaim.core.finding import Report
    from cleanclaim.model.claim import Claim

_SETTINGS = tuple(each.value for each in Setting)
_LONGEST_NOTE = 200_000  # characters
_MOST_SERVICES = 50
_ON = Parameter("on", "Day of service (inpatient: discharge), such as 2026-05-12.", most=10)
_Given = Mapping[str, Any]
_Ask = Callable[[_Given], Any]


def model_tools(
    folder: Path, *, now: Callable[[], datetime], with_patients: bool = False
) -> tuple[Tool, ...]:
    """Every tool, in the order of the work.

    folder         the practice's folder: loaded tables, contracts, and with leave its store
    now            the moment of a call, for edits that count days
    with_patients  leave to answer about stored encounters and claims by their ids
    """
    search, show, siblings, check = code_tools(lambda given: tabular_on(day_in(given, "on")), (_ON,))
    return (
        search,
        replace(show, description=_SHOWS, run=partial(_show, folder)),
        siblings,
        check,
        _suggesting(),
        _scrubbing(folder, now, with_patients=with_patients),
        _pricing(folder),
        _explaining(folder, with_patients=with_patients),
    )


_SHOWS = (
    "One code: of ICD-10-CM its title, headings, every note that bears on it and the codes below it; of any"
    " code the rows of the tables that the practice has loaded."
)


def _show(folder: Path, given: _Given) -> Any:
    from cleanclaim.app.show_reference import show_code

    day = day_in(given, "on")
    tabular = tabular_on(day)
    told = dict(NO_EDITION) if tabular is None else shown_code(tabular, given)
    shown = show_code(folder, given["code"], day)
    if shown.rows:
        told.pop("problem", None)
    return {**told, "rows": to_document(shown.rows), "no_edition_of": list(shown.uncovered)}


def _suggesting() -> Tool:
    return Tool(
        "suggest",
        "Suggest codes for a clinical note: each with the words that prove it and the rules that led to it;"
        " what was not coded and why; open questions. Suggestions are for a person to decide.",
        (
            Parameter("note", "The note's text.", most=_LONGEST_NOTE),
            _ON,
            Parameter(
                "setting",
                "Where care was given.",
                choices=_SETTINGS,
                required=False,
            ),
        ),
        _suggest,
    )


def _suggest(given: _Given) -> Any:
    from cleanclaim.coding import suggest

    day, text = day_in(given, "on"), given["note"]
    encounter = encounter_around(text, day, Setting(given.get("setting", Setting.OFFICE)), name="note")
    return to_document(billable_document("note", encounter, suggest(encounter, tabular_on(day)), text))


def _scrubbing(folder: Path, now: Callable[[], datetime], *, with_patients: bool) -> Tool:
    by_id = Parameter("claim_id", "A claim of the practice's store.", required=False)
    return Tool(
        "scrub_claim",
        "Every finding about a claim, and what could not be checked. Nothing is kept and no claim is held.",
        (
            Parameter(
                "claim",
                "A claim record, as `cleanclaim claim show --json` prints it.",
                Kind.RECORD,
                required=False,
            ),
            *((by_id,) if with_patients else ()),
        ),
        partial(_scrub, folder, now),
    )


def _scrub(folder: Path, now: Callable[[], datetime], given: _Given) -> Any:
    if ("claim" in given) == ("claim_id" in given):
        raise MisuseError("scrub_claim wants one claim")
    if "claim_id" in given:
        return report_document(_scrub_stored(folder, now(), given["claim_id"]))
    from cleanclaim.app.scrub_files import scrub_batch

    with tables_of(folder) as tables:
        (told,) = scrub_batch((_claim(given["claim"]),), today=now().date(), tables=tables)
    return report_document(told.report)


def _claim(document: dict[str, Any]) -> Claim:
    from cleanclaim.model.claim import Claim

    try:
        return from_document(Claim, document.get("claim", document))
    except Exception:  # cattrs raises whatever the value raised; its text may quote the value
        raise MisuseError("that is no claim record; `cleanclaim claim show --json` prints one") from None


def _scrub_stored(folder: Path, at: datetime, claim_id: str) -> Report:
    from cleanclaim.app.scrub_claims import context_of
    from cleanclaim.app.workspace import open_workspace
    from cleanclaim.edits.scrubbing import scrub

    with (
        open_workspace(folder) as workspace,
        workspace.store.reading() as work,
        tables_of(folder) as tables,
    ):
        claim = work.claims.get(claim_id)
        return scrub(claim, replace(context_of(work, claim, at), tables=tables))


def _pricing(folder: Path) -> Tool:
    return Tool(
        "price",
        "What Medicare, or a payer by its contract, should allow for services of one day, with the formula"
        " and the rows behind it, or why there is no price.",
        (
            Parameter("services", "Such as 99213-25 or 97110-GPx2.", Kind.TEXTS, most=_MOST_SERVICES),
            _ON,
            Parameter("locality", "MAC-locality such as 02402-00; national without it.", required=False),
            Parameter("zip_code", "ZIP code of the place, instead of a locality.", most=9, required=False),
            Parameter("place_of_service", "Two digits; 11 unless told.", most=2, required=False),
            Parameter("payer_id", "Price by the contract with this payer.", required=False),
        ),
        partial(_price, folder),
    )


def _price(folder: Path, given: _Given) -> Any:
    from cleanclaim.app.answer_price import PriceRequest, price_request

    more = {name: value for name, value in given.items() if name not in ("services", "on")}
    return to_document(price_request(folder, given["services"], PriceRequest(day_in(given, "on"), **more)))


def _explaining(folder: Path, *, with_patients: bool) -> Tool:
    says = "The rule behind an id such as edit.timely-filing: its page, citation, dates and cases."
    if with_patients:
        says += " Or everything behind a stored encounter, claim, ledger entry or work item."
    return Tool(
        "explain",
        says,
        (Parameter("identifier", "The id."),),
        partial(_explain, folder, with_patients=with_patients),
    )


def _explain(folder: Path, given: _Given, *, with_patients: bool) -> Any:
    from cleanclaim.app.explain import explain
    from cleanclaim.app.explain_rule import explain_rule
    from cleanclaim.app.workspace import open_workspace

    rules = explain_rule(given["identifier"])
    if rules:
        return to_document(rules)
    if not with_patients:
        raise MisuseError("there is no rule of that id, and this server has no leave to open the store")
    with open_workspace(folder) as workspace, workspace.store.reading() as work:
        return to_document(explain(work, given["identifier"]))
