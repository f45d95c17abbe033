"""Official XML files, element by element as the lines come in: never the whole tree in memory.

A document type is refused, since it could bring entities; the official files have none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, TreeBuilder  # the parser itself is the guarded one

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from cleanclaim.reference.tables.layout import Lines

_SPACES = re.compile(r"\s+")


class _Collector(TreeBuilder):
    """Hands out the elements of one tag as they end, and takes them out of the tree."""

    def __init__(self, tag: str) -> None:
        super().__init__()
        self._tag = tag
        self._open: list[Element] = []
        self.done: list[Element] = []

    def start(self, tag: str, attributes: dict[str, str], /) -> Element:
        """An element begins."""
        element = super().start(tag, attributes)
        self._open.append(element)
        return element

    def end(self, tag: str, /) -> Element:
        """An element ends."""
        element = super().end(tag)
        self._open.pop()
        if tag == self._tag and all(each.tag != tag for each in self._open):
            self.done.append(element)
            if self._open:
                self._open[-1].remove(element)
        return element


def elements(lines: Lines, tag: str) -> Iterator[tuple[int, Element]]:
    """Every outermost element of that tag, with the line it ends on. ValueError when it is not whole XML."""
    target = _Collector(tag)
    parser = XMLParser(target=target, forbid_dtd=True)
    number = 0
    try:
        for number, line in lines:
            parser.feed(line + "\n")
            while target.done:
                yield number, target.done.pop(0)
        parser.close()
    except (ParseError, DefusedXmlException):
        raise ValueError(f"line {number} is not XML as it should be, or the end is missing") from None


def text_of(element: Element | None) -> str:
    """All text inside, with single spaces; '' for no element."""
    return "" if element is None else _SPACES.sub(" ", "".join(element.itertext())).strip()


def texts_of(element: Element, tag: str) -> str:
    """The texts of all children of that tag, joined by `; `."""
    return "; ".join(text_of(child) for child in element.findall(tag))


def own_text(element: Element | None) -> str:
    """The text of an element without that of its children."""
    if element is None:
        return ""
    pieces = (element.text or "", *(child.tail or "" for child in element))
    return _SPACES.sub(" ", " ".join(pieces)).strip()
