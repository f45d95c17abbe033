"""From a category to a billable leaf, by facts that the note holds and by no others.

The titles of the tabular list tell what a code adds to its category. A leaf may be taken only when every
added word stands beside the mention (or, for a side, beside the same part of the body elsewhere in the note);
else the leaf that says `unspecified` is taken and what is missing becomes a question.
[ICD-10-CM Official Guidelines ss. I.A.9, I.B.2, I.B.13, I.B.18] (unverified)
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from cleanclaim.coding.text import term_stems

if TYPE_CHECKING:
    from cleanclaim.reference.icd10cm import Tabular, TabularCode

# words of a title that add no fact of their own, or the default that the classification itself prescribes:
# a fracture not called open is closed, one not called nondisplaced is displaced [tabular, note under S82]
_NEUTRAL = frozenset(
    re.findall(
        "[a-z]+",
        "a an and are as at be by for from in into is it its of on or that the their this to with due "
        "unspecified nos"
        " nec elsewhere classified uncomplicated displaced closed mellitus encounter type severity other "
        "side part"
        " site stage not specified primary current whether cause activity area region level place occurrence",
    )
)
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_CONTRARY = re.compile(
    r"\b(?:without|not|except|no) (foreign body|[^,;]*?)(?= of \b(?!consciousness|ear)| with\b"
    r"| without\b|[,;]|$)",
    re.IGNORECASE,
)
_SIDES = frozenset({"right", "left", "bilateral"})
# a part of the body, and the wider or neighbouring words that titles use for it
_IMPLIED = {
    "leg": ("lower", "limb", "extremity"), "calf": ("lower", "limb", "leg", "extremity"), "shin": ("lower",
     "limb", "leg"),
    "foot": ("lower", "limb", "extremity"), "ankle": ("lower", "limb", "extremity"), "thigh": ("lower",
     "limb", "extremity"),
    "knee": ("lower", "limb", "extremity"), "toe": ("foot", "lower", "limb"), "arm": ("upper", "limb",
     "extremity"),
    "forearm": ("upper", "limb", "arm"), "hand": ("upper", "limb"), "wrist": ("upper", "limb"),
     "elbow": ("upper", "limb"),
    "ring": ("finger",), "pinky": ("little", "finger"), "pointer": ("index", "finger"), "long": ("middle",),
    "bimalleolar": ("ankle",), "hyperemesis": ("mild",), "minimally": ("nondisplaced",), "noninsulin": (),
    "dorsum": ("back",), "dorsal": ("back",), "radial": ("radius",), "ulnar": ("ulna",),
    "tibial": ("tibia",), "unilateral": (),
}  # fmt: skip
# the code for both sides lies outside the category that the sides lie in
_BOTH_SIDES = {"M16.1": "M16.0", "M17.1": "M17.0", "M18.1": "M18.0"}
_LEVEL = re.compile(r"c[1-7]|t(?:[1-9]|1[0-2])|l[1-5]")
_SPINE = {"c": "cervical", "t": "thoracic", "l": "lumbar"}
_PARALYSES = ("G81", "G83.1", "G83.2", "G83.3")
# chapters in which an unspecified leaf is a thing of its own: injuries, causes, reasons for a visit
_STAY = "OPSTVWXYZ"
# several words that together say what a title says otherwise
_TOGETHER = (
    (frozenset({"limited", "skin"}), "breakdown"),
    (frozenset({"skin", "only"}), "breakdown"),
    (frozenset({"fat", "layer"}), "exposed"),
    (frozenset({"subcutaneou", "tissue"}), "fat"),
    (frozenset({"wearing", "off"}), "fluctuation"),
)
# words of titles that name the organ or kind anew and add nothing to a term of the same category
_PARTS_OF_TITLES = frozenset({"ear", "eye", "region", "joint", "disease", "disorder", "body"})
# words beside an ulcer or the like that lead to a neighbouring group of the same category
_NEIGHBOURS = (
    ("L97.5", frozenset({"heel", "midfoot"}), "L97.4"),
    ("M19.90", frozenset({"knee"}), "M17.1"),
    ("M19.90", frozenset({"hip"}), "M16.1"),
    ("M19.90", frozenset({"cmc", "carpometacarpal"}), "M18.1"),
)
# a leaf that says nothing is added; one of four characters (`E11.9`) stands for the whole category
_PLAIN_LEAF = re.compile(r"\b(?:uncomplicated|without)\b", re.IGNORECASE)
_LEAST_OF_PLAIN = 5
_LIMIT = 400  # leaves under one target; a chapter heading is no target


@dataclass(frozen=True, slots=True)
class Leaf:
    """What one leaf adds to its category: `facts` that must be documented, `contrary` that must not be."""

    code: str
    title: str
    facts: frozenset[str]
    contrary: frozenset[str]
    is_unspecified: bool
    is_other: bool


@dataclass(frozen=True, slots=True)
class Specified:
    """The codes a mention leads to ('' = none fits), the words that decided and what the note leaves open."""

    codes: tuple[str, ...]
    used: frozenset[str]
    missing: tuple[str, ...]


def specify(tabular: Tabular, target: str, words: Iterable[str]) -> Specified:
    """Walk from `target` to a leaf by `words`, the stems documented about the mention.

    A leaf that still wants its 7th character is returned without it: see `seventh`.
    """
    known = _widened(words)
    target = next((to for at, named, to in _NEIGHBOURS if target == at and named & known), target)
    target = _nondisplaced(tabular, target, known)
    if "bilateral" in known and target in _BOTH_SIDES:
        target = _BOTH_SIDES[target]
    known |= _dominant(target, known)
    leaves = _leaves(tabular, _widest(tabular, target, known))
    if not leaves:
        return Specified((), frozenset(), ("a code that exists in this edition",))
    chosen = _choose(leaves, known)
    if "bilateral" in known and chosen and not {"bilateral"} & chosen.facts and _has_sides(leaves):
        both = [_choose(leaves, (known - _SIDES) | {side}) for side in ("right", "left")]
        if all(each is not None and each.facts & _SIDES for each in both):
            codes = tuple(each.code for each in both if each is not None)
            return Specified(codes, known & {"bilateral"}, ())
    if chosen is None:
        return Specified((), frozenset(), _open_questions(leaves, None))
    return Specified((chosen.code,), chosen.facts, _open_questions(leaves, chosen))


def _nondisplaced(tabular: Tabular, target: str, known: frozenset[str]) -> str:
    """The group of nondisplaced fractures beside that of the displaced ones, when the note says so."""
    row = tabular.find(target)
    if "nondisplaced" not in known or row is None or not row.title.lower().startswith("displaced"):
        return target
    wanted = f"non{row.title.lower()}"
    beside = dict.fromkeys(leaf.code[: len(target)] for leaf in tabular.leaves(row.parent))
    titles = {code: found.title.lower() for code in beside if (found := tabular.find(code)) is not None}
    return next((code for code, title in titles.items() if title == wanted), target)


def _widest(tabular: Tabular, target: str, known: frozenset[str]) -> str:
    """The target, or the group above an unspecified leaf when the note documents one of its other leaves."""
    row = tabular.find(target)
    if row is None or row.code[0] in _STAY:
        return target
    is_unspecified = "unspecified" in row.title.lower()
    if not is_unspecified and "without" in known:
        return target  # the term itself denies what a sibling would add
    # `uncomplicated` and `without exacerbation` yield as well, but only to their next of kin
    if not is_unspecified and not (_PLAIN_LEAF.search(row.title) and len(row.code) > _LEAST_OF_PLAIN):
        return target
    for wider in dict.fromkeys((row.parent, row.code[:3]) if is_unspecified else (row.parent,)):
        chosen = _choose(_leaves(tabular, wider), known)
        if chosen is None or chosen.is_other or chosen.is_unspecified or not chosen.facts - _SIDES:
            continue
        # a group's title may hold words of some leaves only: `suppurative and unspecified otitis media`
        if _parts(chosen.title)[0] - _parts(row.title)[0] <= known | _PARTS_OF_TITLES:
            return wider
    return target


def wants_side(tabular: Tabular, target: str) -> bool:
    """Whether the category tells right from left."""
    return _has_sides(_leaves(tabular, target))


def seventh(row: TabularCode, words: Iterable[str], *, episode: str) -> tuple[str, tuple[str, ...]]:
    """The 7th character for a leaf that wants one, and what is missing for a better one.

    `episode` is A, D or S, or a fracture's own character; sets without it (eyes, fetuses, stages) are chosen
    by the words of their meanings. [ICD-10-CM Official Guidelines ss. I.A.5, I.C.19.a] (unverified)
    """
    characters = dict(row.seventh_characters)
    if episode in characters:
        return episode, ()
    if "A" in characters:
        return "A", ()
    known = _widened(words)
    best, most = "", 0
    for character, meaning in row.seventh_characters:
        facts = frozenset(term_stems(_BRACKETS.sub("", meaning))) - _NEUTRAL
        if facts and facts <= known and len(facts) > most:
            best, most = character, len(facts)
    if best:
        return best, ()
    for character, meaning in row.seventh_characters:
        if re.search(r"unspecified|not applicable|without", meaning):
            return character, (("side or stage",) if "unspecified" in meaning else ())
    return "", ("7th character",)


def _widened(words: Iterable[str]) -> frozenset[str]:
    known = set(words)
    for word in tuple(known):
        known.update(_IMPLIED.get(word, ()))
    known.update(more for together, more in _TOGETHER if together <= known)
    known.update(_regions(known))
    if {"right", "left"} <= known:
        known.add("bilateral")
    return frozenset(known)


def _dominant(target: str, known: frozenset[str]) -> frozenset[str]:
    """A paralysis whose hand the note does not name: the right side counts as dominant, the left as not.

    [ICD-10-CM Official Guidelines s. I.C.6.a] (unverified)
    """
    if not target.startswith(_PARALYSES) or known & {"dominant", "nondominant"}:
        return frozenset()
    sides = known & {"right", "left"}
    return frozenset({"dominant" if side == "right" else "nondominant" for side in sides if len(sides) == 1})


def _regions(known: set[str]) -> set[str]:
    """The region of the spine that a level such as `L4` or `T12` lies in; L5 with S1 is lumbosacral."""
    if {"l5", "s1"} <= known:
        return {"lumbosacral"}
    letters = {word[0] for word in known if _LEVEL.fullmatch(word)}
    return {_SPINE[letter] for letter in letters}


@lru_cache(maxsize=4096)
def _leaves(tabular: Tabular, target: str) -> tuple[Leaf, ...]:
    row = tabular.find(target)
    if row is None:
        return ()
    rows = []
    for leaf in tabular.leaves(target):
        rows.append(leaf)
        if len(rows) > _LIMIT:
            break
    parts = [_parts(leaf.title) for leaf in rows]
    common = frozenset.intersection(*(facts for facts, _ in parts)) if len(parts) > 1 else parts[0][0]
    base = _parts(row.title)[0] | common | _named_with_sides(rows)
    is_other = row.title.lower().startswith("other")
    return tuple(
        Leaf(
            code=leaf.code,
            title=leaf.title,
            facts=facts - base,
            contrary=contrary,
            is_unspecified="unspecified" in leaf.title.lower(),
            is_other=not is_other and bool(re.search(r"\bother\b", leaf.title.lower())) and leaf is not row,
        )
        for leaf, (facts, contrary) in zip(rows, parts, strict=True)
    )


def _named_with_sides(rows: list[TabularCode]) -> frozenset[str]:
    """The `ear` of `left ear` and `unspecified ear`, which `bilateral` leaves out: no fact of its own."""
    titles = " ; ".join(row.title.lower() for row in rows)
    beside = (set(re.findall(rf"\b{word} ([a-z]+)", titles)) for word in ("right", "left", "unspecified"))
    shared = set.intersection(*beside)
    # several parts of the body (femur, shoulder) are facts that tell the leaves apart
    return frozenset(term_stems(shared.pop())) if len(shared) == 1 else frozenset()


def _parts(title: str) -> tuple[frozenset[str], frozenset[str]]:
    """The stems a title asserts and those it denies."""
    bare = _BRACKETS.sub(" ", title).replace("without mention of", "without")
    contrary = frozenset(word for match in _CONTRARY.finditer(bare) for word in term_stems(match[1]))
    asserted = frozenset(term_stems(_CONTRARY.sub(" ", bare)))
    return asserted - _NEUTRAL, contrary - _NEUTRAL - asserted


def _choose(leaves: tuple[Leaf, ...], known: frozenset[str]) -> Leaf | None:
    fitting = [leaf for leaf in leaves if leaf.facts <= known]
    return min(fitting, key=lambda leaf: _preference(leaf, known)) if fitting else None


def _preference(leaf: Leaf, known: frozenset[str]) -> tuple[int, int, bool, bool, str]:
    """Most documented facts first; what the note contradicts and `other` last; then the unspecified leaf."""
    return (-len(leaf.facts), len(leaf.contrary & known), leaf.is_other, not leaf.is_unspecified, leaf.code)


def _has_sides(leaves: tuple[Leaf, ...]) -> bool:
    return any("right" in leaf.facts for leaf in leaves)


def _open_questions(leaves: tuple[Leaf, ...], chosen: Leaf | None) -> tuple[str, ...]:
    """What a more specific leaf would want to know, in words of the field."""
    if chosen is not None and (len(leaves) == 1 or not chosen.is_unspecified):
        return ()
    taken = chosen.facts if chosen else frozenset()
    further = frozenset().union(*(leaf.facts for leaf in leaves if leaf.facts > taken))
    asked = []
    if further & {"right", "left"} and not taken & _SIDES:
        asked.append("side")
    if "trimester" in further and "trimester" not in taken:
        asked.append("trimester")
    if further & {"mild", "moderate", "severe"} and not taken & {"mild", "moderate", "severe"}:
        asked.append("severity")
    if not asked and chosen is None:
        asked.append("type or site")
    return tuple(asked)
