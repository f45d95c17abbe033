"""Large X12 files: rows, columns and three peers on the same bytes in the same run; and memory as files grow.

    python bench/x12_bulk.py [megabytes]           # 20 by default; slow peers are given less, as printed
    python bench/x12_bulk.py --memory [megabytes]  # 30 and 1000 by default: peak memory of `check_file`

MB/s of processor time, medians over three processes of their own, so that other work on the machine counts
less; peak resident memory of the process. `shapes` = different claims by names and qualifiers of segments.

  rows      check(read(raw))           SNIP 1-4
  columns   check_bulk(raw)            SNIP 1-4
  codes     check_bulk with our lists  SNIP 1-5
  pyx12     its validator              SNIP 1-2, no sums
  x12sdk    its model reader           structure, elements
  oxedi     its parser with tables     835 only, with sums
"""

from __future__ import annotations

import io
import json
import logging
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

ROUNDS = 3
PEERS = {"pyx12": "4.0.0", "x12sdk": "2.2.0", "oxedi": "0.6.0"}
SHARE = {"rows": 0.25, "pyx12": 0.04, "x12sdk": 0.04}  # of the asked size, for those that take long
KINDS = ("837", "837v", "835", "835v")


def sample(kind: str, megabytes: float) -> bytes:
    """An invented file; `v` = varied more."""
    from bench.generate import claims, remittances

    make = claims if kind.startswith("837") else remittances
    return make(megabytes, varied=kind.endswith("v"))


def _rows(raw: bytes) -> int:
    from cleanclaim.x12.reading import read
    from cleanclaim.x12.validation import check

    return len(check(read(raw)).rejects)


def _columns(raw: bytes) -> int:
    from cleanclaim.x12.columns.checking import check_bulk

    return len(check_bulk(raw).rejects)


def _codes(raw: bytes) -> int:
    from cleanclaim.exchange.code_lists import loaded_code_sets
    from cleanclaim.x12.columns.checking import check_bulk

    return len(check_bulk(raw, code_sets=loaded_code_sets()).rejects)


def _pyx12(raw: bytes) -> int:
    import pyx12.params
    import pyx12.x12n_document

    logging.disable(logging.CRITICAL)
    source, answer = io.StringIO(raw.decode("ascii")), io.StringIO()
    return int(not pyx12.x12n_document.x12n_document(pyx12.params.params(), source, answer, None))


def _x12sdk(raw: bytes) -> int:
    from x12sdk.io import X12ModelReader

    with X12ModelReader(raw.decode("ascii")) as reader:
        return int(not list(reader.models()))


def _oxedi(raw: bytes) -> int:
    import oxedi

    return len(oxedi.parse(raw).diagnostics)


WAYS: dict[str, Callable[[bytes], int]] = {
    "rows": _rows, "columns": _columns, "codes": _codes, "pyx12": _pyx12, "x12sdk": _x12sdk, "oxedi": _oxedi,
}  # fmt: skip


def _complaints(who: str, raw: bytes) -> int:
    """What it says of a file that is clean; -1 when it cannot read it (its speed then says nothing)."""
    try:
        return WAYS[who](raw)
    except Exception:
        if who in PEERS:
            return -1
        raise


def measure(who: str, kind: str, path: Path) -> dict[str, float]:
    """One run over a file in this process."""
    if who in PEERS:
        assert version(who) == PEERS[who]
    raw = path.read_bytes()
    _complaints(who, sample(kind, 0.003))  # imports and tables are loaded before the clock runs
    began = time.process_time()
    complaints = _complaints(who, raw)
    took = time.process_time() - began
    peak = peak_mib()
    return {"mb": len(raw) / 1e6, "speed": len(raw) / 1e6 / took, "complaints": complaints, "peak": peak}


def peak_mib() -> float:
    """Peak resident memory of this very process; what `getrusage` says begins with the parent's."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def _alone(*arguments: object) -> dict[str, float]:
    command = [sys.executable, __file__, *map(str, arguments)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found: dict[str, float] = json.loads(shown.splitlines()[-1])
    return found


def shapes(raw: bytes) -> int:
    """How many different sequences of segment names and first elements its claims have."""
    opening = b"~CLM*" if b"~CLM*" in raw else b"~CLP*"
    found = set()
    for claim in raw.split(opening)[1:]:
        segments = (piece.split(b"*", 2)[:2] for piece in claim.split(b"~")[1:])
        found.add(
            tuple(
                b"*".join(each if each[0] in (b"NM1", b"REF", b"DTP", b"DTM") else each[:1])
                for each in segments
            )
        )
    return len(found)


def compare(megabytes: float) -> None:
    """Print the table of speeds."""
    print(f"{'set':6}{'who':9}{'MB':>7}{'MB/s':>8}{'x pyx12':>9}{'complaints':>12}{'peak MiB':>10}")
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as folder:
            _compare(kind, megabytes, Path(folder))


def _compare(kind: str, megabytes: float, folder: Path) -> None:
    raw = sample(kind, megabytes)
    print(f"{kind}: {len(raw) / 1e6:.1f} MB, {shapes(raw)} shapes")
    base = 0.0
    for who in ("pyx12", "x12sdk", "oxedi", "rows", "columns", "codes"):
        if who == "oxedi" and not kind.startswith("835"):
            continue
        path = folder / f"{SHARE.get(who, 1.0)}.x12"
        if not path.exists():
            path.write_bytes(sample(kind, megabytes * SHARE[who]) if who in SHARE else raw)
        runs = [_alone(who, kind, path) for _ in range(ROUNDS)]
        speed, peak = (statistics.median(run[name] for run in runs) for name in ("speed", "peak"))
        base = base or speed
        first = runs[0]
        print(
            f"{'':6}{who:9}{first['mb']:7.1f}{speed:8.2f}{speed / base:9.1f}"
            f"{first['complaints']:12.0f}{peak:10.0f}"
        )


def grown(kind: str, megabytes: float, path: Path) -> None:
    """Write a file of about that size: the sets of a small one again and again, each with its own number."""
    raw = sample(kind, 10)
    begin, end = raw.index(b"~ST*") + 1, raw.rindex(b"~GE*") + 1
    body, sets, count = raw[begin:end].split(b"~ST*" + kind[:3].encode() + b"*"), 0, 0
    body[0] = body[0].removeprefix(b"ST*" + kind[:3].encode() + b"*")
    with path.open("wb") as stream:
        stream.write(raw[:begin])
        while count < megabytes * 1e6:
            for each in body:
                sets, old = sets + 1, each[:4]
                piece = each.rstrip(b"~").removesuffix(b"*" + old)[4:]
                count += stream.write(b"ST*%s*%04d%s*%04d~" % (kind[:3].encode(), sets, piece, sets))
        group = raw[end:].split(b"~")[0].split(b"*")
        stream.write(b"GE*%d*%s~" % (sets, group[2]) + raw[raw.index(b"IEA*", end) :])


def memory(kind: str, megabytes: float) -> dict[str, float]:
    """Check a file that is made for it, in this process."""
    from cleanclaim.x12.columns.checking import check_file

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "grown.x12"
        subprocess.run([sys.executable, __file__, "--grow", kind, str(megabytes), str(path)], check=True)
        began = time.process_time()
        complaints = len(check_file(path).findings)
        took, size = time.process_time() - began, path.stat().st_size
    peak = peak_mib()
    return {"mb": size / 1e6, "speed": size / 1e6 / took, "complaints": complaints, "peak": peak}


def main() -> None:
    """See the head of this file; other arguments are for the processes it starts."""
    match sys.argv[1:]:
        case ["--grow", kind, megabytes, path]:
            grown(kind, float(megabytes), Path(path))
        case ["--memory-of", kind, megabytes]:
            print(json.dumps(memory(kind, float(megabytes))))
        case ["--memory", *sizes]:
            print(f"{'set':6}{'MB':>8}{'MB/s':>8}{'findings':>10}{'peak MiB':>10}")
            for kind in ("837v", "835v"):
                for size in map(float, sizes or ("30", "1000")):
                    run = _alone("--memory-of", kind, size)
                    print(
                        f"{kind:6}{run['mb']:8.0f}{run['speed']:8.1f}{run['complaints']:10.0f}{run['peak']:10.0f}"
                    )
        case [who, kind, path]:
            print(json.dumps(measure(who, kind, Path(path))))
        case _:
            compare(float(sys.argv[1]) if len(sys.argv) > 1 else 20.0)


if __name__ == "__main__":
    main()
