"""`cleanclaim x12 to-parquet`: claims and remittances as tables."""

from __future__ import annotations

from pathlib import Path

import click

from cleanclaim.cli.options import json_option


@click.command("to-parquet")
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--processes", type=click.IntRange(1, 64), default=1, show_default=True, help="Files at a time."
)
@json_option
@click.pass_context
def to_parquet(
    context: click.Context, files: tuple[Path, ...], folder: Path, *, processes: int, as_json: bool
) -> None:
    """Write the claims, lines, diagnoses, payments and adjustments of X12 files to DIR as Parquet tables.

    Files of any size are read in one pass and checked on the way. DIR must be new or empty; each table is a
    folder with one part for each FILE. Keys are byte offsets in the file, money is whole cents. Exit code 1:
    a file has findings that reject.

    \b
    Example:  cleanclaim x12 to-parquet claims.x12 remittances.x12 tables/
    """
    from cleanclaim.app.export_x12 import export_x12
    from cleanclaim.cli.output import finding_text, print_json

    exported = export_x12(files, folder, processes=processes)
    for each in exported:
        if as_json:
            print_json(each)
            continue
        counts = ", ".join(f"{count} {name}" for name, count in each.rows.items())
        print(f"{each.file}: {counts}")
        for finding in each.report.findings:
            print(finding_text(finding))
    context.exit(1 if any(each.report.rejects for each in exported) else 0)
