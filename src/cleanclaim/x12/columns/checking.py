"""A file of any size, checked in one pass with flat memory: the same report as `check(read(raw))`.

The envelope is followed here. Claims and remittances go along their automaton; a set that is not proved to
be in order is read again from the file and goes the way of rows, and so does every set of another kind. A
file whose envelope itself is not in order, or that holds blanks where none belong, is read whole.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.core.finding import Finding, NotChecked, Report
from cleanclaim.core.place import Place
from cleanclaim.x12.assembling import step_of
from cleanclaim.x12.code_sets import CodeSets, check_codes
from cleanclaim.x12.collecting import no_collection
from cleanclaim.x12.columns.amounts import Amounts
from cleanclaim.x12.columns.automaton import Automaton, Rows
from cleanclaim.x12.columns.cells import LOW, Cells, IrregularError, Vocabulary, as_segment, cut, packed
from cleanclaim.x12.columns.claims import check_levels
from cleanclaim.x12.columns.codes import CodeColumns
from cleanclaim.x12.columns.forms import Forms
from cleanclaim.x12.columns.payments import check_payments
from cleanclaim.x12.columns.running import CUTS, PATIENT_LEVEL, PIECES, Part, Running
from cleanclaim.x12.columns.standing import Standing
from cleanclaim.x12.columns.suspecting import Suspicion
from cleanclaim.x12.columns.tables import Column, TableMaker
from cleanclaim.x12.elements import check_elements
from cleanclaim.x12.envelope import group_alone, interchange_alone, set_in_group
from cleanclaim.x12.guides.loading import guide_for
from cleanclaim.x12.guides.tables import Guide
from cleanclaim.x12.loops import Match
from cleanclaim.x12.opening import Source
from cleanclaim.x12.profiles import Profile
from cleanclaim.x12.reading import CLAIM_NAMES, Group, Interchange, TransactionSet, read, set_name
from cleanclaim.x12.reports import advise
from cleanclaim.x12.scanning import declared_delimiters
from cleanclaim.x12.segments import Delimiters, Segment
from cleanclaim.x12.validation import about_guide, check, check_set

STRETCH = 1 << 20  # bytes looked at together; more only when one claim or level is longer
_LONGEST_STRETCH = 256 << 20
_CONTROLS = ("ISA", "GS", "ST", "SE", "GE", "IEA")
_LINE_ENDS = b"\r\n"


def check_file(path: Path, *, subject: str | None = None, code_sets: CodeSets | None = None) -> Report:
    """Everything that is wrong with a file, as `check` says it. Raises OSError when it cannot be read."""
    with path.open("rb") as stream:
        return check_stream(stream, subject=subject, code_sets=code_sets)


def check_bulk(raw: bytes, *, subject: str | None = None, code_sets: CodeSets | None = None) -> Report:
    """The same for bytes: equal to `check(read(raw))`, sooner on large files."""
    return check_stream(io.BytesIO(raw), subject=subject, code_sets=code_sets)


def tabulate(
    stream: BinaryIO, take: Callable[[str, dict[str, Column]], None], *, subject: str | None = None
) -> Report:
    """The same, and every table of the file handed to `take`, some rows at a time (see tables.py).

    Raises UnreadableFileError, with the findings of the rows, when the file has no plain envelope: some of
    its tables may have been handed over by then.
    """
    checker = _Checker(stream, STRETCH, subject or "", None)
    checker.maker, checker.take = TableMaker(checker.vocabulary), take
    try:
        return checker.report(named=subject is not None)
    except IrregularError:
        stream.seek(0)
        findings = check(read(stream.read(), subject=subject)).findings
        message = "the file cannot be taken apart into tables before it is repaired"
        raise UnreadableFileError(message, findings) from None


@dataclass(frozen=True, slots=True)
class Survey:
    """What is wrong with a file, and how many transaction sets and claims (CLM of 837, CLP of 835) it has."""

    report: Report
    transactions: int
    claims: int


def check_stream(
    stream: BinaryIO,
    *,
    subject: str | None = None,
    code_sets: CodeSets | None = None,
    profile: Profile | None = None,
    stretch: int = STRETCH,
) -> Report:
    """The same for a stream that can be read again. `stretch` = how many bytes are looked at together.

    profile  what one payer asks for: the sets it names go the way of rows, one by one
    """
    found = survey(stream, subject=subject, code_sets=code_sets, profile=profile, stretch=stretch)
    return found.report


def survey(
    stream: BinaryIO,
    *,
    subject: str | None = None,
    code_sets: CodeSets | None = None,
    profile: Profile | None = None,
    stretch: int = STRETCH,
) -> Survey:
    """The same, and the counts."""
    checker = _Checker(stream, stretch, subject or "", code_sets, profile)
    try:
        with no_collection():
            report = checker.report(named=subject is not None)
        return Survey(report, checker.transactions, checker.claims)
    except IrregularError:
        stream.seek(0)
        reading = read(stream.read(), subject=subject)
        report = check(reading, code_sets=code_sets, profile=profile)
        return Survey(report, len(reading.sets), reading.claims)


@dataclass(slots=True)
class _Envelope:
    """The open interchange: what was counted in it so far."""

    header: Segment
    delimiters: Delimiters
    place: Place
    groups: int = 0
    group: Group | None = None
    sets: int = 0
    seen: set[str] = field(default_factory=set)
    noted: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Checker:
    stream: BinaryIO
    stretch: int
    subject: str
    code_sets: CodeSets | None
    profile: Profile | None = None
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    rows: Rows = field(default_factory=Rows)
    automata: dict[str, Automaton] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    not_checked: list[NotChecked] = field(default_factory=list)
    interchanges: int = 0
    segments: int = 0
    transactions: int = 0
    claims: int = 0
    envelope: _Envelope | None = None
    running: Running | None = None
    forms: Forms = field(init=False)
    suspicion: Suspicion = field(default_factory=Suspicion)
    codes: CodeColumns | None = None
    maker: TableMaker | None = None
    take: Callable[[str, dict[str, Column]], None] | None = None

    def __post_init__(self) -> None:
        self.forms = Forms(self.rows, self.vocabulary)
        if self.code_sets is not None:
            self.codes = CodeColumns(self.vocabulary, self.code_sets)

    def report(self, *, named: bool) -> Report:
        """Read on to the end; name the file by its hash in the places when it has no other name."""
        digest = hashlib.sha256()
        text, base, wanted = b"", 0, self.stretch
        while block := self.stream.read(wanted):
            if not named:
                digest.update(block)
            text += block
            taken = -1
            while taken:
                taken = self._take(text, base, whole=False)
                text, base = text[taken:], base + taken
            wanted = max(self.stretch, len(text))
            if wanted > _LONGEST_STRETCH:
                raise IrregularError
        while taken := self._take(text, base, whole=True):
            text, base = text[taken:], base + taken
        if self.envelope is not None or text.strip(_LINE_ENDS) or not self.interchanges:
            raise IrregularError
        if named or not (self.findings or self.not_checked):
            return Report.of(self.findings, self.not_checked)
        subject = f"file {digest.hexdigest()[:8]}"
        return Report.of(
            [replace(each, place=replace(each.place, subject=subject)) for each in self.findings],
            [replace(each, place=replace(each.place, subject=subject)) for each in self.not_checked],
        )

    def _take(self, text: bytes, base: int, *, whole: bool) -> int:
        """Check what can be checked of the text; returns how many bytes are done, 0 = more are needed."""
        if self.envelope is None:
            return self._open(text, base, whole=whole)
        cells = cut(text, base, self.envelope.delimiters, self.vocabulary)
        if cells is None:
            return 0
        if self.vocabulary.is_full:  # names beyond are not told apart: neither followed nor counted
            raise IrregularError
        return self._follow(cells, base)

    def _open(self, text: bytes, base: int, *, whole: bool) -> int:
        """Read the delimiters of the next ISA; the segment itself is taken with the rest."""
        begin = len(text) - len(text.lstrip(_LINE_ENDS)) if self.interchanges else 0
        if begin == len(text) or (len(text) - begin <= 106 and not whole):
            return begin
        head = text[begin : begin + 107].decode("latin-1")
        if not head.startswith("ISA"):
            raise IrregularError
        delimiters, finding = declared_delimiters(Source(self.subject, head), 0)
        if delimiters is None or finding is not None or delimiters.terminator != head[105]:
            raise IrregularError
        self.interchanges += 1
        header = as_segment(head[:105], delimiters, self.segments + 1, base + begin)
        path = (step_of("ISA", header.element(13), self.interchanges),)
        place = Place(self.subject, path, offset=base + begin)
        self.envelope = _Envelope(header, delimiters, place)
        return begin or self._take(text, base, whole=whole)

    def _follow(self, cells: Cells, base: int) -> int:
        """Go along the envelope's segments; what lies between them belongs to the open set."""
        envelope, tokens = self.envelope, cells.tokens
        assert envelope is not None, "an interchange is open"
        controls = np.flatnonzero(self.vocabulary.named(*_CONTROLS)[tokens])
        closing = np.flatnonzero(self.vocabulary.named("IEA")[tokens])
        limit = int(closing[0]) + 1 if len(closing) else cells.count
        controls = controls[controls < limit]
        if self._ends_inside(cells, controls):
            limit = self._last_cut(cells, controls)
            controls = controls[controls < limit]
        if not limit:
            return 0
        headers = (cells.words[cells.starts[:limit]] & LOW[3]) == packed("ISA")
        if headers.sum() != (cells.offset(0) == envelope.header.offset):
            raise IrregularError
        parts = list(self._parts(cells, controls, limit))
        self._check(cells, parts)
        self._note(cells, envelope, limit)
        self.segments += limit
        if len(closing):
            self.envelope = None
        return cells.end_offset(limit - 1) - base

    def _ends_inside(self, cells: Cells, controls: np.ndarray) -> bool:
        if len(controls):
            return bool(self.vocabulary.named("ST")[cells.tokens[controls[-1]]])
        return self.running is not None

    def _last_cut(self, cells: Cells, controls: np.ndarray) -> int:
        """The last segment that the open set may be cut before; all of it when it goes the way of rows."""
        if not len(controls) and self.running is not None and self.running.failed:
            return cells.count
        names = [name for each in CUTS.values() for name in each]
        may_cut = self.vocabulary.named(*names) & ~self.vocabulary.told(PATIENT_LEVEL)
        cuts = np.flatnonzero(may_cut[cells.tokens])
        begin = int(controls[-1]) if len(controls) else 0
        if len(cuts) and cuts[-1] > begin:
            return int(cuts[-1])
        return begin

    def _parts(self, cells: Cells, controls: np.ndarray, limit: int) -> Iterator[Part]:
        low = 0
        for at in [*controls.tolist(), limit]:
            name = self.vocabulary.token_names[cells.tokens[at]] if at < limit else ""
            if self.running is None and at > low:
                raise IrregularError  # segments outside any set
            if self.running is not None and name in ("", "SE"):
                high = at + 1 if name else limit
                yield Part(self.running, low, high, bool(name), self.running.size)
                self.running.size += high - low
                self.running = None if name else self.running
                low = high
            elif name:
                self._control(cells, at, name)
                low = at if name == "ST" else at + 1

    def _control(self, cells: Cells, at: int, name: str) -> None:
        """A segment of the envelope; in another order than the plain one the file is read as rows."""
        envelope = self.envelope
        assert envelope is not None, "an interchange is open"
        segment = cells.segment(at, 1 if name == "ST" else self.segments + at + 1)
        match name:
            case "ISA" if at == 0 and segment.offset == envelope.header.offset:
                return
            case "GS" if envelope.group is None and self.running is None:
                path = (*envelope.place.path, step_of("GS", segment.element(6), envelope.groups + 1))
                place = Place(self.subject, path, offset=segment.offset)
                envelope.group, envelope.sets, envelope.seen = Group(segment, (), None, place, 0), 0, set()
            case "ST" if envelope.group is not None and self.running is None:
                self.running = self._opened(segment, envelope.group, envelope.sets)
                envelope.sets += 1
                self.transactions += 1
            case "GE" if envelope.group is not None and self.running is None:
                self.findings += group_alone(replace(envelope.group, trailer=segment), envelope.sets)
                envelope.group, envelope.groups = None, envelope.groups + 1
            case "IEA" if envelope.group is None and self.running is None:
                shut = Interchange(envelope.header, (), (), segment, envelope.delimiters, envelope.place, 0)
                self.findings += interchange_alone(shut, envelope.groups)
            case _:
                raise IrregularError

    def _opened(self, header: Segment, group: Group, sets: int) -> Running:
        control, version = header.element(2), header.element(3) or group.header.element(8)
        path = (*group.place.path, step_of("ST", control, sets + 1))
        place = Place(self.subject, path, offset=header.offset)
        at = TransactionSet((header,), header.element(1), control, version, place, 0)
        guide = guide_for(version, at.set_id)
        assert self.envelope is not None, "a set opens inside its interchange"
        running = Running.opened(at, self._automaton(guide), group, self.envelope.seen)
        running.failed |= self.profile is not None and set_name(at) in self.profile.sets
        if guide is not None:
            running.about += about_guide(at, group, guide)
        return running

    def _automaton(self, guide: Guide | None) -> Automaton | None:
        if guide is None or guide.set_id not in PIECES:
            return None
        return self.automata.setdefault(
            guide.version, Automaton(guide, self.rows, frozenset(PIECES[guide.set_id]))
        )

    def _check(self, cells: Cells, parts: list[Part]) -> None:
        """All parts of one stretch together: walk, elements, levels, equations; then close what ends here."""
        tokens, row_numbers = cells.tokens.tobytes(), np.zeros(cells.count, dtype=np.uint16)
        begins = {
            set_id: np.flatnonzero(self.vocabulary.named("ST", *names)[cells.tokens])
            for set_id, names in PIECES.items()
        }
        for part in parts:
            if not part.running.failed:
                own = begins[part.running.at.set_id]
                inside = own[np.searchsorted(own, part.low) : np.searchsorted(own, part.high)]
                part.walk(cells, tokens, inside.tolist())
            if not part.running.failed:
                row_numbers[part.low : part.high] = part.row_numbers()
        for part in parts:
            name = CLAIM_NAMES.get(part.running.at.set_id)
            if name is not None:
                named = self.vocabulary.named(name)
                self.claims += int(named[cells.tokens[part.low : part.high]].sum())
        self._prove(cells, parts, row_numbers)
        if self.codes is not None:
            self.codes.check(cells, parts)
        if self.maker is not None and self.take is not None and self.envelope is not None:
            for name, columns in self.maker.tables(cells, self.envelope.header, parts):
                self.take(name, columns)
        for part in parts:
            if part.closes:
                self._close(cells, part)

    def _prove(self, cells: Cells, parts: list[Part], row_numbers: NDArray[np.uint16]) -> None:
        """Elements, levels and equations of the parts that were walked."""
        amounts = Amounts.of(cells.count)
        suspects = self.forms.suspects(cells, row_numbers, amounts)
        for part in parts:
            if not part.running.failed:
                self._look_slowly(cells, part, suspects)
                unreadable = (part.low <= at < part.high for at in amounts.unreadable)
                part.running.failed |= any(unreadable)
        standing = Standing(cells, self.vocabulary, self.rows, row_numbers, parts, amounts)
        doubtful = self.suspicion.suspects(standing)
        for set_id, check_units in (("837", check_levels), ("835", check_payments)):
            mine = [part for part in parts if part.running.at.set_id == set_id]
            if mine:
                check_units(standing, mine, doubtful)

    def _look_slowly(self, cells: Cells, part: Part, suspects: np.ndarray) -> None:
        for at in suspects[
            np.searchsorted(suspects, part.low) : np.searchsorted(suspects, part.high)
        ].tolist():
            rule, loop_id = part.row(at)
            segment = cells.segment(at, part.before + at - part.low + 1)
            part.running.elements += check_elements(part.running.at, Match(segment, rule, loop_id))

    def _close(self, cells: Cells, part: Part) -> None:
        running, group = part.running, part.running.group
        trailer = cells.segment(part.high - 1, running.size)
        whole = replace(
            running.at, segments=(running.at.header, trailer), end=cells.end_offset(part.high - 1),
            left_out=running.size - 2,
        )  # fmt: skip
        self.findings += set_in_group(whole, group, running.seen)
        running.failed |= not running.failed and not running.numbers.prove(running.at.set_id)
        asked = self.code_sets if guide_for(whole.guide, whole.set_id) is not None else None
        by_rows = asked is not None and (running.failed or running.codes_by_rows)
        if running.failed or by_rows:
            whole = replace(whole, segments=tuple(self._rows_of(whole)), left_out=0)
        if running.failed:
            self._add(check_set(whole, group, profile=self.profile))
        else:
            self.findings += running.about + running.elements + running.situations + running.balance
        if asked is not None:
            proved = running.codes, list(running.missed.values())
            self._add(check_codes(whole, group, asked) if by_rows else proved)

    def _add(self, more: tuple[list[Finding], list[NotChecked]]) -> None:
        self.findings += more[0]
        self.not_checked += more[1]

    def _rows_of(self, whole: TransactionSet) -> Iterator[Segment]:
        """The segments of a set, read again."""
        begin, delimiters, here = whole.header.offset, whole.header.delimiters, self.stream.tell()
        self.stream.seek(begin)
        text = self.stream.read(whole.end - begin).decode("latin-1")
        self.stream.seek(here)
        at = ordinal = 0
        while at < len(text):
            if text[at] in "\r\n":
                at += 1
                continue
            end, ordinal = text.index(delimiters.terminator, at), ordinal + 1
            yield as_segment(text[at:end], delimiters, ordinal, begin + at)
            at = end + 1

    def _note(self, cells: Cells, envelope: _Envelope, limit: int) -> None:
        """What the row reader notes once an interchange: line ends after terminators, text beyond ASCII."""
        line_end = cells.line_end + cells.base
        if cells.line_end >= 0 and line_end < cells.end_offset(limit - 1) and "line" not in envelope.noted:
            envelope.noted.add("line")
            place = Place(self.subject, offset=line_end)
            self.findings.append(advise("read.line-ends", place, "line ends follow the segment terminator"))
        if 0 <= cells.not_ascii < limit and "text" not in envelope.noted:
            envelope.noted.add("text")
            place = Place(self.subject, offset=cells.offset(cells.not_ascii))
            self.findings.append(advise("read.not-ascii", place, "the file holds text beyond ASCII"))
