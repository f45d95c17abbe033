"""The Model Context Protocol, as much of it as a server of tools needs: JSON-RPC 2.0, one message a line.

Understood: `initialize`, `ping`, `tools/list`, `tools/call` and every notification (which gets no answer). A
server keeps no state, so a client that calls a tool at once is answered too. Bytes that are no message get
the error that JSON-RPC prescribes, and the next line is read. [Model Context Protocol, revisions 2024-11-05
to 2025-11-25: stdio transport, tools] (unverified against the published text)
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cleanclaim.core.errors import CleanclaimError
from cleanclaim.llm.tools import Tool

REVISIONS = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")  # newest first
LONGEST_LINE = 4_000_000  # bytes

NOT_JSON, NO_REQUEST, NO_METHOD, BAD_PARAMETERS, OUR_FAULT = -32700, -32600, -32601, -32602, -32603

Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Server:
    """What the client is told, the tools, and whom to tell about a fault of ours.

    on_fault  gets the tool's name and the exception; it must not print its text, which may quote a record
    """

    name: str
    version: str
    instructions: str
    tools: Sequence[Tool]
    on_fault: Callable[[str, Exception], None]
    _by_name: dict[str, Tool] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {each.name: each for each in self.tools})

    def tool(self, name: object) -> Tool | None:
        """The tool of that name."""
        return self._by_name.get(name) if isinstance(name, str) else None


class _RefusedError(Exception):
    """A request that JSON-RPC answers with an error."""

    def __init__(self, number: int, message: str) -> None:
        super().__init__(message)
        self.number = number


def reply(server: Server, line: bytes) -> bytes | None:
    """The answer to one line, itself one line; None for what gets no answer."""
    if len(line) > LONGEST_LINE:
        return _line(_error(None, NO_REQUEST, f"a message may have {LONGEST_LINE} bytes"))
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        return _line(_error(None, NOT_JSON, "the line is not JSON"))
    said = _answered(server, message)
    return None if said is None else _line(said)


def _answered(server: Server, message: object) -> Said | None:
    if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
        return _error(None, NO_REQUEST, "want one JSON-RPC 2.0 object a line")
    method, number = message.get("method"), message.get("id")
    if method is None and ("result" in message or "error" in message):
        return None  # an answer to a question that was never asked
    if not isinstance(method, str) or isinstance(number, bool | float | list | dict):
        return _error(None, NO_REQUEST, "want a method, and an id that is a text or a whole number")
    if "id" not in message:
        return None
    try:
        parameters = message.get("params", {})
        if not isinstance(parameters, dict):
            raise _RefusedError(BAD_PARAMETERS, "params want an object")
        return {"jsonrpc": "2.0", "id": number, "result": _result(server, method, parameters)}
    except _RefusedError as refused:
        return _error(number, refused.number, str(refused))


def _result(server: Server, method: str, parameters: Mapping[str, Any]) -> Said:
    if method == "initialize":
        return _introduction(server, parameters.get("protocolVersion"))
    if method == "ping":
        return {}
    if method == "tools/list":
        return {"tools": [_described(each) for each in server.tools]}
    if method == "tools/call":
        return _called(server, parameters)
    raise _RefusedError(NO_METHOD, "this server has tools and nothing else")


def _introduction(server: Server, asked: object) -> Said:
    """The client's revision when we speak it, else our newest: the client decides whether it goes on."""
    return {
        "protocolVersion": asked if asked in REVISIONS else REVISIONS[0],
        "capabilities": {"tools": {"listChanged": False}},
        "serverInfo": {"name": server.name, "version": server.version},
        "instructions": server.instructions,
    }


def _described(tool: Tool) -> Said:
    return {
        "name": tool.name,
        "description": tool.description,
        "inputSchema": tool.schema,
        "annotations": {"readOnlyHint": True, "destructiveHint": False, "openWorldHint": False},
    }


def _called(server: Server, parameters: Mapping[str, Any]) -> Said:
    tool = server.tool(parameters.get("name"))
    if tool is None:
        raise _RefusedError(BAD_PARAMETERS, "there is no such tool; tools/list names them")
    try:
        answer = tool.call(parameters.get("arguments", {}))
    except CleanclaimError as error:  # its text holds places and ids only
        return _content(str(error), is_error=True)
    except Exception as error:  # the fault is told, the server lives on; the text may quote a record
        server.on_fault(tool.name, error)
        return _content(f"{tool.name} failed: a fault of this program", is_error=True)
    text = json.dumps(answer, ensure_ascii=False, sort_keys=True)
    return {**_content(text, is_error=False), "structuredContent": {"answer": answer}}


def _content(text: str, *, is_error: bool) -> Said:
    return {"content": [{"type": "text", "text": text}], "isError": is_error}


def _error(number: object, code: int, message: str) -> Said:
    return {"jsonrpc": "2.0", "id": number, "error": {"code": code, "message": message}}


def _line(said: Said) -> bytes:
    # ASCII only: no character of an answer can be a line end of its own
    return json.dumps(said, sort_keys=True).encode("ascii") + b"\n"
