"""A C-CDA document (HL7 CDA R2, C-CDA R2.1) to its narrative text, section by section, in document order.

Only the narrative is read: by the standard it holds all that the author attested (CDA R2, narrative block;
unverified), while entries are for machines and may say less. A section is headed by what its LOINC number
stands for.
"""

from __future__ import annotations

import base64
import binascii
from xml.etree.ElementTree import Element

from cleanclaim.intake.cda_header import header_cells, usual_setting
from cleanclaim.intake.cda_narrative import Narrative
from cleanclaim.intake.clinical_text import ClinicalText
from cleanclaim.intake.embedded import read_embedded
from cleanclaim.intake.problems import Problems
from cleanclaim.intake.safe_xml import child, children, local_name, read_xml, text_in
from cleanclaim.model.extracted import Extracted, TextBuilder
from cleanclaim.reference.section_codes import LOINC, heading_line


def read_cda(content: bytes, problems: Problems) -> ClinicalText | None:
    """The text of a ClinicalDocument and what its header says of the visit; None after noting why not."""
    root = read_xml(content, problems)
    if root is None:
        return None
    if local_name(root) != "ClinicalDocument":
        problems.refuse("not-cda", (), "the XML is no ClinicalDocument", wanted="C-CDA")
        return None
    extracted = _body(root, problems)
    if extracted is None:
        return None
    return ClinicalText(extracted, header_cells(root), usual_setting(root))


def _body(root: Element, problems: Problems) -> Extracted | None:
    unstructured = child(root, "component", "nonXMLBody", "text")
    if unstructured is not None:
        return _unstructured(unstructured, problems)
    builder = TextBuilder()
    for number, section in enumerate(
        children(root, "component", "structuredBody", "component", "section"), 1
    ):
        _section(section, str(number), builder)
    return builder.done()


def _section(section: Element, number: str, builder: TextBuilder) -> None:
    coded = child(section, "code")
    known = coded is not None and coded.get("codeSystem", LOINC) == LOINC
    loinc = coded.get("code", "") if known and coded is not None else ""
    locator = f"section {number}" + (f" (LOINC {loinc})" if loinc else "")
    text = child(section, "text")
    if text is not None and text_in(text):
        heading = heading_line(loinc, text_in(child(section, "title")))
        builder.add_gap()
        if heading:
            builder.add_line(heading, "")
        Narrative(builder, locator).write(text)
    for place, inner in enumerate(children(section, "component", "section"), 1):
        _section(inner, f"{number}.{place}", builder)


def _unstructured(text: Element, problems: Problems) -> Extracted | None:
    """A document that carries another one: plain text, or base64 of something else."""
    path = ("component", "nonXMLBody", "text")
    written = "".join(text.itertext())
    media = text.get("mediaType", "text/plain")
    if text.get("representation") != "B64":
        return read_embedded(written.encode(), media, problems, path)
    try:
        content = base64.b64decode("".join(written.split()), validate=True)
    except (binascii.Error, ValueError):
        problems.refuse("unfit-base64", path, "the body is not base64", wanted="base64")
        return None
    return read_embedded(content, media, problems, path)
