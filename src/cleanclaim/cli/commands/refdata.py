"""`cleanclaim refdata`: which reference tables are loaded, and what they say."""

from __future__ import annotations

from datetime import date

import click

from cleanclaim.cli.options import json_option, moment, today_option


@click.group()
def refdata() -> None:
    """Reference tables: what is loaded, and search. Source of ICD-10-CM content: CDC/NCHS."""


@refdata.command("status")
@today_option
@json_option
def show_status(today: date | None, as_json: bool) -> None:
    """Each table with its edition, the days it covers, and whether today is one of them.

    \b
    Example:  cleanclaim refdata status
    """
    from cleanclaim.app.reference_status import reference_status
    from cleanclaim.cli.output import print_json, print_table

    rows = reference_status(moment(today).date())
    if as_json:
        for row in rows:
            print_json(row)
    else:
        shown = [(row.table, row.edition, row.covers, "yes" if row.covers_today else "NO") for row in rows]
        print_table("Reference tables", ["table", "edition", "covers", "today"], shown)


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
