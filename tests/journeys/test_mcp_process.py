"""A client starts `cleanclaim mcp` as it would start any server, and speaks to it over its pipes."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest

from tests.journeys.demo_practice import Demo

DAY = "2026-05-12"


class Client:
    """The other end of the pipes."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._number = 0

    @property
    def pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        return self._process.stdin, self._process.stdout

    def say(self, line: bytes) -> None:
        to, _ = self.pipes
        to.write(line)
        to.flush()

    def hear(self) -> Any:
        return json.loads(self.pipes[1].readline())

    def ask(self, method: str, **parameters: Any) -> Any:
        self._number += 1
        message = {"jsonrpc": "2.0", "id": self._number, "method": method, "params": parameters}
        self.say(json.dumps(message).encode() + b"\n")
        said = self.hear()
        assert said["id"] == self._number
        return said["result"]

    def call(self, tool: str, **arguments: Any) -> Any:
        return self.ask("tools/call", name=tool, arguments=arguments)

    def answer(self, tool: str, **arguments: Any) -> Any:
        result = self.call(tool, **arguments)
        assert result["isError"] is False, result
        return result["structuredContent"]["answer"]


@contextmanager
def served(*options: str) -> Iterator[Client]:
    command = [sys.executable, "-m", "cleanclaim", "mcp", *options]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        client = Client(process)
        yield client
        to, back = client.pipes
        to.close()
        assert back.read() == b""  # nothing but answers ever went out
        assert process.stderr is not None
        assert process.stderr.read() == b""
        assert process.wait(timeout=20) == 0
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            assert pipe is not None
            pipe.close()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with served("--dir", str(tmp_path_factory.mktemp("empty"))) as served_client:
        yield served_client


def test_a_client_introduces_itself_and_lists_the_tools(client: Client) -> None:
    told = client.ask("initialize", protocolVersion="2025-06-18", capabilities={}, clientInfo={"name": "t"})
    assert (told["protocolVersion"], told["serverInfo"]["name"]) == ("2025-06-18", "cleanclaim")
    client.say(b'{"jsonrpc": "2.0", "method": "notifications/initialized"}\n')
    names = [each["name"] for each in client.ask("tools/list")["tools"]]
    assert names == [
        "search_codes", "show_code", "siblings", "check_codes", "suggest", "scrub_claim", "price", "explain",
    ]  # fmt: skip


def test_a_note_is_coded_with_its_words(client: Client) -> None:
    note = "Assessment:\n1. Hypertension with CKD stage 3a. No chest pain.\n"
    told = client.answer("suggest", note=note, on=DAY)
    assert [each["code"] for each in told["codes"]] == ["I12.9", "N18.31"]
    quotes = [quote for each in told["codes"] for quote in each["evidence"]]
    assert all(note[each["start"] : each["end"]] == each["text"] for each in quotes)
    assert [each["code"] for each in told["rejected"]] == ["R07.9"]


def test_the_setting_is_one_of_ours(client: Client) -> None:
    note = "Assessment:\n1. Probable pneumonia\n"
    inpatient = client.answer("suggest", note=note, on=DAY, setting="inpatient")
    office = client.answer("suggest", note=note, on=DAY)
    assert [each["code"] for each in inpatient["codes"]] == ["J18.9"]
    assert office["codes"] == []
    assert client.call("suggest", note=note, on=DAY, setting="moon")["isError"] is True


def test_a_rule_is_explained(client: Client) -> None:
    (story,) = client.answer("explain", identifier="edit.timely-filing")
    assert story["citation"].startswith("42 CFR 424.44")


def test_a_price_without_tables_is_not_made_up(client: Client) -> None:
    told = client.call("price", services=["99213"], on=DAY)
    assert (told["isError"], told["content"][0]["text"]) == (
        True,
        "no tables are loaded in that folder; begin with `cleanclaim refdata load`",
    )


def test_a_line_that_is_too_long_costs_only_itself(client: Client) -> None:
    client.say(b'{"x": "' + b"a" * 4_000_001 + b'"}\n')
    assert client.hear()["error"]["code"] == -32600
    assert client.ask("ping") == {}


def test_no_tool_opens_the_store_without_leave(demo: Demo) -> None:
    with served("--dir", str(demo.folder)) as client:
        by_id = client.call("scrub_claim", claim_id="E21A")
        story = client.call("explain", identifier="E04A")
    assert (by_id["isError"], by_id["content"][0]["text"]) == (True, "scrub_claim takes only claim")
    assert story["isError"] is True
    assert "no leave" in story["content"][0]["text"]


def test_with_leave_stored_claims_are_scrubbed_and_explained_and_nothing_changes(demo: Demo) -> None:
    database = demo.folder / "cleanclaim.db"
    before = sha256(database)
    with served("--dir", str(demo.folder), "--with-patients", "--today", "2026-06-01") as client:
        held = client.answer("scrub_claim", claim_id="E21A")
        story = client.answer("explain", identifier="E04A")
        again = client.answer("scrub_claim", claim=story["claim"])
        missing = client.call("explain", identifier="E99")
    assert "reject" in {each["severity"] for each in held["findings"]}
    assert story["claim"]["claim_id"] == "E04A"
    assert "reject" not in {each["severity"] for each in again["findings"]}
    assert missing["isError"] is True
    assert sha256(database) == before


def test_a_record_that_is_no_claim_is_refused_without_its_values(client: Client) -> None:
    told = client.call("scrub_claim", claim={"claim_id": "Testcase, Anna"})
    assert told["isError"] is True
    assert "Anna" not in json.dumps(told)
    assert client.call("scrub_claim")["content"][0]["text"] == "scrub_claim wants one claim"


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
