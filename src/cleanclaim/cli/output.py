"""How the command line speaks: lines and tables for people, JSON Lines for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence

from cleanclaim.core.errors import CleanclaimError, UnreadableFileError
from cleanclaim.core.finding import Finding, NotChecked, Report

_WIDTH_WHEN_PIPED = 120


def print_error(error: CleanclaimError) -> None:
    """One sentence on the error stream, then every finding that explains it."""
    print(f"cleanclaim: {error}", file=sys.stderr)
    if isinstance(error, UnreadableFileError):
        for finding in error.findings:
            print(finding_text(finding), file=sys.stderr)


def print_json(record: object) -> None:
    """One record as one line of canonical JSON."""
    from cleanclaim.model.documents import to_document

    print(json.dumps(to_document(record), sort_keys=True, ensure_ascii=False))


def finding_text(finding: Finding) -> str:
    """A finding for people: what, where, found, wanted, next step, source."""
    lines = [
        f"{finding.severity.upper():9} {finding.message}  [{finding.rule_id}]",
        f"          at {finding.place}",
    ]
    for label, text in (("found", finding.found), ("wanted", finding.wanted), ("do", finding.next_step)):
        if text:
            lines.append(f"          {label}: {text}")
    if finding.citation:
        edition = f" ({finding.edition})" if finding.edition else ""
        lines.append(f"          source: {finding.citation}{edition}")
    return "\n".join(lines)


def not_checked_text(entry: NotChecked) -> str:
    """A check that could not be asked, for people."""
    needs = f"; needs {entry.needs}" if entry.needs else ""
    return f"{'NOT CHECKED':9} {entry.reason}{needs}  [{entry.rule_id}]\n          at {entry.place}"


def print_report(report: Report, *, as_json: bool) -> None:
    """Everything a set of checks said, in its order."""
    for finding in report.findings:
        if as_json:
            print_json({"finding": finding})
        else:
            print(finding_text(finding))
    for entry in report.not_checked:
        if as_json:
            print_json({"not_checked": entry})
        else:
            print(not_checked_text(entry))


def print_table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, right: str = ""
) -> None:
    """A table that lines up. `right` names the columns to align right, comma separated."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 0, 0, 1),
    )
    right_aligned = {name.strip() for name in right.split(",")}
    for column in columns:
        table.add_column(column, justify="right" if column in right_aligned else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    console = Console(width=None if sys.stdout.isatty() else _WIDTH_WHEN_PIPED, markup=False, highlight=False)
    with console.capture() as drawn:
        console.print(table)
    lines = (line.rstrip() for line in drawn.get().splitlines())
    print("\n".join(line for line in lines if line), end="\n\n")
