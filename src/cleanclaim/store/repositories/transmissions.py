"""Files that left and files that came."""

from __future__ import annotations

from dataclasses import replace

from cleanclaim.model.transmission import Receipt, Transmission
from cleanclaim.store import schema
from cleanclaim.store.desk import Desk
from cleanclaim.store.shelf import Shelf

SENT = Shelf(
    schema.transmissions,
    Transmission,
    lambda sent: {
        "transmission_id": sent.transmission_id,
        "partner": sent.partner,
        "interchange_control_number": sent.interchange_control_number,
    },
)
RECEIVED = Shelf(
    schema.receipts,
    Receipt,
    lambda receipt: {
        "receipt_id": receipt.receipt_id,
        "canonical_sha256": receipt.canonical_sha256,
        "outcome": receipt.outcome,
    },
)
TAKEN = "taken"


class Transmissions:
    """One per interchange. Its bytes must be in `raw_files` when the unit of work commits."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def keep(self, transmission: Transmission) -> bool:
        """True when it is new, False when the same bytes were sent before (at whatever time, under whatever
        file name). Raises ConflictError when the partner has had another file of this control number."""
        return SENT.keep(self._desk, transmission, same=_same_file)

    def find(self, transmission_id: str) -> Transmission | None:
        """The transmission of these bytes, or None."""
        return SENT.find(self._desk, transmission_id=transmission_id)

    def by_control(self, partner: str, interchange_control_number: str) -> Transmission | None:
        """The file a partner answers by its ISA13, or None."""
        return SENT.find(self._desk, partner=partner, interchange_control_number=interchange_control_number)

    def all(self) -> tuple[Transmission, ...]:
        """Every transmission, in order of sending."""
        return SENT.all(self._desk)


class Receipts:
    """One per file and outcome. Its bytes must be in `raw_files` when the unit of work commits."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def keep(self, receipt: Receipt) -> bool:
        """True when it is new, False when it is there already.

        With the outcome `taken` this is the guard against taking a file twice: of all wrappings of the same
        content (`canonical_sha256`) one is taken; whoever comes later or at the same time gets False.
        """
        return self._desk.insert(RECEIVED.table, RECEIVED.row_of(receipt))

    def by_canonical(self, canonical_sha256: str) -> Receipt | None:
        """The receipt of this content: the one that was taken, else the first that arrived, else None."""
        receipts = RECEIVED.all(self._desk, canonical_sha256=canonical_sha256)
        return next((receipt for receipt in receipts if receipt.outcome == TAKEN), next(iter(receipts), None))

    def of(self, receipt_id: str) -> tuple[Receipt, ...]:
        """What became of these bytes, each outcome once, in order of arrival."""
        return RECEIVED.all(self._desk, receipt_id=receipt_id)

    def all(self) -> tuple[Receipt, ...]:
        """Every receipt, in order of arrival."""
        return RECEIVED.all(self._desk)


def _same_file(old: Transmission, new: Transmission) -> bool:
    return replace(old, sent_at=new.sent_at, file_name=new.file_name) == new
