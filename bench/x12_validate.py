"""Checking 837P and 835 files: ours (SNIP 1 to 3) beside pyx12 (1 and 2) on the same bytes in the same run.

    python bench/x12_validate.py [megabytes]      # 10 by default; pyx12 is given a tenth of it, being slow

Medians of three processes each; MB/s of processor time, so that other work on the machine counts less; peak
resident memory of the process.
"""

from __future__ import annotations

import io
import json
import logging
import resource
import statistics
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

ROUNDS, PEER = 3, "4.0.0"


def measure(who: str, kind: str, megabytes: float) -> dict[str, float]:
    """One run in this process: processor seconds, size, verdict, peak memory."""
    from bench.generate import claims, remittances

    raw = (claims if kind == "837" else remittances)(megabytes)
    began = time.process_time()
    accepted = _ours(raw) if who == "ours" else _pyx12(raw)
    took = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"mb": len(raw) / 1e6, "seconds": took, "accepted": accepted, "peak": peak}


def _ours(raw: bytes) -> bool:
    from cleanclaim.x12.reading import read
    from cleanclaim.x12.validation import check

    return not check(read(raw)).rejects


def _pyx12(raw: bytes) -> bool:
    import pyx12.params
    import pyx12.x12n_document

    assert version("pyx12") == PEER
    logging.disable(logging.CRITICAL)
    source, answer = io.StringIO(raw.decode("ascii")), io.StringIO()
    return bool(pyx12.x12n_document.x12n_document(pyx12.params.params(), source, answer, None))


def _median(who: str, kind: str, megabytes: float) -> tuple[float, float, float]:
    """MB/s, size in MB and peak in MiB, medians over processes of their own."""
    runs = []
    for _ in range(ROUNDS):
        command = [sys.executable, __file__, who, kind, str(megabytes)]
        shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        runs.append(json.loads(shown.splitlines()[-1]))
        assert runs[-1]["accepted"], (who, kind)
    speed = statistics.median(run["mb"] / run["seconds"] for run in runs)
    return speed, runs[0]["mb"], statistics.median(run["peak"] for run in runs)


def main() -> None:
    """Print the table, or with three arguments one run as JSON."""
    if len(sys.argv) == 4:
        print(json.dumps(measure(sys.argv[1], sys.argv[2], float(sys.argv[3]))))
        return
    megabytes = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    print(f"{'set':6}{'who':14}{'MB':>7}{'MB/s':>8}{'ratio':>8}{'peak MiB':>10}")
    for kind in ("837", "835"):
        theirs, size, peak = _median("pyx12", kind, megabytes / 10)
        print(f"{kind:6}{'pyx12 ' + PEER:14}{size:7.1f}{theirs:8.2f}{1:8.1f}{peak:10.0f}")
        for asked in (megabytes / 10, megabytes):
            ours, size, peak = _median("ours", kind, asked)
            print(f"{kind:6}{'cleanclaim':14}{size:7.1f}{ours:8.2f}{ours / theirs:8.1f}{peak:10.0f}")


if __name__ == "__main__":
    main()
