"""One transaction with everything that can be kept and found in it."""

from __future__ import annotations

from cleanclaim.store.desk import Desk
from cleanclaim.store.repositories.assignments import Assignments, Decisions
from cleanclaim.store.repositories.charges import Charges
from cleanclaim.store.repositories.claims import ClaimEvents, Claims, Signatures
from cleanclaim.store.repositories.control_numbers import ControlNumbers
from cleanclaim.store.repositories.denials import Denials
from cleanclaim.store.repositories.encounters import Encounters
from cleanclaim.store.repositories.entries import Entries
from cleanclaim.store.repositories.envelopes import Envelopes
from cleanclaim.store.repositories.findings import Findings
from cleanclaim.store.repositories.periods import Periods
from cleanclaim.store.repositories.raw_files import RawFiles
from cleanclaim.store.repositories.remittances import Remittances
from cleanclaim.store.repositories.transmissions import Receipts, Transmissions
from cleanclaim.store.repositories.work_items import WorkItems


class UnitOfWork:
    """All or nothing: what is kept here is there after the commit, or never was."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.raw_files = RawFiles(desk)
        self.encounters = Encounters(desk)
        self.assignments = Assignments(desk)
        self.decisions = Decisions(desk)
        self.charges = Charges(desk)
        self.claims = Claims(desk)
        self.claim_events = ClaimEvents(desk)
        self.signatures = Signatures(desk)
        self.findings = Findings(desk)
        self.transmissions = Transmissions(desk)
        self.receipts = Receipts(desk)
        self.envelopes = Envelopes(desk)
        self.control_numbers = ControlNumbers(desk)
        self.remittances = Remittances(desk)
        self.periods = Periods(desk)
        self.entries = Entries(desk, self.periods.closed)
        self.denials = Denials(desk)
        self.work_items = WorkItems(desk)
