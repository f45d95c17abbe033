"""Who finds a broken rule? Ours, pyx12, x12sdk and oxedi on the same authored mutants in the same run.

    python bench/x12_strictness.py [--each]      # --each also prints every mutant that one of them lets pass

Found: it says something about the mutant that it does not say about the base. Passed: it does not. Crashed:
an exception that is not its way of refusing. A dash: it does not know the transaction set, or refuses every
base of it. oxedi reads the 835 only. Each is asked with all the checks it has; ours with the code lists that
come with it.
"""

from __future__ import annotations

import io
import logging
import sys
from collections import Counter
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.mutants import FOLDER, Mutant, all_mutants, good
from cleanclaim.core.finding import Severity
from cleanclaim.exchange.code_lists import loaded_code_sets
from cleanclaim.x12.profiles import Profile, read_profile
from cleanclaim.x12.reading import read
from cleanclaim.x12.validation import check

PEERS = {"pyx12": "4.0.0", "x12sdk": "2.2.0", "oxedi": "0.6.0"}
FOUND, PASSED, CRASHED, NO_TABLE = "found", "passed", "crashed", "no table"

Told = frozenset[tuple[str, ...]]


def ours(raw: bytes, profile: str = "") -> Told:
    """Our findings: rule and last step of the place."""
    report = check(read(raw), code_sets=loaded_code_sets(), profile=_profile(profile))
    return frozenset((each.rule_id, (each.place.path or ("",))[-1]) for each in report.findings)


def refused_by_us(raw: bytes, profile: str = "") -> list[str]:
    """The rules that refuse a file."""
    report = check(read(raw), code_sets=loaded_code_sets(), profile=_profile(profile))
    return [each.rule_id for each in report.findings if each.severity is Severity.REJECT]


@cache
def _profile(name: str) -> Profile | None:
    path = FOLDER / f"{name}.toml"
    return read_profile(path.read_text(encoding="utf-8"), source=path.name) if name else None


def ask_pyx12(raw: bytes) -> Told:
    """Its verdict on a file."""
    import pyx12.params
    import pyx12.x12n_document

    source, answer = io.StringIO(raw.decode("latin-1")), io.StringIO()
    accepts = pyx12.x12n_document.x12n_document(pyx12.params.params(), source, answer, None)
    return frozenset([("whole", str(bool(accepts)))])


def ask_x12sdk(raw: bytes) -> Told:
    """How many models it makes of a file, or why it refuses."""
    from pydantic import ValidationError
    from x12sdk.io import X12ModelReader

    try:
        with X12ModelReader(raw.decode("latin-1")) as reader:
            models = list(reader.models())
    except (ValueError, ValidationError) as refusal:
        return frozenset([("refused", str(refusal))])
    return frozenset([("models", str(len(models)))])


def ask_oxedi(raw: bytes) -> Told:
    """Its diagnostics of an 835, or why it refuses."""
    import oxedi

    try:
        found = oxedi.parse(raw)
    except ValueError as refusal:
        return frozenset([("refused", str(refusal))])
    return frozenset((each.kind, each.rule, each.path, str(each.segment)) for each in found.diagnostics)


@cache
def of_base(ask: Callable[[bytes], Told], base: str) -> Told | None:
    """What somebody says about a good file; None when it does not know the set or refuses."""
    try:
        told = ask(good(base))
    except Exception:
        return None
    bad = {("whole", "False"), ("models", "0")} & told or any(each[0] == "refused" for each in told)
    return None if bad else told


def outcome(ask: Callable[[bytes], Told], mutant: Mutant) -> str:
    """Found, passed, crashed or no table."""
    before = of_base(ask, mutant.base)
    if before is None or (ask is ask_oxedi and mutant.set_name != "835"):
        return NO_TABLE
    try:
        told = ask(mutant.raw)
    except Exception:
        return CRASHED
    return FOUND if told - before else PASSED


def ours_outcome(mutant: Mutant) -> str:
    """Found only when the very finding appears that the table expects, and the base did not have it."""
    expected = (mutant.rule, mutant.step)
    told = ours(mutant.raw, mutant.profile)
    return FOUND if expected in told and expected not in ours(good(mutant.base), mutant.profile) else PASSED


def main() -> None:
    """Run everybody on every mutant and print the table."""
    for name, wanted in PEERS.items():
        assert version(name) == wanted, name
    logging.disable(logging.CRITICAL)
    asked = {"ours": ours_outcome, **{name: _peer(ask) for name, ask in _PEERS.items()}}
    rows: dict[tuple[str, int], Counter[tuple[str, str]]] = {}
    for mutant in all_mutants():
        row = rows.setdefault((mutant.set_name, mutant.snip), Counter())
        row["all", ""] += 1
        if not mutant.snip:
            row["ours", "refused"] += bool(refused_by_us(mutant.raw, mutant.profile))
            continue
        answers = {name: answer(mutant) for name, answer in asked.items()}
        row.update(answers.items())
        if "--each" in sys.argv and set(answers.values()) != {FOUND}:
            print(mutant.where, mutant.snip, mutant.rule, mutant.edits, answers)
    _print(rows)


def _peer(ask: Callable[[bytes], Told]) -> Callable[[Mutant], str]:
    return lambda mutant: outcome(ask, mutant)


_PEERS = {"pyx12": ask_pyx12, "x12sdk": ask_x12sdk, "oxedi": ask_oxedi}


def _print(rows: dict[tuple[str, int], Counter[tuple[str, str]]]) -> None:
    names = ("ours", *_PEERS)
    print(f"{'set':8}{'SNIP':>5}{'all':>5}   " + "".join(f"{name:>20}" for name in names))
    print(" " * 21 + f"{'found/passed/crashed':>20}" * 4 + "   (- = no table for the set)")
    whole: Counter[tuple[str, str]] = Counter()
    for (set_name, snip), row in sorted(rows.items()):
        if snip:
            print(f"{set_name:8}{snip:5}{row['all', '']:5}   " + "".join(_cell(row, name) for name in names))
            whole += row
    print(f"{'all':13}{whole['all', '']:5}   " + "".join(_cell(whole, name) for name in names))
    controls = sum((row for (_, snip), row in rows.items() if not snip), Counter())
    print(f"controls: {controls['all', '']}, refused by us: {controls['ours', 'refused']}  ({FOLDER.name})")


def _cell(row: Counter[tuple[str, str]], name: str) -> str:
    found, passed, crashed = (row[name, each] for each in (FOUND, PASSED, CRASHED))
    return f"{f'{found}/{passed}/{crashed}' if found + passed + crashed else '-':>20}"


if __name__ == "__main__":
    main()
