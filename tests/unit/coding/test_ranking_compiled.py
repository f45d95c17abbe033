"""The kept arrays of the code list and the phrasebook: made once, whole or made anew, never needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleanclaim.coding.ranking import compiled as module
from cleanclaim.coding.ranking.compiled import compiled
from cleanclaim.coding.ranking.phrases import Phrase
from cleanclaim.coding.vocabulary import Lexicon, default_lexicon
from cleanclaim.reference.icd10cm import Tabular

FEW = (Phrase("E11.9", 3, ("diabetes",)), Phrase("I10", 3, ("hypertension",)))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """What was compiled, in a cache folder of its own; the phrases are few, so that it is quick."""
    asked: list[str] = []

    def few(_tabular: Tabular, _lexicon: Lexicon) -> tuple[Phrase, ...]:
        asked.append("phrases")
        return FEW

    monkeypatch.setenv("CLEANCLAIM_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(module, "every_phrase", few)
    return asked


def kept(folder: Path) -> list[Path]:
    return sorted((folder / "cache").glob("*")) if (folder / "cache").is_dir() else []


def test_it_is_compiled_once_and_read_after_that(made: list[str], tabular: Tabular, tmp_path: Path) -> None:
    codes, book = compiled(tabular, default_lexicon())
    again, same = compiled(tabular, default_lexicon())
    assert made == ["phrases"]
    assert len(kept(tmp_path)) == 1
    assert (again.codes, same.codes) == (codes.codes, ("E11.9", "I10"))
    assert (book.total == same.total).all()


def test_a_flipped_byte_is_found_out(made: list[str], tabular: Tabular, tmp_path: Path) -> None:
    compiled(tabular, default_lexicon())
    (path,) = kept(tmp_path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert compiled(tabular, default_lexicon())[1].codes == ("E11.9", "I10")
    assert made == ["phrases", "phrases"]
    assert kept(tmp_path) == [path]
    assert path.read_bytes() != bytes(content)


def test_another_lexicon_has_a_file_of_its_own(made: list[str], tabular: Tabular, tmp_path: Path) -> None:
    compiled(tabular, default_lexicon())
    compiled(tabular, Lexicon({}, {}, (), ()))
    assert made == ["phrases", "phrases"]
    assert len(kept(tmp_path)) == 2


def test_without_a_folder_to_write_to_it_is_held_in_memory(
    made: list[str], tabular: Tabular, tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("no folder", encoding="utf-8")
    assert compiled(tabular, default_lexicon())[1].codes == ("E11.9", "I10")
    assert compiled(tabular, default_lexicon())[1].codes == ("E11.9", "I10")
    assert made == ["phrases", "phrases"]
