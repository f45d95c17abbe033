"""Python's collector of cycles, kept from looking through millions of records that hold none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collection() -> Iterator[None]:
    """Pause the collector; afterwards it is on again if it was. Memory of what is no longer held is freed all
    the same. While segments and loops are made it takes a third of the time and finds nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
