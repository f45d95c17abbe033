"""`cleanclaim x12`: the wire by itself. One file for each subcommand, found by its name."""

from __future__ import annotations

import importlib
import pkgutil

import click


class FolderGroup(click.Group):
    """Its commands are the modules of this folder: `to_parquet.py` holds `to_parquet`, named `to-parquet`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, sorted."""
        return sorted(each.name.replace("_", "-") for each in pkgutil.iter_modules(__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in self.list_commands(ctx):
            return None
        name = cmd_name.replace("-", "_")
        command = getattr(importlib.import_module(f"{__name__}.{name}"), name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=FolderGroup)
def x12() -> None:
    """Check, answer, show, compare, de-identify and repair X12 files, without any database.

    FILE may be `-` for the standard input.
    """
