"""Serve tools over a pair of byte streams, one JSON-RPC message a line, until the client closes its end."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

from cleanclaim.llm.mcp import LONGEST_LINE, Server, reply


def serve_tools(server: Server, incoming: BinaryIO, outgoing: BinaryIO) -> None:
    """Answer every line of `incoming` on `outgoing`, in order. A client that goes away ends it quietly."""
    while line := incoming.readline(LONGEST_LINE + 1):
        is_whole = line.endswith(b"\n")
        if not line.strip():
            continue
        said = reply(server, line)
        while not is_whole and (rest := incoming.readline(LONGEST_LINE)):
            is_whole = rest.endswith(b"\n")  # the tail of a line that was refused for its length
        if said is not None:
            try:
                outgoing.write(said)
                outgoing.flush()
            except BrokenPipeError:
                return


def tell_fault(name: str, error: Exception) -> None:
    """Say where a tool failed, without the exception's text: it may quote a record."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f" at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    sys.stderr.write(f"cleanclaim: tool {name} failed: {type(error).__name__}{where}\n")
