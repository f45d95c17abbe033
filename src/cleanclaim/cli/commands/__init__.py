"""One file per command, under the command's own name."""
