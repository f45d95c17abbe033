"""The header of a note: lines `Key: value` to cells with one meaning each."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cleanclaim.intake.problems import Problems, Steps
from cleanclaim.intake.sheet import Cell

# key of the header, in lower case -> field; the keys that hold one value just as it is
_PLAIN = {
    "encounter": "encounter", "patient": "patient", "birth date": "birth_date", "sex": "sex",
    "phone": "phone", "place of service": "place_of_service", "setting": "setting", "visit": "visit",
    "rendering": "rendering", "referring": "referring", "supervising": "supervising",
    "ordering": "ordering", "facility": "facility", "prior authorization": "prior_authorization",
    "abn": "abn_date", "restricted": "restricted",
}  # fmt: skip
_REPEATED = ("charge", "diagnosis")
_COVERAGE = re.compile(r"coverage ([123])")
_COVERAGE_WORDS = {
    "payer": "payer", "member": "member", "group": "group", "relationship": "relationship",
    "born": "subscriber_birth_date", "sex": "subscriber_sex",
}  # fmt: skip
_ADDRESS_WANTED = "street; city; state; ZIP, or street; second line; city; state; ZIP"


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """One line: its 1-based number in the file, its key in lower case and as written, its value."""

    number: int
    key: str
    written: str
    value: str

    @property
    def path(self) -> Steps:
        """Where findings about it point."""
        return (f"line {self.number}", self.written)

    def cell(self, text: str, label: str = "") -> Cell:
        """A cell that stands on this line."""
        return Cell(text, self.path, label or self.written)


def header_lines(head: Sequence[str], problems: Problems) -> list[HeaderLine]:
    """The lines that are `Key: value` with a key we know, once each where it may stand once."""
    found: list[HeaderLine] = []
    for number, text in enumerate(head, start=1):
        if text.strip():
            line = _line(number, text, problems)
            if line and not _refuse_second(line, found, problems):
                found.append(line)
    return found


def _line(number: int, text: str, problems: Problems) -> HeaderLine | None:
    written, colon, value = text.partition(":")
    key = " ".join(written.lower().split())
    line = HeaderLine(number, key, written.strip(), value.strip())
    if not colon:
        # what stands here may be anything, a name as well: it is not repeated as a step of the place
        problems.refuse(
            "no-key",
            (f"line {number}",),
            "a header line without a key",
            found=text,
            wanted="Key: value",
            next_step="add the key, or move the line below ---",
        )
        return None
    if key not in _READERS and key not in _PLAIN and key not in _REPEATED and not _COVERAGE.fullmatch(key):
        problems.refuse(
            "unknown-key",
            (f"line {number}",),
            "there is no such header key",
            found=written.strip(),
            wanted="one of the keys in docs/note-format.md",
            next_step="correct its spelling or remove the line",
        )
        return None
    return line


def _refuse_second(line: HeaderLine, found: Sequence[HeaderLine], problems: Problems) -> bool:
    if line.key in _REPEATED:
        return False
    first = next((each for each in found if each.key == line.key), None)
    if first is None:
        return False
    problems.refuse(
        "given-twice",
        line.path,
        f"the key stands twice; first on line {first.number}",
        wanted="each key once",
        next_step="remove one of the two lines",
    )
    return True


def header_cells(lines: Sequence[HeaderLine], problems: Problems) -> dict[str, Cell]:
    """Every cell of the header, by field. Charges and diagnoses are lines of their own and stay out."""
    cells: dict[str, Cell] = {}
    for line in lines:
        numbered = _COVERAGE.fullmatch(line.key)
        if not line.value or line.key in _REPEATED:
            continue
        if line.key in _PLAIN:
            cells[_PLAIN[line.key]] = line.cell(line.value)
        elif numbered:
            cells |= _coverage(line, numbered[1], problems)
        else:
            cells |= _READERS[line.key](line, problems)
    return cells


def _name_cells(line: HeaderLine, prefix: str, text: str, problems: Problems) -> dict[str, Cell]:
    """`last, first middle` or `last, first middle, suffix`."""
    parts = [part.strip() for part in text.split(",")]
    if len(parts) not in (2, 3) or not all(parts):
        problems.refuse(
            "unfit-name",
            line.path,
            f"{line.written} holds a name that cannot be told into its parts",
            found=text,
            wanted="last, first middle",
            next_step="write the last name, a comma, then the first name",
        )
        return {f"{prefix}last_name": line.cell("unread"), f"{prefix}first_name": line.cell("unread")}
    first, _, middle = parts[1].partition(" ")
    return {
        f"{prefix}last_name": line.cell(parts[0]),
        f"{prefix}first_name": line.cell(first),
        f"{prefix}middle_name": line.cell(middle.strip()),
        f"{prefix}suffix": line.cell(parts[2] if len(parts) == 3 else ""),
    }


def _address_cells(
    line: HeaderLine, prefix: str, parts: Sequence[str], problems: Problems
) -> dict[str, Cell]:
    names = (
        ("street", "street2", "city", "state", "zip")
        if len(parts) == 5
        else ("street", "city", "state", "zip")
    )
    if len(parts) not in (4, 5):
        problems.refuse(
            "unfit-address",
            line.path,
            f"{line.written} holds an address that cannot be told into its parts",
            found="; ".join(parts),
            wanted=_ADDRESS_WANTED,
            next_step="write all parts, separated by semicolons",
        )
        parts = ("unread", "unread", "IL", "00000")  # keeps the missing-field findings quiet
    return {f"{prefix}{name}": line.cell(part) for name, part in zip(names, parts, strict=True)}


def _coverage(line: HeaderLine, number: str, problems: Problems) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for part in _parts(line.value):
        word, _, value = part.partition(" ")
        word = word.lower()
        if word == "subscriber":
            names = _name_cells(line, "subscriber_", value.strip(), problems)
            cells |= {f"{field}_{number}": cell for field, cell in names.items()}
        elif word in _COVERAGE_WORDS:
            cells[f"{_COVERAGE_WORDS[word]}_{number}"] = line.cell(value.strip(), f"{word} of {line.written}")
        else:
            problems.refuse(
                "unknown-word",
                line.path,
                f"{line.written} holds a part that starts with no word we know",
                found=part,
                wanted="payer, member, group, relationship, subscriber, born or sex, each with its value",
                next_step="correct the word; separate the parts by semicolons",
            )
    return cells


def _parts(value: str) -> list[str]:
    return [part.strip() for part in value.split(";") if part.strip()]


def _name(line: HeaderLine, problems: Problems) -> dict[str, Cell]:
    return _name_cells(line, "", line.value, problems)


def _address(line: HeaderLine, problems: Problems) -> dict[str, Cell]:
    return _address_cells(line, "", _parts(line.value), problems)


def _guarantor(line: HeaderLine, problems: Problems) -> dict[str, Cell]:
    parts = _parts(line.value)
    cells: dict[str, Cell] = {}
    if parts and parts[-1].lower().startswith("relationship "):
        word = parts.pop().partition(" ")[2].strip()
        cells["guarantor_relationship"] = line.cell(word, f"relationship of {line.written}")
    cells |= _name_cells(line, "guarantor_", parts[0] if parts else "", problems)
    return cells | _address_cells(line, "guarantor_", parts[1:], problems)


def _date(line: HeaderLine, _: Problems) -> dict[str, Cell]:
    first, dots, last = line.value.partition("..")
    cells = {"service_date": line.cell(first.strip())}
    if dots:
        cells["service_date_to"] = line.cell(last.strip() or "..")
    return cells


def _accident(line: HeaderLine, problems: Problems) -> dict[str, Cell]:
    return _words(line, ("accident_cause", "accident_date", "accident_state"), 2, problems)


def _signed_by(line: HeaderLine, problems: Problems) -> dict[str, Cell]:
    return _words(line, ("signed_by", "signed_on"), 2, problems)


def _words(line: HeaderLine, fields: tuple[str, ...], least: int, problems: Problems) -> dict[str, Cell]:
    words = line.value.split()
    if not least <= len(words) <= len(fields):
        names = " ".join(field.partition("_")[2] for field in fields)
        problems.refuse(
            "unfit-value",
            line.path,
            f"{line.written} cannot be read",
            found=line.value,
            wanted=names,
            next_step=f"correct {line.written} and read the file again",
        )
        return {}
    return {field: line.cell(word) for field, word in zip(fields, words, strict=False)}


_READERS: dict[str, Callable[[HeaderLine, Problems], dict[str, Cell]]] = {
    "name": _name,
    "address": _address,
    "guarantor": _guarantor,
    "date": _date,
    "accident": _accident,
    "signed by": _signed_by,
}
