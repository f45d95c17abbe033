"""Claims and remittances as tables: every row where the bytes say it, wherever the file was cut."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from bench.generate import claims, remittances
from cleanclaim.cli.commands.x12.to_parquet import to_parquet
from cleanclaim.core.errors import MisuseError, UnreadableFileError
from cleanclaim.exchange.received_claim import decode_claims
from cleanclaim.x12.columns import checking
from cleanclaim.x12.columns.checking import tabulate
from cleanclaim.x12.columns.picking import Picked
from cleanclaim.x12.columns.tables import Column, Values
from cleanclaim.x12.reading import read

Rows = dict[str, list[dict[str, object]]]


def rows_of(raw: bytes) -> Rows:
    """Every table as plain rows."""
    found: Rows = {}

    def take(name: str, columns: dict[str, Column]) -> None:
        plain = {column: _plain(values) for column, values in columns.items()}
        count = len(next(iter(plain.values())))
        assert all(len(values) == count for values in plain.values())
        rows = [{column: values[at] for column, values in plain.items()} for at in range(count)]
        found.setdefault(name, []).extend(rows)

    tabulate(io.BytesIO(raw), take, subject="file")
    return found


def _plain(column: Column) -> list[object]:
    if isinstance(column, Picked):
        return [column.text(at) for at in range(len(column.start))]
    if isinstance(column, Values):
        pairs = zip(column.numbers.tolist(), column.there.tolist(), strict=True)
        return [number if there else None for number, there in pairs]
    return list(column)


def test_claims_and_lines_are_those_that_a_payer_reads() -> None:
    raw = claims(0.02, varied=True)
    tables = rows_of(raw)
    wanted = [claim for each in read(raw).sets for claim in decode_claims(each.segments)]
    assert [row["control_number"] for row in tables["claims"]] == [claim.control_number for claim in wanted]
    assert [row["charge_cents"] for row in tables["claims"]] == [claim.charge.cents for claim in wanted]
    assert [row["member_id"] for row in tables["claims"]] == [claim.member_id for claim in wanted]
    assert [row["payer_identifier"] for row in tables["claims"]] == [
        claim.payer_identifier for claim in wanted
    ]
    assert [row["billing_npi"] for row in tables["claims"]] == [claim.billing_npi for claim in wanted]
    lines = [line for claim in wanted for line in claim.lines]
    assert [row["charge_cents"] for row in tables["lines"]] == [line.charge.cents for line in lines]
    assert [row["procedure"] for row in tables["lines"]] == [line.procedure for line in lines]
    days = [int(line.service_dates.first.strftime("%Y%m%d")) for line in lines]
    assert [row["service_from"] for row in tables["lines"]] == days
    keys = {row["claim"]: claim for row, claim in zip(tables["claims"], wanted, strict=True)}
    held = [len(claim.diagnoses) for claim in wanted]
    assert [sum(row["claim"] == key for row in tables["diagnoses"]) for key in keys] == held


def test_tables_do_not_depend_on_where_the_file_was_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = claims(0.02, varied=True) + remittances(0.02, varied=True)
    whole = rows_of(raw)
    monkeypatch.setattr(checking, "STRETCH", 1500)
    cut = rows_of(raw)
    assert whole.keys() == cut.keys()
    for name, rows in whole.items():
        assert sorted(map(repr, rows)) == sorted(map(repr, cut[name])), name


def test_a_remittance_with_reversal_and_provider_adjustments(golden: Callable[[str], bytes]) -> None:
    tables = rows_of(golden("835-reversal-correction-and-provider-adjustments"))
    assert [
        (row["reason"], row["identifier"], row["amount_cents"]) for row in tables["provider_adjustments"]
    ] == [
        ("WO", "ICN0001", 2500),
        ("L6", "", -150),
    ]
    assert [row["claim_status"] for row in tables["payments"]] == ["1", "22", "1", "1"]
    told = [(row["line"], row["group"], row["amount_cents"]) for row in tables["adjustments"]]
    first, second = (row["line"] for row in tables["services"])
    lines = [(first, "CO", 5500), (first, "PR", 2600), (second, "CO", 2500), (second, "PR", 1800)]
    claims_as_a_whole = [
        (-1, "CO", -3000),
        (-1, "CO", 3000),
        (-1, "PR", 1200),
        (-1, "CO", 350),
        (-1, "CO", 3050),
    ]
    assert told == lines + claims_as_a_whole


def test_what_cannot_be_read_has_no_value() -> None:
    raw = claims(0.003)
    at = raw.index(b"~CLM*") + 14
    end = raw.index(b"*", at)
    tables = rows_of(raw[:at] + b"12,50" + raw[end:])
    assert tables["claims"][0]["charge_cents"] is None
    assert tables["claims"][1]["charge_cents"] is not None


def test_a_file_without_a_plain_envelope_is_refused_with_its_findings() -> None:
    with pytest.raises(UnreadableFileError) as refusal:
        rows_of(claims(0.003)[:-40])
    assert "x12.read.not-closed" in {finding.rule_id for finding in refusal.value.findings}


def test_parquet_files_hold_the_same_rows(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    from cleanclaim.app.export_x12 import export_x12

    first, second = tmp_path / "first.x12", tmp_path / "second.x12"
    first.write_bytes(claims(0.01))
    second.write_bytes(remittances(0.01).replace(b"CLINIC", "CLÍNIC".encode()))
    exported = export_x12([first, second], tmp_path / "tables", processes=2)
    assert [len(each.report.rejects) for each in exported] == [0, 0]
    table = parquet.read_table(tmp_path / "tables" / "claims").to_pylist()
    wanted = rows_of(first.read_bytes())["claims"]
    assert [{**row, "file": ""} for row in table] == [{**row, "file": ""} for row in wanted]
    assert {row["file"] for row in table} == {"first.x12"}
    assert exported[1].rows["payments"] == len(rows_of(second.read_bytes())["payments"])
    with pytest.raises(MisuseError):
        export_x12([first], tmp_path / "tables")


def test_the_command_writes_tables_and_says_how_many_rows(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    path = tmp_path / "claims.x12"
    path.write_bytes(claims(0.01))
    done = CliRunner().invoke(to_parquet, [str(path), str(tmp_path / "tables")])
    counts = {name: len(rows) for name, rows in rows_of(path.read_bytes()).items()}
    told = ", ".join(f"{count} {name}" for name, count in counts.items())
    assert (done.exit_code, done.output) == (0, f"claims.x12: {told}\n")
    path.write_bytes(claims(0.01).replace(b"~DMG*D8*", b"~DMG*D9*", 1))
    assert CliRunner().invoke(to_parquet, [str(path), str(tmp_path / "more")]).exit_code == 1


def test_without_pyarrow_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cleanclaim.app.export_x12 import export_x12

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MisuseError, match=r"cleanclaim\[bulk\]"):
        export_x12([tmp_path / "claims.x12"], tmp_path / "tables")
    assert not (tmp_path / "tables").exists()
