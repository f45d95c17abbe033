"""Invented documents in the forms that other systems send: one visit of one invented patient."""

from __future__ import annotations

import io
from collections.abc import Sequence

from reportlab.pdfgen.canvas import Canvas

HEADER = """\
Encounter: E77
Patient: P77
Name: Sampleton, Robin
Birth date: 1961-03-09
Sex: F
Address: 7 Placeholder Way; Springfield; IL; 62701
Coverage 1: payer ACME; member ACM0000077
Date: 2026-05-14
Place of service: 11
Setting: office
Visit: established
Rendering: dr-quill
Charge: 99213
"""
CDA_HEADER = """\
<id root="1.2.3" extension="DOC77"/>
<recordTarget><patientRole><id root="1.2.4" extension="P77"/>
<addr use="HP"><streetAddressLine>7 Placeholder Way</streetAddressLine>
<streetAddressLine>Unit 2</streetAddressLine>
<city>Springfield</city><state>IL</state><postalCode>62701</postalCode></addr>
<telecom value="tel:555-0177"/>
<patient><name use="L"><given>Robin</given><given>Q</given><family>Sampleton</family></name>
<administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1"/><birthTime value="19610309"/></patient>
</patientRole></recordTarget>
<author><assignedAuthor><id root="2.16.840.1.113883.4.6" extension="2000000077"/></assignedAuthor></author>
<componentOf><encompassingEncounter><id root="1.2.5" extension="E77"/>
<code code="AMB" codeSystem="2.16.840.1.113883.5.4"/>
<effectiveTime><low value="20260514093000-0500"/><high value="20260514100000-0500"/></effectiveTime>
<responsibleParty><assignedEntity><id root="1.9" extension="local"/>
<id root="2.16.840.1.113883.4.6" extension="2000000028"/></assignedEntity></responsibleParty>
</encompassingEncounter></componentOf>
"""
CDA_BODY = """\
<component><structuredBody>
<component><section><code code="10164-2" codeSystem="2.16.840.1.113883.6.1"/>
<title>HISTORY OF PRESENT ILLNESS</title>
<text><paragraph>Robin has a <content styleCode="Bold">productive</content> cough &amp; no fever.</paragraph>
<paragraph>Line one<br/>line two</paragraph></text></section></component>
<component><section><code code="11450-4" codeSystem="2.16.840.1.113883.6.1"/>
<title>Problems (active)</title>
<text><table><thead><tr><th>Problem</th><th>Status</th></tr></thead>
<tbody><tr><td>Essential hypertension</td><td><list><item>Active</item><item>stable</item></list></td></tr>
</tbody></table></text></section></component>
<component><section><code code="51848-0" codeSystem="2.16.840.1.113883.6.1"/><title>Evaluation note</title>
<text>Assessed today:<list><item>Acute bronchitis</item>
<item><content revised="delete">Pneumonia</content>Type 2 diabetes mellitus
<list><item>with neuropathy</item></list></item></list></text>
<component><section><title>Advice</title><text><paragraph>Rest.</paragraph></text></section></component>
</section></component>
<component><section><code code="30954-2" codeSystem="2.16.840.1.113883.6.1"/><title>Results</title><text/>
</section></component>
</structuredBody></component>
"""
CDA_TEXT = """\
History of present illness:
Robin has a productive cough & no fever.

Line one
line two

Problem list (Problems active):
- Problem | Status
- Essential hypertension | Active; stable

Assessment (Evaluation note):
Assessed today:

- Acute bronchitis
- Type 2 diabetes mellitus
- with neuropathy

Advice:
Rest.

"""


def cda(header: str = CDA_HEADER, body: str = CDA_BODY, before: str = "") -> str:
    """A C-CDA document of these parts."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'{before}<ClinicalDocument xmlns="urn:hl7-org:v3">\n{header}{body}</ClinicalDocument>\n'
    )


def hl7(*segments: str) -> bytes:
    """A message of these segments behind a usual header."""
    return "\r".join(
        (r"MSH|^~\&|EHR|CLINIC|CC|CC|20260514101500||MDM^T02|M1|P|2.5.1", *segments, "")
    ).encode()


PID = (
    "PID|1||P77^^^CLINIC^MR||Sampleton^Robin^Q||19610309|F|||"
    "7 Placeholder Way^Unit 2^Springfield^IL^62701||555-0177"
)
PV1 = (
    "PV1|1|O"
    + "|" * 5
    + "2000000028^Quill^Arabella"
    + "|" * 12
    + "E77"
    + "|" * 25
    + "20260514093000|20260514100000"
)
TXA = "TXA|1|PN|TX|20260514||||||||DOC77|||||AU||AV"
IN1 = "IN1|1|PLAN|ACME|Acme" + "|" * 4 + "G100" + "|" * 9 + "SEL" + "|" * 19 + "ACM0000077"


def obx(number: int, kind: str, observation: str, value: str, rest: str = "") -> str:
    """An observation that is final."""
    return f"OBX|{number}|{kind}|{observation}||{value}{rest or '||||||F'}"


MDM = hl7(
    PID,
    PV1,
    IN1,
    TXA,
    obx(1, "TX", "10164-2^HPI^LN", r"Cough \T\ no fever~for 3 days"),
    obx(
        2,
        "FT",
        "51848-0^Assessment^LN",
        r"1. Acute bronchitis\.br\2. \H\Type 2\N\ diabetes mellitus \X2d\ stable",
    ),
    "NTE|1||read back",
)
MDM_TEXT = """\
History of present illness:
Cough & no fever
for 3 days

Assessment:
1. Acute bronchitis
2. Type 2 diabetes mellitus - stable
read back
"""


def pdf(*pages: Sequence[str], password: str = "") -> bytes:
    """A PDF with these lines on each page; a page without lines is blank."""
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=password or None, invariant=1)
    for lines in pages:
        for number, line in enumerate(lines):
            canvas.drawString(72, 760 - 16 * number, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
