"""Charge and diagnosis lines of a note's header.

`J3301-RT-JZ x4 dx=M17.11,M25.561 ndc=00003029305 4 ML price=88.00`: the procedure with its modifiers, then
in any order units, diagnoses (most important first), the drug with quantity and unit, the price of one unit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleanclaim.core.code import Code
from cleanclaim.intake import values
from cleanclaim.intake.note_header import HeaderLine
from cleanclaim.intake.problems import Problems
from cleanclaim.intake.sheet import Cell


def charge_cells(line: HeaderLine, problems: Problems) -> dict[str, Cell]:
    """The parts of a charge line as cells of one charge."""
    words = line.value.split()
    if not words:
        return {}
    procedure, _, modifiers = words.pop(0).partition("-")
    cells = {"procedure": line.cell(procedure, "procedure")}
    cells["modifiers"] = line.cell(modifiers, "modifier")
    while words:
        word = words.pop(0)
        found = _part(line, word, words)
        for field in sorted(found.keys() & cells.keys()):
            problems.refuse("given-twice", line.path, f"the charge states its {field} twice", wanted="once")
        if not found:
            problems.refuse(
                "unfit-charge",
                line.path,
                "the charge holds a part that cannot be read",
                found=word,
                wanted="xN, dx=..., ndc=... quantity unit, or price=...",
                next_step="correct the charge line",
            )
        cells |= found
    return cells


def _part(line: HeaderLine, word: str, after: list[str]) -> dict[str, Cell]:
    """One part; an NDC takes the quantity and unit that follow it out of `after`."""
    name, equals, value = word.partition("=")
    if re.fullmatch(r"[xX][0-9.]+", word):
        return {"units": line.cell(word[1:], "units")}
    if not equals:
        return {}
    if name.lower() == "dx":
        return {"diagnoses": line.cell(value or "=", "dx")}
    if name.lower() == "price":
        return {"unit_price": line.cell(value or "=", "price")}
    if name.lower() == "ndc":
        quantity, unit = (after.pop(0) if after and "=" not in after[0] else "" for _ in range(2))
        cells = {"ndc": line.cell(value or "=", "ndc"), "ndc_quantity": line.cell(quantity, "ndc quantity")}
        return cells | {"ndc_unit": line.cell(unit, "ndc unit")}
    return {}


def diagnosis_codes(lines: Sequence[HeaderLine], problems: Problems) -> tuple[Code, ...]:
    """The codes of all diagnosis lines, in order, each once; a line may hold several."""
    found: dict[Code, None] = {}
    for line in lines:
        codes = problems.parse(values.diagnoses, line.value, line.path, label=line.written)
        found |= dict.fromkeys(codes or ())
    return tuple(found)
