"""`cleanclaim mcp`: the tools for a language model's client, over standard input and output."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cleanclaim.cli.options import folder_option, moment, today_option

_INSTRUCTIONS = (
    "Medical coding and billing tools; they only read. A code stands for what a note's words say: search,"
    " show its notes, look at its siblings, check. Whatever is suggested, a named person decides."
)


@click.command()
@folder_option
@today_option
@click.option(
    "--with-patients",
    is_flag=True,
    help="Leave to answer about stored encounters and claims: the client's model then reads PHI.",
)
def mcp(folder: Path, today: date | None, *, with_patients: bool) -> None:
    """Serve search_codes, show_code, siblings, check_codes, suggest, scrub_claim, price and explain.

    Speaks the Model Context Protocol over standard input and output; a client starts it. Every tool only
    reads; without --with-patients none opens the practice's store.

    \b
    Example:  cleanclaim mcp --dir cleanclaim-demo
    """
    import sys

    from cleanclaim import __version__
    from cleanclaim.app.model_tools import model_tools
    from cleanclaim.app.serve_tools import serve_tools, tell_fault
    from cleanclaim.llm.mcp import Server

    tools = model_tools(folder, now=lambda: moment(today), with_patients=with_patients)
    server = Server("cleanclaim", __version__, _INSTRUCTIONS, tools, tell_fault)
    serve_tools(server, sys.stdin.buffer, sys.stdout.buffer)
