"""`cleanclaim x12 fix`: clerical repairs, each listed."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from cleanclaim.x12.fixing import Repair


@click.command()
@click.argument("file")
@click.option("--json", "as_json", is_flag=True, help="List the repairs as JSON, one object per line.")
@click.pass_context
def fix(context: click.Context, file: str, *, as_json: bool) -> None:
    """Write FILE repaired to the standard output; each repair is a line on the error stream.

    Repaired is only what the file itself gives one answer to: counts and control numbers of trailers, a
    missing IEA, an ISA out of its width, byte order marks, blanks, line ends and wrapping, segment ids in
    small letters, empty elements at the end. Never a code, modifier, unit, pointer, date, place, provider or
    amount.

    Exit code 1: the repaired file is still refused for something.

    \b
    Example:  cleanclaim x12 fix claims.x12 > repaired.x12
    """
    from cleanclaim.app.fix_x12 import fix_x12
    from cleanclaim.cli.x12_files import read_file, subject_of, write_bytes

    fixed = fix_x12(read_file(file), subject=subject_of(file))
    write_bytes(fixed.raw)
    for each in fixed.repairs:
        print(json.dumps(_document(each), sort_keys=True) if as_json else _line(each), file=sys.stderr)
    if not as_json:
        left = len(fixed.report.rejects)
        told = f"; {left} findings still reject it, see `cleanclaim x12 validate`" if left else ""
        print(f"cleanclaim: {len(fixed.repairs)} repairs{told}", file=sys.stderr)
    context.exit(1 if fixed.report.rejects else 0)


def _document(repair: Repair) -> dict[str, str]:
    return {
        "id": repair.repair_id,
        "place": str(repair.place),
        "message": repair.message,
        "before": repair.before,
        "after": repair.after,
    }


def _line(repair: Repair) -> str:
    change = f" ({repair.before!r} is now {repair.after!r})" if repair.after else ""
    return f"{repair.repair_id:<16} {repair.place}: {repair.message}{change}"
