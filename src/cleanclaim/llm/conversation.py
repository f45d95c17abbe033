"""A conversation with a model: it calls our tools until it hands in codes or a limit is reached.

Everything that comes back is checked for its form before it is used. What is malformed is answered with a
refusal that the model may mend, within the limits of calls, tokens and dollars.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cleanclaim.core.errors import CleanclaimError, EndpointError, MisuseError
from cleanclaim.llm.connection import Send
from cleanclaim.llm.endpoint import Endpoint
from cleanclaim.llm.prompt import AGAIN, PROMPT_VERSION, SUBMIT, opening, prompt_sha256, tools_offered
from cleanclaim.llm.tools import Tool, codes_in
from cleanclaim.llm.transcript import Claimed, ModelRun, ToolUse, Transcript, plain
from cleanclaim.model.encounter import Encounter

_MOST_TOOL_CALLS = 24  # in one message
_MOST_CLAIMED = 100
_LONGEST_KEPT = 500  # characters of a model's text that go into the trace
_BYTES_PER_TOKEN = 3  # low on purpose: an estimate may not flatter a bill


def converse(endpoint: Endpoint, send: Send, encounter: Encounter, tools: Sequence[Tool]) -> Transcript:
    """Ask for the codes of an encounter's documents. Never raises for what the endpoint does: see `failure`.

    send  posts one request and gives the answer's object and its size (see `connection.sender`)
    """
    host = endpoint.address.hostname or ""
    run = ModelRun(endpoint.name, host, endpoint.model, "", PROMPT_VERSION, prompt_sha256())
    messages = opening(encounter)
    by_name = {each.name: each for each in tools}
    try:
        while True:
            message, run = _exchange(endpoint, send, _request(endpoint, messages, tools), run)
            claimed = _handed_in(message)
            if claimed is not None:
                return Transcript(run, claimed)
            said, run = _continued(message, by_name, run)
            messages += said
    except _Stopped as stopped:
        return Transcript(replace(stopped.run, failure=stopped.why))


class _Stopped(Exception):  # noqa: N818 (an end of the loop, no error)
    """The conversation is over without codes."""

    def __init__(self, run: ModelRun, why: str) -> None:
        super().__init__(why)
        self.run, self.why = run, why


def _request(
    endpoint: Endpoint, messages: Sequence[Mapping[str, Any]], tools: Sequence[Tool]
) -> dict[str, Any]:
    return {
        **endpoint.options,
        "model": endpoint.model,
        "messages": list(messages),
        "tools": tools_offered(tools),
        "stream": False,
    }


def _exchange(
    endpoint: Endpoint, send: Send, request: Mapping[str, Any], run: ModelRun
) -> tuple[dict[str, Any], ModelRun]:
    """One request within the limits, and the assistant's message."""
    sent = len(json.dumps(request)) // _BYTES_PER_TOKEN + 1
    if run.calls >= endpoint.most_calls:
        raise _Stopped(run, f"the limit of {endpoint.most_calls} calls is reached")
    if run.tokens_in + run.tokens_out + sent > endpoint.most_tokens:
        raise _Stopped(run, f"the limit of {endpoint.most_tokens} tokens is reached")
    if endpoint.most_dollars is not None and run.dollars + endpoint.dollars(sent, 0) > endpoint.most_dollars:
        raise _Stopped(run, f"the limit of {endpoint.most_dollars} dollars is reached")
    run = replace(run, calls=run.calls + 1)
    try:
        answer, size = send(request)
        message = _message(answer)
    except EndpointError as error:
        raise _Stopped(run, str(error)) from None
    tokens_in, tokens_out = _used(answer, sent, size // _BYTES_PER_TOKEN + 1)
    served_by = answer.get("model")
    run = replace(
        run,
        tokens_in=run.tokens_in + tokens_in,
        tokens_out=run.tokens_out + tokens_out,
        dollars=run.dollars + endpoint.dollars(tokens_in, tokens_out),
        served_by=plain(served_by, 100) if isinstance(served_by, str) else "",
    )
    return message, run


def _message(answer: Mapping[str, Any]) -> dict[str, Any]:
    choices = answer.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    message = first.get("message") if isinstance(first, dict) else None
    if not isinstance(message, dict):
        raise EndpointError("the answer holds no message")
    return message


def _used(answer: Mapping[str, Any], sent: int, received: int) -> tuple[int, int]:
    """Tokens in and out as reported; estimated from the bytes where that is missing or absurd."""
    usage = answer.get("usage")
    told = usage if isinstance(usage, dict) else {}
    pair = told.get("prompt_tokens"), told.get("completion_tokens")
    tokens_in, tokens_out = (
        value if type(value) is int and 0 < value < 100_000_000 else estimate
        for value, estimate in zip(pair, (sent, received), strict=True)
    )
    return tokens_in, tokens_out


def _calls(message: Mapping[str, Any]) -> list[tuple[str, str, object]]:
    """(id, name, arguments) of every tool call; a malformed one has the name ''."""
    calls = message.get("tool_calls")
    found: list[tuple[str, str, object]] = []
    for number, call in enumerate(calls if isinstance(calls, list) else []):
        function = call.get("function") if isinstance(call, dict) else None
        name = function.get("name") if isinstance(function, dict) else None
        own = call.get("id") if isinstance(call, dict) else None
        found.append(
            (
                own if isinstance(own, str) and own else f"call-{number}",
                name if isinstance(name, str) else "",
                function.get("arguments") if isinstance(function, dict) else None,
            )
        )
    return found[:_MOST_TOOL_CALLS]


def _handed_in(message: Mapping[str, Any]) -> tuple[Claimed, ...] | None:
    """The codes of a well-formed submission, or of a plain JSON text of the same form; None = not yet."""
    for _, name, arguments in _calls(message):
        if name == SUBMIT and (claimed := _claimed(_parsed(arguments))) is not None:
            return claimed
    content = message.get("content")
    if not _calls(message) and isinstance(content, str):
        return _claimed(_parsed(content.strip().removeprefix("```json").strip("`")))
    return None


def _parsed(arguments: object) -> object:
    """Arguments come as JSON text, from some servers as an object."""
    if not isinstance(arguments, str):
        return arguments
    try:
        return json.loads(arguments)
    except (ValueError, RecursionError):
        return None


def _claimed(value: object) -> tuple[Claimed, ...] | None:
    codes = value.get("codes") if isinstance(value, dict) else None
    if not isinstance(codes, list) or len(codes) > _MOST_CLAIMED:
        return None
    found = [_one_claimed(each) for each in codes]
    return None if None in found else tuple(each for each in found if each is not None)


def _one_claimed(value: object) -> Claimed | None:
    if not isinstance(value, dict):
        return None
    code, quote = value.get("code"), value.get("quote")
    start, document, why = value.get("start"), value.get("document", 1), value.get("why", "")
    if not isinstance(code, str) or not isinstance(quote, str):
        return None
    return Claimed(
        plain(code, 20),
        plain(quote, _LONGEST_KEPT),
        document if type(document) is int else 1,
        start if type(start) is int else None,
        plain(why, _LONGEST_KEPT) if isinstance(why, str) else "",
    )


def _continued(
    message: Mapping[str, Any], tools: Mapping[str, Tool], run: ModelRun
) -> tuple[list[dict[str, Any]], ModelRun]:
    """The messages that go back: the model's own, cut to what we read of it, and an answer to each call."""
    calls = _calls(message)
    content = message.get("content")
    text = plain(content, _LONGEST_KEPT) if isinstance(content, str) else ""
    if not calls:
        return [{"role": "assistant", "content": text}, {"role": "user", "content": AGAIN}], run
    uses, answers = [], []
    for number, (own, name, arguments) in enumerate(calls, len(run.tools) + 1):
        use, answer = _used_tool(tools, name, arguments, number=number)
        uses.append(use)
        answers.append({"role": "tool", "tool_call_id": own, "content": answer})
    own_message = {"role": "assistant", "content": text, "tool_calls": list(_echoed(calls))}
    return [own_message, *answers], replace(run, tools=(*run.tools, *uses))


def _echoed(calls: Sequence[tuple[str, str, object]]) -> Iterator[dict[str, Any]]:
    for own, name, arguments in calls:
        text = arguments if isinstance(arguments, str) else json.dumps(arguments)
        yield {"id": own, "type": "function", "function": {"name": name, "arguments": text}}


def _used_tool(
    tools: Mapping[str, Tool], name: str, arguments: object, *, number: int
) -> tuple[ToolUse, str]:
    """Call one tool; a refusal is an answer too."""
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    try:
        found = _answer_of(tools, name, _parsed(arguments))
        refused, answer = "", json.dumps(found, ensure_ascii=False, sort_keys=True)
    except CleanclaimError as error:
        found, refused = None, str(error)
        answer = json.dumps({"refused": refused})
    use = ToolUse(
        number,
        plain(name, 64),
        plain(text, _LONGEST_KEPT),
        hashlib.sha256(answer.encode()).hexdigest(),
        tuple(dict.fromkeys(codes_in(found))),
        refused,
    )
    return use, answer


def _answer_of(tools: Mapping[str, Tool], name: str, given: object) -> object:
    if name == SUBMIT:
        raise MisuseError(f"{SUBMIT} wants codes, each with code and quote")
    if name not in tools:
        raise MisuseError("there is no such tool")
    return tools[name].call(given)
