"""The official XML files: small ones written here, and the real ones whole."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest

from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.core.span import Span
from cleanclaim.reference.tables.compiling import load
from cleanclaim.reference.tables.lookup import Tables
from cleanclaim.reference.tables.records import Table, TableEdition
from tests.unit.reference.official_files import shared

FY2025 = date(2025, 9, 30)
APRIL = date(2026, 4, 1)

DRUGS = """<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.index>
  <version>2026</version>
  <indexHeading><head col="1">Substance</head></indexHeading>
  <letter>
    <title>A</title>
    <mainTerm>
      <title>Inventol<nemod>(made up)</nemod> compound</title>
      <see>Other &amp; more</see>
      <cell col="2">T51.3X1</cell>
      <cell col="7">--</cell>
      <term level="1">
        <title>topical</title>
        <cell col="2">T49.-</cell>
      </term>
    </mainTerm>
  </letter>
</ICD10CM.index>
"""
PROCEDURES = """<?xml version="1.0" encoding="utf-8"?>
<ICD10PCS.tabular>
  <pcsTable>
    <axis pos="1" values="1"><title>Section</title><label code="0">Invented section</label></axis>
    <axis pos="2" values="1"><title>System</title><label code="1">Invented system</label></axis>
    <axis pos="3" values="1"><title>Operation</title><label code="Q">Mend</label></axis>
    <pcsRow codes="2">
      <axis pos="4" values="2"><label code="A">Left</label><label code="B">Right</label></axis>
      <axis pos="5" values="1"><title>Approach</title><label code="X">Outside</label></axis>
      <axis pos="6" values="1"><title>Device</title><label code="Z">None</label></axis>
      <axis pos="7" values="1"><title>Qualifier</title><label code="Z">None</label></axis>
    </pcsRow>
  </pcsTable>
</ICD10PCS.tabular>
"""


def loaded(folder: Path, name: str, text: str) -> TableEdition:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    (only,) = load(folder / "t.sqlite", path)
    assert only.is_verified
    return only.edition


def values(store: Path, table: Table, key: str, day: date) -> list[dict[str, str]]:
    tables = Tables(store)
    found = [{name: value for name, value in row.attributes if value} for row in tables.rows(table, key, day)]
    tables.close()
    return found


def refusal(folder: Path, name: str, text: str) -> tuple[str, str]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableFileError) as caught:
        load(folder / "t.sqlite", path)
    finding = caught.value.findings[0]
    return finding.rule_id, f"{finding.place}: {finding.message}"


def test_a_term_is_found_by_its_path_and_its_modifiers_stand_apart(tmp_path: Path) -> None:
    edition = loaded(tmp_path, "icd10cm-drug-April-1-2026.xml", DRUGS)
    assert (edition.table, edition.effective, edition.row_count) == (
        Table.ICD10CM_DRUGS,
        Span(date(2026, 4, 1), date(2026, 9, 30)),
        2,
    )
    store = tmp_path / "t.sqlite"
    assert values(store, Table.ICD10CM_DRUGS, "Inventol compound", APRIL) == [
        {"modifiers": "(made up)", "see": "Other & more", "cell_2": "T51.3X1", "cell_7": "--"}
    ]
    assert values(store, Table.ICD10CM_DRUGS, "Inventol compound > topical", APRIL) == [{"cell_2": "T49.-"}]


def test_the_heading_tells_which_index_it_is(tmp_path: Path) -> None:
    for words, table in (
        ('<indexHeading><head col="1">Neoplasm</head></indexHeading>', Table.ICD10CM_NEOPLASMS),
        ("<title>EXTERNAL CAUSE of INJURIES INDEX</title>", Table.ICD10CM_EXTERNAL_CAUSES),
        ("<title>Index to Diseases</title>", Table.ICD10CM_INDEX),
    ):
        text = DRUGS.replace('<indexHeading><head col="1">Substance</head></indexHeading>', words)
        assert loaded(tmp_path, "icd10cm-any-April-1-2026.xml", text).table is table


def test_procedures_expand_to_every_code(tmp_path: Path) -> None:
    edition = loaded(tmp_path, "icd10pcs_tables_2025.xml", PROCEDURES)
    assert (edition.row_count, edition.effective) == (2, Span(date(2024, 10, 1), date(2025, 9, 30)))
    assert values(tmp_path / "t.sqlite", Table.ICD10PCS, "01QBXZZ", FY2025) == [
        {
            "section": "Invented section",
            "body_system": "Invented system",
            "operation": "Mend",
            "character_4": "Right",
            "character_5": "Outside",
            "character_6": "None",
            "character_7": "None",
        }
    ]
    assert values(tmp_path / "t.sqlite", Table.ICD10PCS, "01QBXZZ", date(2025, 10, 1)) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('codes="2"', 'codes="3"'), "a table ends here with a row that miscounts its codes"),
        (('pos="4" values="2"', 'pos="4" values="3"'), "an axis that lacks labels or miscounts them"),
        (('code="B">Right', 'code="O">Right'), "an axis that lacks labels or miscounts them"),
        (('<axis pos="7"', '<axis pos="8"'), "an axis that lacks labels or miscounts them"),
        (('pos="3" values="1"', 'pos="3" values="2"'), "whose first three characters are not one each"),
    ],
)
def test_a_table_that_miscounts_is_refused_with_its_line(
    tmp_path: Path, change: tuple[str, str], message: str
) -> None:
    rule, told = refusal(tmp_path, "icd10pcs_tables_2025.xml", PROCEDURES.replace(*change))
    assert rule == "refdata.bad-line"
    assert told.startswith("file icd10pcs_tables_2025.xml > line 13: ")
    assert message in told


def test_cut_xml_and_a_document_type_are_refused_whole(tmp_path: Path) -> None:
    rule, told = refusal(tmp_path, "icd10pcs_tables_2025.xml", PROCEDURES[:-30])
    assert (rule, "line 13 is not XML as it should be, or the end is missing" in told) == (
        "refdata.unreadable",
        True,
    )
    declared = PROCEDURES.replace("<ICD10PCS.tabular>", '<!DOCTYPE x [<!ENTITY a "b">]>\n<ICD10PCS.tabular>')
    rule, told = refusal(tmp_path, "icd10pcs_tables_2025.xml", declared)
    assert (rule, "line 2 is not XML as it should be" in told) == ("refdata.unreadable", True)
    tables = Tables(tmp_path / "t.sqlite")
    assert tables.editions == ()
    tables.close()


def test_a_term_without_a_title_is_a_bad_line(tmp_path: Path) -> None:
    text = DRUGS.replace("<title>topical</title>", "")
    assert refusal(tmp_path, "icd10cm-drug-April-1-2026.xml", text)[0] == "refdata.bad-line"


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("xml") / "t.sqlite"
    for kind in ("drug", "eindex", "neoplasm"):
        load(store, shared("icd10cm", f"icd10cm-{kind}-April-1-2026.xml.gz"))
    for kind in ("tables", "index", "definitions"):
        load(store, shared("icd10pcs", f"icd10pcs_{kind}_2025.xml.gz"))
    load(store, shared("codesets", "msdrg_table5_fy2026.csv"))
    return store


def test_the_real_files_whole(real: Path) -> None:
    tables = Tables(real)
    assert {edition.table: edition.row_count for edition in tables.editions} == {
        Table.ICD10CM_DRUGS: 7_430,
        Table.ICD10CM_NEOPLASMS: 1_940,
        Table.ICD10CM_EXTERNAL_CAUSES: 8_090,
        Table.ICD10PCS: 78_948,
        Table.ICD10PCS_INDEX: 24_484,
        Table.ICD10PCS_DEFINITIONS: 930,
        Table.MS_DRG: 772,
    }
    keys = [row.key for row in tables.all_rows(Table.ICD10PCS, FY2025)]
    tables.close()
    assert len(set(keys)) == 78_948
    assert all(len(key) == 7 and not {"I", "O"} & set(key) for key in keys)
    with gzip.open(shared("icd10pcs", "icd10pcs_tables_2025.xml.gz"), "rt") as text:
        stated = text.read()
    assert sum(int(part.split('"')[0]) for part in stated.split('<pcsRow codes="')[1:]) == 78_948


def test_rows_of_the_real_files(real: Path) -> None:
    neoplasm = values(
        real, Table.ICD10CM_NEOPLASMS, "Neoplasm, neoplastic > abdomen, abdominal > cavity", APRIL
    )
    assert neoplasm[0]["cell_2"] == "C76.2"
    assert neoplasm[0]["cell_3"] == "C79.8-"
    assert (
        values(real, Table.ICD10CM_DRUGS, "2,4-D", APRIL)[0]["modifiers"] == "(dichlorophen-oxyacetic acid)"
    )
    bus = values(real, Table.ICD10CM_EXTERNAL_CAUSES, "Accident > bus", APRIL)
    assert bus == [{"see": "Accident, transport, bus occupant"}]
    assert values(real, Table.ICD10CM_EXTERNAL_CAUSES, "Abandonment NEC", APRIL)[0]["code"] == "X58"
    resection = values(real, Table.ICD10PCS_INDEX, "Abdominohysterectomy", FY2025)
    assert resection == [{"see": "Resection, Uterus [0UT9]"}]
    plasty = values(real, Table.ICD10PCS_INDEX, "Abdominoplasty", FY2025)
    assert [row.get("see") for row in plasty] == [
        None,
        "Alteration, Abdominal Wall [0W0F]",
        "Repair, Abdominal Wall [0WQF]",
        "Supplement, Abdominal Wall [0WUF]",
    ]
    bypass = values(real, Table.ICD10PCS_DEFINITIONS, "0 3 Bypass", FY2025)
    assert (bypass[0]["axis"], bypass[0]["includes"]) == (
        "Operation",
        "Coronary artery bypass, colostomy formation",
    )
    (transplant,) = values(real, Table.MS_DRG, "001", date(2025, 10, 1))
    assert (transplant["weight"], transplant["gmlos"], transplant["mdc"]) == ("28.0239", "25.8", "PRE")
