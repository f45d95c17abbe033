"""The narrative of a C-CDA section to lines: a line for each paragraph, list item and table row.

List items and rows begin with `- `, so that a reader of the text sees where one ends; the cells of a row are
parted by ` | `. What the author marked as deleted is left out (CDA R2 narrative, attribute `revised`;
unverified).
"""

from __future__ import annotations

import re
from collections import Counter
from xml.etree.ElementTree import Element

from cleanclaim.intake.safe_xml import local_name
from cleanclaim.model.extracted import TextBuilder

_SILENT = frozenset({"renderMultiMedia", "footnoteRef", "col", "colgroup"})
_MARKED = frozenset({"item", "tr"})
_BLOCKS = frozenset(
    {"paragraph", "item", "tr", "caption", "list", "table", "thead", "tbody", "tfoot", "footnote"}
)
_COUNTED = {
    "paragraph": "paragraph",
    "item": "item",
    "tr": "row",
    "caption": "caption",
    "footnote": "footnote",
}
_SPACES = re.compile(r"\s+")


class Narrative:
    """Writes the narrative of one section into a builder."""

    def __init__(self, builder: TextBuilder, section: str) -> None:
        self._builder = builder
        self._section = section
        self._counts: Counter[str] = Counter()
        self._locator = section
        self._mark = ""
        self._pieces: list[str] = []
        self._line_has_words = self._cell_has_words = False
        self._rows_open = 0

    def write(self, text: Element) -> None:
        """All of a section's `text` element."""
        self._inside(text)
        self._flush()

    def _inside(self, element: Element) -> None:
        self._words(element.text)
        for each in element:
            self._element(each)
            self._words(each.tail)

    def _words(self, text: str | None) -> None:
        if text:
            self._pieces.append(text)
            if not text.isspace():
                self._line_has_words = self._cell_has_words = True

    def _element(self, element: Element) -> None:
        name = local_name(element)
        if name in _SILENT or element.get("revised") == "delete":
            return
        if name in ("td", "th"):
            self._cell(element)
        elif name == "br":
            self._break()
        elif name in _BLOCKS:
            self._block(element, name)
        else:
            self._inside(element)

    def _cell(self, element: Element) -> None:
        if self._line_has_words:
            self._pieces.append(" | ")
        self._cell_has_words = False
        self._inside(element)

    def _block(self, element: Element, name: str) -> None:
        if self._rows_open:  # a list or paragraph inside of a cell stays on the line of its row
            if self._cell_has_words and name in _COUNTED:
                self._pieces.append("; ")
            self._inside(element)
            return
        self._flush()
        outer = (self._locator, self._mark)
        if name in _COUNTED:
            self._counts[name] += 1
            self._locator = f"{self._section}, {_COUNTED[name]} {self._counts[name]}"
        self._mark = "- " if name in _MARKED else ""
        self._rows_open += name == "tr"
        self._inside(element)
        self._flush()
        self._rows_open -= name == "tr"
        self._locator, self._mark = outer

    def _break(self) -> None:
        if self._rows_open:
            self._pieces.append(" ")
        else:
            self._flush(gap=False)

    def _flush(self, *, gap: bool = True) -> None:
        line = _SPACES.sub(" ", "".join(self._pieces)).strip()
        self._pieces.clear()
        self._line_has_words = False
        if not line:
            return
        if self._mark:
            self._builder.add_line(f"{self._mark}{line}", self._locator)
            self._mark = ""
            return
        self._builder.add_line(line, self._locator)
        if gap:
            self._builder.add_gap()
