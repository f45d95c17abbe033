"""XML from outside to a tree that cannot hurt: no document type, so no entity and nothing to fetch."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError, TreeBuilder  # the parser itself is the guarded one

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from cleanclaim.intake.problems import Problems

DEEPEST = 150  # levels; a real document has some twenty
_SPACES = re.compile(r"\s+")


class _TooDeepError(ValueError):
    pass


class _ShallowBuilder(TreeBuilder):
    """Refuses a tree so deep that walking it would hurt. Comments and instructions are left out."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def start(self, tag: str, attributes: dict[str, str], /) -> Element:
        """An element begins."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise _TooDeepError
        return super().start(tag, attributes)

    def end(self, tag: str, /) -> Element:
        """An element ends."""
        self._depth -= 1
        return super().end(tag)


def read_xml(content: bytes, problems: Problems) -> Element | None:
    """The root of an XML document, in the encoding it declares; None after noting why there is none."""
    parser = XMLParser(target=_ShallowBuilder(), forbid_dtd=True)
    try:
        parser.feed(content)
        root = parser.close()
    except DefusedXmlException:
        problems.refuse(
            "document-type",
            (),
            "the XML declares a document type, which could bring entities; it is not read",
            next_step="export the document without a DOCTYPE",
        )
    except _TooDeepError:
        problems.refuse("too-deep", (), f"the XML is nested deeper than {DEEPEST} levels")
    except ParseError as error:
        line, column = error.position
        where = (f"line {line}", f"column {column + 1}")
        problems.refuse("not-xml", where, "the document stops being XML here", wanted="whole XML")
    except (LookupError, ValueError):
        problems.refuse(
            "unknown-encoding", (), "the XML declares an encoding that is not known", wanted="UTF-8"
        )
    else:
        assert isinstance(root, Element)
        return root
    return None


def local_name(element: Element) -> str:
    """The tag without its namespace."""
    return element.tag.rpartition("}")[2]


def child(element: Element | None, *path: str) -> Element | None:
    """The first element down a path of local names; None when a step is missing."""
    for name in path:
        if element is None:
            return None
        element = next((each for each in element if local_name(each) == name), None)
    return element


def children(element: Element | None, *path: str) -> list[Element]:
    """All elements at the end of a path of local names."""
    found = [element] if element is not None else []
    for name in path:
        found = [each for parent in found for each in parent if local_name(each) == name]
    return found


def text_in(element: Element | None) -> str:
    """All text inside with single spaces; '' for no element."""
    return "" if element is None else _SPACES.sub(" ", "".join(element.itertext())).strip()
