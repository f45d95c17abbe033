"""The command tree, known by name alone until a command is asked for."""

from __future__ import annotations

import importlib

import click

from cleanclaim.cli.front_page import COMMANDS, front_page


class LazyGroup(click.Group):
    """A group that imports a command when it runs or shows its own help, not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(f"cleanclaim.cli.commands.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def get_help(self, ctx: click.Context) -> str:
        """The same text that is printed when nothing is imported."""
        return front_page()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
def root() -> None:
    """Medical coding and billing in the open: from a clinical note to a paid claim."""
