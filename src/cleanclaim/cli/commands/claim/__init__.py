"""`cleanclaim claim`: a claim from its signature to its last answer. One file for each subcommand."""

from __future__ import annotations

import click

from cleanclaim.cli.folder_group import FolderGroup


class ClaimGroup(FolderGroup):
    """The commands of this folder."""

    package = __name__


@click.group(cls=ClaimGroup)
def claim() -> None:
    """Show, sign, send, follow up and correct claims."""
