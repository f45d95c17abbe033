"""A second opinion: pyx12 4.0.0 on our files and on planted faults; other samples; changed bytes."""

from __future__ import annotations

import io
import logging
import os
import random
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from cleanclaim.x12.acknowledging import acknowledge_999, read_999, ta1
from cleanclaim.x12.guides import guide_for
from cleanclaim.x12.loops import parse_loops
from cleanclaim.x12.reading import read
from cleanclaim.x12.validation import check
from cleanclaim.x12.writing import Envelope, write_interchange

Golden = Callable[[str], bytes]
CLAIMS = "837p-subscriber-and-dependent"
SECONDARY = "837p-secondary-after-primary-paid"
REMIT = "835-reversal-correction-and-provider-adjustments"
ZERO = "835-zero-payment-denial"
OWN = [CLAIMS, SECONDARY, REMIT, ZERO]
WRITTEN = datetime(2026, 5, 4, 10, 0)  # noqa: DTZ001 -- X12 times carry no zone
ENVELOPE = Envelope("PLANONE", "HARBORFM", "FA", "005010X231A1", WRITTEN, 9, 9)


@pytest.fixture
def pyx12_accepts() -> Iterator[Callable[[bytes], bool]]:
    """Whether pyx12 finds nothing wrong with a file; a crash of it counts as refusal."""
    import pyx12.params
    import pyx12.x12n_document

    def accepts(raw: bytes) -> bool:
        source = io.StringIO(raw.decode("latin-1"))
        answer = io.StringIO()
        try:
            return bool(pyx12.x12n_document.x12n_document(pyx12.params.params(), source, answer, None))
        except Exception:
            return False

    logging.disable(logging.CRITICAL)
    yield accepts
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("name", OWN)
def test_both_accept_our_own_files(golden: Golden, pyx12_accepts: Callable[[bytes], bool], name: str) -> None:
    assert pyx12_accepts(golden(name))
    assert not check(read(golden(name))).rejects


# Faults of structure and elements that both must see. Money is not among them: pyx12 does not add up.
FAULTS = [
    (CLAIMS, b"REF*EI*010203040~", b""),
    (CLAIMS, b"N3*12 QUAY STREET~", b""),
    (CLAIMS, b"HI*ABK:E1122*ABF:N183*ABF:I129~", b""),
    (CLAIMS, b"SBR*P*18*GRP100******CI~", b""),
    (CLAIMS, b"CLM*A1001*", b"CLM**"),
    (CLAIMS, b"*11:B:1*Y*A*Y*Y~REF", b"*11:C:1*Y*A*Y*Y~REF"),
    (CLAIMS, b"*11:B:1*Y*A*Y*Y~REF", b"*11:B:1*X*A*Y*Y~REF"),
    (CLAIMS, b"DMG*D8*19610702*F", b"DMG*D8*19610732*F"),
    (CLAIMS, b"DMG*D8*19610702*F", b"DMG*D8*19610702*Q"),
    (CLAIMS, b"DTP*472*D8*20260501~", b""),
    (CLAIMS, b"*UN*1***1:2:3", b"*UN*ONE***1:2:3"),
    (CLAIMS, b"*UN*1***1:2:3", b"*ZZ*1***1:2:3"),
    (CLAIMS, b"N4*PORTSIDE*ME*041010000", b"N4*PORTSIDE*ME*041010000***1"),
    (CLAIMS, b"NM1*41*2", b"NM1*42*2"),
    (CLAIMS, b"HI*ABK", b"ZZZ*1~HI*ABK"),
    (CLAIMS, b"REF*D9*TRACE0001~", b"REF*D9*T1~REF*D9*T2~"),
    (CLAIMS, b"HL*2*1*22*0", b"HL*2*9*22*0"),
    (CLAIMS, b"HL*2*1*22*0", b"HL*5*1*22*0"),
    (CLAIMS, b"SE*52", b"SE*53"),
    (CLAIMS, b"GE*1*11", b"GE*2*11"),
    (CLAIMS, b"IEA*1*000000101", b"IEA*1*000000999"),
    (REMIT, b"TRN*1*TRACE20260520*1999999999~", b""),
    (REMIT, b"CLP*A1001*1*", b"CLP*A1001*Z*"),
    (REMIT, b"CAS*CO*45*55", b"CAS*XX*45*55"),
    (REMIT, b"CAS*CO*45*55", b"CAS*CO*45*5X"),
    (REMIT, b"NM1*QC*1*TESTER*ALMA****MI*M100200300~", b""),
    (REMIT, b"DTM*405*20260519", b"DTM*405*20261319"),
    (REMIT, b"PER*BL*PROVIDER SERVICES*TE*8005550100~", b""),
    (REMIT, b"N1*PE*", b"N1*PX*"),
    (REMIT, b"LQ*HE*N130", b"LQ*QQ*N130"),
]


@pytest.mark.parametrize(("name", "found", "wanted"), FAULTS)
def test_both_refuse_a_planted_fault(
    golden: Golden, pyx12_accepts: Callable[[bytes], bool], name: str, found: bytes, wanted: bytes
) -> None:
    raw = golden(name)
    assert found in raw
    faulty = raw.replace(found, wanted, 1)
    if b"SE*" not in found:  # keep SE01 right, so that the fault stands alone
        start, end = faulty.index(b"ST*"), faulty.index(b"SE*")
        count = b"%d" % (faulty[start:end].count(b"~") + 1)
        number = faulty[end:].split(b"*", 2)
        faulty = faulty[:end] + b"*".join([number[0], count, number[2]])
    assert check(read(faulty)).rejects
    assert not pyx12_accepts(faulty)


def test_we_refuse_what_it_takes(golden: Golden, pyx12_accepts: Callable[[bytes], bool]) -> None:
    unbalanced = golden(REMIT).replace(b"BPR*I*316.5*", b"BPR*I*916.5*")
    assert pyx12_accepts(unbalanced)
    assert check(read(unbalanced)).rejects


def samples() -> list[Path]:
    root = Path(os.environ.get("CLEANCLAIM_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))
    folder = root / "x12"
    if not folder.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail("CLEANCLAIM_DATA names no folder with x12 samples")
        pytest.skip("no sample folder: set CLEANCLAIM_DATA to the folder that holds x12/")
    return sorted(folder.glob("*/*.edi"))


def test_samples_of_other_projects_are_read() -> None:
    """All 64 are read; every set that we have a table for is walked without losing a segment."""
    files = samples()
    assert len(files) >= 60
    walked = 0
    for path in files:
        reading = read(path.read_bytes())
        assert reading.rejects == (), path.name
        assert reading.sets, path.name
        check(reading)
        for each in reading.sets:
            guide = guide_for(each.guide, each.set_id)
            if guide is None:
                continue
            walked += 1
            root, _ = parse_loops(each, guide)
            stack, kept = [root], 0
            while stack:
                loop = stack.pop()
                kept += len(loop.segments)
                stack += loop.children
            assert kept == len(each.segments), path.name
    assert walked == 65


def whole_round(raw: bytes) -> None:
    """Read, check, answer, read the answer."""
    reading = read(raw)
    found = check(reading)
    for interchange in reading.interchanges:
        if interchange.groups:
            ta1(interchange, found.findings)
        for group in interchange.groups:
            if group.functional_id != "FA":
                draft = acknowledge_999(group, found, set_control="0001")
                answer = read(write_interchange(ENVELOPE, [draft]))
                assert not answer.rejects
                read_999(answer.sets[0])
        for each in (each for group in interchange.groups for each in group.sets):
            read_999(each)


def test_two_thousand_changed_bytes_raise_nothing(golden: Golden) -> None:
    choose = random.Random(20260504)
    raws = [
        golden(name) for name in (*OWN, "277ca-one-accepted-one-rejected", "999-one-accepted-one-rejected")
    ]
    for _ in range(2000):
        raw = bytearray(choose.choice(raws))
        raw[choose.randrange(len(raw))] = choose.randrange(256)
        whole_round(bytes(raw))


@pytest.mark.nightly
def test_a_hundred_thousand_changed_bytes_raise_nothing(golden: Golden) -> None:
    choose = random.Random(1)
    raws = [golden(name) for name in OWN]
    for _ in range(100_000):
        raw = bytearray(choose.choice(raws))
        for _ in range(choose.randrange(1, 4)):
            raw[choose.randrange(len(raw))] = choose.randrange(256)
        whole_round(bytes(raw))
