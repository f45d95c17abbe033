"""What a file of a clinical document is, told by its first bytes and not by its name."""

from __future__ import annotations

import re
from enum import StrEnum

_SAMPLE_BYTES = 4096
_CDA_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?ClinicalDocument[\s>/]")


class FileKind(StrEnum):
    """The kinds we tell apart; those from RTF on are not read."""

    NOTE = "plain text with a header"
    CDA = "C-CDA"
    HL7 = "HL7 v2"
    PDF = "PDF"
    JSON = "JSON"
    RTF = "RTF"
    ZIP = "a zip, or an office document"
    GZIP = "gzip"
    IMAGE = "an image"
    OTHER_XML = "XML that is no ClinicalDocument"


_BEGINNINGS = (
    (b"{\\rtf", FileKind.RTF),
    (b"PK\x03\x04", FileKind.ZIP),
    (b"\x1f\x8b", FileKind.GZIP),
    (b"\x89PNG", FileKind.IMAGE),
    (b"\xff\xd8\xff", FileKind.IMAGE),
    (b"II*\x00", FileKind.IMAGE),
    (b"MM\x00*", FileKind.IMAGE),
)
_XML_BEGINNINGS = ("<?xml", "<!doctype", "<html")
UNREAD = frozenset({FileKind.RTF, FileKind.ZIP, FileKind.GZIP, FileKind.IMAGE, FileKind.OTHER_XML})


def kind_of(content: bytes) -> FileKind:
    """The kind of a file's bytes. Whatever is none of the others is taken as a note."""
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning):
            return kind
    if b"%PDF-" in content[:1024]:  # readers allow that much in front of it
        return FileKind.PDF
    text = _sample(content)
    if text[:4] in ("MSH|", "FHS|", "BHS|") or re.match(r"MSH[^\w\s]", text):
        return FileKind.HL7
    if text.startswith("{"):
        return FileKind.JSON
    if text.startswith("<"):
        if _CDA_ROOT.search(text):
            return FileKind.CDA
        # a note may begin with a placeholder such as <NAME>
        return FileKind.OTHER_XML if text[:9].lower().startswith(_XML_BEGINNINGS) else FileKind.NOTE
    return FileKind.NOTE


def _sample(content: bytes) -> str:
    head = content[:_SAMPLE_BYTES]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head.decode("utf-16", "replace").lstrip("\ufeff").lstrip()
    # a message may stand in the frame of its transport: vertical tab first
    return head.decode("utf-8-sig", "replace").lstrip("\x0b \t\r\n")
