"""`cleanclaim x12`: the wire by itself. One file for each subcommand, found by its name."""

from __future__ import annotations

import click

from cleanclaim.cli.folder_group import FolderGroup


class X12Group(FolderGroup):
    """The commands of this folder."""

    package = __name__


@click.group(cls=X12Group)
def x12() -> None:
    """Check, answer, show, compare, de-identify and repair X12 files, without any database.

    FILE may be `-` for the standard input.
    """
