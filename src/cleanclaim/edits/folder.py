"""The edits are the files in `rules/`; nobody keeps a list."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

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


def edit_from_file(path: Path) -> EditFile:
    """An edit that is not in the folder yet. Runs the file; MisuseError when it is no edit."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise MisuseError(f"{path.name} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # whatever the file raises, it is no edit
        raise MisuseError(f"{path.name} cannot be run: {type(error).__name__}") from error
    return _as_edit(module, path.stem)


def _read(module_name: str) -> EditFile:
    return _as_edit(importlib.import_module(module_name), module_name)


def _as_edit(module: ModuleType, module_name: str) -> EditFile:
    missing = [part for part in ("EDIT", "check", "EXAMPLES", "__doc__") if not getattr(module, part, None)]
    if missing:
        raise MisuseError(f"{module_name} is not an edit: it lacks {', '.join(missing)}")
    edit: Edit = module.EDIT
    wanted = "edit." + module_name.rpartition(".")[2].replace("_", "-")
    if edit.edit_id != wanted:
        raise MisuseError(f"{module_name}: its edit must have the id {wanted}")
    return EditFile(edit, module.check, tuple(module.EXAMPLES), str(module.__doc__))
