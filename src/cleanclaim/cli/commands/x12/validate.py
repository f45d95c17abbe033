"""`cleanclaim x12 validate`: accepted or not, and every finding with its SNIP type."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from cleanclaim.cli.options import json_option

if TYPE_CHECKING:
    from cleanclaim.app.validate_x12 import FileVerdict
    from cleanclaim.core.finding import Finding


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--snip", default="1-7", show_default=True, metavar="TYPES", help="SNIP types to report: 1-3, 5, 1,3."
)
@click.option(
    "--profile", "profile_file", metavar="FILE.toml", help="What one payer asks for as well (SNIP type 7)."
)
@json_option
@click.pass_context
def validate(
    context: click.Context, files: tuple[str, ...], *, snip: str, profile_file: str | None, as_json: bool
) -> None:
    """Check X12 files: syntax, guide, sums, situations, codes; all of it, never the first error alone.

    With --json one object for each file. Exit code 0: all accepted; 1: a finding rejects; 2: misuse, such
    as a file that is not there (the others are checked all the same).

    \b
    Example:  cleanclaim x12 validate claims.x12
    Example:  cleanclaim x12 validate --json --snip 1-3 sent/*.x12
    Example:  cleanclaim x12 validate --profile invented-plan.toml claims.x12
    """
    from cleanclaim.app.validate_x12 import snip_types, validate_x12_stream, verdict_document
    from cleanclaim.cli.output import print_error, print_json
    from cleanclaim.cli.x12_files import open_file, read_payer_profile, subject_of
    from cleanclaim.core.errors import MisuseError

    types = snip_types(snip)
    profile = read_payer_profile(profile_file) if profile_file else None
    worst = 0
    for name in files:
        try:
            with open_file(name) as stream:
                verdict = validate_x12_stream(
                    stream, file=name, subject=subject_of(name), types=types, profile=profile
                )
        except MisuseError as error:
            sys.stdout.flush()
            print_error(error)
            worst = 2
            continue
        worst = max(worst, 0 if verdict.accepted else 1)
        if as_json:
            print_json(verdict_document(verdict))
        else:
            print("\n".join(_lines(verdict)))
    context.exit(worst)


def _lines(verdict: FileVerdict) -> Iterator[str]:
    report = verdict.report
    counts = Counter(each.severity.value for each in report.findings)
    told = ", ".join(f"{count} {severity}" for severity, count in counts.items()) or "no findings"
    answer = "accepted" if verdict.accepted else "REJECTED"
    sets, claims = _counted(verdict.transactions, "transaction"), _counted(verdict.claims, "claim")
    yield f"{verdict.file}: {answer}  ({sets}, {claims}; {told})"
    width = max((len(_rule(each)) for each in report.findings), default=0)
    for each in report.findings:
        yield from _finding_lines(each, width)
    for entry in report.not_checked:
        needs = f"; needs {entry.needs}" if entry.needs else ""
        yield f"  not checked  {entry.reason}{needs}  ({entry.place})"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _rule(finding: Finding) -> str:
    return finding.rule_id.removeprefix("x12.")


def _finding_lines(finding: Finding, width: int) -> Iterator[str]:
    from cleanclaim.app.validate_x12 import snip_of

    place = finding.place
    path = " > ".join(place.path) or "file"
    at = "".join(
        (
            path,
            f", segment {place.segment}" if place.segment else "",
            f", byte {place.offset}" if place.offset else "",
        )
    )
    yield f"  {finding.severity.value:<9} SNIP {snip_of(finding)}  {_rule(finding):<{width}}  {at}"
    values = [
        f"found {finding.found!r}" if finding.found else "",
        f"wanted {finding.wanted}" if finding.wanted else "",
    ]
    said = "; ".join(filter(None, (finding.message, *values)))
    yield f"  {'':<9} {said}"
