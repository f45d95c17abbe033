"""The how-to's own edit is one: its code block is read, run and broken here."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from cleanclaim.core.finding import Finding
from cleanclaim.edits import folder

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "add-an-edit.md"


def test_the_edit_on_the_page_works(monkeypatch: pytest.MonkeyPatch) -> None:
    found = re.search(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found is not None
    module = ModuleType("cleanclaim.edits.rules.weekend_service")
    exec(compile(found[1], str(PAGE), "exec"), module.__dict__)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    edit_file = folder._read(module.__name__)
    for example in edit_file.examples:
        answers = edit_file.check(example.claim, example.context)
        assert tuple(answer.found for answer in answers if isinstance(answer, Finding)) == example.found
    assert [bool(example.found) for example in edit_file.examples] == [True, False]
