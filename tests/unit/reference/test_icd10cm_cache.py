"""The compiled cache: made once, made anew when damaged, done without when it cannot be written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.core.span import Span
from cleanclaim.reference.icd10cm import Tabular
from cleanclaim.reference.icd10cm.compiling import open_compiled
from cleanclaim.reference.icd10cm.reading import read_tabular

_XML = """<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.tabular>
  <chapter>
    <name>1</name><desc>Invented diseases (A00-A09)</desc>
    <section id="A00-A09">
      <desc>Invented (A00-A09)</desc>
      <diag>
        <name>A00</name><desc>Placeholder fever</desc>
        <excludes1><note>other invented (A01.-)</note></excludes1>
        <sevenChrDef>
          <note>a note before any character</note>
          <extension char="A">first</extension><note>of its kind</note><extension char="B">second</extension>
        </sevenChrDef>
        <diag><name>A00.1</name><desc>Placeholder   fever,
          mild</desc><inclusionTerm><note>Warmth</note></inclusionTerm></diag>
      </diag>
      <diag><name>A01</name><desc>Other invented</desc></diag>
    </section>
  </chapter>
</ICD10CM.tabular>
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "tabular.xml"
    path.write_text(_XML, encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("CLEANCLAIM_CACHE", str(folder))
    return folder


def tabular(source: Path) -> Tabular:
    return Tabular("invented", Span(date(2026, 1, 1)), open_compiled(source))


def codes(table: Tabular) -> list[str]:
    return [code for code in ("A00", "A00.1", "A00.1XXA", "A00.1XXB", "A00.1XXC", "A01") if table.find(code)]


_ALL = ["A00", "A00.1", "A00.1XXA", "A00.1XXB", "A01"]


def test_rows_of_an_invented_file(source: Path) -> None:
    rows = list(read_tabular(source))
    assert [row.code for row in rows] == ["chapter 1", "A00-A09", "A00", "A00.1", "A01"]
    assert rows[2].sevenths == [("A", "first; of its kind"), ("B", "second")]
    assert rows[3].title == "Placeholder fever, mild"


def test_it_is_compiled_once_and_then_only_opened(
    source: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert codes(tabular(source)) == _ALL
    (made,) = folder.iterdir()
    monkeypatch.setattr("cleanclaim.reference.icd10cm.compiling._fill", None)  # a second filling would fail
    assert codes(tabular(source)) == _ALL
    assert list(folder.iterdir()) == [made]


def test_another_source_gets_another_file(source: Path, folder: Path) -> None:
    tabular(source)
    source.write_text(_XML.replace("Placeholder", "Substitute"), encoding="utf-8")
    found = tabular(source).find("A00")
    assert found is not None
    assert found.title == "Substitute fever"
    assert len(list(folder.iterdir())) == 2


@pytest.mark.parametrize("damage", ["truncated", "one byte", "empty", "not a database"])
def test_a_damaged_file_is_made_anew(source: Path, folder: Path, damage: str) -> None:
    tabular(source)
    (made,) = folder.iterdir()
    content = bytearray(made.read_bytes())
    content[len(content) // 2] ^= 0xFF
    made.write_bytes(
        {
            "truncated": bytes(content[: len(content) // 2]),
            "one byte": bytes(content),
            "empty": b"",
            "not a database": b"hello",
        }[damage]
    )
    assert codes(tabular(source)) == _ALL
    assert [path.suffix for path in folder.iterdir()] == [".sqlite"]


def test_memory_serves_where_the_folder_cannot_be_written(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_way = tmp_path / "a file"
    in_the_way.write_text("")
    monkeypatch.setenv("CLEANCLAIM_CACHE", str(in_the_way / "below"))
    assert codes(tabular(source)) == _ALL


def test_the_xdg_folder_is_the_default(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLEANCLAIM_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    tabular(source)
    assert len(list((tmp_path / "xdg" / "cleanclaim").iterdir())) == 1


def test_a_document_type_is_refused(source: Path, folder: Path) -> None:
    source.write_text('<!DOCTYPE a [<!ENTITY x "y">]>' + _XML.partition("?>")[2], encoding="utf-8")
    with pytest.raises(UnreadableFileError, match="document type"):
        tabular(source)


def test_a_file_that_is_no_tabular_is_refused(source: Path, folder: Path) -> None:
    source.write_text("not xml", encoding="utf-8")
    with pytest.raises(UnreadableFileError, match="cannot be read"):
        tabular(source)
    assert list(folder.iterdir()) == []
