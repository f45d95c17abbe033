"""Bytes of a text file to text: UTF-8 with or without a byte order mark, any line ends."""

from __future__ import annotations

from pathlib import Path

from cleanclaim.intake.problems import Problems

LARGEST_BYTES = 16_000_000


def normalised(text: str) -> str:
    """Without a byte order mark, every line ended by one `\\n`. All spans point into the result."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def read_text(path: Path, problems: Problems) -> str | None:
    """The text of a file, or None after noting why there is none."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            problems.refuse("too-large", (), "the file is larger than 16 MB", next_step="split the file")
            return None
        content = path.read_bytes()
    except OSError as error:
        problems.refuse(
            "no-file",
            (),
            "the file cannot be opened",
            found=type(error).__name__,
            wanted="a readable file",
            next_step="check the path and its permissions",
        )
        return None
    return _decoded(content, problems)


def _decoded(content: bytes, problems: Problems) -> str | None:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        problems.refuse(
            "not-utf8",
            (f"byte {error.start}",),
            "the file is not UTF-8 text",
            found=f"0x{content[error.start]:02x}",
            wanted="UTF-8",
            next_step="save the file as UTF-8 and read it again",
        )
        return None
    if "\0" in text:
        # a database text field cannot hold it, and no note means it
        problems.refuse("nul", (f"character {text.index(chr(0))}",), "the file holds a NUL character")
        return None
    return text
