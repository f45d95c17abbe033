"""`cleanclaim x12 ack`: the answer to a file."""

from __future__ import annotations

import sys
from datetime import date

import click

from cleanclaim.cli.options import moment, today_option


@click.command()
@click.argument("file")
@click.option("--ta1", "kind", flag_value="ta1", help="A TA1 for each interchange instead.")
@click.option("--277ca", "kind", flag_value="277ca", help="A 277CA for the claims of each 837 instead.")
@click.option(
    "--control",
    type=click.IntRange(1, 999_999_000),
    default=1,
    show_default=True,
    help="Control number of the first answer; further ones count on.",
)
@today_option
@click.pass_context
def ack(context: click.Context, file: str, *, kind: str | None, control: int, today: date | None) -> None:
    """Write the 999 that answers FILE (or its TA1 or 277CA) to the standard output.

    A 999 tells of syntax, guide and structure; a 277CA takes or refuses each claim of the sets that the 999
    accepts, for sums and codes too. What gets no answer is told on the error stream. Acknowledgments are
    never acknowledged. Exit code 1: something is refused.

    \b
    Example:  cleanclaim x12 ack claims.x12 > answer.x12
    Example:  cleanclaim x12 ack claims.x12 --277ca
    """
    from cleanclaim.app.answer_x12 import answer_claims, answer_envelopes, answer_groups
    from cleanclaim.cli.x12_files import read_file, subject_of, write_bytes

    answers = {"ta1": answer_envelopes, "277ca": answer_claims}
    make = answers.get(kind or "", answer_groups)
    answer = make(read_file(file), subject=subject_of(file), at=moment(today), first_control=control)
    write_bytes(answer.raw)
    for sentence in answer.unanswered:
        print(f"cleanclaim: not answered: {sentence}", file=sys.stderr)
    context.exit(0 if answer.accepted else 1)
