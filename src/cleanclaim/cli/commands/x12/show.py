"""`cleanclaim x12 show`: a file as a tree that can be read."""

from __future__ import annotations

import sys

import click

from cleanclaim.cli.options import json_option


@click.command()
@click.argument("file")
@json_option
@click.pass_context
def show(context: click.Context, file: str, *, as_json: bool) -> None:
    """Print FILE as a tree: loops, segments and elements with their names, amounts in a column of their own.

    With --json one object for each interchange. Nothing is checked; what cannot be read is told on the error
    stream, with exit code 1.

    \b
    Example:  cleanclaim x12 show claims.x12
    """
    from cleanclaim.app.show_x12 import show_x12, tree_lines
    from cleanclaim.cli.output import finding_text, print_json
    from cleanclaim.cli.x12_files import read_file, subject_of

    interchanges, unread = show_x12(read_file(file), subject=subject_of(file))
    for each in interchanges:
        if as_json:
            print_json(each)
        else:
            print("\n".join(tree_lines(each)))
    sys.stdout.flush()
    for finding in unread:
        print(finding_text(finding), file=sys.stderr)
    context.exit(1 if unread else 0)
