"""What the books must say after the flood: plain sums in a dict, written apart from the product.

Keys are (claim id, line, account); line 0 is the claim as a whole, claim '' is none. Amounts are cents.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from bench.flood_claims import Clp, FloodClaim, Line

# group-reason -> account, where it is not in dispute
PLACES = {
    "CO-45": "CONTRA", "PI-45": "CONTRA", "CO-59": "CONTRA", "CO-104": "CONTRA", "CO-131": "CONTRA",
    "CO-144": "CONTRA", "CO-237": "CONTRA", "CO-94": "CONTRA", "CO-253": "SEQ",
}  # fmt: skip
SHARES = ("PR-1", "PR-2", "PR-3")
PLB_PLACES = {
    "WO": "RECOUP", "72": "RECOUP", "AP": "RECOUP", "FB": "FWD", "L6": "INT", "51": "INT", "J1": "FEE",
    "IR": "TAX",
}  # fmt: skip

Books = dict[tuple[str, int, str], int]


class Judge:
    """Told in order of posting what happened; keeps the sums."""

    def __init__(self) -> None:
        self.books: Books = defaultdict(int)
        self.suspended = self.posted = self.quarantined = self.repeated = 0
        self._moved: dict[str, dict[int, dict[str, int]]] = {}

    def charge(self, claim: FloodClaim) -> None:
        """A claim was drafted."""
        for number, cents in enumerate(claim.charges, 1):
            self.books[claim.claim_id, number, "AR.P1"] += cents
            self.books[claim.claim_id, number, "REV"] -= cents

    def answer(self, claim: FloodClaim, lines: Iterable[Line]) -> None:
        """The first plan's answer to some or all lines stands."""
        share_to = "AR.P2" if claim.has_second else "AR.PT"
        for number, charge, paid, adjustments in lines:
            moves: dict[str, int] = defaultdict(int)
            moves["CLR"] += paid
            moves["AR.P1"] -= charge
            for group, reason, cents in adjustments:
                label = f"{group}-{reason}"
                moves[share_to if label in SHARES else PLACES.get(label, "AR.DEN")] += cents
            self._add(claim.claim_id, number, moves)
            self._moved.setdefault(claim.claim_id, {})[number] = moves
        self.posted += 1

    def second_answer(self, claim: FloodClaim, lines: Iterable[tuple[int, int, int, int]]) -> None:
        """The second plan paid, left a share and forgave the rest: (line, paid, share, rest)."""
        for number, paid, share, rest in lines:
            moves = {"CLR": paid, "AR.PT": share, "CONTRA": rest, "AR.P2": -(paid + share + rest)}
            self._add(claim.claim_id, number, moves)
        self.posted += 1

    def take_back(self, claim_id: str, numbers: Iterable[int]) -> None:
        """Lines of the answer that stands are reversed."""
        for number in numbers:
            moves = self._moved[claim_id].pop(number)
            self._add(claim_id, number, {account: -cents for account, cents in moves.items()})
        self.posted += 1

    def suspend(self, clp: Clp, *, ours: bool = True) -> None:
        """A payment that touches no line."""
        self._add(clp.claim_id if ours else "", 0, {"CLR": clp.paid, "UNAP": -clp.paid})
        self.suspended += 1

    def provider(self, reason: str, cents: int, claim_id: str = "") -> None:
        """A provider-level adjustment; one that carries a balance names no claim."""
        account = PLB_PLACES.get(reason, "UNAP")
        where = "" if account in ("FWD", "UNAP") else claim_id
        self._add(where, 0, {account: cents, "CLR": -cents})

    def sums(self) -> Books:
        """The balances that are not zero."""
        return {key: cents for key, cents in self.books.items() if cents}

    def _add(self, claim_id: str, number: int, moves: dict[str, int]) -> None:
        for account, cents in moves.items():
            self.books[claim_id, number, account] += cents
