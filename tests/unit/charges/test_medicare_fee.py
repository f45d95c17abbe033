"""Medicare's fee to the cent: published values, worked examples, a second implementation."""

from __future__ import annotations

import csv
import gzip
import json
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanclaim.app.price_code import Question, price_code
from cleanclaim.charges.medicare_adjustments import Clinician, Ranked, reduced
from cleanclaim.charges.medicare_fee import (
    NATIONAL,
    CostIndices,
    MedicareFee,
    RelativeValues,
    Unpriced,
    medicare_fee,
)
from cleanclaim.charges.medicare_rates import CONVERSION_FACTORS, conversion_factor, part_b_deductible
from cleanclaim.charges.medicare_share import medicare_share, non_participating
from cleanclaim.cli.root import root
from cleanclaim.core.errors import MisuseError
from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.reference.tables.compiling import load
from cleanclaim.reference.tables.lookup import TABLE_FILE, Tables
from cleanclaim.reference.tables.records import Table, TableRow
from tests.unit.reference.official_files import pprrvu, shared

DAY = date(2025, 10, 1)
FACTOR = conversion_factor(DAY)
assert FACTOR is not None
INVENTED = CostIndices("invented", 1020, 1050, 800)


def usd(text: str) -> Money:
    return Money.parse(text)


def a_fee(code: str, modifier: str = "", **columns: str) -> RelativeValues:
    """Relative values of an invented row; published ones where a test says so."""
    attributes = {
        "status_code": "A", "work_rvu": "0.00", "nonfac_pe_rvu": "0.00", "fac_pe_rvu": "0.00",
        "mp_rvu": "0.00", "nonfac_na_indicator": "", "fac_na_indicator": "", "opps_nonfac_pe_amount": "0.00",
        "opps_fac_pe_amount": "0.00", "opps_mp_amount": "0.00", "global_days": "XXX", "pre_op": "0.00",
        "intra_op": "0.00", "post_op": "0.00", "mult_proc": "0", "bilat_surg": "0", "endo_base": "",
    }  # fmt: skip
    key = f"{code}-{modifier}" if modifier else code
    attributes.update(columns)
    row = TableRow(Table.MPFS, key, tuple(attributes.items()), Span(date.min), "an invented edition")
    return RelativeValues.of(row)


VISIT = a_fee("99213", work_rvu="1.30", nonfac_pe_rvu="1.35", fac_pe_rvu="0.57", mp_rvu="0.10")


def fee_of(values: RelativeValues, place: str = "11", indices: CostIndices = NATIONAL) -> MedicareFee:
    assert FACTOR is not None
    fee = medicare_fee(values, indices, FACTOR, place)
    assert isinstance(fee, MedicareFee)
    return fee


def test_the_worked_example_with_its_formula() -> None:
    fee = fee_of(VISIT, indices=INVENTED)
    assert fee.amount == usd("91.33")
    assert fee.formula == (
        "(1.30 x 1.020 + 1.35 x 1.050 + 0.10 x 0.800) x 32.3465 = 91.33 (non-facility, invented)",
    )
    assert fee_of(VISIT, "22", INVENTED).amount == usd("64.84")
    assert fee.evidence[0].locator == "mpfs 99213"


@pytest.mark.parametrize(
    ("place", "amount"),
    [(place, "63.72") for place in "02 19 21 22 23 24 26 31 34 41 42 51 52 53 56 61".split()]  # noqa: SIM905
    + [(place, "88.95") for place in ("10", "11", "12", "20", "32", "49", "81")],
)
def test_the_place_decides_which_expense_counts(place: str, amount: str) -> None:
    assert fee_of(VISIT, place).amount == usd(amount)


RVU = st.integers(0, 20_000)
INDEX = st.integers(300, 2500)


@settings(deadline=None)
@given(st.tuples(RVU, RVU, RVU), st.tuples(INDEX, INDEX, INDEX), st.sampled_from(CONVERSION_FACTORS))
def test_it_rounds_once_half_up(
    parts: tuple[int, int, int], index: tuple[int, int, int], factor: object
) -> None:
    texts = [f"{part // 100}.{part % 100:02d}" for part in parts]
    values = a_fee("99213", work_rvu=texts[0], nonfac_pe_rvu=texts[1], mp_rvu=texts[2])
    cf = next(each for each in CONVERSION_FACTORS if each == factor)
    got = medicare_fee(values, CostIndices("x", *index), cf, "11")
    exact = sum(Decimal(t) * i / 1000 for t, i in zip(texts, index, strict=True)) * Decimal(str(cf))
    assert isinstance(got, MedicareFee)
    assert Decimal(str(got.amount)) == exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def test_half_a_cent_goes_up() -> None:
    """0.25 x 32.3400 would be 8.085: the schedule gives 8.09."""
    from cleanclaim.charges.medicare_rates import ConversionFactor

    factor = ConversionFactor(Span(DAY), 323_400, "invented")
    fee = medicare_fee(a_fee("99213", work_rvu="0.25"), NATIONAL, factor, "11")
    assert isinstance(fee, MedicareFee)
    assert fee.amount == usd("8.09")


@pytest.mark.parametrize(
    ("day", "qualifying", "factor"),
    [
        (date(2024, 3, 8), False, "32.7442"),
        (date(2024, 3, 9), False, "33.2875"),
        (date(2025, 1, 1), False, "32.3465"),
        (date(2025, 12, 31), True, "32.3465"),
        (date(2026, 1, 1), False, "33.4009"),
        (date(2026, 12, 31), True, "33.5675"),
        (date(2023, 12, 31), False, "None"),
        (date(2027, 1, 1), False, "None"),
    ],
)
def test_factors_by_day(day: date, qualifying: bool, factor: str) -> None:
    assert str(conversion_factor(day, qualifying=qualifying)) == factor


def test_deductibles_by_year() -> None:
    assert [part_b_deductible(date(year, 7, 1)) for year in (2024, 2025, 2026)] == [
        None,
        usd("257.00"),
        usd("283.00"),
    ]


@pytest.mark.parametrize("status", list("BCEIJMNPX"))
def test_what_the_schedule_does_not_price_has_no_amount(status: str) -> None:
    assert FACTOR is not None
    answer = medicare_fee(a_fee("00100", status_code=status), NATIONAL, FACTOR, "11")
    assert isinstance(answer, Unpriced)
    assert f"status {status}" in answer.reason


def test_the_split_of_the_note_sums_to_the_charge() -> None:
    """99214 in 2025: charge 200, 50 of the deductible left."""
    split = medicare_share(usd("200"), usd("125.18"), DAY, deductible_left=usd("50"))
    assert split.adjustments == (
        ("CO", "45", usd("74.82")),
        ("PR", "1", usd("50.00")),
        ("PR", "2", usd("15.04")),
        ("CO", "253", usd("1.20")),
    )
    assert split.paid == usd("58.94")
    assert split.patient == usd("65.04")


CENTS = st.integers(0, 10_000_000).map(Money)


@settings(deadline=None)
@given(CENTS, CENTS, CENTS, st.booleans())
def test_every_split_sums_to_the_charge(charge: Money, fee: Money, left: Money, preventive: bool) -> None:
    split = medicare_share(charge, fee, DAY, deductible_left=left, preventive=preventive)
    assert split.paid + Money.total(amount for _, _, amount in split.adjustments) == charge
    assert split.paid >= Money(0)
    assert split.allowed == min(charge, fee)
    assert not (preventive and split.patient)


def test_before_sequestration_nothing_is_held_back_and_a_low_charge_is_the_limit() -> None:
    split = medicare_share(usd("100"), usd("125.18"), date(2022, 6, 30))
    assert (split.paid, split.adjustments) == (usd("80.00"), (("PR", "2", usd("20.00")),))


def test_non_participating_and_the_limiting_charge() -> None:
    assert non_participating(usd("88.95")) == (usd("84.50"), usd("97.18"))


def ranked(code: str, amount: str, rule: str = "2", base: str = "") -> Ranked:
    return Ranked(a_fee(code, mult_proc=rule, endo_base=base), MedicareFee(usd(amount), ()))


def amounts(lines: list[Ranked], bases: dict[str, Money] | None = None) -> list[str]:
    fees = reduced(lines, bases or {})
    return [str(fee.amount) if isinstance(fee, MedicareFee) else "unpriced" for fee in fees]


def test_several_surgeries_half_after_the_dearest_and_by_report_after_five() -> None:
    lines = [
        ranked(f"1000{n}", amount) for n, amount in enumerate(("10.01", "500.00", "20", "30", "40", "5"))
    ]
    assert amounts(lines) == ["5.01", "500.00", "10.00", "15.00", "20.00", "unpriced"]
    assert amounts([ranked("99213", "50.00", rule="0"), ranked("10001", "10.00")]) == ["50.00", "10.00"]


def test_endoscopies_of_one_family_less_their_base() -> None:
    family = [ranked("45380", "414.68", "3", "45378"), ranked("45385", "435.38", "3", "45378")]
    bases = {"45378": usd("327.67")}
    assert amounts(family, bases) == ["87.01", "435.38"]
    assert amounts([*family, ranked("45378", "327.67")], bases) == ["87.01", "435.38", "0.00"]
    assert amounts(family) == ["unpriced", "435.38"]
    # the family is ranked by its sum, 522.39, against a surgery
    assert amounts([*family, ranked("10001", "500.00")], bases) == ["87.01", "435.38", "250.00"]
    assert amounts([*family, ranked("10001", "600.00")], bases) == ["43.51", "217.69", "600.00"]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fees")
    for name in ("pprrvu2025_oct_nodesc.csv.gz", "GPCI2025.csv"):
        load(folder / TABLE_FILE, shared("mpfs", name))
    return folder


def asked(folder: Path, code: str, place: str = "11", **changes: object) -> str:
    number, *modifiers = code.split("-")
    tables = Tables(folder / TABLE_FILE)
    question = Question(number, tuple(modifiers), DAY, place_of_service=place, **changes)  # type: ignore[arg-type]
    answer = price_code(tables, question)
    tables.close()
    return str(answer.amount) if isinstance(answer, MedicareFee) else answer.reason


@pytest.mark.parametrize(
    ("code", "place", "amount"),
    [
        ("99213", "11", "88.95"), ("99213", "22", "63.72"), ("99214", "11", "125.18"),
        ("99214", "22", "93.80"),
        ("27447", "21", "1257.63"), ("71046", "11", "32.67"), ("71046-26", "11", "10.03"),
        ("71046-TC", "11", "22.64"), ("G2211", "11", "15.53"), ("27447-50", "21", "1886.45"),
        ("27447-80", "21", "201.22"), ("27447-AS", "21", "171.04"), ("27447-62", "21", "786.02"),
        ("27447-55", "21", "264.10"), ("71275-TC", "11", "178.23"), ("72148-26", "11", "67.60"),
        ("45378-53", "11", "164.00"),
    ],
)  # fmt: skip
def test_published_and_worked_amounts(real: Path, code: str, place: str, amount: str) -> None:
    assert asked(real, code, place) == amount


def test_nurse_practitioners_social_workers_and_localities(real: Path) -> None:
    assert asked(real, "99213", clinician=Clinician.NURSE_PRACTITIONER_OR_PHYSICIAN_ASSISTANT) == "75.61"
    assert asked(real, "99213", clinician=Clinician.CLINICAL_SOCIAL_WORKER) == "66.71"
    assert asked(real, "99213", locality="02102-01") == "112.20"
    assert asked(real, "27447-66", "21") == "27447: teams are paid by report (66)"
    assert asked(real, "99213", locality="99999-99") == "the tables have no row for locality 99999-99"
    assert asked(real, "99999") == "the tables have no row for 99999"
    assert asked(real, "27447", "11").endswith("the schedule has no amount for it at place of service 11")


def second_implementation(row: dict[str, str], index: list[str], *, facility: bool) -> Decimal | None:
    """The schedule told once more, from the csv and in decimals."""
    side = "fac" if facility else "nonfac"
    if row["status_code"] not in ("A", "R", "T") or row[f"{side}_na_indicator"] == "NA":
        return None

    def dollars(expense: str, malpractice: str) -> Decimal:
        parts = zip((row["work_rvu"], row[expense], row[malpractice]), index, strict=True)
        total = sum((Decimal(value) * Decimal(each) for value, each in parts), Decimal(0))
        return (total * Decimal(row["conv_factor"])).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)

    fee = dollars(f"{side}_pe_rvu", "mp_rvu")
    cap = f"opps_{side}_pe_amount"
    return min(fee, dollars(cap, "opps_mp_amount")) if Decimal(row[cap]) else fee


def compare(folder: Path, every: int) -> int:
    assert FACTOR is not None
    with gzip.open(shared("mpfs", "pprrvu2025_oct_nodesc.csv.gz"), "rt") as lines:
        rows = list(csv.DictReader(lines))
    with shared("mpfs", "GPCI2025.csv").open() as sheet:
        cells = [row for row in csv.reader(sheet) if row[0].isdigit()]
    localities = [(f"{row[0]:0>5}-{row[2]:0>2}", row[4:7]) for row in cells]
    assert (len(rows), len(localities)) == (18_144, 109)
    tables, compared = Tables(folder / TABLE_FILE), 0
    for number, row in enumerate(rows):
        key = row["hcpcs"] + (f"-{row['modifier']}" if row["modifier"] else "")
        values = RelativeValues.of(tables.rows(Table.MPFS, key, DAY)[0])
        for locality, index in islice(localities, number % every, None, every):
            indices = CostIndices.of(tables.rows(Table.GPCI, locality, DAY)[0])
            for place in ("11", "22"):
                got = medicare_fee(values, indices, FACTOR, place)
                want = second_implementation(row, index, facility=place == "22")
                assert (Decimal(str(got.amount)) if isinstance(got, MedicareFee) else None) == want, key
                compared += 1
    tables.close()
    return compared


def test_two_implementations_agree_on_every_row(real: Path) -> None:
    assert compare(real, every=109) == 18_144 * 2


@pytest.mark.nightly
def test_two_implementations_agree_on_every_row_in_every_locality(real: Path) -> None:
    assert compare(real, every=1) == 18_144 * 109 * 2


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(root, ["price", *words, "--dir", str(folder)])


def test_the_command_prints_amount_formula_and_source(tmp_path: Path) -> None:
    path = tmp_path / "PPRRVU25_OCT.csv"
    path.write_text(pprrvu({"code": "99213", "work": "1.30", "pe": "1.35"}), newline="")
    load(tmp_path / TABLE_FILE, path)
    shown = run(tmp_path, "99213", "--on", "2025-10-01")
    assert shown.exit_code == 0
    assert shown.output.splitlines() == [
        "99213  88.95",
        "  (1.30 x 1.000 + 1.35 x 1.000 + 0.10 x 1.000) x 32.3465 = 88.95 (non-facility, national)",
        "  from mpfs 2025-10-01..2025-12-31 (PPRRVU25_OCT.csv): mpfs 99213",
    ]
    as_json = run(tmp_path, "99213", "--on", "2025-10-01", "--json")
    assert json.loads(as_json.output)["amount"]["amount"] == "88.95"
    later = run(tmp_path, "99213", "--on", "2026-01-01")
    assert later.exit_code == 1
    assert later.output == "99213  unpriced: no edition of mpfs covers 2026-01-01: cleanclaim refdata load\n"
    local = run(tmp_path, "99213", "--on", "2025-10-01", "--locality", "10112-00")
    assert "no edition of gpci covers" in local.output
    for words in (
        ["99213", "--on", "October"],
        ["99213", "--on", "2025-10-01", "--pos", "00"],
        ["99213", "--on", "2025-10-01", "--zip", "62701"],
    ):
        assert isinstance(run(tmp_path, *words).exception, MisuseError)
    assert isinstance(run(tmp_path / "empty", "99213", "--on", "2025-10-01").exception, MisuseError)
