"""A command group whose commands are the modules of its folder, one file for each, found by name."""

from __future__ import annotations

import importlib
import pkgutil

import click


class FolderGroup(click.Group):
    """`to_parquet.py` in the folder of `package` holds `to_parquet`, named `to-parquet`."""

    package = ""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, sorted."""
        folder = importlib.import_module(self.package).__path__
        return sorted(each.name.replace("_", "-") for each in pkgutil.iter_modules(folder))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in self.list_commands(ctx):
            return None
        name = cmd_name.replace("-", "_")
        command = getattr(importlib.import_module(f"{self.package}.{name}"), name)
        assert isinstance(command, click.Command)
        return command
