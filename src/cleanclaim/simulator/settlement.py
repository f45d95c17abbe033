"""What the simulated payer pays: the 835s of the claims that it took in, and later corrections of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from cleanclaim.core.money import ZERO, Money
from cleanclaim.exchange.received_claim import ReceivedClaim
from cleanclaim.exchange.remittance import BankAccount, RemittanceParties
from cleanclaim.exchange.wire import wire_text
from cleanclaim.model.remittance import ClaimPayment, ProviderAdjustment, Remittance
from cleanclaim.simulator.adjudication import MemberBalance, adjudicate, reverse
from cleanclaim.simulator.rulebook import Rulebook
from cleanclaim.simulator.scenario import Outcome, Rule, Terms

_CORRECTED_AFTER_DAYS = 21
# Routing numbers whose check digit holds, of banks that do not exist; account numbers are made up.
_PAYER_BANK, _PAYEE_BANK = BankAccount("999999992", "1000001"), BankAccount("999999992", "2000002")


@dataclass(frozen=True, slots=True)
class Settlement:
    """One remittance ready to be written, with the claims it answers."""

    remittance: Remittance
    parties: RemittanceParties
    claims: tuple[ReceivedClaim, ...]
    paid_on: date


@dataclass(slots=True)
class Cashier:
    """Settles the claims of one payer, billed by one provider, in the order they came."""

    terms: Terms
    rulebook: Rulebook
    today: date
    trace: str
    balances: dict[str, MemberBalance] = field(default_factory=dict)

    def settle(self, claims: Sequence[ReceivedClaim]) -> Iterator[Settlement]:
        """The first remittance and, when claims are to be corrected, the later one."""
        payments: list[ClaimPayment] = []
        corrections: list[ClaimPayment] = []
        corrected: list[ReceivedClaim] = []
        for claim in claims:
            before = self._balance(claim).deductible
            payment = self._pay(claim, self.terms, self._balance(claim))
            payments.append(payment)
            rule = self.rulebook.for_claim(claim)
            if rule is not None and rule.outcome is Outcome.REVERSE_AND_CORRECT:
                corrected.append(claim)
                corrections += self._correct(claim, payment, (rule, before))
        paid_on = self.today + timedelta(days=self.terms.pays_after_days)
        prior = [
            ProviderAdjustment(each.reason, each.reference, each.amount) for each in self.terms.prior_balances
        ]
        yield self._settlement(claims, payments, prior, (paid_on, self.trace))
        if corrections:
            later = paid_on + timedelta(days=_CORRECTED_AFTER_DAYS)
            yield self._settlement(corrected, corrections, [], (later, f"{self.trace}C"))

    def _balance(self, claim: ReceivedClaim) -> MemberBalance:
        return self.balances.setdefault(claim.member_id, MemberBalance(self.terms.deductible))

    def _pay(self, claim: ReceivedClaim, terms: Terms, balance: MemberBalance) -> ClaimPayment:
        return adjudicate(
            claim,
            terms,
            denies=lambda line: self.rulebook.denial(claim, line),
            balance=balance,
            claim_number=self.rulebook.claim_number(claim),
        )

    def _correct(
        self, claim: ReceivedClaim, payment: ClaimPayment, how: tuple[Rule, Money]
    ) -> Iterable[ClaimPayment]:
        rule, deductible = how
        terms = replace(self.terms, allowed_percent=rule.corrected_allowed_percent, fees={})
        return reverse(payment), self._pay(claim, terms, MemberBalance(deductible))

    def _settlement(
        self,
        claims: Sequence[ReceivedClaim],
        payments: Sequence[ClaimPayment],
        adjustments: list[ProviderAdjustment],
        when: tuple[date, str],
    ) -> Settlement:
        paid_on, trace = when
        net = Money.total(each.paid for each in payments) - Money.total(each.amount for each in adjustments)
        if net < ZERO:  # BPR02 cannot be negative: a negative forward balance lifts it to zero [X12 RFI 1756]
            adjustments = [*adjustments, ProviderAdjustment("FB", trace, net)]
            net = ZERO
        remittance = Remittance(
            trace_number=trace,
            payer_identifier=self.terms.identifier,
            payer_name=self.terms.name,
            payee_npi=claims[0].billing_npi,
            payment=net,
            payment_method="ACH" if net else "NON",
            payment_date=paid_on,
            claims=tuple(replace(each, ordinal=number) for number, each in enumerate(payments, 1)),
            provider_adjustments=tuple(adjustments),
        )
        return Settlement(remittance, self._parties(claims), tuple(claims), paid_on)

    def _parties(self, claims: Sequence[ReceivedClaim]) -> RemittanceParties:
        return RemittanceParties(
            payer_tax_id=self.terms.tax_id,
            payer_address=self.terms.address,
            payee_name=wire_text(claims[0].billing_name) or "UNKNOWN",
            payee_tax_id=claims[0].billing_tax_id,
            payer_bank=_PAYER_BANK,
            payee_bank=_PAYEE_BANK,
            patients={claim.control_number: claim.patient for claim in claims},
        )
