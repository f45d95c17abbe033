"""The edits are the files in `rules/`; nobody keeps a list."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache

from cleanclaim.core.errors import MisuseError
from cleanclaim.edits.edit import Check, Edit
from cleanclaim.edits.examples import Example


@dataclass(frozen=True, slots=True)
class EditFile:
    """One edit as its file holds it. `page` is the file's docstring, the edit's documentation."""

    edit: Edit
    check: Check
    examples: tuple[Example, ...]
    page: str


@cache
def all_edits() -> tuple[EditFile, ...]:
    """Every edit in `cleanclaim.edits.rules`, by file name.

    MisuseError when a file lacks EDIT, check, EXAMPLES or its docstring, or when its id is not
    `edit.<file name with hyphens>` (file names are unique, so ids are).
    """
    from cleanclaim.edits import rules

    names = sorted(module.name for module in pkgutil.iter_modules(rules.__path__))
    return tuple(_read(f"{rules.__name__}.{name}") for name in names)


def _read(module_name: str) -> EditFile:
    module = importlib.import_module(module_name)
    missing = [part for part in ("EDIT", "check", "EXAMPLES", "__doc__") if not getattr(module, part, None)]
    if missing:
        raise MisuseError(f"{module_name} is not an edit: it lacks {', '.join(missing)}")
    edit: Edit = module.EDIT
    wanted = "edit." + module_name.rpartition(".")[2].replace("_", "-")
    if edit.edit_id != wanted:
        raise MisuseError(f"{module_name}: its edit must have the id {wanted}")
    return EditFile(edit, module.check, tuple(module.EXAMPLES), str(module.__doc__))
