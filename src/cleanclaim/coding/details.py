"""The words that belong to a mention: its own, those around it, a side named elsewhere for the same part."""

from __future__ import annotations

import re
from functools import lru_cache

from cleanclaim.coding.assertion import negated_spans
from cleanclaim.coding.mentions import Mention
from cleanclaim.coding.text import Reading, Token, term_stems

_CUT = re.compile(r"[,;:]|\band\b|\bwith\b", re.IGNORECASE)
_LEFT_CUT = re.compile(
    r"[,;:(]|\band\b|\bwith\b|\bfor\b|\bplus\b|/|\bdue to\b|\bsecondary to\b", re.IGNORECASE
)
_SIDES = ("right", "left", "bilateral")
_BEFORE_PART, _AFTER_PART = 3, 4  # words between a side and the part of the body it belongs to
# a part of the body and other words clinicians use for the place of the same finding
_PLACES = {
    "radius": ("wrist", "forearm", "radius"), "radial": ("wrist", "forearm", "radius"), "wrist": ("wrist",),
    "malleolus": ("ankle", "fibula"), "malleolar": ("ankle",), "bimalleolar": ("ankle",),
     "trimalleolar": ("ankle",),
    "fibula": ("ankle", "leg", "fibula"), "tibia": ("leg", "shin", "tibia"), "metatarsal": ("foot",
     "metatarsal"),
    "metacarpal": ("hand", "metacarpal"), "otitis": ("ear", "tm", "tympanic"), "ear": ("ear", "tm",
     "tympanic"),
    "cerumen": ("ear", "canal"), "otalgia": ("ear",), "eardrum": ("ear", "tm"), "conjunctivitis": ("eye",
     "conjunctiva"),
    "eye": ("eye",), "corneal": ("eye", "cornea"), "cornea": ("eye", "cornea"), "stye": ("eye", "eyelid",
     "lid"),
    "cataract": ("eye",), "glaucoma": ("eye",), "carpal": ("hand", "wrist", "carpal"),
     "rotator": ("shoulder",),
    "subacromial": ("shoulder",), "epicondylitis": ("elbow",), "olecranon": ("elbow",),
     "trochanteric": ("hip",),
    "dvt": ("leg", "calf", "thigh", "popliteal", "femoral"), "thrombosis": ("leg", "calf", "popliteal",
     "femoral"),
    "cellulitis": ("leg", "calf", "shin", "foot", "ankle", "arm", "hand", "forearm", "toe", "finger",
     "extremity"),
    "bunion": ("foot", "toe"), "gout": ("toe", "foot", "ankle", "knee"), "podagra": ("toe", "foot"),
    "clavicle": ("clavicle", "shoulder"), "humerus": ("arm", "shoulder", "humerus"), "femur": ("hip",
     "femur", "thigh"),
    "patella": ("knee", "patella"), "meniscus": ("knee",), "meniscal": ("knee",), "acl": ("knee",),
     "mcl": ("knee",),
    "breast": ("breast",), "sciatica": ("leg", "buttock", "sided"), "achilles": ("heel", "ankle", "achilles"),
    "capsulitis": ("shoulder",), "epistaxis": ("nostril",), "scaphoid": ("wrist", "hand"),
     "calcaneofibular": ("ankle",),
    "talofibular": ("ankle",), "quervain": ("wrist", "thumb"), "laceration": (), "rib": ("rib", "chest",
     "sided"),
    "carotid": ("carotid",), "varicose": ("leg",), "pterygium": ("eye",), "effusion": ("ear", "knee"),
}  # fmt: skip
_PARTS = frozenset(
    re.findall(
        "[a-z]+",
        "knee hip shoulder elbow ankle foot hand finger thumb toe heel leg arm forearm thigh calf shin "
        "breast flank"
        " lung kidney testicle axilla cheek eyebrow eyelid scalp palm index ring middle little great rib "
        "clavicle",
    )
)


def near_words(
    reading: Reading, mention: Mention, others: tuple[Mention, ...]
) -> tuple[frozenset[str], tuple[int, int]]:
    """The stems of the mention's own phrase and of what qualifies it in the same sentence, and their stretch.

    Leftward to the last comma, `and`, `with` or other mention; rightward to the next mention, less the
    phrase that mention stands in. Words under a negation are left out.
    """
    sentence = reading.sentence_at(mention.start)
    text = reading.text
    left = max([sentence.start, *(each.end for each in others if each.end <= mention.start)])
    cuts = [match.end() for match in _LEFT_CUT.finditer(text, left, mention.start)]
    left = cuts[-1] if cuts else left
    negated = [
        (sentence.start + a, sentence.start + b)
        for a, b in negated_spans(text[sentence.start : sentence.end])
    ]
    # what is denied (`without macular edema, left eye`) does not end the stretch
    following = [
        each.start
        for each in others
        if each.start >= mention.end and not any(a <= each.start < b for a, b in negated)
    ]
    right = min([sentence.end, *following])
    if right < sentence.end:
        cut = [match.start() for match in _CUT.finditer(text, mention.end, right)]
        right = cut[-1] if cut else mention.end
    words = [
        token.stem
        for token in reading.words_between(left, right)
        if mention.start <= token.start < mention.end or not any(a <= token.start < b for a, b in negated)
    ]
    own = frozenset(term_stems(mention.term)) | frozenset(term_stems(mention.name))
    return frozenset(words) | own, (left, right)


def side_elsewhere(reading: Reading, mention: Mention, title: str) -> Token | None:
    """The word for the one side that the note gives to the mention's part of the body; else None."""
    parts = _parts_of(mention.term + " " + reading.text[mention.start : mention.end], title)
    if not parts:
        return None
    found: dict[str, Token] = {}
    tokens = reading.tokens
    for position in sorted(place for part in parts for place in reading.positions.get(part, ())):
        window = tokens[max(0, position - _BEFORE_PART) : position + _AFTER_PART]
        sentence = reading.sentence_at(tokens[position].start)
        for near in window:
            if near.stem in _SIDES and sentence.start <= near.start < sentence.end:
                found.setdefault(near.stem, near)
    if len(found) == 1:
        return next(iter(found.values()))
    return found.get("bilateral") if set(found) == {"right", "left", "bilateral"} else None


@lru_cache(maxsize=2048)
def _parts_of(phrase: str, title: str) -> frozenset[str]:
    words = set(term_stems(phrase))
    own = {word for word in words if word in _PARTS}
    for word in words:
        own.update(_PLACES.get(word, ()))
    return frozenset(own or {word for word in term_stems(title) if word in _PARTS})
