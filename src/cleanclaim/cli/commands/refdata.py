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
@click.option("--unverified", is_flag=True, help="Also a layout that was never run on a real file.")
@folder_option
@json_option
def load_files(
    files: tuple[Path, ...], *, effective: str, table: str, unverified: bool, folder: Path, as_json: bool
) -> None:
    """Load official release files, zipped or not, into the practice's table file.

    A file that is unknown, wrong in any line or overlaps a loaded edition is refused whole, with the reason.

    \b
    Example:  cleanclaim refdata load PPRRVU25_OCT.csv GPCI2025.csv
    Example:  cleanclaim refdata load LEIE.csv --effective 2025-12-01..2025-12-31
    """
    from cleanclaim.app.load_tables import load_table
    from cleanclaim.cli.output import print_json

    for path in files:
        for each in load_table(folder, path, effective=effective, table=table, unverified=unverified):
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

    day = _day(on_day)
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


@refdata.command()
@click.argument("code")
@click.option("--on", "on_day", required=True, metavar="YYYY-MM-DD", help="Day of service.")
@folder_option
@json_option
@click.pass_context
def show(context: click.Context, /, code: str, on_day: str, *, folder: Path, as_json: bool) -> None:
    """All that the tables say of CODE on a day: ICD-10-CM with its notes, and every loaded table.

    Exit code 1: no table knows it on that day.

    \b
    Example:  cleanclaim refdata show E11.42 --on 2026-06-01
    """
    from cleanclaim.app.show_reference import show_code
    from cleanclaim.cli.output import print_json

    shown = show_code(folder, code, _day(on_day))
    if as_json:
        print_json(shown)
    else:
        for line in shown.lines:
            print(line)
    context.exit(0 if shown.is_known else 1)


@refdata.command()
@click.argument("table")
@click.argument("before")
@click.argument("after")
@click.option("--limit", type=click.IntRange(0), default=40, show_default=True, help="Keys to print.")
@folder_option
@json_option
def diff(table: str, before: str, after: str, *, limit: int, folder: Path, as_json: bool) -> None:
    """What changed in TABLE between the editions of two days. With --json every key, without a limit.

    \b
    Example:  cleanclaim refdata diff mpfs 2025-07-01 2025-10-01
    """
    from collections import Counter

    from cleanclaim.app.show_reference import diff_editions
    from cleanclaim.cli.output import print_json

    counts: Counter[str] = Counter()
    for each in diff_editions(folder, table, _day(before), _day(after)):
        counts[each.change] += 1
        if as_json:
            print_json(each)
        elif counts.total() <= limit:
            told = "; ".join(f"{name} {old or '-'} -> {new or '-'}" for name, old, new in each.attributes)
            print(f"{each.change:<8} {each.key}  {told}".rstrip())
    if not as_json:
        print(", ".join(f"{counts[change]:,} {change}" for change in ("added", "removed", "changed")))


@refdata.command("verify")
@folder_option
@json_option
@click.pass_context
def verify_tables(context: click.Context, /, *, folder: Path, as_json: bool) -> None:
    """Hold the table file against what was written down when it was loaded. Exit code 1: it is not whole.

    \b
    Example:  cleanclaim refdata verify
    """
    from cleanclaim.app.show_reference import verify_tables as verify
    from cleanclaim.cli.output import finding_text, print_json

    editions, findings = verify(folder)
    for finding in findings:
        if as_json:
            print_json({"finding": finding})
        else:
            print(finding_text(finding))
    if as_json:
        print_json({"editions": editions, "whole": not findings})
    else:
        print(f"{editions} editions are whole" if not findings else "THE TABLE FILE IS NOT WHOLE")
    context.exit(1 if findings else 0)


@refdata.command("build")
@click.argument("told", nargs=-1, metavar="[AXIS=VALUE]...")
@click.option("--on", "on_day", required=True, metavar="YYYY-MM-DD", help="Day of discharge.")
@click.option("--term", default="", help="An entry of the ICD-10-PCS index to begin with.")
@click.option("--all", "list_all", is_flag=True, help="List every valid code that fits.")
@folder_option
@json_option
@click.pass_context
def build_code(
    context: click.Context,
    /,
    told: tuple[str, ...],
    *,
    on_day: str,
    term: str,
    list_all: bool,
    folder: Path,
    as_json: bool,
) -> None:
    """An ICD-10-PCS code from what is known of a procedure, or the next question to ask.

    AXIS is section, body_system, operation, body_part, approach, device or qualifier; VALUE its character or
    words of the official tables and keys. Exit code 1: a question remains.

    \b
    Example:  cleanclaim refdata build --on 2025-03-01 operation=Resection body_part=appendix approach=open
    """
    from cleanclaim.app.build_procedure import answer_lines, build_procedure, list_procedures
    from cleanclaim.cli.output import print_json
    from cleanclaim.reference.icd10pcs import Built

    known, day = _axes(told), _day(on_day)
    answer = build_procedure(folder, day, known, term=term)
    if list_all:
        for each in list_procedures(folder, day, known, term=term):
            print_json(each) if as_json else print(each.value, " | ".join(each.meanings))
    elif as_json:
        print_json({"built" if isinstance(answer, Built) else "question": answer})
    else:
        print("\n".join(answer_lines(answer)))
    context.exit(0 if isinstance(answer, Built) else 1)


def _axes(told: tuple[str, ...]) -> dict[str, str]:
    from cleanclaim.core.errors import MisuseError

    parted = [each.partition("=") for each in told]
    if not all(equals for _, equals, _ in parted):
        raise MisuseError("what is known is written AXIS=VALUE, such as operation=Resection")
    return {axis.strip().replace("-", "_"): value for axis, _, value in parted}


def _day(text: str) -> date:
    from cleanclaim.core.errors import MisuseError

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise MisuseError("a day is wanted, such as 2026-04-01") from None
