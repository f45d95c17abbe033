"""A contract as a TOML file: one file, one agreement, its service dates inside.

    title = "Invented Mutual, professional services"
    payer = "mutual"                    # id of the payer in the practice file
    effective = "2025-01-01..2025-12-31"
    lesser_of_charge = true             # default
    medicare_as_of = 2025-10-01         # absent: the service date
    default = { percent_of_medicare = 110 }
    modifier_percents = { "50" = 150, "80" = 16 }
    several_procedures = { procedures = ["10004-69990"], percents = [100, 50, 25] }
    stop_loss = { claim_charge_above = "50000", percent_of_charge = 65 }

    [[carve_out]]
    procedures = ["80047-89398", "J0120"]
    percent_of_charge = 60

    [[fee]]
    procedure = "99213"
    modifier = "25"                     # absent: whatever the modifiers
    amount = "98.50"

Every mistake is told at once, by the key it stands at.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from cleanclaim.charges.contracts import (
    Basis,
    CarveOut,
    CodeRange,
    Contract,
    Rate,
    SeveralProcedures,
    StopLoss,
)
from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.core.finding import Finding, Severity
from cleanclaim.core.money import ZERO, Money
from cleanclaim.core.place import Place
from cleanclaim.core.span import Span

CITATION = "docs/how-to/price-services.md"
_CODE = re.compile(r"[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}")
_MODIFIER = re.compile(r"[A-Z0-9]{2}")
MOST_PERCENT = 1000
_KEYS = frozenset(
    {
        "title", "payer", "effective", "lesser_of_charge", "medicare_as_of", "default", "modifier_percents",
        "several_procedures", "stop_loss", "carve_out", "fee",
    }
)  # fmt: skip


def read_contract(text: str, name: str) -> Contract:
    """The contract in a TOML text; `name` is the file's. Raises UnreadableFileError with every finding."""
    try:
        tables = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise UnreadableFileError(
            f"{name} is not TOML: {error}", (_finding(name, (), "The file is not TOML."),)
        ) from None
    reader = _Reader(name)
    contract = reader.contract(tables)
    if reader.findings:
        raise UnreadableFileError(f"{name} is not a contract that can be read", reader.findings)
    return contract


def _finding(name: str, path: tuple[str, ...], message: str, *, wanted: str = "") -> Finding:
    return Finding(
        rule_id="contract.unfit-value",
        severity=Severity.REJECT,
        place=Place(f"file {name}", path),
        message=message,
        wanted=wanted,
        next_step="Correct the file and ask again.",
        citation=CITATION,
    )


class _Reader:
    """Reads one file and collects what is wrong with it. A wrong value reads as an empty one meanwhile."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.findings: list[Finding] = []

    def contract(self, tables: Mapping[str, Any]) -> Contract:
        for key in sorted(tables.keys() - _KEYS):
            self._wrong((key,), ", ".join(sorted(_KEYS)), "There is no such key.")
        return Contract(
            title=self._text(tables, "title"),
            payer_id=self._text(tables, "payer"),
            effective=self._span(tables.get("effective")),
            source=f"contract {self._name}",
            fees=self._fees(tables.get("fee", [])),
            carve_outs=tuple(
                CarveOut(
                    self._ranges(each.get("procedures"), ("carve_out", str(number), "procedures")),
                    self._rate(each, ("carve_out", str(number))),
                )
                for number, each in enumerate(self._tables(tables.get("carve_out", []), "carve_out"), 1)
            ),
            default=self._rate(tables["default"], ("default",)) if "default" in tables else None,
            modifier_percents=self._modifier_percents(tables.get("modifier_percents", {})),
            lesser_of_charge=self._flag(tables.get("lesser_of_charge", True)),
            several=self._several(tables.get("several_procedures")),
            stop_loss=self._stop_loss(tables.get("stop_loss")),
            medicare_as_of=self._day(tables.get("medicare_as_of")),
        )

    def _wrong(self, path: tuple[str, ...], wanted: str, message: str = "The value cannot be read.") -> None:
        self.findings.append(_finding(self._name, path, message, wanted=wanted))

    def _text(self, table: Mapping[str, Any], key: str) -> str:
        value = table.get(key)
        if not isinstance(value, str) or not value.strip():
            self._wrong((key,), "a text that is not empty")
            return ""
        return value.strip()

    def _span(self, value: object) -> Span:
        first, dots, last = value.partition("..") if isinstance(value, str) else ("", "", "")
        try:
            if not dots:
                raise ValueError
            return Span(date.fromisoformat(first), date.fromisoformat(last) if last else None)
        except ValueError:
            self._wrong(("effective",), "days such as 2025-01-01..2025-12-31")
            return Span(date.min)

    def _day(self, value: object) -> date | None:
        if value is None or type(value) is date:
            return value
        self._wrong(("medicare_as_of",), "a day such as 2025-10-01, without quotes")
        return None

    def _flag(self, value: object) -> bool:
        if not isinstance(value, bool):
            self._wrong(("lesser_of_charge",), "true or false")
        return bool(value)

    def _percent(self, value: Any, path: tuple[str, ...]) -> Decimal:
        told = isinstance(value, int | Decimal) and not isinstance(value, bool)
        if told and (percent := Decimal(value)).is_finite() and 0 <= percent <= MOST_PERCENT:
            return percent
        self._wrong(path, f"a percent from 0 to {MOST_PERCENT}")
        return Decimal(0)

    def _amount(self, value: object, path: tuple[str, ...]) -> Money:
        try:
            if isinstance(value, str):
                amount = Money.parse(value)
                if amount >= ZERO:
                    return amount
        except ValueError:
            pass
        self._wrong(path, 'an amount in quotes, such as "98.50"')
        return ZERO

    def _tables(self, value: object, key: str) -> list[Mapping[str, Any]]:
        if isinstance(value, list) and all(isinstance(each, dict) for each in value):
            return value
        self._wrong((key,), f"tables headed [[{key}]]")
        return []

    def _fees(self, value: object) -> dict[tuple[str, str], Money]:
        fees: dict[tuple[str, str], Money] = {}
        for number, each in enumerate(self._tables(value, "fee"), 1):
            path = ("fee", str(number))
            procedure, modifier = each.get("procedure"), each.get("modifier", "")
            if not isinstance(procedure, str) or not _CODE.fullmatch(procedure):
                self._wrong((*path, "procedure"), "a procedure code of five characters")
            elif not isinstance(modifier, str) or not (modifier == "" or _MODIFIER.fullmatch(modifier)):
                self._wrong((*path, "modifier"), "a modifier of two characters")
            elif (procedure, modifier) in fees:
                self._wrong(path, "one fee for a procedure and modifier", "The fee is told twice.")
            else:
                fees[procedure, modifier] = self._amount(each.get("amount"), (*path, "amount"))
        return fees

    def _ranges(self, value: object, path: tuple[str, ...]) -> tuple[CodeRange, ...]:
        texts = value if isinstance(value, list) else []
        found = []
        for text in texts:
            first, dash, last = text.partition("-") if isinstance(text, str) else ("", "", "")
            last = last if dash else first
            if _CODE.fullmatch(first) and _CODE.fullmatch(last) and first <= last:
                found.append(CodeRange(first, last))
            else:
                self._wrong(path, 'codes or ranges such as "80047-89398"')
        if not texts:
            self._wrong(path, "at least one code or range")
        return tuple(found)

    def _rate(self, value: object, path: tuple[str, ...]) -> Rate:
        told = [basis for basis in Basis if isinstance(value, dict) and basis in value]
        if not isinstance(value, dict) or len(told) != 1:
            self._wrong(path, f"one of {', '.join(Basis)}")
            return Rate(Basis.CHARGE, Decimal(0))
        return Rate(told[0], self._percent(value[told[0]], (*path, told[0])))

    def _modifier_percents(self, value: object) -> dict[str, Decimal]:
        path = ("modifier_percents",)
        if not isinstance(value, dict) or not all(_MODIFIER.fullmatch(each) for each in value):
            self._wrong(path, 'percents by modifier, such as { "50" = 150 }')
            return {}
        return {modifier: self._percent(each, (*path, modifier)) for modifier, each in value.items()}

    def _several(self, value: object) -> SeveralProcedures | None:
        path = ("several_procedures",)
        if value is None:
            return None
        percents = value.get("percents") if isinstance(value, dict) else None
        if not isinstance(value, dict) or not isinstance(percents, list) or not percents:
            self._wrong(path, "procedures and percents, such as [100, 50, 25]")
            return None
        return SeveralProcedures(
            self._ranges(value.get("procedures"), (*path, "procedures")),
            tuple(self._percent(each, (*path, "percents")) for each in percents),
        )

    def _stop_loss(self, value: object) -> StopLoss | None:
        if value is None:
            return None
        table = value if isinstance(value, dict) else {}
        return StopLoss(
            self._amount(table.get("claim_charge_above"), ("stop_loss", "claim_charge_above")),
            self._percent(table.get("percent_of_charge"), ("stop_loss", "percent_of_charge")),
        )
