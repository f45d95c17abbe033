"""Each official layout: what is read, what is left out, and what refuses the file."""

from __future__ import annotations

import gzip
import tempfile
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.core.span import Span
from cleanclaim.reference.tables.compiling import Loaded, load
from cleanclaim.reference.tables.lookup import Tables
from cleanclaim.reference.tables.records import Table, TableRow
from tests.unit.reference.official_files import (
    add_ons,
    hcpcs_record,
    icd10cm_order,
    mue,
    pprrvu,
    ptp,
    shared,
)

Q4 = Span(date(2025, 10, 1), date(2025, 12, 31))
LINE_12 = [("refdata.bad-line", "file PPRRVU25_OCT.csv > line 12")]
Y2025 = Span(date(2025, 1, 1), date(2025, 12, 31))


def offer(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("cp1252"))
    return path


def loaded(folder: Path, name: str, text: str | bytes, effective: Span | None = None) -> Loaded:
    (only,) = load(folder / "t.sqlite", offer(folder, name, text), effective=effective)
    return only


def rows(folder: Path, table: Table, key: str, day: date) -> tuple[TableRow, ...]:
    tables = Tables(folder / "t.sqlite")
    found = tables.rows(table, key, day)
    tables.close()
    return found


def refusals(
    folder: Path, name: str, text: str | bytes, effective: Span | None = None
) -> list[tuple[str, str]]:
    with pytest.raises(UnreadableFileError) as caught:
        loaded(folder, name, text, effective)
    return [(finding.rule_id, str(finding.place)) for finding in caught.value.findings]


def test_pprrvu_by_position_without_descriptor_and_dental_rows(tmp_path: Path) -> None:
    text = pprrvu(
        {"code": "99213", "work": "1.30", "pe": "1.35"},
        {"code": "71046", "modifier": "26", "pctc": "1"},
        {"code": "D0120", "status": "N"},
    )
    it = loaded(tmp_path, "PPRRVU25_OCT.csv", text)
    assert (it.edition.table, it.edition.effective) == (
        Table.MPFS,
        Span(date(2025, 10, 1), date(2025, 12, 31)),
    )
    assert (it.edition.row_count, it.edition.dropped_count) == (2, 1)
    (visit,) = rows(tmp_path, Table.MPFS, "99213", date(2025, 10, 1))
    assert (visit["work_rvu"], visit["nonfac_pe_rvu"], visit["pctc_ind"], visit["global_days"]) == (
        "1.30", "1.35", "0", "XXX",
    )  # fmt: skip
    assert rows(tmp_path, Table.MPFS, "71046-26", date(2025, 12, 31))[0]["pctc_ind"] == "1"
    assert rows(tmp_path, Table.MPFS, "71046", date(2025, 12, 31)) == ()
    assert b"SOME WORDS" not in (tmp_path / "t.sqlite").read_bytes()


def test_a_wrong_line_refuses_pprrvu_whole_and_is_named(tmp_path: Path) -> None:
    text = pprrvu({"code": "99213"}, {"code": "99214", "work": "many"}, {"code": "99215"})
    assert refusals(tmp_path, "PPRRVU25_OCT.csv", text) == [
        ("refdata.bad-line", "file PPRRVU25_OCT.csv > line 12")
    ]
    cut = pprrvu({"code": "99213"}, {"code": "99214"})[:-60]
    assert refusals(tmp_path, "PPRRVU25_OCT.csv", cut) == [
        ("refdata.bad-line", "file PPRRVU25_OCT.csv > line 12")
    ]
    assert rows(tmp_path, Table.MPFS, "99213", date(2025, 10, 1)) == ()


def test_ptp_windows_apart_in_two_parts(tmp_path: Path) -> None:
    first = ptp(
        "11042\t97597\t\t20100101\t20101231\t1\tSome reason",
        "11042\t97597\t\t20120101\t*\t0\tSome reason",
        "11042\t97602\t*\t19960101\t19960101\t9\tSome reason",
    )
    second = ptp("99213\t36000\t\t20090401\t*\t1\tSome reason")
    span = Span(date(2009, 1, 1), date(2025, 12, 31))
    assert loaded(tmp_path, "ccipra-v313r0-f1.txt", first, span).edition.row_count == 3
    joined = loaded(tmp_path, "ccipra-v313r0-f2.txt", second, span).edition
    assert (joined.row_count, joined.source_file) == (4, "ccipra-v313r0-f1.txt + ccipra-v313r0-f2.txt")
    told = {
        day: [row["modifier_indicator"] for row in rows(tmp_path, Table.PTP_PRACTITIONER, "11042 97597", day)]
        for day in (
            date(2009, 12, 31),
            date(2010, 1, 1),
            date(2010, 12, 31),
            date(2011, 1, 1),
            date(2012, 1, 1),
        )
    }
    assert list(told.values()) == [[], ["1"], ["1"], [], ["0"]]
    assert rows(tmp_path, Table.PTP_PRACTITIONER, "99213 36000", date(2025, 12, 31))[0].evidence.locator == (
        "ncci-ptp-practitioner 99213 36000"
    )


@pytest.mark.parametrize(
    ("name", "table", "first"),
    [
        ("ccipra-v310r0-f1.txt", Table.PTP_PRACTITIONER, date(2025, 1, 1)),
        ("ccioph-v323r0-f4.txt", Table.PTP_OUTPATIENT, date(2026, 10, 1)),
        ("MCD_PTP_2025q3.txt", Table.PTP_MEDICAID, date(2025, 7, 1)),
    ],
)
def test_ptp_names_tell_table_and_quarter(tmp_path: Path, name: str, table: Table, first: date) -> None:
    title = "Edits"
    it = loaded(tmp_path, name, ptp("11042\t97597\t\t20100101\t*\t1\t", title=title)).edition
    assert (it.table, it.effective.first) == (table, first)


def test_mue_with_and_without_indicator(tmp_path: Path) -> None:
    medicare = mue("11042,1,3 Date of Service Edit: Clinical,Clinical: Data", "11045,12,1 Line Edit,Some")
    name = "MCR_MUE_PractitionerServices_Eff_10-01-2025.csv"
    it = loaded(tmp_path, name, medicare).edition
    assert (it.table, str(it.effective)) == (Table.MUE_PRACTITIONER, "2025-10-01..2025-12-31")
    (row,) = rows(tmp_path, Table.MUE_PRACTITIONER, "11042", date(2025, 10, 1))
    assert (row["value"], row["indicator"]) == ("1", "3")
    medicaid = "HCPCS/CPT Code,MCD Practitioner Services MUE Values,MUE Rationale\r\n11042,2,Some\r\n"
    assert loaded(tmp_path, "MCD_MUE_2025q4.csv", medicaid).edition.table is Table.MUE_MEDICAID
    assert rows(tmp_path, Table.MUE_MEDICAID, "11042", date(2025, 10, 1))[0]["indicator"] == ""
    wrong = mue("11042,-1,3 Date of Service Edit,Some", "11043,1,4 Something,Some")
    assert [place for _, place in refusals(tmp_path, "MUE_PractitionerServices_2024q1.csv", wrong)] == [
        "file MUE_PractitionerServices_2024q1.csv > line 3",
        "file MUE_PractitionerServices_2024q1.csv > line 4",
    ]


def test_add_ons_by_heading_with_julian_days(tmp_path: Path) -> None:
    text = add_ons("11042\t11045\t1\t\t\t\t2013001\t", "CCCCC\t99292\t2\t\t\t\t2013001\t2020366")
    loaded(tmp_path, "AOC_2025.txt", text)
    (row,) = rows(tmp_path, Table.ADD_ON, "11045", date(2025, 1, 1))
    assert (row["primary"], row["type"], row.effective) == ("11042", "1", Span(date(2013, 1, 1)))
    assert rows(tmp_path, Table.ADD_ON, "99292", date(2025, 1, 1)) == ()
    assert [rule for rule, _ in refusals(tmp_path, "AOC_2024.txt", add_ons("11042\t11045\t4\t\t\t\t\t"))] == [
        "refdata.bad-line"
    ]


def test_icd10cm_order_wants_every_number(tmp_path: Path) -> None:
    titles = [("A00", "0", "Cholera"), ("A000", "1", "Cholera, one sort"), ("E1122", "1", "Invented title")]
    it = loaded(tmp_path, "icd10cm_order_2026.txt", icd10cm_order(*titles)).edition
    assert str(it.effective) == "2025-10-01..2026-03-31"
    (row,) = rows(tmp_path, Table.ICD10CM, "E11.22", date(2026, 3, 31))
    assert (row["is_billable"], row["title"]) == ("1", "Invented title")
    lines = icd10cm_order(*titles).splitlines(keepends=True)
    assert refusals(tmp_path, "icd10cm-order-April-1-2026.txt", lines[0] + lines[2]) == [
        ("refdata.bad-line", "file icd10cm-order-April-1-2026.txt > line 2")
    ]


def test_hcpcs_with_continuation_modifier_and_end(tmp_path: Path) -> None:
    records = [
        hcpcs_record("J3301", "3", "Invented drug title", added="19970101"),
        hcpcs_record("J3301", "4", "that goes on", added="19970101"),
        hcpcs_record("G0101", "3", "Ended service", added="19980101", ended="20101231"),
        hcpcs_record("D0120", "3", "Dental words", added="20000101"),
        hcpcs_record("LT", "7", "Left side", added="19900101"),
    ]
    text = "\xa0" + "\r\n".join(records) + "\r\n"
    it = loaded(tmp_path, "HCPC2011_ANWEB.txt", text, Span(date(2010, 1, 1), date(2011, 12, 31))).edition
    assert (it.row_count, it.dropped_count) == (3, 1)
    (drug,) = rows(tmp_path, Table.HCPCS, "J3301", date(2011, 1, 1))
    assert (drug["title"], drug["kind"], drug["coverage"]) == (
        "Invented drug title that goes on",
        "code",
        "C",
    )
    assert rows(tmp_path, Table.HCPCS, "LT", date(2011, 1, 1))[0]["kind"] == "modifier"
    assert len(rows(tmp_path, Table.HCPCS, "G0101", date(2010, 12, 31))) == 1
    assert rows(tmp_path, Table.HCPCS, "G0101", date(2011, 1, 1)) == ()
    wider = "\r\n".join(record + " " * 27 for record in records)
    assert refusals(tmp_path, "HCPC2026_ANWEB.txt", wider) == [
        ("refdata.unknown-file", "file HCPC2026_ANWEB.txt")
    ]


def test_addendum_b_keeps_no_cpt_words(tmp_path: Path) -> None:
    text = (
        "Addendum B,,,,,\nHCPCS Code,Short Descriptor,SI,APC,Relative Weight,Payment Rate\n"
        '27447,Words of others,J1,5115,145.1,"$12,345.60"\nG0463,Hospital visit,J2,5012,,$121.00\n'
    )
    loaded(tmp_path, "addendum_b_2026-04.csv", text)
    (knee,) = rows(tmp_path, Table.OPPS_B, "27447", date(2026, 6, 30))
    assert (knee["status_indicator"], knee["rate"], knee["title"]) == ("J1", "12345.60", "")
    assert rows(tmp_path, Table.OPPS_B, "G0463", date(2026, 4, 1))[0]["title"] == "Hospital visit"


def test_leie_keeps_numbers_not_names(tmp_path: Path) -> None:
    heading = (
        "LASTNAME,FIRSTNAME,MIDNAME,BUSNAME,GENERAL,SPECIALTY,UPIN,NPI,DOB,ADDRESS,CITY,STATE,ZIP,EXCLTYPE,"
        "EXCLDATE,REINDATE,WAIVERDATE,WVRSTATE"
    )
    text = "\n".join(
        [
            heading,
            "NOBODY,ANN,,,X,Y,,2000000119,19700101,,,IL,,1128a1,20200301,00000000,00000000,",
            "NOBODY,BEN,,,X,Y,,0000000000,19700101,,,IL,,1128a1,20200301,00000000,00000000,",
        ]
    )
    it = loaded(tmp_path, "LEIE202512.csv", text).edition
    assert (it.row_count, str(it.effective)) == (1, "2025-12-01..2025-12-31")
    (row,) = rows(tmp_path, Table.LEIE, "2000000119", date(2025, 12, 1))
    assert (row["exclusion_type"], row.effective.first) == ("1128a1", date(2020, 3, 1))
    assert b"NOBODY" not in (tmp_path / "t.sqlite").read_bytes()


def test_gpci_pads_numbers_and_places_of_service_want_days(tmp_path: Path) -> None:
    text = (
        "ADDENDUM E. GPCIs,,,,,,\n,,,,,,\nMAC,State,Locality Number,Locality Name,PW GPCI,PE GPCI,MP GPCI\n"
        "2102,AK,1,ALASKA*,1.5,1.081,0.592\n*Note,,,,,,\n"
    )
    loaded(tmp_path, "GPCI2025.csv", text)
    (row,) = rows(tmp_path, Table.GPCI, "02102-01", date(2025, 12, 31))
    assert (row["name"], row["work"], row["pe"], row["mp"]) == ("ALASKA", "1.5", "1.081", "0.592")
    places = "code,title,definition\n11,Office,Somewhere\n"
    assert refusals(tmp_path, "pos.csv", places) == [("refdata.days-unknown", "file pos.csv")]
    assert loaded(tmp_path, "pos.csv", places, Y2025).edition.row_count == 1


@pytest.mark.parametrize(
    ("parts", "effective", "counts"),
    [
        (("mpfs", "pprrvu2025_oct_nodesc.csv.gz"), None, (Table.MPFS, 18_144)),
        (("mpfs", "GPCI2025.csv"), None, (Table.GPCI, 109)),
        (("mpfs", "25LOCCO1.csv"), None, (Table.LOCALITY_COUNTY, 110)),
        (
            ("mpfs", "zip5_locality.csv.gz"),
            Span(date(2020, 1, 1), date(2025, 12, 31)),
            (Table.ZIP_LOCALITY, 43_313),
        ),
        (("ncci", "mue_medicaid_2025q4.csv"), None, (Table.MUE_MEDICAID, 8_253)),
        (("opps", "addendum_b_2026-04_level2.csv"), None, (Table.OPPS_B, 6_664)),
        (("codesets", "leie_npis.csv"), Y2025, (Table.LEIE, 8_172)),
        (("codesets", "pos.csv"), Y2025, (Table.POS, 52)),
    ],
)
def test_real_rows_load_whole(
    tmp_path: Path, parts: tuple[str, ...], effective: Span | None, counts: tuple[Table, int]
) -> None:
    (it,) = load(tmp_path / "t.sqlite", shared(*parts), effective=effective)
    assert (it.edition.table, it.edition.row_count) == counts
    assert it.edition.dropped_count == 0


def test_a_zip_with_several_files_loads_those_that_are_known(tmp_path: Path) -> None:
    archive = tmp_path / "RVU25D.zip"
    with zipfile.ZipFile(archive, "w") as box:
        box.writestr("RVU25D/PPRRVU25_OCT.csv", pprrvu({"code": "99213"}))
        box.writestr("RVU25D/readme.txt", "words")
        box.writestr("RVU25D/pprrvu.xlsx", b"\x00\x01")
        box.writestr("RVU25D/GPCI2025.csv", "GPCI,,Locality Name,,,,\n2102,AK,1,ALASKA*,1.5,1.081,0.592\n")
    found = load(tmp_path / "t.sqlite", archive)
    assert [(each.edition.table, each.edition.source_file) for each in found] == [
        (Table.GPCI, "GPCI2025.csv"),
        (Table.MPFS, "PPRRVU25_OCT.csv"),
    ]


@pytest.mark.parametrize(
    "content", [b"", b"no table at all\n", b"\x89PNG\r\n\x1a\n\x00\x00", b"PK\x03\x04 broken"]
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes) -> None:
    (found,) = refusals(tmp_path, "thing.bin", content)
    assert found[0] in ("refdata.unknown-file", "refdata.unreadable")


def test_a_gzip_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    whole = gzip.compress(pprrvu(*({"code": f"{number:05d}"} for number in range(2000, 4000))).encode())
    rules = [rule for rule, _ in refusals(tmp_path, "PPRRVU25_OCT.csv.gz", whole[:-200])]
    assert rules == ["refdata.unreadable"]
    assert rows(tmp_path, Table.MPFS, "02000", date(2025, 10, 1)) == ()


def test_a_zip_with_the_parts_of_one_edition_loads_them_all_once(tmp_path: Path) -> None:
    archive = tmp_path / "ccipra-v313r0.zip"
    with zipfile.ZipFile(archive, "w") as box:
        box.writestr("ccipra-v313r0-f1.txt", ptp("11042\t97597\t\t20100101\t*\t1\t"))
        box.writestr("ccipra-v313r0-f2.txt", ptp("99213\t36000\t\t20090401\t*\t1\t"))
    assert [each.edition.row_count for each in load(tmp_path / "t.sqlite", archive)] == [1, 2]
    again = load(tmp_path / "t.sqlite", archive)
    assert [(each.is_new, each.edition.row_count) for each in again] == [(False, 2), (False, 2)]
    assert len(rows(tmp_path, Table.PTP_PRACTITIONER, "99213 36000", date(2025, 12, 31))) == 1


COVERAGE_PROCEDURES = (
    "article_id,article_version,hcpc_code_id,hcpc_code_version,hcpc_code_group,long_description\n"
    '"90001","7","82306","61","1","not kept"\n90002,1,G0123,2,2,x\n'
)
COVERAGE_DIAGNOSES = (
    "article_id,article_version,icd10_code_id,icd10_code_version,icd10_covered_group,description\n"
    "90001,7,N18.31,10,1,not kept\n90001,7,E1122,10,2,x\n"
)


def test_coverage_articles_by_procedure_and_their_diagnoses(tmp_path: Path) -> None:
    loaded(tmp_path, "article_x_hcpc_code_2026-04.csv", COVERAGE_PROCEDURES)
    loaded(tmp_path, "article_x_icd10_covered_2026-04.csv", COVERAGE_DIAGNOSES)
    (governed,) = rows(tmp_path, Table.COVERAGE_PROCEDURES, "82306", date(2026, 4, 30))
    assert governed.attributes == (("article", "90001"), ("group", "1"))
    told = [each.attributes for each in rows(tmp_path, Table.COVERAGE_DIAGNOSES, "90001", date(2026, 4, 1))]
    assert told == [
        (("diagnosis", "N18.31"), ("group", "1")),
        (("diagnosis", "E11.22"), ("group", "2")),
    ]
    assert rows(tmp_path, Table.COVERAGE_DIAGNOSES, "90001", date(2026, 5, 1)) == ()
    assert b"not kept" not in (tmp_path / "t.sqlite").read_bytes()


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("article_x_hcpc_code_2026-04.csv", COVERAGE_PROCEDURES.replace("82306", "8230"), "line 2"),
        ("article_x_hcpc_code_2026-04.csv", COVERAGE_PROCEDURES.replace("90002", ""), "line 3"),
        ("article_x_icd10_covered_2026-04.csv", COVERAGE_DIAGNOSES.replace("E1122", "1122"), "line 3"),
        ("article_x_icd10_covered_2026-04.csv", COVERAGE_DIAGNOSES.replace("90001,7,E", "A,7,E"), "line 3"),
    ],
)
def test_a_coverage_file_with_a_wrong_row_is_refused(tmp_path: Path, name: str, text: str, line: str) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        loaded(tmp_path, name, text)
    assert [str(each.place).rpartition(" > ")[2] for each in refused.value.findings] == [line]


FIXTURES = {
    "article_x_hcpc_code_2026-04.csv": COVERAGE_PROCEDURES,
    "article_x_icd10_covered_2026-04.csv": COVERAGE_DIAGNOSES,
    "PPRRVU25_OCT.csv": pprrvu({"code": "99213"}, {"code": "71046", "modifier": "26"}),
    "ccipra-v313r0-f1.txt": ptp("11042\t97597\t\t20100101\t*\t1\tSome"),
    "MUE_PractitionerServices_2025q4.csv": mue("11042,1,3 Edit,Some"),
    "AOC_2025.txt": add_ons("11042\t11045\t1\t\t\t\t2013001\t"),
    "icd10cm_order_2026.txt": icd10cm_order(("A00", "0", "Cholera"), ("A000", "1", "Cholera, one sort")),
    "HCPC2011_ANWEB.txt": hcpcs_record("J3301", "3", "Invented", added="19970101") + "\r\n",
    "LEIE202512.csv": "A,NPI,EXCLTYPE,EXCLDATE,REINDATE\nx,2000000119,1128a1,20200301,00000000\n",
    "addendum_b_2026-04.csv": "HCPCS Code,SI,Payment Rate\nG0463,J2,$121.00\n",
    "GPCI2025.csv": "GPCI,,Locality Name,,,,\n2102,AK,1,ALASKA*,1.5,1.081,0.592\n",
    "25LOCCO.csv": "Counties,Locality Number\n2102,1,ALASKA,STATEWIDE,ALL\n",
    "zip_2025.csv": "zip5,carrier,locality,year_from,year_to,plus4_split\n62701,06102,99,2020,,0\n",
}


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(FIXTURES)), st.data())
def test_a_file_with_any_damage_loads_or_is_refused_with_findings(name: str, data: st.DataObject) -> None:
    content = bytearray(FIXTURES[name].encode("cp1252"))
    start = data.draw(st.integers(0, len(content)))
    length = data.draw(st.integers(0, 12))
    pieces = [b'"', b",", b"\t", b"\r", b"\n\n", b"0000", b"99999999"]
    content[start : start + length] = data.draw(st.binary(max_size=12) | st.sampled_from(pieces))
    with tempfile.TemporaryDirectory() as folder:
        path = offer(Path(folder), name, bytes(content))
        assert told_of(Path(folder) / "t.sqlite", path)


def told_of(store: Path, path: Path) -> int:
    """How many editions or findings came of it; anything but a refusal is an error of ours."""
    try:
        return len(load(store, path))
    except UnreadableFileError as refused:
        return len(refused.findings)


def test_undamaged_fixtures_load(tmp_path: Path) -> None:
    for name, text in FIXTURES.items():
        assert loaded(tmp_path, name, text).edition.row_count > 0
