"""Options that several commands share."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import click

from cleanclaim.app.workspace import Workspace, open_workspace

FOLDER_VARIABLE = "CLEANCLAIM_DIR"

folder_option = click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    envvar=FOLDER_VARIABLE,
    default="cleanclaim-data",
    show_default=True,
    show_envvar=True,
    help="The practice's folder: database and files.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, one object per line.")


def day_of(_context: click.Context, _parameter: click.Parameter, text: str | None) -> date | None:
    """A day that a person typed, None when none was."""
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter("want a day such as 2026-10-01") from None
    if not 2000 <= day.year <= 2100:  # deadlines are reckoned years ahead of it
        raise click.BadParameter("want a day between 2000 and 2100")
    return day


today_option = click.option(
    "--today", callback=day_of, metavar="YYYY-MM-DD", help="Take this day as today (default: the calendar's)."
)
practice_option = click.option(
    "--practice",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    required=True,
    help="The practice file: providers, payers, fees.",
)


def moment(today: date | None) -> datetime:
    """Now, or nine in the morning of the day that was named. UTC."""
    if today is None:
        return datetime.now(UTC).replace(microsecond=0)
    return datetime(today.year, today.month, today.day, 9, tzinfo=UTC)


__all__ = [
    "Workspace",
    "day_of",
    "folder_option",
    "json_option",
    "moment",
    "open_workspace",
    "practice_option",
    "today_option",
]
