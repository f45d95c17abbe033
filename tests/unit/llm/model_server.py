"""A real HTTP server on this machine that speaks the chat-completions protocol from a script.

Each request takes the next step of the script: a message for the assistant to say, or a function that does
to the connection whatever it likes. What was received is kept for the test to look at.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Step = dict[str, Any] | Callable[["Handler"], None]


class Model(ThreadingHTTPServer):
    """The server with its script and what it received."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, script: Sequence[Step]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script = list(script)
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.let_go = threading.Event()  # set when the test is over: slow answers may end

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up on a hostile answer is no news."""

    def tool_answers(self) -> list[Any]:
        """What our side said as tool, in the last request."""
        return [
            json.loads(each["content"]) for each in self.requests[-1]["messages"] if each["role"] == "tool"
        ]


class Handler(BaseHTTPRequestHandler):
    """One request, one step."""

    server: Model

    def do_POST(self) -> None:
        model = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        model.requests.append(json.loads(body))
        model.headers.append(dict(self.headers.items()))
        model.paths.append(self.path)
        step = model.script.pop(0) if model.script else says("")
        if callable(step):
            step(self)
        else:
            self.answer(completion(step))

    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        self.answer({})

    def answer(self, document: Any, *, size: int | None = None, http: int = 200) -> None:
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        self.send_response(http)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body) if size is None else size))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def completion(message: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A whole answer around one message."""
    usage = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return {
        "id": "c",
        "object": "chat.completion",
        "model": "served-1",
        "choices": [choice],
        "usage": usage,
        **more,
    }


def says(text: str) -> dict[str, Any]:
    return {"role": "assistant", "content": text}


def calls(*wanted: tuple[str, Any]) -> dict[str, Any]:
    """An assistant's message that calls tools; arguments that are text go as they are."""
    made = [
        {
            "id": f"t{number}",
            "type": "function",
            "function": {"name": name, "arguments": given if isinstance(given, str) else json.dumps(given)},
        }
        for number, (name, given) in enumerate(wanted)
    ]
    return {"role": "assistant", "content": None, "tool_calls": made}


def submits(*codes: tuple[str, str] | dict[str, Any]) -> dict[str, Any]:
    """An assistant's message that hands in codes with their quotes."""
    listed = [each if isinstance(each, dict) else {"code": each[0], "quote": each[1]} for each in codes]
    return calls(("submit_codes", {"codes": listed}))


@contextmanager
def serving(*script: Step) -> Iterator[Model]:
    """The server, running in a thread until the block ends."""
    model = Model(script)
    thread = threading.Thread(target=model.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield model
    finally:
        model.let_go.set()
        model.shutdown()
        model.server_close()
        thread.join(timeout=5)
