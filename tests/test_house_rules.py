"""The style that ARCHITECTURE.md promises, checked over the whole tree."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "cleanclaim"
FILES = sorted(SOURCE.rglob("*.py"))
Function = ast.FunctionDef | ast.AsyncFunctionDef

# Names that say nothing. `data` as a folder or a column is another matter: this list is for our own names.
EMPTY_NAMES = {"data", "info", "manager", "helper", "helpers", "util", "utils", "process"}


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, Function):
            yield node


def length(function: Function) -> int:
    """Lines of a function without its docstring."""
    body = function.body
    if ast.get_docstring(function) is not None:
        body = body[1:]
    if not body:
        return 1
    return (function.end_lineno or 0) - body[0].lineno + 2


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_file_fits_the_house(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500
    tree = ast.parse(path.read_text(encoding="utf-8"))
    faces = public_functions(tree)
    for function in (node for node in ast.walk(tree) if isinstance(node, Function)):
        where = f"{path.name}:{function.lineno} {function.name}"
        assert length(function) <= 70, f"{where} is too long"
        positional = [a.arg for a in function.args.posonlyargs + function.args.args]
        own = [name for name in positional if name not in ("self", "cls")]
        assert len(own) <= 4, f"{where} takes more than four positional parameters"
        assert function.name.strip("_") not in EMPTY_NAMES, f"{where} needs a name that says what it does"
        if function in faces and path.parent.name not in ("rules", "guidelines"):
            # in those two folders a file is one rule and its docstring is the page
            assert ast.get_docstring(function), f"{where} has no docstring"


def public_functions(tree: ast.Module) -> list[ast.stmt]:
    """Functions of modules and public classes whose name is public and whose body is more than `...`."""
    owners = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Module) or (isinstance(node, ast.ClassDef) and not node.name.startswith("_"))
    ]
    return [
        node
        for owner in owners
        for node in owner.body
        if isinstance(node, Function) and not node.name.startswith("_") and not is_bare(node)
    ]


def is_bare(function: Function) -> bool:
    body = function.body
    return len(body) == 1 and isinstance(body[0], ast.Expr) and ast.unparse(body[0]) == "..."


def test_functions_are_short() -> None:
    lengths = [length(function) for path in FILES for function in functions(path)]
    assert statistics.median(lengths) < 10


def test_no_float_near_money() -> None:
    rooms = ("core/money", "ledger", "charges", "remittance", "statements", "claims", "denials", "exchange")
    for path in FILES:
        inside = str(path.relative_to(SOURCE))
        if inside.startswith(rooms):
            assert not re.search(r"\bfloat\b", path.read_text(encoding="utf-8").replace("No float", "")), (
                inside
            )


def test_locks_name_no_host_and_no_torch() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text, lock.name
        assert "--index" not in text, lock.name
        assert not re.search(r"^torch\b", text, re.MULTILINE), lock.name
        pinned = [line for line in text.splitlines() if re.match(r"[a-z0-9]", line)]
        assert pinned
        assert all("==" in line for line in pinned), lock.name


def test_locks_hold_what_pyproject_asks_for() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {re.split(r"[\[>=<]", line)[0] for line in project["project"]["dependencies"]}
    locked = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    assert wanted <= locked
    assert locked <= set(
        re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements-dev.lock").read_text(), re.MULTILINE)
    )


def test_help_imports_nothing_from_outside() -> None:
    code = (
        "import sys; sys.argv=['cleanclaim','--help']; import cleanclaim.cli as c; c.main();"
        "print(sorted({m.split('.')[0] for m in sys.modules} & "
        "{'click','rich','sqlalchemy','cattrs','reportlab','alembic','holidays'}))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.splitlines()[-1] == "[]"


def test_importing_the_package_loads_no_table() -> None:
    """Law 8: late and lazy. Every module imports without opening a file of ours."""
    code = (
        "import sys, pkgutil, importlib, cleanclaim\n"
        "opened=[]\n"
        "sys.addaudithook(lambda e,a: opened.append(str(a[0])) if e=='open' and str(a[0]).endswith"
        "(('.xml','.tsv','.toml','.db')) else None)\n"
        "for m in pkgutil.walk_packages(cleanclaim.__path__, 'cleanclaim.'):\n"
        "    if not m.name.endswith('__main__') and '.migrations' not in m.name:\n"
        "        importlib.import_module(m.name)\n"
        "print(opened)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.splitlines()[-1] == "[]"


def test_nothing_committed_is_large_or_names_a_machine_path() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for name in filter(None, tracked.split("\0")):
        path = ROOT / name
        if not path.is_file():
            continue
        # a trained model is one file of arrays; everything else is small enough to read
        assert path.stat().st_size <= (10_000_000 if path.suffix == ".npz" else 2_000_000), name
