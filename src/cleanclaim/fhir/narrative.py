"""Marked-up narrative to plain text: no entity is ever expanded from a document type, nothing is executed,
nothing is loaded. Every character is looked at a fixed number of times; the standard library's tokenizer is
not used, since it takes minutes over a megabyte of opened comments.

Items of lists and rows of tables begin with `- ` and paragraphs are parted by an empty line, so that a reader
of the text sees where one ends: `no fever` in one item denies nothing in the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

_SILENT = frozenset({"script", "style", "head", "template", "title"})
_MARKED = frozenset({"li", "tr"})
_PARTED = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "blockquote"})
_BREAKS = _MARKED | _PARTED | frozenset({
    "address", "article", "br", "caption", "dd", "div", "dl", "dt", "hr", "ol", "pre", "section", "tbody",
    "thead", "ul",
})  # fmt: skip
_CELLS = frozenset({"td", "th"})
_MARK = "\n- "
_NAME = re.compile(r"(/?)([A-Za-z][A-Za-z0-9:_-]*)")


class _Stripper:
    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._silent = 0
        self._cells = 0  # of the row that is open; inside of one, nothing breaks the line

    def start(self, tag: str) -> None:
        """A block element breaks the line; what a reader never sees goes silent."""
        self._silent += tag in _SILENT
        if tag in _CELLS:
            self.pieces += [" | "] if self._cells else []
            self._cells += 1
        elif tag in _BREAKS:
            self._break(tag, _MARK if tag in _MARKED else "\n")

    def empty(self, tag: str) -> None:
        """`<br/>` and its like."""
        if tag in _BREAKS:
            self._break(tag, "\n")

    def end(self, tag: str) -> None:
        """The end of a block breaks the line as well."""
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BREAKS:
            self._break(tag, "\n\n" if tag in _PARTED else "\n")

    def _break(self, tag: str, piece: str) -> None:
        if tag in ("tr", "table"):
            self._cells = 0
        elif self._cells:
            piece = " "
        last = self.pieces[-1] if self.pieces else "\n"
        if last in (_MARK, _MARK[1:]):  # what opens inside of an item stays on its line
            return
        if last.endswith("\n"):
            piece = piece.removeprefix("\n")
        self.pieces += [piece] if piece else []

    def words(self, text: str) -> None:
        """Words, with runs of blanks made one; blanks alone between blocks are layout of the markup."""
        if self._silent or not text:
            return
        words = re.sub(r"\s+", " ", unescape(text))
        if words != " " or (self.pieces and not self.pieces[-1].endswith(("\n", " "))):
            self.pieces.append(words)


def _without_comments(markup: str) -> Iterator[str]:
    """The markup between its comments; behind one that never ends there is nothing."""
    position = 0
    while (opened := markup.find("<!--", position)) >= 0:
        yield markup[position:opened]
        closed = markup.find("-->", opened + 4)
        if closed < 0:
            return
        position = closed + 3
    yield markup[position:]


def _tag_and_text(piece: str) -> tuple[str, str] | None:
    """What stands between `<` and its `>`, and the text behind; None when no `>` ends it."""
    start, quotes = 0, 0
    while (end := piece.find(">", start)) >= 0:
        quotes += piece.count('"', start, end)
        if quotes % 2 == 0:
            return piece[:end], piece[end + 1 :]
        start = end + 1  # it stood inside of a quoted value
    return None


def _feed(stripper: _Stripper, piece: str) -> None:
    """One piece behind a `<`: a tag and the text after it, or text alone (`temperature < 38`)."""
    parted, named = _tag_and_text(piece), _NAME.match(piece)
    if parted is None or (named is None and piece[:1] not in ("!", "?")):
        stripper.words("" if piece[:1] in ("!", "?") else f"<{piece}")
        return
    tag, text = parted
    if named is not None:
        name = named[2].lower()
        tell = stripper.end if named[1] else stripper.empty if tag.endswith("/") else stripper.start
        tell(name)
    stripper.words(text)


def stripped(markup: str) -> str:
    """The text of XHTML or HTML: a line for each block, `- ` before items and rows, ` | ` between cells."""
    stripper = _Stripper()
    first, *pieces = "".join(_without_comments(markup)).split("<")
    stripper.words(first)
    for piece in pieces:
        _feed(stripper, piece)
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in "".join(stripper.pieces).split("\n")]
    worded = "\n".join("" if line in ("-", "|") else line for line in lines)
    return re.sub(r"\n{3,}", "\n\n", worded).strip("\n")
