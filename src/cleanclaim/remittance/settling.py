"""The claim payments of one remittance, settled claim by claim, in whatever order the payer lists them.

Payers list a reversal before its correction, after it, or together with the payment that it undoes. So per
claim whatever can be posted is posted first, reversals before payments, until nothing more can be; what is
left goes into suspense with its cause.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from cleanclaim.ledger.entries import Entry, undone_keys
from cleanclaim.remittance.admission import Admitted, Candidate, Undoing, admit, is_reversal
from cleanclaim.remittance.parts import Part, Run, posted_part, reversed_part, suspended_part
from cleanclaim.remittance.standing import answered, mirrors, standing
from cleanclaim.remittance.suspense import Cause

Books = Callable[[str], Iterable[Entry]]


def settle(run: Run, candidates: Sequence[Candidate], books_of: Books) -> list[Part]:
    """One part per claim payment, in the order of the remittance.

    books_of  every entry that touches a claim, by claim id
    What a payment opened (disputes, work) is dropped when the same remittance undoes that payment.
    """
    parts: dict[int, Part] = {}
    for claim_id, group in _by_claim(candidates).items():
        desk = _Settling(run, dict(group), list(books_of(claim_id)) if claim_id else [])
        parts.update(desk.settle())
    undone = undone_keys(part.entry for part in parts.values())
    return [_without_what_it_opened(parts[position], undone) for position in sorted(parts)]


def _by_claim(candidates: Sequence[Candidate]) -> dict[str, list[tuple[int, Candidate]]]:
    """Positions and candidates by claim id; those without a claim of ours under ''."""
    groups: dict[str, list[tuple[int, Candidate]]] = {}
    for position, candidate in enumerate(candidates):
        claim_id = candidate.claim.claim_id if candidate.claim else ""
        groups.setdefault(claim_id, []).append((position, candidate))
    return groups


def _without_what_it_opened(part: Part, undone: frozenset[str]) -> Part:
    return replace(part, disputed=(), work_items=()) if part.entry.natural_key in undone else part


@dataclass(slots=True)
class _Settling:
    """One claim's payments in one remittance; `waiting` shrinks, `books` grows."""

    run: Run
    waiting: dict[int, Candidate]
    books: list[Entry]
    parts: dict[int, Part] = field(default_factory=dict)

    def settle(self) -> dict[int, Part]:
        """The parts by position in the remittance."""
        while (found := next(self._postable(), None)) is not None:
            position, admitted = found
            self._take(position, admitted)
        for position, candidate in self.waiting.items():
            cause = self._admit(position, candidate)
            assert isinstance(cause, Cause), "what can be posted has been posted"
            self.parts[position] = suspended_part(self.run, candidate, cause)
        return self.parts

    def _take(self, position: int, admitted: Admitted | Undoing) -> None:
        payment = self.waiting.pop(position).payment
        if isinstance(admitted, Undoing):
            part = reversed_part(self.run, payment, admitted, self.books)
        else:
            part = posted_part(self.run, payment, admitted, again=bool(undone_keys(self.books)))
        self.parts[position] = part
        self.books.append(part.entry)

    def _postable(self) -> Iterator[tuple[int, Admitted | Undoing]]:
        ordered = sorted(self.waiting.items(), key=lambda item: not is_reversal(item[1].payment))
        for position, candidate in ordered:
            admitted = self._admit(position, candidate)
            if not isinstance(admitted, Cause):
                yield position, admitted

    def _admit(self, position: int, candidate: Candidate) -> Admitted | Undoing | Cause:
        if candidate.claim is None or is_reversal(candidate.payment):
            return admit(candidate, self.run.remittance, self.books)
        taken_back = self._taken_back(candidate)
        told = replace(
            candidate,
            reversed_here=False in taken_back,
            repeated=not taken_back and self._is_repeated(position),
        )
        return admit(told, self.run.remittance, self.books)

    def _taken_back(self, candidate: Candidate) -> list[bool]:
        """For each reversal that still waits: whether it is this very payment that it takes back."""
        reversals = [each.payment for each in self.waiting.values() if is_reversal(each.payment)]
        claim = candidate.claim
        if not reversals or claim is None:
            return []
        answer = answered(candidate.payment, claim)
        return [answer is not None and mirrors(each, claim, answer) for each in reversals]

    def _is_repeated(self, position: int) -> bool:
        """Whether an earlier payment to the claim in this remittance waits, or was posted and stands."""
        if any(other < position and not is_reversal(each.payment) for other, each in self.waiting.items()):
            return True
        keys = {part.entry.natural_key for other, part in self.parts.items() if other < position}
        return any(entry.natural_key in keys for entry in standing(self.books))
