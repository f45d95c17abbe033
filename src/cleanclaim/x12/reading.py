"""X12 bytes as interchanges, groups and transaction sets, each segment with its place. Never raises."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cleanclaim.core.finding import Finding, Severity
from cleanclaim.core.place import Place
from cleanclaim.x12.collecting import no_collection
from cleanclaim.x12.segments import Delimiters, Segment


@dataclass(frozen=True, slots=True)
class TransactionSet:
    """One transaction set.

    segments  ST to SE, both included; without an SE when the file has none (`complete` is then False)
    set_id    ST01: 837, 835, 999, 277
    control   ST02
    guide     ST03, or GS08 where the set has no ST03 (the 835): 005010X222A1
    end       the byte offset after its last segment
    left_out  how many of its segments were read and are not kept here (columns/ keeps ST and SE)
    """

    segments: tuple[Segment, ...]
    set_id: str
    control: str
    guide: str
    place: Place
    end: int
    complete: bool = True
    left_out: int = 0

    @property
    def size(self) -> int:
        """How many segments it has, ST and SE included."""
        return len(self.segments) + self.left_out

    @property
    def header(self) -> Segment:
        """The ST."""
        return self.segments[0]

    def place_of(self, segment: Segment, *steps: str) -> Place:
        """The place of one of its segments, or of something inside it."""
        place = self.place
        return Place(place.subject, (*place.path, *steps), segment.ordinal, segment.offset)


@dataclass(frozen=True, slots=True)
class Group:
    """One functional group: GS, its sets, GE (None when missing)."""

    header: Segment
    sets: tuple[TransactionSet, ...]
    trailer: Segment | None
    place: Place
    end: int

    @property
    def functional_id(self) -> str:
        """GS01: HC claims, HP remittances, FA acknowledgments, HN claim status."""
        return self.header.element(1)

    @property
    def control(self) -> str:
        """GS06."""
        return self.header.element(6)


@dataclass(frozen=True, slots=True)
class Interchange:
    """One interchange: ISA, groups, IEA (None when missing), and segments outside any set, such as TA1."""

    header: Segment
    groups: tuple[Group, ...]
    loose: tuple[Segment, ...]
    trailer: Segment | None
    delimiters: Delimiters
    place: Place
    end: int

    @property
    def control(self) -> str:
        """ISA13."""
        return self.header.element(13)

    @property
    def sender(self) -> str:
        """ISA06 without its padding."""
        return self.header.element(6).strip()

    @property
    def receiver(self) -> str:
        """ISA08 without its padding."""
        return self.header.element(8).strip()

    def loose_named(self, name: str) -> tuple[Segment, ...]:
        """The loose segments of that name: `loose_named("TA1")`."""
        return tuple(segment for segment in self.loose if segment.name == name)


Part = Interchange | Group | TransactionSet
CLAIM_NAMES = {"837": "CLM", "835": "CLP"}  # ST01: the segment that opens a claim


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as read.

    sha256            of the bytes as they came
    canonical_sha256  of the segments without line ends, wrapping and the choice of delimiters: two files with
                      the same one say the same. What could not be read is hashed as it came.
    findings          in the order of the file; a REJECT refuses the part of the file that it lies in
    """

    sha256: str
    canonical_sha256: str
    interchanges: tuple[Interchange, ...]
    findings: tuple[Finding, ...]

    @property
    def sets(self) -> tuple[TransactionSet, ...]:
        """Every transaction set of the file, in order."""
        return tuple(
            each for interchange in self.interchanges for group in interchange.groups for each in group.sets
        )

    @property
    def claims(self) -> int:
        """How many claims its 837s and 835s hold."""
        named = ((each, CLAIM_NAMES.get(each.set_id)) for each in self.sets)
        return sum(sum(one.name == name for one in each.segments) for each, name in named if name)

    @property
    def rejects(self) -> tuple[Finding, ...]:
        """The findings that refuse the file or a part of it."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.REJECT)

    def rejects_in(self, part: Part) -> tuple[Finding, ...]:
        """The refusals that lie within one interchange, group or set; () = it was read whole."""
        return tuple(finding for finding in self.rejects if lies_in(finding, part))


def lies_in(finding: Finding, part: Part) -> bool:
    """Whether a finding's place is inside this part of the file."""
    offset, start, path = finding.place.offset, part.place.offset or 0, part.place.path
    return offset is not None and start <= offset < part.end and finding.place.path[: len(path)] == path


_NAMES = {
    ("837", "005010X222"): "837P",
    ("837", "005010X223"): "837I",
    ("837", "005010X224"): "837D",
    ("277", "005010X214"): "277CA",
}


def set_name(transaction_set: TransactionSet) -> str:
    """What people call it: 837P, 837I, 837D, 277CA; else ST01."""
    return _NAMES.get((transaction_set.set_id, transaction_set.guide[:10]), transaction_set.set_id)


def read(raw: bytes, *, subject: str | None = None) -> Reading:
    """Read X12 bytes: several interchanges, any legal delimiters, UTF-8 or Latin-1 text.

    subject  what the places of findings name; `file` and the first eight digits of the hash when not given

    What is harmless (byte order mark, blanks and line ends around segments, lines of fixed width, padding at
    the end) is read and noted as ADVISE. What is not whole (no terminator, no SE, GE or IEA, bytes behind the
    IEA) or not X12 gives a REJECT with its byte offset. No bytes raise an exception.
    """
    from cleanclaim.x12.assembling import assemble
    from cleanclaim.x12.opening import open_source

    sha256 = hashlib.sha256(raw).hexdigest()
    source, findings = open_source(raw, subject or f"file {sha256[:8]}")
    if source is None:
        return Reading(sha256, hashlib.sha256(raw).hexdigest(), (), tuple(findings))
    with no_collection():
        interchanges, canonical_sha256, more = assemble(source)
    return Reading(sha256, canonical_sha256, interchanges, tuple(findings + more))
