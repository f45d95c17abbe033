"""`cleanclaim demo`: the main job on the demo practice."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import click

from cleanclaim.cli.options import json_option, today_option

if TYPE_CHECKING:
    from cleanclaim.app.run_demo import DemoRun, OnStep


@click.command()
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default="cleanclaim-demo",
    show_default=True,
    help="Where the demo keeps its database and files.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the simulated payer.")
@today_option
@json_option
def demo(folder: Path, seed: int, today: date | None, as_json: bool) -> None:
    """Take 24 invented encounter notes from the text to the money.

    Codes with their evidence, claims, X12 files, a simulated payer's answers, postings, denials, statements.
    Run it again: nothing happens twice.

    \b
    Example:  cleanclaim demo --dir /tmp/demo
    """
    started = monotonic()
    from cleanclaim.app.run_demo import run_demo

    with _progress(quiet=as_json) as on_step:
        run = run_demo(folder, seed=seed, today=today, on_step=on_step)
    if as_json:
        _print_json(run, round(monotonic() - started, 2))
    else:
        _print_stories(run)
        _print_summary(run, folder, monotonic() - started)
    if not run.summary.balanced:
        sys.exit(1)


@contextmanager
def _progress(*, quiet: bool) -> Iterator[OnStep]:
    """A bar on the error stream; nothing at all when a program reads."""
    if quiet:
        yield lambda _step, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("cleanclaim demo", total=None)
        yield lambda step, done, total: bar.update(task, description=step, completed=done, total=total)


def _print_json(run: DemoRun, elapsed_s: float) -> None:
    from cleanclaim.cli.output import print_json
    from cleanclaim.model.documents import to_document

    print_json({**to_document(run.summary), "files": run.files, "elapsed_s": elapsed_s})


def _print_stories(run: DemoRun) -> None:
    from cleanclaim.cli.stories import encounter_lines

    for story in run.stories:
        print("\n".join(encounter_lines(story)), end="\n\n")


def _print_summary(run: DemoRun, folder: Path, elapsed_s: float) -> None:
    from cleanclaim.cli.output import print_table
    from cleanclaim.ledger.accounts import Account
    from cleanclaim.ledger.report import title_of

    summary = run.summary
    counts = {
        "encounters": summary.encounters, "claims": summary.claims, "submitted": summary.submitted,
        "accepted": summary.accepted, "paid": summary.paid, "partly": summary.partially_paid,
        "denied": summary.denied, "rejected": summary.rejected, "held": summary.held,
        "suspended": summary.suspended, "waiting": summary.waiting,
        "patients owe": summary.patient_owes.grouped,
    }  # fmt: skip
    print_table("Claims", list(counts), [[str(count) for count in counts.values()]], right=",".join(counts))
    rows = [
        (account, title_of(Account(account)), amount.grouped)
        for account, amount in summary.trial_balance.items()
    ]
    total = ("sum", "", "0.00" if summary.balanced else "DOES NOT BALANCE")
    print_table("Trial balance", ["account", "what", "balance"], [*rows, total], right="balance")
    files = [(kind, str(len(names)), names[0] if names else "") for kind, names in run.files.items()]
    print_table("Files written", ["kind", "files", "first"], files, right="files")
    print(f"Open work: {_work(summary.open_work)}.")
    print(f"Done in {elapsed_s:.1f} s. Look around:  cleanclaim work list --dir {folder}")


def _work(open_work: dict[str, int]) -> str:
    return ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in open_work.items()) or "none"
