"""The tabular list of one edition: look-ups, notes, Excludes1, search."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from cleanclaim.core.code import Code, icd10cm
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.span import Span
from cleanclaim.reference.icd10cm.exclusions import code_ranges
from cleanclaim.reference.icd10cm.records import Hit, Note, NoteKind, Phrase, TabularCode
from cleanclaim.reference.icd10cm.words import WORD

UNKNOWN = "unknown in this edition"
NEEDS_MORE = "needs more characters"
SEVENTH_MISSING = "the 7th character is missing"
SEVENTH_WRONG = "the 7th character is not in the set of its category"
NOT_PADDED = "the 7th character must stand in seventh place, with X in the empty places"

_SHAPE = re.compile(r"[A-Z][0-9][0-9A-Z][0-9A-Z]{0,4}")
# S06 with 6th character 7 or 8 (death before waking) has neither D nor S, by the note under S06.
_BRAIN_DEATH = re.compile(r"S06..[78]")
_PLACEHOLDER = "X"


class Tabular:
    """One edition. Codes may be given as `Code` or text, dotted or not; answers are cached."""

    def __init__(self, edition: str, effective: Span, rows: sqlite3.Connection) -> None:
        self.edition = edition
        self.effective = effective
        self._rows = rows
        self._entry = lru_cache(maxsize=None)(self._read_entry)
        self._sevenths = lru_cache(maxsize=None)(self._read_sevenths)
        self._notes_of = lru_cache(maxsize=None)(self._read_notes)
        self._sections = lru_cache(maxsize=None)(self._read_sections)
        self._blocks_of = lru_cache(maxsize=None)(self._find_blocks)
        self._excluded = lru_cache(maxsize=100_000)(self._find_excluded)  # pairs repeat

    @property
    def compiled_from(self) -> str:
        """The name of the compiled file, which holds the hashes of its source and of itself; '' in memory."""
        (_, _, path) = self._rows.execute("PRAGMA database_list").fetchone()
        return Path(path).stem if path else ""

    def find(self, code: Code | str) -> TabularCode | None:
        """The code in the list, or the listed code with a 7th character of its own set; None = not in it.

        `W10.9XXD` and `W109XXD` are found, `W10.9D` is not: the empty places want an X
        [ICD-10-CM Official Guidelines s. I.A.4] (unverified).
        """
        dotted = _dotted(code)
        row = self._entry(dotted)
        if row is not None:
            return row
        stem, character = self._stem_of(dotted)
        meaning = dict(self._set_of(stem)).get(character) if stem else None
        if meaning is None:
            return None
        below = self._entry(stem)
        assert below is not None
        title = f"{below.title}, {meaning.partition(';')[0]}"
        return replace(below, code=dotted, title=title, is_billable=True, parent=stem, seventh_characters=())

    def children(self, code: Code | str) -> tuple[TabularCode, ...]:
        """The codes next below; for a code that only wants its 7th character, the complete codes."""
        row = self.find(code)
        if row is None or row.is_billable:
            return ()
        if row.seventh_characters:
            padded = row.code.replace(".", "").ljust(6, _PLACEHOLDER)
            found = (self.find(padded + character) for character, _ in row.seventh_characters)
        else:
            query = "SELECT code FROM entry WHERE parent = ? AND level = 'code' ORDER BY code"
            found = (self._entry(child) for (child,) in self._rows.execute(query, (row.code,)).fetchall())
        return tuple(child for child in found if child is not None)

    def leaves(self, code: Code | str) -> Iterator[TabularCode]:
        """Every listed code at or under this one with none below it (a 7th character may be due)."""
        row = self.find(code)
        if row is None:
            return
        if row.is_billable or row.seventh_characters:
            yield row
            return
        for child in self.children(row.code):
            yield from self.leaves(child.code)

    def why_invalid(self, code: Code | str) -> str:
        """'' for a complete, billable code; else what is wrong, in a few words without a full stop."""
        dotted = _dotted(code)
        row = self.find(dotted)
        if row is not None:
            if row.is_billable:
                return ""
            return SEVENTH_MISSING if row.seventh_characters else NEEDS_MORE
        if self._stem_of(dotted)[0]:
            return SEVENTH_WRONG
        bare = dotted.replace(".", "")
        short = self._entry(_dotted(bare[:-1])) if 4 <= len(bare) < 7 else None
        if short and any(bare.endswith(character) for character, _ in short.seventh_characters):
            return NOT_PADDED
        return UNKNOWN

    def notes(self, code: Code | str, kind: NoteKind | str) -> tuple[Note, ...]:
        """Notes of one kind, nearest first: the code's own, its parents', its sections' and its chapter's.

        Inclusion terms belong to the code alone and are not inherited.
        """
        wanted = NoteKind(kind)
        line = self._line_of(_dotted(code))
        owners = line[:1] if wanted is NoteKind.INCLUSION_TERM else line
        return tuple(note for owner in owners for note in self._notes_of(owner, wanted))

    def excludes1_conflict(self, a: Code | str, b: Code | str) -> Evidence | None:
        """The Excludes1 note that forbids the two together, looked for from both sides; None = none does.

        [ICD-10-CM Official Guidelines s. I.A.12.a] (unverified). The exception, two conditions that the
        provider calls unrelated, is for the caller to know.
        """
        first, second = _dotted(a), _dotted(b)
        return self._excluded(first, second) or self._excluded(second, first)

    def search(self, text: str, limit: int = 20) -> tuple[Hit, ...]:
        """Codes whose title or terms hold all the words; if none do, any of them. Best first."""
        words = [match[0].replace("'", "") for match in WORD.finditer(text)]
        if not words:
            return ()
        for joint in (" ", " OR "):
            hits = self._search(joint.join(f'"{word}"' for word in words), limit)
            if hits:
                return hits
        return ()

    def phrases(self, anchors: Iterable[str]) -> Iterator[Phrase]:
        """Titles and inclusion terms whose rarest stem is one of these: the candidates for a text's stems."""
        wanted = sorted(set(anchors))
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            marks = ",".join("?" * len(part))
            query = f"SELECT code, kind, text, stems FROM phrase WHERE anchor IN ({marks}) ORDER BY rowid"  # noqa: S608 (question marks only)
            for code, kind, phrase, bag in self._rows.execute(query, part):
                yield Phrase(code, kind, phrase, tuple(bag.split()))

    def every_phrase(self) -> Iterator[Phrase]:
        """All titles and inclusion terms in the list's order, for an index of one's own."""
        for code, kind, phrase, bag in self._rows.execute(
            "SELECT code, kind, text, stems FROM phrase ORDER BY rowid"
        ):
            yield Phrase(code, kind, phrase, tuple(bag.split()))

    def _search(self, query: str, limit: int) -> tuple[Hit, ...]:
        rows = self._rows.execute(
            "SELECT code, title, phrase.text FROM found JOIN phrase ON phrase.rowid = found.rowid"
            " JOIN entry USING (code) WHERE found MATCH ? ORDER BY bm25(found), code LIMIT ?",
            (query, limit * 4),
        )
        best: dict[str, Hit] = {}
        for code, title, matched in rows:
            best.setdefault(code, Hit(code, title, matched))
        return tuple(best.values())[:limit]

    def _find_excluded(self, owner: str, other: str) -> Evidence | None:
        bare = other.replace(".", "")
        shared = set(self._line_of(other))
        for note in self.notes(owner, NoteKind.EXCLUDES1):
            if note.owner not in shared and any(each.holds(bare) for each in code_ranges(note.text)):
                return Evidence(self.edition, f"{note.owner} > {note.kind.label}", note.text)
        return None

    def _line_of(self, dotted: str) -> tuple[str, ...]:
        """The code, then everything it lies in, nearest first."""
        row = self.find(dotted)
        if row is None:
            return ()
        line = [row.code]
        while row and row.parent:
            line.append(row.parent)
            row = self._entry(row.parent)
        return (*line, *self._blocks_of(line[-1]))

    def _find_blocks(self, category: str) -> tuple[str, ...]:
        """Sections whose range holds the category, narrowest first, then the chapter."""
        row = self._entry(category)
        assert row is not None
        holding = [each for each in self._sections() if each[0] <= category <= each[1]]
        # of two ranges around one category the narrower begins later, or ends sooner
        holding.sort(key=lambda each: each[1])
        holding.sort(key=lambda each: each[0], reverse=True)
        return (*(f"{first}-{last}" for first, last in holding), f"chapter {row.chapter}")

    def _read_sections(self) -> tuple[tuple[str, str], ...]:
        query = "SELECT code FROM entry WHERE level = 'section' ORDER BY code"
        names = [name for (name,) in self._rows.execute(query)]
        return tuple((name[:3], name[-3:]) for name in names)

    def _read_entry(self, dotted: str) -> TabularCode | None:
        query = "SELECT title, parent, chapter, has_children FROM entry WHERE code = ? AND level = 'code'"
        found = self._rows.execute(query, (dotted,)).fetchone()
        if found is None:
            return None
        title, parent, chapter, has_children = found
        is_category = len(dotted) == 3
        above = None if is_category else self._entry(parent)
        section = parent if above is None else above.section
        sevenths = () if has_children else self._set_of(dotted)
        return TabularCode(
            dotted,
            title,
            not has_children and not sevenths,
            "" if is_category else parent,
            chapter,
            section,
            sevenths,
        )

    def _set_of(self, dotted: str) -> tuple[tuple[str, str], ...]:
        """The 7th characters due at a code without children: the nearest set on the way up."""
        row_code = dotted
        while row_code:
            found = self._sevenths(row_code)
            if found:
                break
            above = self._rows.execute("SELECT parent FROM entry WHERE code = ?", (row_code,)).fetchone()
            row_code = above[0] if above and len(row_code) > 3 else ""
        else:
            return ()
        if _BRAIN_DEATH.fullmatch(dotted.replace(".", "")):
            return tuple(pair for pair in found if pair[0] not in "DS")
        return found

    def _stem_of(self, dotted: str) -> tuple[str, str]:
        """The listed code that a 7-character code extends, and its last character; else ('', '')."""
        bare = dotted.replace(".", "")
        if len(bare) != 7 or not _SHAPE.fullmatch(bare):
            return "", ""
        stem, character = bare[:6], bare[6]
        while len(stem) >= 3:
            row = self._entry(_dotted(stem))
            if row is not None:
                return (row.code, character) if row.seventh_characters else ("", "")
            if not stem.endswith(_PLACEHOLDER):
                break
            stem = stem[:-1]
        return "", ""

    def _read_sevenths(self, owner: str) -> tuple[tuple[str, str], ...]:
        query = "SELECT character, meaning FROM seventh WHERE owner = ? ORDER BY ordinal"
        return tuple(self._rows.execute(query, (owner,)).fetchall())

    def _read_notes(self, owner: str, kind: NoteKind) -> tuple[Note, ...]:
        query = "SELECT text FROM note WHERE owner = ? AND kind = ? ORDER BY ordinal"
        return tuple(Note(owner, kind, text) for (text,) in self._rows.execute(query, (owner, kind.value)))


@lru_cache(maxsize=16_384)
def _dotted(code: Code | str) -> str:
    return code.value if isinstance(code, Code) else icd10cm(code).value
