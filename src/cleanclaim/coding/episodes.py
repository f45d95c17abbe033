"""Initial, subsequent or sequela: the 7th character of injuries, from what the note says about the visit.

A is active treatment, D routine healing or recovery, also with a new clinician, S a late effect.
[ICD-10-CM Official Guidelines s. I.C.19.a] (unverified)
"""

from __future__ import annotations

import re

from cleanclaim.coding.sections import SectionKind, Sections

_NUMBER = r"(?:[0-9]+|one|two|three|four|five|six|seven|eight|ten|twelve|several|a few)"
_SUBSEQUENT = re.compile(
    rf"\b{_NUMBER}[- ]?(?:days?|weeks?|months?|wks?|wk)\s+(?:after|post|out\b|out from|s/p|status post"
    rf"|following|since)"
    r"|\b(?:routine|normal|interval|good|appropriate|expected) (?:fracture )?healing\b|\bhealing (?:well"
    r"|appropriately|as expected|nicely|routinely)\b"
    r"|\bfollow[- ]?up (?:visit|appointment|of|for|on|evaluation|today|after|exam)\b|\bfollow[- ]?up,"
    r"|^\s*(?:[a-z0-9 ]{0,60})follow[- ]?up\b"
    r"|\b(?:here|presents?|seen|returns?|back) (?:today )?(?:for|to) (?:(?:a|her|his|their|routine"
    r"|scheduled|fracture|wound|cast) ){0,3}(?:follow|re-?check|re-?evaluat|suture|staple|cast|fracture care)"
    r"|\b(?:suture|staple) removal\b"
    r"|\bremoval of (?:the |her |his |their )?(?:sutures|stitches|staples|cast)\b"
    r"|\bsutures? (?:were )?removed\b|\bcast (?:check|removal|change|removed)\b"
    r"|\bwound (?:re)?check\b|\b(?:s/p|status post) (?:orif|fixation|closed reduction|casting|repair)\b"
    r"|, healing\b"
    r"|\bpost-?op(?:erative)? (?:visit|check|week|day)\b|\breturns? (?:today )?(?:for|after)\b"
    r"|\bsubsequent (?:encounter|visit)\b|\baftercare\b"
    r"|\bcallus formation\b|\bcontinues to heal\b|\brecheck of\b",
    re.IGNORECASE | re.MULTILINE,
)
_SEQUELA = re.compile(r"\b(?:sequelae?|late effects?) (?:of|from)\b|\bsequela\b", re.IGNORECASE)
_NONUNION = re.compile(r"(?<!no )(?<!without )\bnon-?union\b", re.IGNORECASE)
_MALUNION = re.compile(r"(?<!no )(?<!without )\bmal-?union\b", re.IGNORECASE)
_DELAYED = re.compile(r"(?<!no )(?<!without )\bdelayed (?:healing|union)\b", re.IGNORECASE)
_OPEN = re.compile(
    r"(?<!no )\b(?:open|compound) (?:[a-z]+ ){0,4}fractures?\b|\bfractures?,? open\b", re.IGNORECASE
)
_ASKED = (
    SectionKind.BODY, SectionKind.REASON, SectionKind.HISTORY_OF_PRESENT_ILLNESS, SectionKind.ASSESSMENT,
    SectionKind.RESULTS,
)  # fmt: skip
_FRACTURE_SET = "ABCDEFGHJKMNPQRS"


def episode_of(text: str, sections: Sections, characters: str) -> str:
    """The character for the visit: A, D, S, or a fracture's own letter when its set is in `characters`."""
    asked = "\n".join(text[section.start : section.end] for section in sections.of(*_ASKED))
    if _SEQUELA.search(asked):
        return "S"
    is_open = bool(_OPEN.search(asked)) and "B" in characters
    if "K" in characters:
        for pattern, closed, opened in ((_NONUNION, "K", "M"), (_MALUNION, "P", "Q"), (_DELAYED, "G", "H")):
            if pattern.search(asked):
                return opened if is_open and opened in characters else closed
    if _is_subsequent(text, sections):
        return "E" if is_open and "E" in characters else "D"
    return "B" if is_open else "A"


def is_initial(text: str, sections: Sections) -> bool:
    """Whether the injury is under active treatment at this visit."""
    return episode_of(text, sections, "ADS") == "A"


def _is_subsequent(text: str, sections: Sections) -> bool:
    for section in sections.of(*_ASKED):
        part = text[section.start : section.end]
        if section.kind is SectionKind.ASSESSMENT:
            # the assessment tells what will be done later as well: `follow up with surgery in a week`;
            # what stands behind a comma (`follow-up, healing well`) is told of today
            part = re.sub(r"follow[- ]?up[^.,;\n]*", " ", part, flags=re.IGNORECASE)
        if section.kind is SectionKind.BODY:
            part = re.sub(r"follow[- ]?up (?:with|in|as)[^.\n]*", " ", part, flags=re.IGNORECASE)
        if _SUBSEQUENT.search(part):
            return True
    return False
