"""The command line. Every command is a file of its own in `commands/`, imported only when it is asked for."""

from __future__ import annotations

import sys

from cleanclaim import __version__
from cleanclaim.cli.front_page import front_page


def main() -> None:
    """Run the command line: exit code 0 clean, 1 findings of severity `reject`, 2 misuse."""
    arguments = sys.argv[1:]
    if arguments in ([], ["-h"], ["--help"]):
        print(front_page())
    elif arguments == ["--version"]:
        print(f"cleanclaim {__version__}")
    else:
        _run(arguments)


def _run(arguments: list[str]) -> None:
    from cleanclaim.cli.root import root
    from cleanclaim.core.errors import CleanclaimError

    try:
        root.main(arguments, prog_name="cleanclaim")
    except CleanclaimError as error:
        from cleanclaim.cli.output import print_error

        print_error(error)
        sys.exit(2)
    except OSError as error:  # a folder that cannot be made, a file that cannot be written
        sys.stderr.write(f"cleanclaim: {error.strerror or 'the system refused'}: {error.filename or ''}\n")
        sys.exit(2)
