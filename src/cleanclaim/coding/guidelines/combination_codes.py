"""One code for two things where the classification has it, and no vaguer code beside a sharper one."""

from __future__ import annotations

import re

from cleanclaim.coding.case import Case
from cleanclaim.coding.guideline import Example, Rule

RULE = Rule(
    rule_id="guideline.I.B.9",
    title="A combination code replaces its parts",
    citation="ICD-10-CM Official Guidelines s. I.B.9",
    order=34,
)
# (families of one part, families of the other, the combination)
_PAIRS: tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...] = (
    (("K80.20",), ("K81.0",), "K80.00"),
    (("K57.30",), ("K57.32",), "K57.32"),
    (("F32.A",), ("F41.8",), "F41.8"),
    (("M54.50",), ("M54.3",), "M54.4"),
    (("K21.9",), ("K20.90",), "K21.00"),
    (("N30.00", "N30.90"), ("R31.0", "R31.9"), "N30.01"),
    (("J02.9",), ("J02.0",), "J02.0"),
    (("E78.00",), ("E78.1",), "E78.2"),
    (("R11.0",), ("R11.10",), "R11.2"),
)
# the sharper family, and what it makes superfluous
_SHARPER: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("M15", "M16", "M17", "M18", "M19.0", "M19.1"), ("M19.90",)),
    (("N30",), ("N39.0",)),
    (("N10",), ("N39.0",)),
    (("J18", "J13", "J15", "J12", "J20", "J10", "J11", "J01", "J02", "J03", "U07.1"), ("J06.9", "J00")),
    (("J02.0", "J03"), ("J02.9",)),
    (("J20", "J42", "J10", "J11"), ("J40",)),
    (("O20.0",), ("O20.8", "O20.9")),
    (("E22.2",), ("E87.1",)),
    (("B34.9",), ()),
    (("F33", "F32.0", "F32.1", "F32.2", "F32.9", "F31", "F34"), ("F32.A",)),
    (("F41.1", "F41.0", "F40", "F43", "F41.8"), ("F41.9",)),
    (("E66.81", "E66.01"), ("E66.9",)),
    (("E78.2",), ("E78.5", "E78.00", "E78.1")),
    (("E78.0", "E78.1"), ("E78.5",)),
    (("D50", "D51", "D63", "D64.8", "D62", "O99.01"), ("D64.9",)),
    (("I21.0", "I21.1", "I21.2", "I21.3", "I21.4"), ("I21.9",)),
    (("L50.0",), ("L50.9",)),
    (("L20", "L23", "L40", "L21"), ("L30.9",)),
    (("L23", "L25"), ("L30.9",)),
    (("M54.4",), ("M54.3", "M54.50")),
    (("M51.16",), ("M54.16", "M51.26", "M54.50", "M54.3")),
    (("M54.16", "M54.17"), ("M54.3",)),
    (("H66.0",), ("H66.9",)),
    (("H60.3",), ("H60.9",)),
    (("G47.33",), ("G47.30",)),
    (("G43.0", "G43.1", "G43.7"), ("G43.9",)),
    (("K64.0", "K64.1", "K64.2", "K64.3", "K64.4", "K64.5", "K64.8"), ("K64.9",)),
    (("E89.0", "E06.3"), ("E03.9",)),
    (("A08", "A09"), ("K52.9",)),
    (("E11.32", "E11.33", "E11.34", "E11.35"), ("E11.319",)),
    (("E11.42", "E11.41", "E11.43"), ("E11.40",)),
    (("E11.22",), ("E11.21",)),
    (("S00", "S01", "S06"), ("S09.90",)),
    (("N18.6",), ("N18.5",)),
    (("I95.1",), ("I95.9",)),
    (("D12.0", "D12.2", "D12.3", "D12.4", "D12.5"), ("D12.6", "K63.5")),
    (("D12",), ("K63.5",)),
    (("O24",), ("E11",)),
    (("O21.0",), ("O21.9",)),
    (("H40.1",), ("H40.9",)),
    (("Z01.810", "Z01.811"), ("Z01.818",)),
    (("J45.9", "J45.2", "J45.3", "J45.4", "J45.5"), ()),
    (("R05.1", "R05.2", "R05.3"), ("R05.9",)),
    (("R07.1", "R07.2", "R07.8"), ("R07.9",)),
    (("R10.1", "R10.3", "R10.8"), ("R10.9",)),
    (("R31.0", "R31.2"), ("R31.9",)),
    (("R06.02", "R06.09"), ("R06.00",)),
    (("R06.09",), ("R06.02",)),
    (("M54.50", "M54.2", "M54.6", "M54.4", "M54.3", "M54.1"), ("M54.9",)),
    (("M25.51", "M25.52", "M25.53", "M25.55", "M25.56", "M25.57"), ("M25.50",)),
    (("R60.0",), ("R60.9",)),
    (("R59.0",), ("R59.9",)),
    (("N92.0", "N95.0", "N92.6"), ("N93.9",)),
)


def apply(case: Case) -> Case:
    """First the pairs, then what a sharper code makes superfluous, then unspecified twins."""
    for one, other, combination in _PAIRS:
        first, second = case.having(*one), case.having(*other)
        if first and second and first[0] is not second[0]:
            case = _combine(case, first[0].code, second[0].code, combination)
    for sharper, vaguer in _SHARPER:
        standing = case.having(*sharper)
        if vaguer and standing:
            sharp = {each.code for each in standing}
            case = case.drop(
                lambda each, vague=vaguer, keep=sharp: each.is_in(*vague) and each.code not in keep,  # type: ignore[misc]
                RULE.rule_id,
                f"{standing[0].code} says it more specifically.",
            )
    return _unspecified_twins(case)


def _combine(case: Case, one: str, other: str, combination: str) -> Case:
    first, second = case.having(one)[0], case.having(other)[0]
    code = combination
    if combination == "M54.4":
        code = {"1": "M54.41", "2": "M54.42"}.get(second.code[-1], "M54.40")
    because = RULE.because(f"{code} holds both.")
    case = case.recode(first, code, because, second)
    return case.drop(
        lambda each: each.code == other and each.code != code, RULE.rule_id, f"It is part of {code}."
    )


def _unspecified_twins(case: Case) -> Case:
    """Of two codes of one category the one called unspecified yields, when both are about the same thing."""
    for each in case.proposals:
        if "unspecified" not in case.title(each.code).lower() or each.code[0] in "RSTVWXYZ":
            continue
        stem = re.sub(r"[09]$", "", each.code) if len(each.code) > 5 else each.code[:3]
        sharper = [
            other
            for other in case.having(stem)
            if other.code != each.code
            and "unspecified" not in case.title(other.code).lower()
            and each.code[:3] not in ("M54", "M25", "K57")
        ]
        if sharper:
            case = case.drop(
                lambda other, gone=each.code: other.code == gone,  # type: ignore[misc]
                RULE.rule_id,
                f"{sharper[0].code} says it more specifically.",
            )
    return case


EXAMPLES = (
    Example("Assessment: Gallstones with acute cholecystitis.", ("K80.00",)),
    Example("Assessment: Left knee osteoarthritis. Osteoarthritis, continue acetaminophen.", ("M17.12",)),
)
