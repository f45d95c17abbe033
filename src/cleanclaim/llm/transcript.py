"""What came of a conversation with a model: what it claimed, what it asked, what it cost."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from decimal import Decimal

_UNSEEN = frozenset({"Cc", "Cf", "Cs"})  # controls, invisible formats, halves of characters


def plain(text: str, longest: int) -> str:
    """A model's text cut to a length, without what could steer a terminal or cannot be written."""
    return "".join(
        "?" if unicodedata.category(each) in _UNSEEN and each not in "\n\t" else each
        for each in text[:longest]
    )


@dataclass(frozen=True, slots=True)
class Claimed:
    """One code as the model handed it in: nothing about it is believed yet.

    document  the document's number, from 1
    start     where the model says that the quote begins; None = it does not say
    """

    code: str
    quote: str
    document: int = 1
    start: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class ToolUse:
    """One call of a tool. `arguments` as the model wrote them, cut when long; `codes` came back."""

    number: int
    tool: str
    arguments: str
    answer_sha256: str
    codes: tuple[str, ...]
    refused: str = ""


@dataclass(frozen=True, slots=True)
class ModelRun:
    """Where an answer comes from: enough to know what was asked of which model under which words.

    served_by       the model's name as the endpoint gave it back, '' when it did not
    calls, tokens   requests; tokens as the endpoint reported them, or estimated from bytes where it did not
    failure         '' when the model handed in codes; else why there is no answer
    """

    endpoint: str
    host: str
    model: str
    served_by: str
    prompt_version: str
    prompt_sha256: str
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    dollars: Decimal = Decimal(0)
    tools: tuple[ToolUse, ...] = ()
    failure: str = ""

    @property
    def shown_codes(self) -> frozenset[str]:
        """Every code that a tool's answer brought."""
        return frozenset(code for use in self.tools for code in use.codes)

    def source_of(self, code: str) -> ToolUse | None:
        """The last call that brought a code."""
        return next((use for use in reversed(self.tools) if code in use.codes), None)


@dataclass(frozen=True, slots=True)
class Transcript:
    """A finished conversation."""

    run: ModelRun
    claimed: tuple[Claimed, ...] = ()
