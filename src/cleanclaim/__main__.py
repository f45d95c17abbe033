"""`python -m cleanclaim` is the command `cleanclaim`."""

from cleanclaim.cli import main

main()
