"""Marked-up narrative to plain text, with the standard library's tokenizer: no entity is ever expanded
from a document type, nothing is executed, nothing is loaded."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_SILENT = frozenset({"script", "style", "head", "template", "title"})
_BREAKS = frozenset({
    "address", "article", "blockquote", "br", "caption", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4",
    "h5", "h6", "hr", "li", "ol", "p", "pre", "section", "table", "tbody", "thead", "tr", "ul",
})  # fmt: skip


class _Stripper(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block element breaks the line; what a reader never sees goes silent."""
        self._silent += tag in _SILENT
        if tag in _BREAKS:
            self.pieces.append("\n")
        elif tag in ("td", "th"):
            self.pieces.append(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """`<br/>` and its like."""
        if tag in _BREAKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """The end of a block breaks the line as well."""
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BREAKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        """Words, with runs of blanks made one."""
        if not self._silent:
            self.pieces.append(re.sub(r"\s+", " ", data))


def stripped(markup: str) -> str:
    """The text of XHTML or HTML: block elements end a line, runs of blanks are one, scripts are left out."""
    stripper = _Stripper()
    stripper.feed(markup)
    stripper.close()
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in "".join(stripper.pieces).split("\n")]
    return "\n".join(line for line in lines if line)
