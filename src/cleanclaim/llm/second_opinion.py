"""Engine and model side by side: what both say, what one says alone, and what of the model's is thrown away.

A code of the model's enters when a tool brought it, its quote stands verbatim in the note and holds a term of
the code, and it passes the engine's own assertion, sections, guidelines, gate and sequence. Where it names
another code of the same category for words that the engine has coded, the engine's stands and the model's is
shown as a rival: which one is right a person decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from cleanclaim.coding import Suggestions, suggest
from cleanclaim.coding.pointing import POINTED_RULE, Pointed
from cleanclaim.core.code import icd10cm
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.finding import NotChecked
from cleanclaim.core.place import Place
from cleanclaim.llm.code_tools import code_tools
from cleanclaim.llm.connection import Send
from cleanclaim.llm.conversation import converse
from cleanclaim.llm.endpoint import Endpoint
from cleanclaim.llm.naming import is_named
from cleanclaim.llm.phi_gate import require_leave
from cleanclaim.llm.quotes import Verified, verified
from cleanclaim.llm.transcript import Claimed, ModelRun
from cleanclaim.model.assignment import CodeAssignment, Reason
from cleanclaim.model.encounter import Encounter

if TYPE_CHECKING:
    from cleanclaim.reference.icd10cm import Tabular


class Standing(StrEnum):
    """How a code stands between engine and model."""

    BOTH = "both"
    ENGINE_ALONE = "engine_alone"
    MODEL_ALONE = "model_alone"  # it passed every rule and stands among the suggestions
    RIVAL = "rival"  # the engine has another code of the category for these words, which stands
    UNNAMED = "unnamed"  # the words hold no term of the code: for a person to look at, not suggested
    FOLLOWS = "follows"  # a guideline gives it because of a code that the model added
    DISPLACED = "displaced"  # the engine alone gives it; beside the model's codes a guideline takes it away
    REFUSED = "refused"  # the model's, and it does not stand


_UNNAMED = "No word of the quote is a term of this code; a person may know better."


@dataclass(frozen=True, slots=True)
class Compared:
    """One code between the two. `quote` is what the model gave, verbatim only where `evidence` holds it."""

    code: str
    title: str
    standing: Standing
    reason: str
    evidence: tuple[Evidence, ...] = ()
    quote: str = ""


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """The suggestions with the model's codes among them, the comparison, and where it comes from."""

    suggestions: Suggestions
    compared: tuple[Compared, ...]
    run: ModelRun


def second_opinion(
    endpoint: Endpoint,
    send: Send,
    encounter: Encounter,
    tabular: Tabular | None,
    *,
    deidentified: bool = False,
) -> SecondOpinion | Suggestions:
    """Suggest codes with a model's help. Plain Suggestions where there is nothing to ask it about.

    The model is not asked about codes that arrived signed, a date without an edition or an encounter without
    a document. When it gives no answer the engine's suggestions stand and say that it was not asked to the
    end. Raises MisuseError when the documents may not be sent.
    """
    engine = suggest(encounter, tabular)
    if tabular is None or encounter.signed is not None or not encounter.documents:
        return engine
    require_leave(endpoint, encounter, deidentified=deidentified)
    transcript = converse(endpoint, send, encounter, code_tools(lambda _: tabular))
    run = transcript.run
    if run.failure:
        return SecondOpinion(_unanswered(engine, encounter, run), (), run)
    kept, refused = verified(transcript.claimed, encounter, run.shown_codes)
    return _side_by_side(encounter, tabular, engine, kept, refused=refused, run=run)


def _unanswered(engine: Suggestions, encounter: Encounter, run: ModelRun) -> Suggestions:
    place = Place(f"encounter {encounter.encounter_id}")
    reason = f"the language model {run.endpoint} gave no answer: {run.failure}"
    told = NotChecked("llm.no-answer", place, reason, "an answer from the model; the engine's codes stand")
    return replace(engine, not_checked=(*engine.not_checked, told))


def _side_by_side(
    encounter: Encounter,
    tabular: Tabular,
    engine: Suggestions,
    kept: Sequence[Verified],
    *,
    refused: Sequence[tuple[Claimed, str]],
    run: ModelRun,
) -> SecondOpinion:
    own = {each.code.value: each for each in engine.diagnoses}
    rivals = {each.code: _rivalled(each, engine) for each in kept if each.code not in own}
    unknown = tuple(each for each in kept if each.code not in own and not rivals[each.code])
    added = tuple(each for each in unknown if _has_a_name(tabular, each))
    pointed = [point for each in added for point in each.points]
    both = suggest(encounter, tabular, pointed=pointed) if pointed else engine
    said = {each.code for each in kept}
    compared = [
        *_of_suggestions(both, own, said, {each.code for each in added}),
        *_displaced(own, both),
        *_rivals(tabular, kept, rivals),
        *(_compared(tabular, each, Standing.UNNAMED, _UNNAMED) for each in unknown if each not in added),
        *_fallen(tabular, added, both),
        *(_refusal(tabular, claimed, why) for claimed, why in refused),
    ]
    marked = tuple(_marked(each, {one.code for one in added}, rivals, run) for each in both.assignments)
    return SecondOpinion(replace(both, assignments=marked), tuple(compared), run)


def _has_a_name(tabular: Tabular, each: Verified) -> bool:
    """Every quote has to name it: a true one does not carry others that say something else."""
    return all(is_named(tabular, each.code, quote.text) for quote in each.evidence)


def _rivalled(model: Verified, engine: Suggestions) -> str:
    """The engine's code of the same category for overlapping words, '' when there is none."""
    for each in engine.diagnoses:
        same = each.code.value[:3] == model.code[:3]
        if same and any(_overlap(quote, point) for quote in each.evidence for point in model.points):
            return each.code.value
    return ""


def _overlap(quote: Evidence, point: Pointed) -> bool:
    span = quote.characters
    return (
        span is not None
        and quote.source == point.document_id
        and span[0] < point.end
        and point.start < span[1]
    )


def _of_suggestions(
    both: Suggestions, own: dict[str, CodeAssignment], said: set[str], added: set[str]
) -> Iterator[Compared]:
    for each in both.diagnoses:
        code = each.code.value
        if code in own:
            standing = Standing.BOTH if code in said else Standing.ENGINE_ALONE
            reason = "Engine and model agree." if code in said else "The model did not name it."
        elif code in added:
            standing, reason = Standing.MODEL_ALONE, "The engine did not find it; it passes every rule."
        else:
            standing, reason = Standing.FOLLOWS, each.reasons[-1].sentence
        yield Compared(code, each.title, standing, reason, each.evidence)


def _displaced(own: dict[str, CodeAssignment], both: Suggestions) -> Iterator[Compared]:
    standing = {each.code.value for each in both.diagnoses}
    why = {each.code: each.reason for each in both.not_coded}
    for code, each in own.items():
        if code not in standing:
            reason = why.get(code, "Beside the model's codes a guideline puts another in its place.")
            yield Compared(code, each.title, Standing.DISPLACED, reason, each.evidence)


def _rivals(tabular: Tabular, kept: Sequence[Verified], rivals: dict[str, str]) -> Iterator[Compared]:
    for each in kept:
        if rivals.get(each.code):
            reason = f"For these words the engine has {rivals[each.code]}, which stands. {each.why}".strip()
            yield _compared(tabular, each, Standing.RIVAL, reason)


def _fallen(tabular: Tabular, added: Sequence[Verified], both: Suggestions) -> Iterator[Compared]:
    """What the model added and assertion, sections, guidelines or the gate did not let through."""
    standing = {each.code.value for each in both.diagnoses}
    for each in added:
        if each.code in standing:
            continue
        told = next(
            (
                f"{entry.reason} [{entry.rule}]"
                for entry in both.not_coded
                if entry.code == each.code and set(each.evidence) & set(entry.evidence)
            ),
            "A guideline gives another code or none for these words.",
        )
        yield _compared(tabular, each, Standing.REFUSED, told)


def _compared(tabular: Tabular, each: Verified, standing: Standing, reason: str) -> Compared:
    row = tabular.find(each.code)
    return Compared(each.code, row.title if row else "", standing, reason, each.evidence, each.quote)


def _refusal(tabular: Tabular, claimed: Claimed, why: str) -> Compared:
    row = tabular.find(icd10cm(claimed.code))
    return Compared(
        row.code if row else claimed.code,
        row.title if row else "",
        Standing.REFUSED,
        why,
        quote=claimed.quote,
    )


def _marked(each: CodeAssignment, added: set[str], rivals: dict[str, str], run: ModelRun) -> CodeAssignment:
    """The assignment with the model's part in its trail: where it comes from, or what else was named."""
    code = each.code.value
    losers = tuple(
        (rival, f"The language model {run.model} names it for the same words (prompt {run.prompt_version}).")
        for rival, stands in rivals.items()
        if stands == code
    )
    reasons = each.reasons
    if code in added:
        own = tuple(reason for reason in reasons if reason.rule != POINTED_RULE)
        reasons = (_provenance(code, run), *own)
    return replace(each, reasons=reasons, rivals=each.rivals + losers)


def _provenance(code: str, run: ModelRun) -> Reason:
    use = run.source_of(code)
    source = f"tool call {use.number} ({use.tool})" if use else "a tool"
    return Reason(
        "match.language-model",
        f"The language model {run.model} (prompt {run.prompt_version}) points at these words; the code comes"
        f" from {source}.",
    )
