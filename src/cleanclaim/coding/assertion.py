"""Whether a mention is a fact about this patient today: our own reading in the manner of ConText.

Each trigger opens a scope in its sentence, forward or backward, that ends at `but`, a semicolon or another
clause. [Chapman et al., 2007, describe the method (unverified); triggers and scopes here are our own.]
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from cleanclaim.coding.mentions import Mention
from cleanclaim.coding.sections import SectionKind
from cleanclaim.coding.text import Reading
from cleanclaim.coding.vocabulary import Kind


class Assertion(StrEnum):
    """How a mention stands to the patient."""

    PRESENT = "present"
    NEGATED = "negated"
    UNCERTAIN = "uncertain"
    HISTORICAL = "historical"
    FAMILY = "family"
    HYPOTHETICAL = "hypothetical"
    RESOLVED = "resolved"
    OTHER_PERSON = "other person"


@dataclass(frozen=True, slots=True)
class Asserted:
    """A mention with its assertion and the trigger words that decided it ('' = none)."""

    mention: Mention
    assertion: Assertion
    trigger: str


_RELATIVES = (
    r"mother|father|mom|dad|brothers?|sisters?|parents?|siblings?|aunts?|uncles?|cousins?"
    r"|grand(?:mother|father|ma|pa|parents?)"
    r"|paternal|maternal|first[- ]degree relatives?|half-?(?:brother|sister)|twin"
)
_OTHERS = (
    r"wife|husband|spouse|partner|boyfriend|girlfriend|roommate|co-?workers?|classmates?"
    r"|neighbou?rs?|friend|son|daughter"
    r"|grand(?:son|daughter|child(?:ren)?)|children at daycare|kids at school"
)

# forward: the trigger stands before the mention. (assertion, pattern)
_FORWARD: tuple[tuple[Assertion, str], ...] = (
    (Assertion.NEGATED, r"\b(?:no evidence (?:of|for)|no signs? of|no symptoms? of"
                        r"|no (?:known )?(?:history|hx) of|no h/o|denies(?: any)?"
                        r"|denied(?: any)?|denying|negative for|neg for"
                        r"|without(?: any)?(?: evidence of)?|w/o|absence of|free of|absent"
                        r"|not (?:have|having|had|in)|does(?: not|n't) have|do(?:es)? not (?:report"
                        r"|endorse|appear)|did not (?:have|report|lose)"
                        r"|no (?:diagnosis|dx) of|not consistent with|never (?:had|been diagnosed with"
                        r"|diagnosed with)"
                        r"|rules? out(?! for\b)(?=\s)(?<=rules out)|ruled out|no further|no longer has"
                        r"|no more|has no|have no|had no|no|not|never|nor|neither)\b"),
    (Assertion.UNCERTAIN, r"(?:\b(?:possib(?:le|ly)|probabl[ey]|suspect(?:ed|s|ing)?|suspicion (?:of"
                          r"|for)|suspicious for|likely|rule[- ]?out"
                          r"|r/o|concern(?:ing)? for|concerned (?:about|for)|questionable|presumed"
                          r"|presumptive|presumably|vs\.?|versus"
                          r"|differential(?: diagnos[ie]s)?(?: includes?)?|ddx|may (?:have|be|represent)"
                          r"|might (?:have|be)|could (?:be|represent|have)"
                          r"|cannot (?:exclude|rule out)|can't rule out|unable to rule out"
                          r"|working diagnosis(?: of)?|evaluat(?:e|ion|ing) for"
                          r"|assess(?:ing)? for|work[- ]?up for|consistent with|compatible with"
                          r"|similar to|maybe|perhaps|favou?r(?:s|ed|ing)?|indicative of"
                          r"|suggestive of|suggests?"
                          r"|comparable with|appears to be|(?:low|no|little|minimal"
                          r"|high) suspicion|doubt(?:s|ful)?(?: for)?|to exclude|to rule out|thought to be"
                          r"|consider(?:ing|ation of)?|potential|equivocal for)\b|\?)"),
    (Assertion.HYPOTHETICAL, r"\b(?:if|should (?:he|she|they|symptoms|you)|return (?:for|if|to)"
                             r"|in case of|in the event of|risks?(?: factors?)? (?:of|for)"
                             r"|at risk (?:of|for)|(?:to )?prevent(?:ion of|ing)?|prophylaxis (?:for"
                             r"|against)|watch for|monitor(?:ing)? for|warning signs? (?:of|for)"
                             r"|precautions (?:for|regarding)|educat(?:ed|ion) (?:about|on|regarding)"
                             r"|signs and symptoms of|signs of|call (?:for|if|with|us for)"
                             r"|seek care for|go to the (?:ed|er)(?: for| if)?"
                             r"|or (?:the )?(?:ed|er) for|look(?:ing)? for"
                             r"|to check for|checking for"
                             r"|worsening|screen(?:ed|ing)? (?:for|tests? for)|vaccin\w+ (?:for|against)"
                             r"|side effects?(?: (?:of|including|such as|include))?|complications? (?:of"
                             r"|such as|including)|discussed (?:the )?(?:risks?|potential)"
                             r"|unless|until|chance of|develops?|as needed for|prn|when (?:he|she"
                             r"|you) ha(?:s|ve)|eligible for|tested for|will (?:check|test) for"
                             r"|in (?:patients|people) with|avoid(?:ing)?|goal of|protect against)\b"),
    (Assertion.RESOLVED, r"\b(?:resolution|clearing|disappearance) of\b"),
    (Assertion.HISTORICAL, r"\b(?:(?:personal |past |past medical |remote |prior |previous |known "
                           r"|strong |reported )?(?:history|hx) (?:of|significant for|notable for"
                           r"|includes?|positive for)"
                           r"|h/o|\bhx(?= [a-z])|s/p|status[- ]post|previous(?:ly)?|prior|past"
                           r"|remote|former(?:ly)?"
                           r"|in (?:19|20)[0-9]{2}|years ago|as a child|had (?:a|an))\b"),
    (Assertion.FAMILY, rf"\b(?:family (?:history|hx)(?: of| significant for| positive for| notable for)?"
                       rf"|fhx?|fam hx|runs in (?:the )?family|(?:{_RELATIVES})(?:'s|’s)?)\b"),
    (Assertion.OTHER_PERSON, rf"\b(?:(?:her|his|their|the patient's)?\s*(?:{_OTHERS})(?:'s|’s)?"
                             rf"|expos(?:ed|ure) to|sick contacts?|contact with|caregiver (?:of|for)"
                             rf"|cares for)\b"),
)  # fmt: skip
# backward: the trigger stands behind the mention
_BACKWARD: tuple[tuple[Assertion, str], ...] = (
    (Assertion.NEGATED, r"\b(?:(?:was |were |is |are |has been |have been |now )?ruled out|(?:is |are "
                        r"|was |were )?(?:absent|negative|not (?:present|seen|noted|identified"
                        r"|appreciated|evident|found|suspected|detected))"
                        r"|(?:is |are |was |were )?denied|(?:is |are )?(?:unlikely|excluded)|neg\b"
                        r"|not likely|was not confirmed|less likely"
                        r"|(?:appears |seems )unlikely|doubted|(?:is |are )?not active|do(?:es)? not fit)"
                        r"|^ ?[:-] (?:none|denies|negative|not (?:present|seen|found)"
                        r"|no(?: signs?| evidence)?(?=\s*(?:[.;,\n]|$)))"),
    (Assertion.UNCERTAIN, r"(?:\b(?:(?:is |are |was )?(?:suspected|possible|probable|likely|questionable"
                          r"|presumed|presumptive|in question|considered|not excluded|not yet confirmed)"
                          r"|cannot be (?:excluded|ruled out)|could not be (?:excluded|ruled out)"
                          r"|to be ruled out|vs\.?|versus|remains? (?:possible|on the differential)"
                          r"|(?:work-?up )?(?:pending|under evaluation)|on the differential)\b|\?)"),
    (Assertion.RESOLVED, r"\b(?:(?:has |have |is |are |now |since |completely |fully |was "
                         r"|were )*(?:resolved|gone|cleared(?: up)?|healed|cured)|resolution"
                         r"|no longer (?:present|active|an issue)|in (?:complete )?remission)\b"),
    (Assertion.HISTORICAL, r"(?:\b(?:in (?:early |late )?(?:19|20)[0-9]{2}|(?:many |several |[0-9]+ "
                           r"|two |three |four |five |ten )?years ago|as a child|in childhood"
                           r"|in the past|previously|at age [0-9]+|by history|remote)\b)"),
    (Assertion.FAMILY, rf"\b(?:in (?:her|his|their|the|patient's)?\s*(?:{_RELATIVES})"
                       rf"|runs in (?:the )?family)\b"),
    (Assertion.OTHER_PERSON, rf"\bin (?:an? |her |his |their )(?:close |sick )?(?:{_OTHERS})\b"),
)  # fmt: skip
_STOP = re.compile(
    r";|\bbut\b|\bhowever\b|\balthough\b|\bthough\b|\bexcept\b|\bwhich\b|\byet\b|\bstill\b|\balso has\b"
    r"|\baside from\b|\bapart from\b"
    r"|\bwho\b|\bpresents?\b|\bpresenting\b|\breports?\b|\bendorses\b|\bcomplains?\b|\badmits\b"
    r"|\bnow has\b|\bdeveloped\b|\bbecause\b"
    r"|\bsecondary to\b|\bdue to\b|\bstart(?:ed)?\b|\bcontinue\b|\bpositive for\b|: |\s[-–—]\s|\.\s"
    r"|\n\s*[-*•#]",
    re.IGNORECASE,
)
# a negation does not reach over these, an uncertainty, a history or a relative may
_COMMA_STOP = re.compile(r",(?!\s*(?:or|and|nor|/)\b)", re.IGNORECASE)
_NEGATION_STOP = re.compile(
    r"\bwith\b|\bhas\b|\bhave\b|\bhad\b|\bis\b|\bare\b|\bwas\b|\bwere\b|\bfor\b(?! any)|\bon\b"
    r"|,\s*(?:and )?(?:has|was|is|she|he|they|with|on|positive|"
    r"likely|probable|continue|will|now|started|then)\b|\bafter\b|\bsince\b|\bfrom\b|\bchange in\b|\bthat\b",
    re.IGNORECASE,
)
_PSEUDO = re.compile(
    r"\bno (?:change|increase|improvement|relief|significant change|new|interval change|worsening"
    r"|difficulty (?:taking|affording)|doubt|acute distress|other (?:concerns?|complaints?))\b"
    r"|\bnot (?:only|at goal|well[- ]controlled|controlled|adequately controlled|optimally controlled"
    r"|optimally|improving|improved|responding|healing|taking|on|drain|certain|yet|sure|worse|resolved"
    r"|fully|been|to goal|using|intractable)\b"
    r"|\bwithout (?:improvement|relief|difficulty|change|complications?|aura|exacerbation|obstruction"
    r"|rupture|loss of consciousness|loc|esophagitis|bleeding|sciatica|hematuria|macular edema|gangrene"
    r"|perforation|abscess|intractable)\b"
    r"|\bnot? (?:known|previously) (?:drug )?allerg\w+|\bno (?:loss of consciousness|loc)\b"
    r"|\bnever[- ]smoker\b|\bhistory of present(?:ing)? illness\b|\bif (?:possible|tolerated|able)\b"
    r"|\bnot have to\b|\bno longer\b(?! has)"
    r"|\bat risk for falls\b|\bno known\b",
    re.IGNORECASE,
)
# what is negative here is a property of the disease, not the disease
_OF_ITS_KIND = re.compile(
    r"\b(?:triple|er|pr|er/pr|hr|her-?2(?:/neu)?|receptor|nodes?|margins?|sero|rf|ccp)[- ]*neg(?:ative)?\b",
    re.IGNORECASE,
)
_FORWARD_PATTERNS = tuple((assertion, re.compile(words, re.IGNORECASE)) for assertion, words in _FORWARD)
_BACKWARD_PATTERNS = tuple((assertion, re.compile(words, re.IGNORECASE)) for assertion, words in _BACKWARD)
# where several apply, the first of these decides
_PRECEDENCE = (
    Assertion.FAMILY, Assertion.OTHER_PERSON, Assertion.NEGATED, Assertion.HYPOTHETICAL, Assertion.RESOLVED,
    Assertion.UNCERTAIN, Assertion.HISTORICAL,
)  # fmt: skip
_REACH = 120  # characters a trigger reaches at most; a list of denied symptoms may be long
_WEIGHED = re.compile(
    r"(?:differential|ddx|suspicion|(?:low|no|little|minimal) suspicion|rule|r/o|to (?:exclude"
    r"|rule out)|considering)",
    re.IGNORECASE,
)
_NEVER_SMOKED = re.compile(
    r"\b(?:never|non)[- ]?(?:smok|used|tobacco|use)|\bdenies (?:tobacco|smoking|any tobacco|alcohol"
    r"|using)|\bno (?:tobacco|smoking|cigarettes|vaping)"
    r"|\bdoes not (?:smoke|use tobacco|vape)|\bnonsmoker|\bnon-smoker|smoking: (?:never|no)"
    r"|tobacco(?: use)?: (?:never|no|none|denies)|smoke[- ]free home|second-?hand",
    re.IGNORECASE,
)


def assess(reading: Reading, mention: Mention, section: SectionKind) -> Asserted:
    """The assertion of one mention, from its sentence and its section."""
    sentence = reading.sentence_at(mention.start)
    text = reading.text
    before = _blank_pseudo(text[max(sentence.start, mention.start - _REACH) : mention.start])
    after = _OF_ITS_KIND.sub(
        lambda match: "_" * len(match[0]), text[mention.end : min(sentence.end, mention.end + _REACH)]
    )
    if mention.kind is Kind.TOBACCO and _NEVER_SMOKED.search(text[sentence.start : sentence.end]):
        return Asserted(mention, Assertion.NEGATED, "never")
    found = {**_backward(after), **_forward(before), **_inside(text[mention.start : mention.end], mention)}
    if section is SectionKind.FAMILY:
        found.setdefault(Assertion.FAMILY, "family history")
    if mention.kind in (Kind.STATUS, Kind.TOBACCO, Kind.VISIT):
        found.pop(Assertion.HISTORICAL, None)
        found.pop(Assertion.RESOLVED, None)
    if mention.code.startswith("Z20"):
        found.pop(Assertion.OTHER_PERSON, None)  # the exposure is this patient's
        if "negative" in found.get(Assertion.NEGATED, ""):
            found.pop(Assertion.NEGATED)  # a negative test after an exposure leaves the exposure
    if mention.kind is Kind.INJURY:
        found.pop(Assertion.RESOLVED, None)  # a healed wound is a later visit for the injury
    for assertion in _PRECEDENCE:
        if assertion in found:
            return Asserted(mention, assertion, found[assertion])
    return Asserted(mention, Assertion.PRESENT, "")


def negated_spans(text: str) -> tuple[tuple[int, int], ...]:
    """The parts of a sentence that a negation covers, so that no detail is taken from them."""
    spans = []
    for match in _FORWARD_PATTERNS[0][1].finditer(text):
        rest = text[match.end() :]
        stop = min(
            (
                found.start()
                for found in (_STOP.search(rest), _NEGATION_STOP.search(rest), _COMMA_STOP.search(rest))
                if found
            ),
            default=len(rest),
        )
        spans.append((match.start(), match.end() + stop))
    return tuple(spans)


def _blank_pseudo(text: str) -> str:
    """The text with triggers that only look like ones made silent; its length stays."""
    return _PSEUDO.sub(lambda match: "_" * len(match[0]), text)


def _forward(before: str) -> dict[Assertion, str]:
    found: dict[Assertion, str] = {}
    for assertion, pattern in _FORWARD_PATTERNS:
        for match in pattern.finditer(before):
            between = before[match.end() :]
            if _STOP.search(between) and not (
                assertion is Assertion.FAMILY and between.strip().startswith(":")
            ):
                continue
            if _reaches(assertion, match[0], between):
                found[assertion] = match[0].strip()
    return found


def _inside(quoted: str, mention: Mention) -> dict[Assertion, str]:
    """Triggers between the words of a loose term: `lesion of the cheek, rule out basal cell carcinoma`."""
    own = mention.term.lower()
    found: dict[Assertion, str] = {}
    for assertion, pattern in _FORWARD_PATTERNS[:2]:
        match = pattern.search(_blank_pseudo(quoted))
        if match is not None and match[0].strip().lower() not in own:
            found[assertion] = match[0].strip()
    return found


def _reaches(assertion: Assertion, trigger: str, between: str) -> bool:
    words = len(between.split())
    if assertion is Assertion.NEGATED:
        if trigger.lower() in ("not", "never"):
            return words <= 3 and "," not in between
        if _NEGATION_STOP.search(between):
            return False
        # `no fever, has cough` stops at the verb above; `denies fever, chills, cough` runs on
        return "den" in trigger.lower() or "negative for" in trigger.lower() or _is_list(between)
    if assertion is Assertion.UNCERTAIN:
        if _WEIGHED.match(trigger.strip()):  # a list of what was weighed runs over its commas
            return _is_list(between)
        return words <= 6 and not _COMMA_STOP.search(between)
    if assertion is Assertion.HISTORICAL:
        return words <= 12
    if assertion is Assertion.HYPOTHETICAL:
        return words <= 14
    return words <= 10


def _is_list(between: str) -> bool:
    """Whether short items stand between, as in `no fever, chills or `."""
    items = between.split(",")
    return all(len(item.split()) <= 4 for item in items[:-1]) and len(items[-1].split()) <= 5


def _backward(after: str) -> dict[Assertion, str]:
    found: dict[Assertion, str] = {}
    for assertion, pattern in _BACKWARD_PATTERNS:
        match = pattern.search(after)
        if match is None:
            continue
        between = after[: match.start()]
        limit = 3 if assertion in (Assertion.UNCERTAIN, Assertion.NEGATED) else 6
        if (
            len(between.split()) <= limit
            and not _STOP.search(between)
            and not re.search(r"[,(]", between.strip(" ,("))
        ):
            if assertion is Assertion.UNCERTAIN and "," in between:
                continue
            if assertion is Assertion.NEGATED and re.match(r"\s*,\s*\w", between):
                continue  # `pharyngitis, strep negative`: something else is negative
            found[assertion] = match[0].strip()
    return found
