"""A payer profile as a TOML file: one file, one payer, its service dates inside.

    payer = "mutual"                      # its id in the practice file, or its identifier on the wire
    title = "Invented Mutual, provider manual 2026 (invented)"
    effective = "2026-01-01..2026-12-31"

    [[relax]]
    edit = "edit.telehealth-agrees"
    severity = "advise"
    reason = "the plan takes telehealth at place 11"
    citation = "manual s. 4"
    until = 2026-06-30                    # from the day after, the edit weighs as always

    [[require]]
    id = "referral"                       # the finding is edit.payer.referral
    field = "referring"
    procedures = ["99242-99255"]
    citation = "manual s. 7"

    [[add]]
    id = "no-more-than-four"
    procedures = ["97110"]
    units_above = 4
    message = "The plan pays four units a day."
    citation = "manual s. 9"

Every mistake is told at once, by the key it stands at.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.core.finding import Finding, Severity
from cleanclaim.core.place import Place
from cleanclaim.core.span import Span
from cleanclaim.edits.folder import all_edits
from cleanclaim.edits.profiles import (
    FIELDS,
    NEVER_RELAXED,
    PREFIX,
    EditProfile,
    Lines,
    PayerRule,
    Relaxation,
)

CITATION = "docs/how-to/weigh-edits-by-payer.md"
_TOP = frozenset({"payer", "title", "effective", "relax", "require", "add"})
_WHICH = frozenset({"procedures", "modifiers", "places", "units_above"})
_RELAX = frozenset({"edit", "severity", "reason", "citation", "until"})
_RULE = frozenset({"id", "message", "severity", "citation", "next_step"}) | _WHICH
_CODE, _TWO = re.compile(r"[0-9A-Z]{5}"), re.compile(r"[0-9A-Z]{2}")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NO_DAY = date.min


def read_edit_profile(text: str, name: str) -> EditProfile:
    """The profile in a TOML text; `name` is the file's. Raises UnreadableFileError with every finding."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise UnreadableFileError(
            f"{name} is not TOML", (_finding(name, (), "The file is not TOML."),)
        ) from None
    reader = _Reader(name)
    profile = reader.profile(tables)
    if reader.findings:
        raise UnreadableFileError(f"{name} is not a payer profile that can be read", tuple(reader.findings))
    return profile


def _finding(name: str, path: tuple[str, ...], message: str, *, wanted: str = "") -> Finding:
    return Finding(
        rule_id="profile.unfit-value",
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

    def profile(self, tables: Mapping[str, Any]) -> EditProfile:
        self._only(tables, _TOP, ())
        rules = [self._rule(each, path, "require") for each, path in self._each(tables, "require")]
        rules += [self._rule(each, path, "add") for each, path in self._each(tables, "add")]
        ids = [rule.rule_id for rule in rules]
        for twice in sorted({each for each in ids if ids.count(each) > 1}):
            self._wrong(("id",), "an id of its own for each rule", f"The id {twice} stands twice.")
        return EditProfile(
            payer=self._text(tables, "payer", ()),
            title=self._text(tables, "title", ()),
            effective=self._span(tables.get("effective")),
            source=f"profile {self._name}",
            relaxations=tuple(self._relaxation(each, path) for each, path in self._each(tables, "relax")),
            rules=tuple(rules),
        )

    def _wrong(self, path: tuple[str, ...], wanted: str, message: str = "The value cannot be read.") -> None:
        self.findings.append(_finding(self._name, path, message, wanted=wanted))

    def _only(self, table: Mapping[str, Any], known: frozenset[str], path: tuple[str, ...]) -> None:
        for key in sorted(table.keys() - known):
            self._wrong((*path, key), ", ".join(sorted(known)), "There is no such key here.")

    def _each(
        self, tables: Mapping[str, Any], key: str
    ) -> Iterator[tuple[Mapping[str, Any], tuple[str, ...]]]:
        value = tables.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self._wrong((key,), f"tables headed [[{key}]]")
            return
        for number, each in enumerate(value, 1):
            yield each, (key, str(number))

    def _relaxation(self, table: Mapping[str, Any], path: tuple[str, ...]) -> Relaxation:
        self._only(table, _RELAX, path)
        edit_id = self._text(table, "edit", path)
        if edit_id in NEVER_RELAXED:
            self._wrong(
                (*path, "edit"), "an edit that is the payer's to relax", f"No payer relaxes {edit_id}."
            )
        elif edit_id and edit_id not in {each.edit.edit_id for each in all_edits()}:
            self._wrong((*path, "edit"), "an id that `cleanclaim edits list` shows", "There is no such edit.")
        until = table.get("until")
        if type(until) is not date:
            self._wrong((*path, "until"), "a day such as 2026-12-31, without quotes")
        return Relaxation(
            edit_id,
            self._severity(table, path, ("deny_risk", "review", "advise")),
            self._text(table, "reason", path),
            self._text(table, "citation", path),
            until if type(until) is date else _NO_DAY,
        )

    def _rule(self, table: Mapping[str, Any], path: tuple[str, ...], kind: str) -> PayerRule:
        wants_field = kind == "require"
        self._only(table, _RULE | {"field"} if wants_field else _RULE, path)
        field = self._text(table, "field", path) if wants_field else ""
        if field and field not in FIELDS:
            self._wrong((*path, "field"), "one of " + ", ".join(FIELDS))
        if not wants_field and _WHICH.isdisjoint(table):
            self._wrong(path, "one of " + ", ".join(sorted(_WHICH)), "The rule would refuse every line.")
        name = self._text(table, "id", path)
        if name and not _ID.fullmatch(name):
            self._wrong((*path, "id"), "small letters, digits and hyphens")
        message = f"The payer wants the {field.replace('_', ' ')} with this service."
        return PayerRule(
            rule_id=PREFIX + name,
            lines=self._lines(table, path),
            message=message if wants_field and "message" not in table else self._text(table, "message", path),
            severity=self._severity(table, path, tuple(Severity), default=Severity.DENY_RISK),
            citation=self._text(table, "citation", path),
            field=field if field in FIELDS else "",
            next_step=self._text(table, "next_step", path) if "next_step" in table else "",
        )

    def _lines(self, table: Mapping[str, Any], path: tuple[str, ...]) -> Lines:
        units = table.get("units_above", 0)
        if not isinstance(units, int) or isinstance(units, bool) or units < 0:
            self._wrong((*path, "units_above"), "a whole number")
            units = 0
        return Lines(
            self._ranges(table, path),
            self._pairs(table, "modifiers", path),
            self._pairs(table, "places", path),
            units,
        )

    def _ranges(self, table: Mapping[str, Any], path: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        found = []
        for text in self._texts(table, "procedures", path):
            first, dash, last = text.partition("-")
            last = last if dash else first
            if _CODE.fullmatch(first) and _CODE.fullmatch(last) and first <= last:
                found.append((first, last))
            else:
                self._wrong((*path, "procedures"), 'codes or ranges such as "99242-99255"')
        return tuple(found)

    def _pairs(self, table: Mapping[str, Any], key: str, path: tuple[str, ...]) -> frozenset[str]:
        texts = self._texts(table, key, path)
        if not all(_TWO.fullmatch(text) for text in texts):
            self._wrong((*path, key), "values of two characters")
        return frozenset(texts)

    def _texts(self, table: Mapping[str, Any], key: str, path: tuple[str, ...]) -> list[str]:
        value = table.get(key, [])
        if (
            isinstance(value, list)
            and all(isinstance(each, str) for each in value)
            and (value or key not in table)
        ):
            return value
        self._wrong((*path, key), "a list of texts")
        return []

    def _text(self, table: Mapping[str, Any], key: str, path: tuple[str, ...]) -> str:
        value = table.get(key)
        if not isinstance(value, str) or not value.strip():
            self._wrong((*path, key), "a text that is not empty")
            return ""
        return value.strip()

    def _severity(
        self,
        table: Mapping[str, Any],
        path: tuple[str, ...],
        known: tuple[str, ...],
        *,
        default: Severity | None = None,
    ) -> Severity:
        value = table.get("severity", default)
        if value in known:
            return Severity(value)
        self._wrong((*path, "severity"), "one of " + ", ".join(known))
        return Severity.ADVISE

    def _span(self, value: object) -> Span:
        first, dots, last = value.partition("..") if isinstance(value, str) else ("", "", "")
        try:
            if not dots:
                raise ValueError
            return Span(date.fromisoformat(first), date.fromisoformat(last) if last else None)
        except ValueError:
            self._wrong(("effective",), "days such as 2026-01-01..2026-12-31")
            return Span(_NO_DAY)
