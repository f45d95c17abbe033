"""The text of HL7 v2 document and result messages (MDM, ORU): OBX and NTE, line by line.

Source of the rules: HL7 v2.5.1 ch. 7 (OBX, observation id suffixes), 9 (TXA, MDM events) (unverified).
"""

from __future__ import annotations

import base64
import binascii

from cleanclaim.intake.clinical_text import ClinicalText
from cleanclaim.intake.embedded import read_embedded
from cleanclaim.intake.hl7v2 import Message, Segment, decoded, messages
from cleanclaim.intake.hl7v2_header import header_cells, usual_setting
from cleanclaim.intake.problems import Problems
from cleanclaim.model.extracted import TextBuilder
from cleanclaim.model.setup import PracticeSetup
from cleanclaim.reference.section_codes import heading_of

_KINDS = ("MDM", "ORU")
_WITHDRAWN_EVENTS = ("T11",)  # cancel of a document
_WITHDRAWN = ("CA", "OB")  # TXA-19: cancelled, obsolete
_NOT_FINAL = {
    "IN": "incomplete",
    "IP": "in progress",
    "DI": "dictated",
    "PA": "not yet authenticated",
}  # TXA-17
_VOID_RESULTS = ("D", "W", "X")  # OBX-11: deleted, wrong, cannot be obtained
_TEXTS = ("TX", "FT")
_CODED = ("CE", "CWE", "CF", "CNE")
# what an observation id says of a report's part: 18748-4&IMP
_SUFFIXES = {"IMP": "Impression", "GDT": "Findings", "REC": "Recommendations"}
_RESULTS = "Results"


def read_hl7(content: bytes, setup: PracticeSetup | None, problems: Problems) -> list[ClinicalText]:
    """One text for each message; [] after noting why there is none."""
    text = decoded(content, problems)
    found = messages(text, problems) if text is not None else []
    if problems.refused:
        return []
    read = [_read(message, setup, problems) for message in found]
    return [each for each in read if each is not None]


def _read(message: Message, setup: PracticeSetup | None, problems: Problems) -> ClinicalText | None:
    at = f"message {message.number}"
    kind, event = message.header.text(9), message.header.text(9, 2)
    if kind not in _KINDS:
        problems.refuse("message-type", (at, "MSH-9"), "messages of this type are not read", found=kind,
                        wanted=" or ".join(_KINDS))  # fmt: skip
        return None
    stamp = message.first("TXA")
    if event in _WITHDRAWN_EVENTS or (stamp is not None and stamp.text(19) in _WITHDRAWN):
        problems.refuse("withdrawn", (at,), "the document was cancelled or replaced; it is not read")
        return None
    if stamp is not None and stamp.text(17) in _NOT_FINAL:
        state = _NOT_FINAL[stamp.text(17)]
        problems.advise(
            "not-final", (at, "TXA-17"), f"the document is {state}; look whether a final one follows"
        )
    builder = TextBuilder()
    _Body(message, builder, problems).write()
    return ClinicalText(builder.done(), header_cells(message, setup), usual_setting(message))


class _Body:
    """Writes the observations of one message."""

    def __init__(self, message: Message, builder: TextBuilder, problems: Problems) -> None:
        self._message = message
        self._builder = builder
        self._problems = problems
        self._heading = ""

    def write(self) -> None:
        """OBX and NTE in order; what was withdrawn is told and left out."""
        for segment in self._message.segments:
            at = (f"message {self._message.number}", f"segment {segment.number}")
            if segment.name == "OBX" and segment.text(11) in _VOID_RESULTS:
                self._problems.advise("not-used", at, "the observation was withdrawn", found=segment.text(11))
            elif segment.name == "OBX":
                self._observation(segment, at)
            elif segment.name == "NTE":
                self._lines(segment.repetitions(3), f"segment {segment.number}, NTE-3")

    def _observation(self, segment: Segment, at: tuple[str, str]) -> None:
        kind, place = segment.text(2), f"segment {segment.number}, OBX-5"
        if kind == "ED":
            self._embedded(segment, (*at, "OBX-5"))
        elif kind in _TEXTS:
            self._head(_SUFFIXES.get(segment.text(3, 1, 2)) or heading_of(segment.text(3)))
            self._lines(segment.repetitions(5), place)
        elif segment.raw(5).strip():
            self._head(_RESULTS)
            self._lines([_result(segment, kind)], place)

    def _head(self, heading: str) -> None:
        if heading and heading != self._heading:
            self._builder.add_gap()
            self._builder.add_line(f"{heading}:", "")
        self._heading = heading or self._heading

    def _lines(self, texts: list[str], place: str) -> None:
        for line in (line for text in texts for line in text.split("\n")):
            self._builder.add_line(line.rstrip(), place)

    def _embedded(self, segment: Segment, path: tuple[str, ...]) -> None:
        """Encapsulated data: source, type, subtype, encoding, content."""
        media = f"{_media_group(segment.text(5, 2))}/{segment.text(5, 3)}".lower()
        content = segment.text(5, 5)
        if segment.text(5, 4).lower() != "base64":
            self._problems.refuse("unfit-base64", path, "encapsulated content is not base64", wanted="base64")
            return
        try:
            unpacked = base64.b64decode(content, validate=True)
        except (binascii.Error, ValueError):
            self._problems.refuse("unfit-base64", path, "the content is not base64", wanted="base64")
            return
        inner = read_embedded(unpacked, media, self._problems, path)
        for line, locator in inner.lines() if inner else ():
            self._builder.add_line(line, locator)


def _media_group(kind: str) -> str:
    """The type as senders write it: `text`, or `TEXT`, or `AP` for application."""
    return "application" if kind.upper() in ("AP", "APPLICATION") else kind


def _result(segment: Segment, kind: str) -> str:
    """`Hemoglobin A1c: 8.2 % (H)`: name, value, units, flag."""
    name = segment.text(3, 2) or segment.text(3)
    value = segment.text(5, 2) or segment.text(5) if kind in _CODED else segment.repetitions(5)[0].strip()
    value = value.replace(segment.separators.component, " ").strip()
    units, flag = segment.text(6), segment.text(8)
    told = " ".join(part for part in (value, units) if part)
    return f"{name}: {told}" + (f" ({flag})" if flag else "")
