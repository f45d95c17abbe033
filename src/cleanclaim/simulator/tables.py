"""TOML tables read key by key: wrong kinds and unknown keys are told by name."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from cleanclaim.core.errors import MisuseError
from cleanclaim.core.money import ZERO, Money

Choice = TypeVar("Choice", bound=StrEnum)
_REQUIRED = "\0required"


class Table:
    """One table; each reader takes its key out, `refuse_the_rest` then tells what nobody asked for."""

    def __init__(self, name: str, content: Any) -> None:
        if not isinstance(content, dict):
            raise MisuseError(f"{name} must be a table")
        self.name = name
        self._content = dict(content)

    def refuse_the_rest(self) -> None:
        """Unknown keys are mistakes."""
        if self._content:
            raise MisuseError(f"{self.name}: unknown key {sorted(self._content)[0]!r}")

    def tables(self, key: str) -> list[Table]:
        """An array of tables, [] when absent."""
        found = self._content.pop(key, [])
        if not isinstance(found, list):
            raise self._wrong(key, "an array of tables, [[" + key + "]]")
        return [Table(f"{key} {number}", each) for number, each in enumerate(found, 1)]

    def text(self, key: str, default: str = _REQUIRED) -> str:
        """A string; required without a default."""
        found = self._content.pop(key, default)
        if found is _REQUIRED:
            raise MisuseError(f"{self.name}: {key} is missing")
        if not isinstance(found, str):
            raise self._wrong(key, "a string")
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings, () when absent."""
        found = self._content.pop(key, [])
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
            raise self._wrong(key, "a list of strings")
        return tuple(found)

    def count(self, key: str, default: int) -> int:
        """A whole number from 0 on."""
        found = self._content.pop(key, default)
        if type(found) is not int or found < 0:
            raise self._wrong(key, "a whole number from 0 on")
        return found

    def amount(self, key: str) -> Money:
        """Dollars written as a string, `"12.50"`; zero when absent."""
        found = self._content.pop(key, None)
        return ZERO if found is None else self._money(key, found)

    def amounts(self, key: str) -> Mapping[str, Money]:
        """A table of dollars by name."""
        found = self._content.pop(key, {})
        if not isinstance(found, dict):
            raise self._wrong(key, "a table of amounts")
        return {name: self._money(f"{key}.{name}", value) for name, value in found.items()}

    def percent(self, key: str, default: int) -> Decimal:
        """0 to 100, as a whole number or a string such as `"2.5"`."""
        found = self._content.pop(key, default)
        try:
            value = Decimal(found) if type(found) in (int, str) else Decimal(-1)
        except InvalidOperation:
            value = Decimal(-1)
        if not 0 <= value <= 100:
            raise self._wrong(key, 'a percentage from 0 to 100: a whole number or a string such as "2.5"')
        return value

    def percents(self, key: str) -> Mapping[str, Decimal]:
        """A table of percentages by name."""
        inner = Table(f"{self.name}.{key}", self._content.pop(key, {}))
        return {name: inner.percent(name, 0) for name in tuple(inner._content)}

    def choice(self, key: str, choices: type[Choice]) -> Choice:
        """One of a fixed list of words."""
        found = self.text(key)
        try:
            return choices(found)
        except ValueError:
            raise self._wrong(key, "one of " + ", ".join(each.value for each in choices)) from None

    def _money(self, key: str, found: object) -> Money:
        try:
            return Money.parse(found if isinstance(found, str) else "")
        except ValueError:
            raise self._wrong(key, 'dollars as a string, such as "12.50"') from None

    def _wrong(self, key: str, wanted: str) -> MisuseError:
        return MisuseError(f"{self.name}: {key} must be {wanted}")
