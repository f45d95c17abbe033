"""What `claim correct` and `claim void` share: their options, and how they tell what was done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from cleanclaim.app.correct_claim import Correction

Command = Callable[..., Any]


def correction_options(command: Command) -> Command:
    """--by, --reason and --payer-number."""
    options = (
        click.option("--by", required=True, help="Your name."),
        click.option("--reason", required=True, help="Why; name no patient."),
        click.option(
            "--payer-number", default="", help="The payer's claim number, when no remittance has told it."
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def tell(done: Correction, *, as_json: bool) -> int:
    """Print what was done; the exit code: 1 when the payer takes no such claim and a task was opened."""
    from cleanclaim.cli.output import print_json

    if as_json:
        print_json(done)
        return 0 if done.next_id else 1
    if done.next_id:
        print(f"claim {done.next_id} corrects {done.claim_id}; sign it to send it")
    else:
        print(f"claim {done.claim_id}: this payer takes no replacement or void; task {done.work_item_id}")
    for effect in done.effects:
        limit = f"{effect.limit.due_on} ({effect.limit.formula})" if effect.limit else "not known"
        print(f"  {effect.clock} clock: {effect.says}; last day {limit}")
    return 0 if done.next_id else 1
