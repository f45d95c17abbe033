"""`cleanclaim refdata`: which reference tables are loaded, and what they say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cleanclaim.cli.options import folder_option, json_option, moment, today_option


@click.group()
def refdata() -> None:
    """Reference tables: what is loaded, and search. Source of ICD-10-CM content: CDC/NCHS."""


@refdata.command("load")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--effective", default="", metavar="FROM..TO", help="Service dates, when the name tells none.")
@click.option("--table", default="", help="Which table it is, when neither name nor heading tells.")
@folder_option
@json_option
def load_files(files: tuple[Path, ...], *, effective: str, table: str, folder: Path, as_json: bool) -> None:
    """Load official release files, zipped or not, into the practice's table file.

    A file that is unknown, wrong in any line or overlaps a loaded edition is refused whole, with the reason.

    \b
    Example:  cleanclaim refdata load PPRRVU25_OCT.csv GPCI2025.csv
    Example:  cleanclaim refdata load LEIE.csv --effective 2025-12-01..2025-12-31
    """
    from cleanclaim.app.load_tables import load_table
    from cleanclaim.cli.output import print_json

    for path in files:
        for each in load_table(folder, path, effective=effective, table=table):
            edition = each.edition
            if as_json:
                print_json(each)
                continue
            news = "loaded" if each.is_new else "was loaded before"
            print(f"{news}: {edition.name}, {edition.row_count:,} rows")
            if edition.dropped_count:
                print(f"  left out: {edition.dropped_count:,} rows of codes that are not ours to hold (ADA)")
            if not each.is_verified:
                print("  layout written from its description: look at a few rows before you rely on it")


@refdata.command("status")
@folder_option
@today_option
@json_option
def show_status(*, folder: Path, today: date | None, as_json: bool) -> None:
    """Each table with its edition, the days it covers, whether today is one of them, and gaps between.

    \b
    Example:  cleanclaim refdata status
    """
    from cleanclaim.app.reference_status import reference_status
    from cleanclaim.cli.output import print_json, print_table

    rows = reference_status(moment(today).date(), folder)
    if as_json:
        for row in rows:
            print_json(row)
    else:
        shown = [
            (
                row.table,
                row.edition,
                row.covers,
                "yes" if row.covers_today else "NO",
                "" if row.rows is None else f"{row.rows:,}",
                row.sha256[:12],
            )
            for row in rows
        ]
        columns = ["table", "edition", "covers", "today", "rows", "sha256"]
        print_table("Reference tables", columns, shown, right="rows")


@refdata.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--on", "on_day", default="2026-04-01", show_default=True, help="Day of service.")
@click.option("--limit", type=click.IntRange(1, 200), default=15, show_default=True)
@json_option
def search(words: tuple[str, ...], on_day: str, limit: int, as_json: bool) -> None:
    """ICD-10-CM codes for words, or one code with its notes.

    \b
    Example:  cleanclaim refdata search diabetic polyneuropathy
    """
    from cleanclaim.cli.output import print_json
    from cleanclaim.core.errors import MisuseError
    from cleanclaim.reference.icd10cm import SOURCE_LINE, tabular_on

    try:
        day = date.fromisoformat(on_day)
    except ValueError:
        raise MisuseError("--on wants a day such as 2026-04-01") from None
    tabular = tabular_on(day)
    if tabular is None:
        raise MisuseError(
            f"no edition of ICD-10-CM covers {day}; `cleanclaim refdata status` shows which days are"
        )
    exact = tabular.find(words[0]) if len(words) == 1 else None
    found = [exact] if exact else list(tabular.search(" ".join(words), limit))
    for each in found:
        if as_json:
            print_json(each)
        else:
            print(_line(each))
    if not as_json:
        print(f"{tabular.edition}, {SOURCE_LINE}" if found else "nothing found")


def _line(found: object) -> str:
    code, title = getattr(found, "code", ""), getattr(found, "title", "")
    billable = getattr(found, "is_billable", True)
    return f"{code!s:<9} {title}" + ("" if billable else "  (not billable: needs more characters)")
