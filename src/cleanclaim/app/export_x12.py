"""X12 files as Parquet tables, checked in the same pass. Needs pyarrow, the extra `bulk`."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cleanclaim.core.errors import MisuseError
from cleanclaim.core.finding import Report
from cleanclaim.x12.columns.cells import Ints
from cleanclaim.x12.columns.checking import tabulate
from cleanclaim.x12.columns.picking import Picked
from cleanclaim.x12.columns.tables import Column, Values, as_text

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS_TOGETHER = 100_000


@dataclass(frozen=True, slots=True)
class Exported:
    """One file: what was wrong with it, and how many rows each table got from it."""

    file: str
    report: Report
    rows: dict[str, int]


def export_x12(files: Sequence[Path], folder: Path, *, processes: int = 1) -> list[Exported]:
    """Write `folder/TABLE/part-00001.parquet` for the first file and so on, each file by one process.

    Claims of refused sets are written too: the report says which. MisuseError when the folder holds anything
    or pyarrow is missing; UnreadableFileError when a file has no plain envelope (its parts are removed).
    """
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise MisuseError("Parquet needs pyarrow: pip install 'cleanclaim[bulk]'") from None
    if folder.exists() and any(folder.iterdir()):
        raise MisuseError("the folder holds files already: name one that is new or empty")
    folder.mkdir(parents=True, exist_ok=True)
    numbered = [(path, folder, number) for number, path in enumerate(files, start=1)]
    if processes == 1 or len(files) == 1:
        return [_export(each) for each in numbered]
    with ProcessPoolExecutor(min(processes, len(files))) as pool:
        return list(pool.map(_export, numbered))


def _export(what: tuple[Path, Path, int]) -> Exported:
    path, folder, number = what
    writer = _Writer(folder, number, path.name)
    try:
        with path.open("rb") as stream:
            report = tabulate(stream, writer.take, subject=path.name)
        writer.close()
    except BaseException:
        writer.discard()
        raise
    return Exported(path.name, report, writer.rows)


@dataclass(slots=True)
class _Writer:
    """Gathers rows by table and writes them in large groups."""

    folder: Path
    number: int
    file: str
    rows: dict[str, int] = field(default_factory=dict)
    _waiting: dict[str, list[pa.RecordBatch]] = field(default_factory=dict)
    _open: dict[str, Any] = field(default_factory=dict)  # pyarrow.parquet.ParquetWriter, which has no types

    def take(self, name: str, columns: dict[str, Column]) -> None:
        """Some rows of a table."""
        import pyarrow as pa

        arrays = {column: _array(values) for column, values in columns.items()}
        count = len(next(iter(arrays.values())))
        named = {"file": pa.DictionaryArray.from_arrays(np.zeros(count, np.int32), [self.file])}
        waiting = self._waiting.setdefault(name, [])
        waiting.append(pa.RecordBatch.from_pydict(named | arrays))
        self.rows[name] = self.rows.get(name, 0) + count
        if sum(batch.num_rows for batch in waiting) >= _ROWS_TOGETHER:
            self._write(name)

    def _write(self, name: str) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = pa.Table.from_batches(self._waiting.pop(name))
        if name not in self._open:
            place = self._path(name)
            place.parent.mkdir(exist_ok=True)
            self._open[name] = pq.ParquetWriter(place, table.schema, compression="zstd")
        self._open[name].write_table(table)

    def _path(self, name: str) -> Path:
        return self.folder / name / f"part-{self.number:05d}.parquet"

    def close(self) -> None:
        """Write what waits, and the ends of the files."""
        for name in list(self._waiting):
            self._write(name)
        for each in self._open.values():
            each.close()

    def discard(self) -> None:
        """Remove what was written of this file."""
        for name, each in self._open.items():
            each.close()
            self._path(name).unlink(missing_ok=True)


def _array(column: Column) -> pa.Array:
    import pyarrow as pa

    if isinstance(column, Picked):
        return _texts(column)
    if isinstance(column, Values):
        if column.kind != "day":
            return pa.array(column.numbers, mask=~column.there)
        days = _days(np.where(column.there, column.numbers, 19700101)).astype(np.int32)
        return pa.array(days, mask=~column.there).cast(pa.date32())
    return pa.array(column, type=pa.string())


def _days(numbers: Ints) -> Ints:
    """CCYYMMDD as days since 1970."""
    months = ((numbers // 10_000 - 1970) * 12 + numbers // 100 % 100 - 1).astype("datetime64[M]")
    return months.astype("datetime64[D]").astype(np.int64) + (numbers % 100 - 1)


def _texts(picked: Picked) -> pa.Array:
    """The texts with their bytes gathered at once; beyond ASCII they are decoded one by one."""
    import pyarrow as pa

    if picked.cells.not_ascii >= 0:
        pairs = zip(picked.start.tolist(), picked.end.tolist(), strict=True)
        return pa.array([as_text(picked.cells.raw[low:high]) for low, high in pairs], type=pa.string())
    length = picked.length
    edges = np.zeros(len(length) + 1, dtype=np.int32)
    np.cumsum(length, out=edges[1:])
    at = np.repeat(picked.start - edges[:-1], length) + np.arange(edges[-1])
    letters = picked.cells.buffer[at]
    return pa.StringArray.from_buffers(len(length), pa.py_buffer(edges), pa.py_buffer(letters))
