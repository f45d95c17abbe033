"""The authored lexicon: what clinicians write, and the code or category it stands for.

The files in `lexicon/` hold one code a line with its flags and terms; the folder is scanned, and the part of
a file's name before the hyphen says the kind of its terms. A term in capitals of at most six
letters is an abbreviation and must be written so in the note (`MS`, not `ms`). A term behind `~` is found
with its words in any order, a few other words between them. Nothing is read before the first note is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files

from cleanclaim.coding.spelling import Speller
from cleanclaim.coding.text import term_stems


class Kind(StrEnum):
    """What a term stands for."""

    CONDITION = "condition"
    SYMPTOM = "symptom"
    INJURY = "injury"
    VISIT = "visit"  # the reason for the encounter
    STATUS = "status"  # a state or history that qualifies the visit
    TOBACCO = "tobacco"
    CAUSE = "cause"  # external cause, place or activity
    DRUG = "drug"  # a medicine whose long-term use has a code


@dataclass(frozen=True, slots=True)
class Entry:
    """One term: its stems in order, the code it stands for, whether case and order matter."""

    stems: tuple[str, ...]
    code: str
    kind: Kind
    is_chronic: bool
    term: str
    is_exact: bool
    is_loose: bool
    name: str  # the first term of its line, the concept's name


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All terms, keyed by their first stem, longest first; loose ones by their rarest stem.

    by_second   those of each first stem again, by their second one ('' = there is none)
    """

    by_first: dict[str, tuple[Entry, ...]]
    loose: dict[str, tuple[Entry, ...]]
    histories: tuple[tuple[str, str], ...]
    families: tuple[tuple[str, str], ...]
    speller: Speller = field(default_factory=Speller)
    by_second: dict[str, dict[str, tuple[Entry, ...]]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "by_second", {word: _by_second(entries) for word, entries in self.by_first.items()}
        )

    def opening(self, first: str, second: str) -> tuple[Entry, ...]:
        """The terms that may begin with these two stems, longest first; '' at a sentence's end."""
        seconds = self.by_second.get(first)
        if seconds is None:
            return ()
        alone = seconds.get("", ())
        return seconds.get(second, ()) + alone if second else alone

    def history_code(self, code: str) -> str:
        """The code for a condition that the patient had and has no more, '' when there is none."""
        return _longest(self.histories, code)

    def family_code(self, code: str) -> str:
        """The code for a relative's condition, '' when there is none."""
        return _longest(self.families, code)


_KINDS = {
    "conditions": Kind.CONDITION, "symptoms": Kind.SYMPTOM, "injuries": Kind.INJURY, "visits": Kind.VISIT,
    "statuses": Kind.STATUS, "causes": Kind.CAUSE, "drugs": Kind.DRUG,
}  # fmt: skip
_FLAGS = {"s": Kind.SYMPTOM, "t": Kind.TOBACCO, "z": Kind.STATUS, "c": Kind.CONDITION}
# adjectives that a problem list puts behind the noun and a comma
_QUALIFIERS = frozenset(
    re.findall(
        "[a-z]+",
        "acute chronic subacute recurrent viral bacterial fungal allergic severe moderate mild primary "
        "secondary "
        "seasonal perennial microscopic gross nocturnal essential benign malignant congenital idiopathic "
        "paroxysmal persistent permanent peripheral central unstable stable internal external thoracic "
        "abdominal cervical lumbar thoracolumbar lumbosacral nuclear generalized localized seropositive "
        "seronegative intrinsic mixed pure familial obstructive hypertensive ischemic dilated hypertrophic",
    )
)
_ABBREVIATION = re.compile(r"[A-Z][A-Z0-9/&-]{1,5}s?")


@cache
def default_lexicon() -> Lexicon:
    """The lexicon that ships with the package."""
    entries = [entry for name in _files() for entry in _entries(name, _KINDS[name.split("-")[0]])]
    return Lexicon(
        _keyed([entry for entry in entries if not entry.is_loose], loose=False),
        _keyed([entry for entry in entries if entry.is_loose], loose=True),
        tuple((family, code) for family, code, _ in _lines("histories")),
        tuple((family, code) for family, code, _ in _lines("families")),
        Speller(stem for entry in entries for stem in entry.stems),
    )


def lexicon_codes() -> tuple[tuple[str, str], ...]:
    """Every (file, code) of the lexicon, for the test that resolves them against the tabular list."""
    found = [(name, code) for name in _files() for code, _, _ in _lines(name)]
    return tuple(found + [(name, code) for name in ("histories", "families") for _, code, _ in _lines(name)])


def _files() -> tuple[str, ...]:
    """The files of terms in the order of their kinds, then by name: `conditions`, `conditions-blood`, ..."""
    folder = files("cleanclaim.coding.lexicon")
    names = sorted(each.name.removesuffix(".tsv") for each in folder.iterdir() if each.name.endswith(".tsv"))
    return tuple(name for kind in _KINDS for name in names if name.split("-")[0] == kind)


def _lines(name: str) -> Iterator[tuple[str, str, str]]:
    text = files("cleanclaim.coding.lexicon").joinpath(f"{name}.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            code, flags, terms = line.split("\t")
            yield code, flags, terms


def _entries(name: str, kind: Kind) -> Iterator[Entry]:
    for code, flags, terms in _lines(name):
        own = next((_FLAGS[flag] for flag in flags if flag in _FLAGS), kind)
        name = terms.split(";")[0].strip().removeprefix("~")
        for term in terms.split(";"):
            written = term.strip()
            for bare in _as_listed(written.removeprefix("~")):
                yield Entry(
                    stems=term_stems(bare),
                    code=code,
                    kind=own,
                    is_chronic="c" in flags,
                    term=bare,
                    is_exact=bool(_ABBREVIATION.fullmatch(bare)),
                    is_loose=written.startswith("~"),
                    name=name,
                )


def _as_listed(term: str) -> tuple[str, ...]:
    """The term, and its form in problem lists: `viral gastroenteritis` and `gastroenteritis, viral`."""
    first, _, rest = term.partition(" ")
    is_plain = rest and "," not in rest and first.lower() in _QUALIFIERS
    return (term, f"{rest}, {first}") if is_plain else (term,)


def _keyed(entries: list[Entry], *, loose: bool) -> dict[str, tuple[Entry, ...]]:
    """By first stem; loose terms by their longest word, which is the rarest near enough."""
    keyed: dict[str, list[Entry]] = {}
    for entry in entries:
        key = max(entry.stems, key=len) if loose else entry.stems[0]
        keyed.setdefault(key, []).append(entry)
    # the sort is stable: of two equal terms the one that the files list first wins
    return {key: tuple(sorted(each, key=lambda entry: -len(entry.stems))) for key, each in keyed.items()}


def _by_second(entries: tuple[Entry, ...]) -> dict[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.stems[1] if len(entry.stems) > 1 else "", []).append(entry)
    return {second: tuple(each) for second, each in found.items()}


def _longest(pairs: tuple[tuple[str, str], ...], code: str) -> str:
    fitting = [(len(family), target) for family, target in pairs if code.startswith(family)]
    return max(fitting)[1] if fitting else ""
