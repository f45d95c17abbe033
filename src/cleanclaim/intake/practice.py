"""practice.toml: what a practice sets up once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cleanclaim.intake.practice_tables import FACILITY, FEE, PAYER, PRACTICE, PROVIDER, SIGNING, Table
from cleanclaim.intake.problems import Problems
from cleanclaim.intake.text_file import read_text
from cleanclaim.model.coverage import Payer
from cleanclaim.model.people import Address, Name
from cleanclaim.model.provider import Facility, Practice, Provider
from cleanclaim.model.setup import Fee, PracticeSetup

_SINGLE = {"practice": PRACTICE, "signing": SIGNING}
_WANTED = {int: "a whole number without quotes", bool: "true or false", str: 'a text in quotes, as "..."'}
_MANY = {"provider": PROVIDER, "facility": FACILITY, "payer": PAYER, "fee": FEE}

Row = dict[str, Any]


def read_practice(path: Path) -> PracticeSetup:
    """The setup in a practice.toml.

    Raises UnreadableFileError whose findings name every problem: bad TOML, unknown and missing tables and
    keys, values of the wrong kind, and ids that are given twice. The format is in docs/note-format.md.
    """
    problems = Problems("intake.practice", f"practice file {path.name}")
    tables = _tables(path, problems)
    _refuse_unknown_tables(tables, problems)
    rows = {name: _single(tables, name, problems) for name in _SINGLE}
    lists = {name: _many(tables, name, problems) for name in _MANY}
    _refuse_doubles(lists, problems)
    _refuse_partial_addresses(lists["payer"], problems)
    problems.raise_if_refused("the practice file")
    return _setup(rows, lists)


def _tables(path: Path, problems: Problems) -> Mapping[str, Any]:
    text = read_text(path, problems)
    problems.raise_if_refused("the practice file")
    assert text is not None
    try:
        return tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        # its text may quote the file, so only the position is taken from it
        where = re.search(r"at (line [0-9]+), (column [0-9]+)", str(error))
        step = (where[1], where[2]) if where else ("end of file",)
        problems.refuse("not-toml", step, "the file is not valid TOML", next_step="correct it at this place")
    problems.raise_if_refused("the practice file")
    raise AssertionError("unreachable: bad TOML was refused")


def _refuse_unknown_tables(tables: Mapping[str, Any], problems: Problems) -> None:
    known = [*_SINGLE, *_MANY]
    for name in tables:
        if name not in known:
            problems.refuse(
                "unknown-table",
                (name,),
                "there is no such table in a practice file",
                found=name,
                wanted="one of " + ", ".join(known),
                next_step="rename or remove it",
            )


def _single(tables: Mapping[str, Any], name: str, problems: Problems) -> Row:
    found = tables.get(name)
    if isinstance(found, dict):
        return _row(found, _SINGLE[name], (f"[{name}]",), problems)
    problems.refuse(
        "missing-table", (f"[{name}]",), f"the table [{name}] is missing", wanted=f"[{name}] once"
    )
    return {}


def _many(tables: Mapping[str, Any], name: str, problems: Problems) -> list[Row]:
    found = tables.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        problems.refuse("not-a-list", (f"[[{name}]]",), f"write each {name} as [[{name}]]", found=f"[{name}]")
        return []
    if not found and name == "provider":
        problems.refuse("missing-table", ("[[provider]]",), "a practice needs at least one [[provider]]")
    table = _MANY[name]
    return [
        _row(each, table, (f"[[{name}]] {number}",), problems) for number, each in enumerate(found, start=1)
    ]


def _row(found: Mapping[str, Any], table: Table, path: tuple[str, ...], problems: Problems) -> Row:
    for key in found:
        if key not in table:
            problems.refuse(
                "unknown-key",
                (*path, key),
                "there is no such key here",
                found=key,
                wanted="one of " + ", ".join(table),
                next_step="correct its spelling or remove it",
            )
    return {key: _value(found, key, table, path=path, problems=problems) for key in table}


def _value(
    found: Mapping[str, Any], key: str, table: Table, *, path: tuple[str, ...], problems: Problems
) -> Any:
    field = table[key]
    place = (*path, key)
    if key not in found:
        if field.required:
            problems.refuse(
                "missing-key", place, f"{key} is missing", wanted=f"{key} = ...", next_step=f"add {key}"
            )
        return field.default
    value: Any = found[key]
    if type(found[key]) is not field.kind:
        wanted = _WANTED[field.kind]
        problems.refuse(
            "wrong-kind",
            place,
            f"{key} is of the wrong kind",
            found=str(value),
            wanted=wanted,
            next_step="rewrite the value",
        )
        return field.default
    if field.kind is bool:
        return value
    if field.kind is int:
        if value < 0:
            problems.refuse(
                "unfit-value", place, f"{key} is negative", found=str(value), wanted="0 or more days"
            )
        return value
    if not field.required and not value.strip():
        return field.default
    return problems.parse(field.parser, value.strip(), place, label=key)


def _refuse_doubles(lists: Mapping[str, list[Row]], problems: Problems) -> None:
    for name, rows in lists.items():
        seen: dict[str, int] = {}
        for number, row in enumerate(rows, start=1):
            key = f"{row['code']} {row['modifier']}".strip() if name == "fee" else row["id"]
            first = seen.setdefault(key, number) if key else number
            if first != number:
                problems.refuse(
                    "given-twice",
                    (f"[[{name}]] {number}",),
                    f"the same {name} is given twice; first as number {first}",
                    found=key,
                    wanted="each one once",
                    next_step="remove one of the two or change its id",
                )


def _refuse_partial_addresses(payers: list[Row], problems: Problems) -> None:
    for number, row in enumerate(payers, start=1):
        given = [key for key in ("street", "city", "state", "zip") if row[key]]
        if given and len(given) < 4:
            problems.refuse(
                "partial-address",
                (f"[[payer]] {number}",),
                "the address is incomplete",
                found=", ".join(given),
                wanted="street, city, state and zip, or none of them",
                next_step="complete the address",
            )


def _setup(rows: Mapping[str, Row], lists: Mapping[str, list[Row]]) -> PracticeSetup:
    return PracticeSetup(
        _practice(rows["practice"]),
        tuple(
            Provider(row["id"], Name(row["last"], row["first"], row["middle"]), row["npi"], row["taxonomy"])
            for row in lists["provider"]
        ),
        tuple(
            Facility(row["id"], row["name"], row["npi"], _address(row), row["place_of_service"])
            for row in lists["facility"]
        ),
        tuple(_payer(row) for row in lists["payer"]),
        tuple(Fee(row["code"], row["amount"], row["modifier"], row["wording"]) for row in lists["fee"]),
        rows["signing"]["coder"],
    )


def _address(row: Row) -> Address:
    return Address(row["street"], row["city"], row["state"], row["zip"])


def _practice(row: Row) -> Practice:
    return Practice(
        practice_id=row["id"],
        name=row["name"],
        npi=row["npi"],
        tax_id=row["tax_id"],
        taxonomy=row["taxonomy"],
        address=_address(row),
        phone=row["phone"],
        contact=row["contact"],
        submitter_id=row["submitter_id"],
        clia=row["clia"],
    )


def _payer(row: Row) -> Payer:
    return Payer(
        payer_id=row["id"],
        name=row["name"],
        identifier=row["identifier"],
        plan_type=row["plan_type"],
        filing_indicator=row["filing_indicator"],
        receiver_id=row["receiver_id"],
        address=_address(row) if row["street"] else None,
        filing_limit_days=row["filing_limit_days"],
        appeal_limit_days=row["appeal_limit_days"],
        takes_corrections=row["takes_corrections"],
    )
