"""A day's services priced together: worked examples on the real schedule, and a second telling of it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cleanclaim.charges.medicare_adjustments import Clinician
from cleanclaim.charges.medicare_fee import MedicareFee, Unpriced
from cleanclaim.charges.medicare_pricing import Service, price_services
from cleanclaim.charges.medicare_rates import work_floor
from cleanclaim.charges.medicare_schedule import Terms, cost_indices
from cleanclaim.core.errors import MisuseError
from cleanclaim.core.span import Span
from cleanclaim.reference.tables.compiling import load
from cleanclaim.reference.tables.lookup import TABLE_FILE, Tables
from tests.unit.charges.day_oracle import DayOracle, Line, Row, read_rows
from tests.unit.reference.official_files import pprrvu, shared

DAY = date(2025, 10, 1)
TERMS = Terms(DAY)
RELEASE = ("mpfs", "pprrvu2025_oct_nodesc.csv.gz")


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tables]:
    folder = tmp_path_factory.mktemp("day")
    for name in (RELEASE[1], "GPCI2025.csv"):
        load(folder / TABLE_FILE, shared("mpfs", name))
    tables = Tables(folder / TABLE_FILE)
    yield tables
    tables.close()


@pytest.fixture(scope="module")
def rows() -> dict[tuple[str, str], Row]:
    return read_rows(shared(*RELEASE))


def services(*texts: str, place: str = "11") -> list[Service]:
    """`97110x2`, `72148-26`."""
    found = []
    for text in texts:
        name, _, units = text.partition("x")
        code, *modifiers = name.split("-")
        found.append(Service(code, tuple(modifiers), int(units or "1"), place))
    return found


def amounts(tables: Tables, *texts: str, place: str = "11", terms: Terms = TERMS) -> list[str]:
    answers = price_services(tables, services(*texts, place=place), terms)
    return [str(each.amount) if isinstance(each, MedicareFee) else each.reason for each in answers]


def test_the_worked_examples(real: Tables) -> None:
    assert amounts(real, "97110x2", "97140") == ["50.62", "20.70"]
    assert amounts(real, "72148-26", "70551-26") == ["67.60", "63.92"]
    assert amounts(real, "72148-TC", "70551-TC") == ["60.33", "126.15"]
    assert amounts(real, "72148", "70551") == ["127.94", "190.07"]
    assert amounts(real, "45385", "45380") == ["435.38", "87.01"]
    assert amounts(real, "45385", "45380-59") == ["435.38", "87.01"]


def test_imaging_of_another_session_is_ranked_alone(real: Tables) -> None:
    assert amounts(real, "72148-26", "70551-26-59") == ["67.60", "67.28"]
    assert amounts(real, "72148-26-XE", "70551-26-59") == ["67.60", "63.92"]


def test_units_multiply_and_surgeries_rank_by_unit(real: Tables) -> None:
    assert amounts(real, "G2211x3") == ["46.59"]
    one = amounts(real, "27447", place="21")[0]
    assert (one, amounts(real, "27447x2", place="21")) == ("1257.63", ["1886.45"])
    assert amounts(real, "27447x6", place="21") == ["27447: more than 5 of a day are paid by report"]


def test_company_that_the_schedule_does_not_pay(real: Tables) -> None:
    assert amounts(real, "45385-80", place="24") == [
        "45385: an assistant at this surgery is not paid (80, indicator 1)"
    ]
    assert amounts(real, "45385-62", place="24") == [
        "45385: two surgeons are not paid for it (62, indicator 0)"
    ]


def test_modifiers_count_alike_in_any_order_and_two_parts_are_one_package(real: Tables) -> None:
    whole = amounts(real, "27447", place="21")
    assert amounts(real, "27447-54-55", place="21") == whole == ["1257.63"]
    assert amounts(real, "27447-55", "99999", place="21")[0] == "264.10"
    assert amounts(real, "27447-50-80", place="21") == amounts(real, "27447-80-50", place="21") == ["301.83"]
    assert amounts(real, "99213-55") == ["88.95"]
    (answer,) = price_services(real, services("99213-80"), TERMS)
    assert isinstance(answer, MedicareFee)
    assert answer.formula[1:] == (
        "88.95 x 16 % = 14.23 (assistant at surgery (80, with documents, indicator 0))",
    )
    assert amounts(real, "99213-26") == ["the tables have no row for 99213-26"]


def test_tests_without_a_told_technical_part_cannot_be_ranked(real: Tables) -> None:
    assert amounts(real, "93000") == ["13.91"]
    assert all(
        "does not tell the technical part of 93000" in each for each in amounts(real, "93000", "93306")
    )


def test_reasons_stand_at_their_line_and_the_others_are_priced(real: Tables) -> None:
    told = amounts(real, "99213", "99999", "80053", "27447-52", place="11")
    assert told[0] == "88.95"
    assert told[1] == "the tables have no row for 99999"
    assert told[2] == "80053 has no fee: it is not paid by the physician fee schedule (status X)"
    assert told[3] == "27447 has no fee: the schedule has no amount for it at place of service 11"


def test_a_line_that_cannot_be_lets_the_others_be_priced(real: Tables) -> None:
    wanted = [Service("99213", units=0), Service("99213", place_of_service="00"), Service("99213")]
    told = price_services(real, wanted, TERMS)
    assert told[0] == Unpriced("99213: a service has at least one unit")
    assert told[1] == Unpriced("99213: there is no such place of service")
    assert isinstance(told[2], MedicareFee)
    assert str(told[2].amount) == "88.95"


def test_anesthesia_wants_base_units_minutes_and_the_national_factor(real: Tables) -> None:
    told = price_services(real, [Service("00100", base_units=5, minutes=97)], TERMS)
    assert isinstance(told[0], MedicareFee)
    assert (str(told[0].amount), told[0].evidence[0].locator) == ("233.65", "mpfs 00100")
    (unknown,) = price_services(real, [Service("00100", minutes=97)], TERMS)
    assert unknown == Unpriced("00100: anesthesia is paid by base units and time (status J); tell base units")
    (local,) = price_services(
        real, [Service("00100", base_units=5, minutes=97)], replace(TERMS, locality="10112-00")
    )
    assert isinstance(local, Unpriced)
    assert "only the national" in local.reason


def test_those_who_do_not_participate_and_who_are_paid_less(real: Tables) -> None:
    assert amounts(real, "99213", terms=replace(TERMS, participating=False)) == ["84.50"]
    nurse = replace(TERMS, clinician=Clinician.NURSE_PRACTITIONER_OR_PHYSICIAN_ASSISTANT)
    assert amounts(real, "99213", "97140", terms=nurse) == ["75.61", "23.09"]


def test_an_injection_is_paid_only_alone(tmp_path: Path) -> None:
    path = tmp_path / "PPRRVU25_OCT.csv"
    path.write_text(pprrvu({"code": "99213"}, {"code": "96372", "status": "T"}), newline="")
    load(tmp_path / TABLE_FILE, path)
    tables = Tables(tmp_path / TABLE_FILE)
    assert amounts(tables, "96372") == ["67.93"]
    assert amounts(tables, "96372", "99213") == [
        "96372: paid only when nothing else is paid that day (status T)",
        "67.93",
    ]
    tables.close()


def test_2026_has_two_factors_once_its_file_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "PPRRVU26_JAN.csv"
    path.write_text(pprrvu({"code": "99213"}), newline="")
    load(tmp_path / TABLE_FILE, path)
    tables = Tables(tmp_path / TABLE_FILE)
    terms = Terms(date(2026, 1, 1))
    assert amounts(tables, "99213", terms=terms) == ["70.14"]
    assert amounts(tables, "99213", terms=replace(terms, qualifying=True)) == ["70.49"]
    assert amounts(tables, "99213", terms=Terms(date(2025, 12, 31))) == [
        "no edition of mpfs covers 2025-12-31: cleanclaim refdata load"
    ]
    tables.close()


def test_the_work_floor_holds_on_the_days_that_are_known(tmp_path: Path) -> None:
    assert [work_floor(day) for day in (date(2023, 12, 31), date(2024, 1, 1), date(2026, 1, 30))] == [
        None,
        1000,
        1000,
    ]
    assert work_floor(date(2026, 1, 31)) is None
    path = tmp_path / "GPCI.csv"
    path.write_text(
        "Addendum E: GPCIs\n\nMAC,State,Locality Number,Locality Name,Work,PE,MP\n"
        "10112,AL,00,ALABAMA,0.980,0.869,0.575\n02102,AK,01,ALASKA,1.500,1.081,0.592\n"
    )
    load(tmp_path / TABLE_FILE, path, effective=Span(date(2025, 1, 1), date(2026, 12, 31)))
    tables = Tables(tmp_path / TABLE_FILE)
    told = {}
    for day in (date(2026, 1, 30), date(2026, 1, 31)):
        for locality in ("10112-00", "02102-01"):
            indices = cost_indices(tables, locality, day)
            told[locality, day.day] = indices.work if indices else None
    tables.close()
    assert told == {
        ("10112-00", 30): 1000,
        ("10112-00", 31): 980,
        ("02102-01", 30): 1500,
        ("02102-01", 31): 1500,
    }


GROUPS = 400


def random_days(rows: dict[tuple[str, str], Row], seed: int) -> Iterator[tuple[list[Line], bool]]:
    """Days of one to six lines that lean to rules 2 to 7, some with company, both sides and units."""
    chance = random.Random(seed)
    by_rule: dict[str, list[tuple[str, str]]] = {}
    for key, row in rows.items():
        by_rule.setdefault(row["mult_proc"], []).append(key)
    while True:
        rules = chance.choices("0234567", k=chance.choice((1, 2)))
        lines = []
        for _ in range(chance.randint(1, 6)):
            code, own = chance.choice(by_rule[chance.choice(rules)])
            row = rows[code, own]
            extra = [each for each in ("50", "80", "AS", "62") if chance.random() < 0.06]
            allowed = [
                each
                for each in extra
                if not (each in ("80", "AS") and row["asst_surg"] == "1")
                and not (each == "62" and row["co_surg"] == "0")
            ]
            modifiers = ((own,) if own in ("26", "TC") else ()) + tuple(allowed[:1])
            lines.append((code, modifiers, chance.choice((1, 1, 1, 2, 3))))
        yield lines, chance.random() < 0.5


def compare(tables: Tables, rows: dict[tuple[str, str], Row], *, days: int, seed: int) -> int:
    localities = ("national", "02102-01", "10112-00")
    compared = 0
    for number, (asked, facility) in enumerate(random_days(rows, seed)):
        locality = localities[number % 3]
        found = cost_indices(tables, locality, DAY)
        assert found is not None
        told = (f"{found.work}/1000", f"{found.expense}/1000", f"{found.malpractice}/1000")
        oracle = DayOracle(rows, told, facility=facility)
        lines = [line for line in asked if oracle.priceable(line)]
        if not lines:
            continue
        place = "22" if facility else "11"
        wanted = [Service(code, modifiers, units, place) for code, modifiers, units in lines]
        got = price_services(tables, wanted, replace(TERMS, locality=locality))
        cents = [each.amount.cents if isinstance(each, MedicareFee) else None for each in got]
        assert cents == oracle.totals(lines), (lines, locality, place)
        compared += 1
        if compared == days:
            return compared
    raise AssertionError("unreachable")


def test_a_second_telling_agrees_on_random_days(real: Tables, rows: dict[tuple[str, str], Row]) -> None:
    assert compare(real, rows, days=GROUPS, seed=20251001) == GROUPS


@pytest.mark.nightly
def test_a_second_telling_agrees_on_many_random_days(real: Tables, rows: dict[tuple[str, str], Row]) -> None:
    assert compare(real, rows, days=100_000, seed=7) == 100_000


def test_an_unknown_place_is_misuse(real: Tables) -> None:
    from cleanclaim.app.price_code import price_day

    with pytest.raises(MisuseError):
        price_day(real, [Service("99213", place_of_service="00")], TERMS)
