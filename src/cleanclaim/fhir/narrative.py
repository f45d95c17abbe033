"""Marked-up narrative to plain text, with the standard library's tokenizer: no entity is ever expanded
from a document type, nothing is executed, nothing is loaded.

Items of lists and rows of tables begin with `- ` and paragraphs are parted by an empty line, so that a reader
of the text sees where one ends: `no fever` in one item denies nothing in the next.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

_SILENT = frozenset({"script", "style", "head", "template", "title"})
_MARKED = frozenset({"li", "tr"})
_PARTED = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "blockquote"})
_BREAKS = _MARKED | _PARTED | frozenset({
    "address", "article", "br", "caption", "dd", "div", "dl", "dt", "hr", "ol", "pre", "section", "tbody",
    "thead", "ul",
})  # fmt: skip
_CELLS = frozenset({"td", "th"})
_MARK = "\n- "


class _Stripper(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = 0
        self._cells = 0  # of the row that is open; inside of one, nothing breaks the line

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block element breaks the line; what a reader never sees goes silent."""
        self._silent += tag in _SILENT
        if tag in _CELLS:
            self.pieces += [" | "] if self._cells else []
            self._cells += 1
        elif tag in _BREAKS:
            self._break(tag, _MARK if tag in _MARKED else "\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """`<br/>` and its like."""
        if tag in _BREAKS:
            self._break(tag, "\n")

    def handle_endtag(self, tag: str) -> None:
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

    def handle_data(self, data: str) -> None:
        """Words, with runs of blanks made one; blanks alone between blocks are layout of the markup."""
        if self._silent:
            return
        words = re.sub(r"\s+", " ", data)
        if words != " " or (self.pieces and not self.pieces[-1].endswith(("\n", " "))):
            self.pieces.append(words)


def stripped(markup: str) -> str:
    """The text of XHTML or HTML: a line for each block, `- ` before items and rows, ` | ` between cells."""
    stripper = _Stripper()
    stripper.feed(markup)
    stripper.close()
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in "".join(stripper.pieces).split("\n")]
    worded = "\n".join("" if line in ("-", "|") else line for line in lines)
    return re.sub(r"\n{3,}", "\n\n", worded).strip("\n")
