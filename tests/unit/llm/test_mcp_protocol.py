"""One line in, one line out: what the protocol answers, and that nothing a client says breaks it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanclaim.core.errors import MisuseError
from cleanclaim.llm.code_tools import code_tools
from cleanclaim.llm.mcp import LONGEST_LINE, Server, reply
from cleanclaim.llm.tools import Kind, Parameter, Tool, codes_in, day_in
from cleanclaim.reference.icd10cm import tabular_on

ON = Parameter("on", "day", most=10)
FAULTS: list[tuple[str, str]] = []


def double(given: Mapping[str, Any]) -> Any:
    if given["number"] == 13:
        raise MisuseError("thirteen is not doubled")
    if given["number"] == 14:
        raise KeyError("Testcase, Anna")
    return {"twice": 2 * given["number"]}


SERVER = Server(
    "own",
    "1",
    "be kind",
    (
        Tool("double", "Doubles.", (Parameter("number", "n", Kind.NUMBER, most=100),), double),
        *code_tools(lambda given: tabular_on(day_in(given, "on")), (ON,)),
    ),
    lambda name, error: FAULTS.append((name, type(error).__name__)),
)


def ask(message: object) -> Any:
    said = reply(SERVER, json.dumps(message).encode() + b"\n")
    assert said is not None
    assert said.count(b"\n") == 1
    return json.loads(said)


def call(name: str, **arguments: Any) -> Any:
    return ask(
        {
            "jsonrpc": "2.0",
            "id": 7,
            "method": "tools/call",
            "params": {"name": name, "arguments": arguments},
        }
    )


def answer(name: str, **arguments: Any) -> Any:
    result = call(name, **arguments)["result"]
    assert result["isError"] is False, result
    told = json.loads(result["content"][0]["text"])
    assert result["structuredContent"] == {"answer": told}
    return told


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("2024-11-05", "2024-11-05"),
        ("2025-06-18", "2025-06-18"),
        ("1999-01-01", "2025-11-25"),
        (3, "2025-11-25"),
    ],
)
def test_a_revision_that_we_speak_is_taken_and_else_our_newest_is_told(asked: object, told: str) -> None:
    said = ask({"jsonrpc": "2.0", "id": "a", "method": "initialize", "params": {"protocolVersion": asked}})
    assert said == {
        "jsonrpc": "2.0",
        "id": "a",
        "result": {
            "protocolVersion": told,
            "capabilities": {"tools": {"listChanged": False}},
            "serverInfo": {"name": "own", "version": "1"},
            "instructions": "be kind",
        },
    }


def test_the_list_tells_each_tool_with_its_schema_and_that_it_only_reads() -> None:
    tools = ask({"jsonrpc": "2.0", "id": 1, "method": "tools/list"})["result"]["tools"]
    assert [each["name"] for each in tools] == [
        "double",
        "search_codes",
        "show_code",
        "siblings",
        "check_codes",
    ]
    assert all(each["annotations"]["readOnlyHint"] is True for each in tools)
    assert tools[0]["inputSchema"] == {
        "type": "object",
        "properties": {"number": {"type": "integer", "description": "n", "minimum": 0, "maximum": 100}},
        "required": ["number"],
        "additionalProperties": False,
    }


def test_a_call_gives_its_answer_as_text_and_as_a_structure() -> None:
    assert answer("double", number=21) == {"twice": 42}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({}, "double wants number"),
        ({"number": "21"}, "number of double wants a whole number"),
        ({"number": True}, "number of double wants a whole number"),
        ({"number": 101}, "number of double wants a whole number up to 100"),
        ({"number": 1, "more": 2}, "double takes only number"),
        ({"number": 13}, "thirteen is not doubled"),
    ],
)
def test_what_cannot_be_asked_is_told_to_the_model(arguments: dict[str, Any], says: str) -> None:
    result = call("double", **arguments)["result"]
    assert result == {"content": [{"type": "text", "text": says}], "isError": True}


def test_a_fault_of_ours_is_told_without_its_text() -> None:
    FAULTS.clear()
    result = call("double", number=14)["result"]
    assert result["isError"] is True
    assert "Anna" not in json.dumps(result)
    assert FAULTS == [("double", "KeyError")]


@pytest.mark.parametrize(
    ("line", "number"),
    [
        (b"not json\n", -32700),
        (b'{"jsonrpc": "2.0", "id": 1, "method"\n', -32700),
        (b"[" * 100_000 + b"\n", -32700),
        (b"\xff\xfe\n", -32700),
        (b"[]\n", -32600),
        (b"null\n", -32600),
        (b'{"id": 1, "method": "ping"}\n', -32600),
        (b'{"jsonrpc": "2.0", "id": [1], "method": "ping"}\n', -32600),
        (b'{"jsonrpc": "2.0", "id": 1}\n', -32600),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "resources/list"}\n', -32601),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": []}\n', -32602),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "rm"}}\n', -32602),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": ["rm"]}}\n', -32602),
        (b" " * (LONGEST_LINE + 1), -32600),
    ],
)
def test_what_is_no_request_gets_the_error_of_json_rpc(line: bytes, number: int) -> None:
    said = reply(SERVER, line)
    assert said is not None
    assert json.loads(said)["error"]["code"] == number


@pytest.mark.parametrize(
    "message",
    [
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}},
        {"jsonrpc": "2.0", "method": "tools/call", "params": {"name": "double", "arguments": {"number": 14}}},
        {"jsonrpc": "2.0", "id": 1, "result": {}},
    ],
)
def test_a_notification_gets_no_answer(message: object) -> None:
    FAULTS.clear()
    assert reply(SERVER, json.dumps(message).encode()) is None
    assert FAULTS == []


def test_search_brings_rows_of_the_edition() -> None:
    told = answer("search_codes", text="type 2 diabetes chronic kidney disease", on="2026-05-12", limit=2)
    assert told["edition"] == "ICD-10-CM FY2026 April"
    assert told["found"][0] == {
        "code": "E11.22",
        "title": "Type 2 diabetes mellitus with diabetic chronic kidney disease",
        "billable": True,
        "matched": "Type 2 diabetes mellitus with diabetic chronic kidney disease",
    }
    assert len(told["found"]) == 1  # only one holds all the words
    assert len(answer("search_codes", text="diabetes", on="2026-05-12", limit=7)["found"]) == 7


def test_a_code_is_shown_with_the_notes_that_bear_on_it() -> None:
    told = answer("show_code", code="n183", on="2026-05-12")
    assert (told["code"], told["billable"]) == ("N18.3", False)
    assert [each["code"] for each in told["headings"]] == ["N18"]
    assert [each["code"] for each in told["below"]] == ["N18.30", "N18.31", "N18.32"]
    assert {"Code first", "Use additional code"} <= {each["kind"] for each in told["notes"]}


def test_a_code_that_wants_a_seventh_character_shows_the_complete_codes() -> None:
    told = answer("show_code", code="S82.842", on="2026-05-12")
    assert [each["code"] for each in told["below"]][:2] == ["S82.842A", "S82.842B"]


def test_siblings_stand_under_the_same_heading() -> None:
    told = answer("siblings", code="N18.31", on="2026-05-12")
    assert [each["code"] for each in told["siblings"]] == ["N18.30", "N18.31", "N18.32"]


def test_codes_are_checked_alone_and_in_pairs() -> None:
    told = answer("check_codes", codes=["E11.9", "E11.A", "N18.3", "I99.99"], on="2026-05-12")
    assert [(each["asked"], each["valid"], each["problem"]) for each in told["codes"]] == [
        ("E11.9", True, ""),
        ("E11.A", True, ""),
        ("N18.3", False, "needs more characters"),
        ("I99.99", False, "unknown in this edition"),
    ]
    assert [each["between"] for each in told["conflicts"]] == [["E11.9", "E11.A"]]
    assert list(codes_in(told)) == [
        "E11.9",
        "E11.A",
        "N18.3",
    ]  # one that is not in the edition does not leave


def test_a_day_without_an_edition_is_not_checked() -> None:
    told = answer("search_codes", text="asthma", on="2030-01-01")
    assert told == {"not_checked": "no loaded ICD-10-CM edition covers that day"}


def test_a_day_that_is_none_is_refused() -> None:
    result = call("search_codes", text="asthma", on="soon")["result"]
    assert result["content"][0]["text"] == "on wants a day such as 2026-05-12"


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=100).map(str.encode)))
def test_no_bytes_break_it(line: bytes) -> None:
    said = reply(SERVER, line)
    assert said is None or "jsonrpc" in json.loads(said)


WILD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["search_codes", "show_code", "siblings", "check_codes"]),
    WILD,
    st.sampled_from(["code", "text", "codes", "limit"]),
)
def test_no_arguments_break_a_tool(name: str, value: object, argument: str) -> None:
    FAULTS.clear()
    for arguments in (value, {argument: value, "on": "2026-05-12"}, {argument: value, "on": value}):
        said = ask(
            {
                "jsonrpc": "2.0",
                "id": 1,
                "method": "tools/call",
                "params": {"name": name, "arguments": arguments},
            }
        )
        assert ("result" in said) is True
    assert FAULTS == []


def test_the_day_of_the_tools_is_an_argument() -> None:
    days: list[date] = []

    def found(given: Mapping[str, Any]) -> None:
        days.append(day_in(given, "on"))

    tools: Callable[..., Any] = code_tools(found, (ON,))[0].call
    assert tools({"text": "x", "on": "2026-05-12"}) == {
        "not_checked": "no loaded ICD-10-CM edition covers that day"
    }
    assert days == [date(2026, 5, 12)]
