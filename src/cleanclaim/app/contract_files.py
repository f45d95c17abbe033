"""The contracts of a practice: every TOML file in FOLDER/contracts."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from cleanclaim.charges.contract_file import read_contract
from cleanclaim.charges.contracts import Contract
from cleanclaim.core.errors import MisuseError, UnreadableFileError

CONTRACT_FOLDER = "contracts"


def contracts_in(folder: Path) -> tuple[Contract, ...]:
    """All contracts, by payer and first day; none when there is no folder for them.

    Raises UnreadableFileError for a file that is no contract, MisuseError when two contracts of one payer
    overlap: which of them counts is not ours to choose.
    """
    found = [
        read_contract(_text(path), path.name) for path in sorted((folder / CONTRACT_FOLDER).glob("*.toml"))
    ]
    found.sort(key=lambda each: (each.payer_id, each.effective.first))
    for before, after in pairwise(found):
        if before.payer_id == after.payer_id and before.effective.overlaps(after.effective):
            raise MisuseError(f"{before.source} and {after.source} of one payer cover the same days")
    return tuple(found)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise UnreadableFileError(f"{path.name} is not UTF-8 text") from None
