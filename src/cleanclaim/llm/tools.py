"""What a model may call: a tool with named, checked arguments and an answer of plain JSON values.

Arguments come from a model and are data like any other: each is checked against its own declaration, and a
refusal names the argument, never its value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from cleanclaim.core.errors import MisuseError

_LONGEST_TEXT = 200  # characters of an argument that does not say otherwise


class Kind(StrEnum):
    """The kinds of argument; each value is the type's name in a JSON schema."""

    TEXT = "string"
    TEXTS = "array"
    NUMBER = "integer"
    FLAG = "boolean"
    RECORD = "object"


_TYPES: Mapping[Kind, type] = {
    Kind.TEXT: str, Kind.TEXTS: list, Kind.NUMBER: int, Kind.FLAG: bool, Kind.RECORD: dict,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument.

    most     of a text its characters, of texts their count, of a number its greatest value
    choices  of a text: the only values that it may have; () = any
    """

    name: str
    description: str
    kind: Kind = Kind.TEXT
    most: int = _LONGEST_TEXT
    choices: tuple[str, ...] = ()
    required: bool = True

    @property
    def schema(self) -> dict[str, Any]:
        """The argument as JSON schema."""
        told: dict[str, Any] = {"type": self.kind.value, "description": self.description}
        if self.kind is Kind.TEXT:
            told |= {"enum": list(self.choices)} if self.choices else {"maxLength": self.most}
        elif self.kind is Kind.TEXTS:
            told |= {"items": {"type": "string", "maxLength": _LONGEST_TEXT}, "maxItems": self.most}
        elif self.kind is Kind.NUMBER:
            told |= {"minimum": 0, "maximum": self.most}
        return told

    def why_refused(self, value: object) -> str:
        """'' for a value of the declared kind and size, else what was wanted."""
        wanted = _TYPES[self.kind]
        if not isinstance(value, wanted) or (isinstance(value, bool) and self.kind is not Kind.FLAG):
            return f"wants {_SAID[self.kind]}"
        if self.choices and value not in self.choices:
            return "wants one of " + ", ".join(self.choices)
        if isinstance(value, str | list) and len(value) > self.most:
            return f"is longer than {self.most}"
        if isinstance(value, str) and not is_unicode(value):
            return "holds half a character"
        if isinstance(value, list) and not all(_is_short(each) for each in value):
            return f"wants texts of at most {_LONGEST_TEXT} characters"
        if type(value) is int and not 0 <= value <= self.most:
            return f"wants a whole number up to {self.most}"
        return ""


_SAID: Mapping[Kind, str] = {
    Kind.TEXT: "a text", Kind.TEXTS: "a list of texts", Kind.NUMBER: "a whole number",
    Kind.FLAG: "true or false", Kind.RECORD: "an object",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool. `run` takes the checked arguments by name and gives plain JSON values; it changes nothing.

    `run` raises CleanclaimError for what cannot be asked; its text goes back to the model.
    """

    name: str
    description: str
    parameters: tuple[Parameter, ...]
    run: Callable[[Mapping[str, Any]], Any]

    @property
    def schema(self) -> dict[str, Any]:
        """The arguments as a JSON schema that allows no others."""
        return {
            "type": "object",
            "properties": {each.name: each.schema for each in self.parameters},
            "required": [each.name for each in self.parameters if each.required],
            "additionalProperties": False,
        }

    def call(self, arguments: object) -> Any:
        """Check the arguments and run. Raises MisuseError naming what is wrong, without its value."""
        return self.run(checked(self, arguments))


def checked(tool: Tool, arguments: object) -> dict[str, Any]:
    """The arguments when all are declared, present and of their kind. Raises MisuseError."""
    if not isinstance(arguments, dict):
        raise MisuseError(f"{tool.name} wants its arguments as an object")
    known = {each.name: each for each in tool.parameters}
    if not arguments.keys() <= known.keys():
        raise MisuseError(f"{tool.name} takes only {', '.join(known) or 'no arguments'}")
    for parameter in tool.parameters:
        if parameter.name in arguments:
            why = parameter.why_refused(arguments[parameter.name])
            if why:
                raise MisuseError(f"{parameter.name} of {tool.name} {why}")
        elif parameter.required:
            raise MisuseError(f"{tool.name} wants {parameter.name}")
    return dict(arguments)


def day_in(arguments: Mapping[str, Any], name: str) -> date:
    """A day such as 2026-05-12 from an argument. Raises MisuseError."""
    try:
        return date.fromisoformat(arguments[name])
    except ValueError:
        raise MisuseError(f"{name} wants a day such as 2026-05-12") from None


def codes_in(answer: object) -> Iterator[str]:
    """Every code that a tool's answer brings, in its order: the values under `code` that have a title."""
    if isinstance(answer, dict):
        if isinstance(answer.get("code"), str) and answer.get("title"):
            yield answer["code"]
        for value in answer.values():
            yield from codes_in(value)
    elif isinstance(answer, list):
        for value in answer:
            yield from codes_in(value)


def is_unicode(text: str) -> bool:
    """Whether the text can be written: JSON can smuggle in half of a surrogate pair."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _is_short(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST_TEXT and is_unicode(value)
