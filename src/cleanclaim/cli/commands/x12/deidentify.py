"""`cleanclaim x12 deidentify`: the file without the people in it."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path

import click


@click.command()
@click.argument("file")
@click.option(
    "--key-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A secret of 16 bytes or more. Files done with the same one stay tied to each other.",
)
@click.pass_context
def deidentify(context: click.Context, file: str, *, key_file: Path | None) -> None:
    """Write FILE with names, places, contacts, numbers and free text replaced and dates moved.

    The same value always gets the same stand-in under one key, so that a claim and its remittance still
    meet; without --key-file the key is made up and forgotten. NPIs stay NPIs; codes, money, states, plans'
    names and ids, and delimiters stay as they are.

    Replaced are the identifiers of 45 CFR 164.514(b)(2): names, streets, towns, postal codes but for three
    digits, contacts, every number of a member, claim, record, account, licence, provider or partner (ISA and
    GS too), and NTE, MSG, K3 and other free text whole. All dates move back by the same number of weeks. That
    is no Safe Harbor by the letter, which lets only the year stay: have an expert say that it will do.

    Exit code 1: the result is refused for other things than FILE.

    \b
    Example:  cleanclaim x12 deidentify claims.x12 --key-file secret.key > shareable.x12
    """
    from cleanclaim.app.deidentify_x12 import deidentify_x12
    from cleanclaim.cli.x12_files import read_file, subject_of, write_bytes

    key = key_file.read_bytes() if key_file is not None else secrets.token_bytes(32)
    covered = deidentify_x12(read_file(file), subject=subject_of(file), key=key)
    write_bytes(covered.raw)
    told = ", ".join(f"{count} {kind}" for kind, count in covered.changed.items()) or "nothing"
    print(f"cleanclaim: replaced {told}", file=sys.stderr)
    if not covered.same_verdict:
        print("cleanclaim: the result is not refused for the same things as the file was", file=sys.stderr)
    context.exit(0 if covered.same_verdict else 1)
