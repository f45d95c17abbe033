"""The code list and the phrasebook of one edition and one lexicon, compiled once and kept as plain arrays.

The file lies in the cache folder beside the compiled tabular list. Its name holds the hash of all that it was
made from (the compiled list, the lexicon's terms, the modules that make it) and its own, so one flipped byte
is found out and the file is made anew. Where the folder cannot be written the arrays are held in memory.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from tempfile import mkstemp
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cleanclaim.coding.ranking import codelist, phrasebook
from cleanclaim.coding.ranking.codelist import CodeList
from cleanclaim.coding.ranking.phrasebook import Phrasebook
from cleanclaim.coding.ranking.phrases import every_phrase
from cleanclaim.reference.icd10cm.compiling import cache_folder

if TYPE_CHECKING:
    from cleanclaim.coding.vocabulary import Lexicon
    from cleanclaim.reference.icd10cm import Tabular

Arrays = dict[str, NDArray[Any]]
_MAKERS = (
    "coding/ranking/compiled.py", "coding/ranking/codelist.py", "coding/ranking/phrasebook.py",
    "coding/ranking/phrases.py", "coding/text.py", "reference/icd10cm/words.py",
)  # fmt: skip


def compiled(tabular: Tabular, lexicon: Lexicon) -> tuple[CodeList, Phrasebook]:
    """The code list and the phrasebook, from the cache when it has them."""
    folder, key = cache_folder(), _key(tabular, lexicon)
    arrays = _kept(folder, key) if folder is not None and key else None
    if arrays is None:
        arrays = codelist.arrays_of(tabular) | phrasebook.arrays_of(every_phrase(tabular, lexicon))
        if folder is not None and key:
            _keep(arrays, folder, key)
    return CodeList(arrays), Phrasebook(arrays)


def _key(tabular: Tabular, lexicon: Lexicon) -> str:
    """What names the file; '' when its makings have no name of their own and nothing can be kept."""
    if not tabular.compiled_from:
        return ""
    found = hashlib.sha256(tabular.compiled_from.encode())
    package = files("cleanclaim")
    try:
        for name in _MAKERS:
            found.update(package.joinpath(name).read_bytes())
    except OSError:  # installed without its source
        return ""
    for entries in (*lexicon.by_first.values(), *lexicon.loose.values()):
        for each in entries:
            found.update(f"{each.code}\t{each.term}\t{each.is_exact}\n".encode())
    return f"coding-phrases-{found.hexdigest()[:32]}-"


def _kept(folder: Path, key: str) -> Arrays | None:
    """The arrays of a whole file; damaged ones are taken away."""
    with suppress(OSError):
        for path in sorted(folder.glob(f"{key}*.npz")):
            content = path.read_bytes()
            if path.stem == key + _sha256(content):
                with np.load(BytesIO(content), allow_pickle=False) as arrays:
                    return {name: arrays[name] for name in arrays.files}
            with suppress(OSError):
                path.unlink()
    return None


def _keep(arrays: Arrays, folder: Path, key: str) -> None:
    """Write beside its place and move in whole; a folder that cannot be written costs only the time again."""
    content = BytesIO()
    np.savez(content, **arrays)  # type: ignore[arg-type]  # every value is an array
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = mkstemp(dir=folder, prefix=".coding-", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(content.getbuffer())
            Path(name).replace(folder / f"{key}{_sha256(content.getvalue())}.npz")
        finally:
            Path(name).unlink(missing_ok=True)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]
