"""Claims per second of the scrubber with all edits, on one core: without tables, and with tables loaded.

    python bench/scrub_throughput.py [claims]

Claims are invented (two to six lines, half of them with an earlier claim of the patient); so are the
tables, written in the official layouts and loaded as a practice would load them: 200,000 NCCI pairs,
unlikely units and relative values for 2,000 codes, add-ons, excluded providers. Run it on an idle machine.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.edits.examples import MEDICARE_COVERAGE, a_claim, a_context, a_line
from cleanclaim.edits.folder import all_edits
from cleanclaim.edits.scrubbing import scrub
from cleanclaim.model.claim import Claim
from cleanclaim.reference.icd10cm import tabular_on
from cleanclaim.reference.tables.compiling import load
from cleanclaim.reference.tables.lookup import Tables

DAY = date(2026, 4, 14)
CODES = tuple(str(number) for number in range(20000, 22000))
VISITS = ("99212", "99213", "99214", "99215")
DIAGNOSES = ("E11.22", "N18.31", "I10", "M17.11", "J45.909", "F32.A")
PAIRS = 200_000


def write_tables(folder: Path, rng: random.Random) -> int:
    """Write and load the invented tables; the number of rows."""
    pairs = {(rng.choice(CODES), rng.choice(CODES)) for _ in range(PAIRS)}
    ptp = "".join(f"{a}\t{b}\t\t20200101\t*\t{rng.choice('0119')}\tx\r\n" for a, b in sorted(pairs))
    mue = "HCPCS/CPT Code,MUE Values,MUE Adjudication Indicator,MUE Rationale\r\n" + "".join(
        f"{code},{rng.randint(1, 4)},{rng.choice('123')} Edit,x\r\n" for code in CODES
    )
    add_ons = "Add-on Code\tPrimary Code\tEdit Type\tEdit Effective Date\r\n" + "".join(
        f"{code}\t{rng.choice(CODES)}\t1\t2020001\r\n" for code in CODES[:200]
    )
    fees = "HCPCS,MOD,DESCRIPTION,CODE\r\n" + "".join(
        f"{code},,,A,,1.00,1.00,,0.50,,0.10,2.10,1.60,0,{rng.choice(('000', '010', '090', 'XXX'))},0,0,0,"
        "0,1,2,1,0,,33.4009,09,0,99,0.00,0.00,0.00\r\n"
        for code in (*CODES, *VISITS)
    )
    texts = {
        "ccipra-v321r0.txt": ptp,
        "MUE_PractitionerServices_2026q2.csv": mue,
        "AOC_2026.txt": add_ons,
        "PPRRVU26_APR.csv": fees,
        "LEIE202604.csv": "NPI,EXCLTYPE,EXCLDATE\n2000000143,1128a1,20200101\n",
    }
    rows = 0
    for name, text in texts.items():
        (folder / name).write_text(text, newline="")
        rows += sum(each.edition.row_count for each in load(folder / "tables.sqlite", folder / name))
    return rows


def make_claims(count: int, rng: random.Random) -> list[tuple[Claim, tuple[Claim, ...]]]:
    """Claims with the patient's earlier claim or without."""
    made: list[tuple[Claim, tuple[Claim, ...]]] = []
    for number in range(count):
        claim = _claim(f"B{number}A", DAY, rng)
        earlier = _claim(f"B{number}H", DAY - timedelta(days=rng.choice((0, 5, 40))), rng)
        made.append((claim, (earlier,) if number % 2 else ()))
    return made


def _claim(claim_id: str, day: date, rng: random.Random) -> Claim:
    codes = [rng.choice(VISITS), *(rng.choice(CODES) for _ in range(rng.randint(1, 5)))]
    lines = [
        a_line(
            code,
            position,
            units=1 if position == 1 else rng.choice((1, 1, 2)),
            modifiers=("25",) if position == 1 else rng.choice(((), (), ("59",), ("RT",), ("50",))),
            service_dates=Span.day(day),
        )
        for position, code in enumerate(codes, 1)
    ]
    total = Money.total(line.charge for line in lines)
    claim = a_claim(*lines, diagnoses=tuple(rng.sample(DIAGNOSES, 3)), coverage=MEDICARE_COVERAGE)
    return replace(claim, claim_id=claim_id, encounter_id=claim_id[:-1], total_charge=total)


def measure(label: str, claims: list[tuple[Claim, tuple[Claim, ...]]], tables: Tables | None) -> None:
    """Scrub them all once and print what it took."""
    context = a_context(tabular=tabular_on(DAY), tables=tables)
    fired: Counter[str] = Counter()
    spent: list[float] = []
    for claim, history in claims:
        began = time.perf_counter()
        report = scrub(claim, replace(context, history=history))
        spent.append(time.perf_counter() - began)
        fired.update(finding.rule_id for finding in report.findings)
    lines = sum(len(claim.lines) for claim, _ in claims)
    slow = sorted(spent)[int(len(spent) * 0.95)] * 1000
    rate = len(claims) / sum(spent)
    print(f"{label:16} {rate:8.0f} claims/s  {lines / sum(spent):8.0f} lines/s  p95 {slow:.2f} ms")
    print("   fired:", ", ".join(f"{rule.removeprefix('edit.')} {n}" for rule, n in fired.most_common(8)))


def main() -> None:
    """Measure without tables, with tables cold, and with tables warm."""
    rng = random.Random(4)
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    claims = make_claims(count, rng)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        began = time.perf_counter()
        rows = write_tables(folder, rng)
        spent = time.perf_counter() - began
        print(f"{rows:,} rows written and loaded in {spent:.1f} s; {len(all_edits())} edits")
        scrub(*claims[0][:1], a_context(tabular=tabular_on(DAY)))  # imports and the tabular's cache
        measure("without tables", claims, None)
        tables = Tables(folder / "tables.sqlite")
        measure("tables, cold", claims, tables)
        measure("tables, warm", claims, tables)
        tables.close()


if __name__ == "__main__":
    main()
