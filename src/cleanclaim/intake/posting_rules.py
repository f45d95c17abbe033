"""payers.toml: how far each payer's remittances are posted without a person.

```toml
[[posting]]
payer = "60054"                   # the payer's identifier, as in practice.toml
mode = "clean"                    # auto (the default), clean or review
never_for = ["CO-96", "PLB-WO"]   # optional: reasons with which a remittance always waits
```

Other tables of the file are left to whoever reads them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cleanclaim.intake.problems import Problems
from cleanclaim.intake.text_file import read_text

MODES = ("auto", "clean", "review")
_KEYS = ("payer", "mode", "never_for")
_REASON = re.compile(r"(CO|PR|OA|PI|PLB)-[A-Z0-9]{1,5}", re.ASCII)


def read_posting_rules(path: Path) -> Mapping[str, tuple[str, frozenset[str]]]:
    """Mode and reasons that always wait, by payer identifier; nothing when there is no such file.

    Raises UnreadableFileError whose findings name every problem.
    """
    if not path.exists():
        return {}
    problems = Problems("intake.payers", f"payers file {path.name}")
    text = read_text(path, problems) or ""
    try:
        tables = tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError:
        tables = {}
        problems.refuse("not-toml", ("file",), "the file is not valid TOML", next_step="correct it")
    rules: dict[str, tuple[str, frozenset[str]]] = {}
    rows = tables.get("posting", [])
    if not isinstance(rows, list):
        problems.refuse("not-a-list", ("posting",), "write [[posting]], once per payer")
        rows = []
    for number, row in enumerate(rows, start=1):
        _read_row(row, (f"[[posting]] {number}",), rules, problems)
    problems.raise_if_refused("the payers file")
    return rules


def _read_row(
    row: Any, step: tuple[str, ...], rules: dict[str, tuple[str, frozenset[str]]], problems: Problems
) -> None:
    if not isinstance(row, dict):
        problems.refuse("not-a-table", step, "write [[posting]], once per payer")
        return
    payer, mode, reasons = row.get("payer"), row.get("mode", "auto"), row.get("never_for", [])
    for name in sorted(set(row) - set(_KEYS)):
        problems.refuse("unknown-key", (*step, name), "there is no such key", wanted=", ".join(_KEYS))
    if not isinstance(payer, str) or not payer:
        problems.refuse("payer", (*step, "payer"), "a payer identifier is missing", wanted="text")
        return
    if payer in rules:
        problems.refuse("given-twice", (*step, "payer"), "this payer has a rule already", found=payer)
    if mode not in MODES:
        problems.refuse("mode", (*step, "mode"), "there is no such mode", wanted=", ".join(MODES))
    is_list = isinstance(reasons, list)
    unfit = (
        [each for each in reasons if not (isinstance(each, str) and _REASON.fullmatch(each))]
        if is_list
        else []
    )
    if unfit or not is_list:
        problems.refuse(
            "never-for", (*step, "never_for"), "not a list of reasons", wanted='as "CO-96", "PLB-WO"'
        )
        return
    rules[payer] = (mode, frozenset(reasons))
