"""`cleanclaim x12 diff`: what two files say differently."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from cleanclaim.cli.options import json_option

if TYPE_CHECKING:
    from cleanclaim.x12.comparing import Difference


@click.command()
@click.argument("first")
@click.argument("second")
@click.option(
    "--envelope", is_flag=True, help="Compare control numbers, dates and times of ISA, GS, ST, BHT too."
)
@json_option
@click.pass_context
def diff(context: click.Context, first: str, second: str, *, envelope: bool, as_json: bool) -> None:
    """Compare what two files say, loop by loop, whatever their delimiters and line breaks.

    Claims and lines meet by their numbers, levels by whom they name. Exit code 0: the same; 1: different.

    \b
    Example:  cleanclaim x12 diff sent.x12 resent.x12
    """
    from cleanclaim.app.compare_x12 import compare_x12
    from cleanclaim.cli.output import print_json
    from cleanclaim.cli.x12_files import read_file, subject_of

    files = [(subject_of(name), read_file(name)) for name in (first, second)]
    found = compare_x12(files[0], files[1], envelopes=envelope)
    for each in found:
        if as_json:
            print_json(each)
        else:
            print("\n".join(_lines(each)))
    if not found and not as_json:
        print("no difference")
    context.exit(1 if found else 0)


def _lines(difference: Difference) -> Iterator[str]:
    from cleanclaim.x12.comparing import Side

    path = " > ".join(difference.path)
    if difference.side is not Side.CHANGED:
        yield f"{path}: {difference.side}"
        yield f"    {difference.left or difference.right}"
        return
    yield f"{path} > {difference.element}"
    yield f"  - {difference.left}"
    yield f"  + {difference.right}"
