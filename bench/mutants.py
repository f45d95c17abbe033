"""Authored mutants: our own good X12 files with one rule broken each, and variants that break none.

They lie as text in tests/strictness, one file per transaction set, one line each:

    base NAME                      the golden file that the lines below change
    profile NAME                   a payer profile of the same folder, for the lines below; `-` ends it
    SNIP RULE@STEP | EDITS | WHAT  a mutant: SNIP type, the finding that must appear (rule id without `x12.`,
                                   last step of its place), what is changed, the rule that is broken
    ok | EDITS | WHAT              a control: nothing may refuse it

EDITS are `old => new`, joined with ` && `: the first place that reads `old` is changed. `\\x1c`, `\\n` and
such may be written; `marks:ABCD` writes the file with these delimiters (element, repetition, component,
terminator). SE01 is counted again, unless an edit names the SE.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1] / "tests"
FOLDER, GOLDEN = TESTS / "strictness", TESTS / "golden"
_STANDARD = b"*^:~"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One line of the table. `snip` is 0 and `rule` empty for a control."""

    base: str
    snip: int
    rule: str
    step: str
    edits: str
    what: str
    profile: str
    where: str

    @property
    def raw(self) -> bytes:
        """The bytes of the changed file. ValueError when an edit finds nothing to change."""
        return _edited(good(self.base), self.edits)

    @property
    def set_name(self) -> str:
        """837P, 837I, 837D, 835, 270 ... as the base's name says."""
        return self.where.partition(":")[0]


def good(base: str) -> bytes:
    """A golden file without the line ends that are there for readers with eyes."""
    return (GOLDEN / f"{base}.x12").read_bytes().replace(b"\n", b"")


def all_mutants() -> Iterator[Mutant]:
    """Every line of the folder, files by name, controls among them."""
    for path in sorted(FOLDER.glob("*.txt")):
        base = profile = ""
        for number, line in enumerate(path.read_text(encoding="ascii").splitlines(), start=1):
            if not line.strip() or line.startswith("#"):
                continue
            if line.startswith("base "):
                base = line.split()[1]
            elif line.startswith("profile "):
                profile = line.split()[1].strip("-")
            else:
                yield _mutant(line, base, profile, f"{path.stem}:{number}")


def _mutant(line: str, base: str, profile: str, where: str) -> Mutant:
    head, edits, what = (part.strip() for part in line.split(" | "))
    if head == "ok":
        return Mutant(base, 0, "", "", edits, what, profile, where)
    snip, _, expected = head.partition(" ")
    rule, _, step = expected.partition("@")
    return Mutant(base, int(snip), "x12." + rule, step, edits, what, profile, where)


def _edited(raw: bytes, edits: str) -> bytes:
    marks = b""
    for edit in edits.split(" && "):
        if edit.startswith("marks:"):
            marks = _literal(edit[6:])
            continue
        old, _, new = edit.partition("=>")
        found = _literal(old.strip())
        if found not in raw:
            raise ValueError(f"nothing reads {old.strip()}")
        raw = raw.replace(found, _literal(new.strip()), 1)
    if "SE*" not in edits:
        raw = re.sub(rb"(ST\*(?:(?!~SE\*).)*~SE\*)\d+(\*)", _counted, raw, flags=re.DOTALL)
    return raw.translate(bytes.maketrans(_STANDARD, marks)) if marks else raw


def _counted(found: re.Match[bytes]) -> bytes:
    return found[1] + str(found[1].count(b"~") + 1).encode() + found[2]


def _literal(text: str) -> bytes:
    return text.encode("ascii").decode("unicode_escape").encode("latin-1")
