"""The chart of accounts. Debits are positive, credits negative."""

from __future__ import annotations

from enum import StrEnum


class Account(StrEnum):
    """Every account that an entry may touch; the value is the name in reports and in the store."""

    BANK = "BANK"  # money in the bank
    TILL = "TILL"  # received from patients, not yet seen in the bank
    CLEARING = "CLR"  # announced by a remittance, not yet seen in the bank
    RECEIVABLE_PRIMARY = "AR.P1"
    RECEIVABLE_SECONDARY = "AR.P2"
    RECEIVABLE_TERTIARY = "AR.P3"
    RECEIVABLE_DENIED = "AR.DEN"  # denied or in dispute
    RECEIVABLE_PATIENT = "AR.PT"
    UNAPPLIED = "UNAP"  # received, not yet applied to a claim
    RECOUPMENT = "RECOUP"  # owed to payers: overpayments and advances that they take back
    FORWARD_BALANCE = "FWD"  # carried by a payer to a later remittance; a credit is owed to it
    REFUND = "REFUND"  # owed to patients: approved, not yet paid out
    TAX_WITHHELD = "TAX"  # kept by payers for a tax office or another third party
    REVENUE = "REV"
    CONTRACTUAL = "CONTRA"  # contractual allowance, against revenue
    SEQUESTRATION = "SEQ"  # Medicare sequestration, against revenue
    QUALIFIED_BENEFICIARY = "QMB"  # share that a qualified Medicare beneficiary never owes, against revenue
    SMALL_BALANCE = "SMALLBAL"  # too small to bill, against revenue
    INTEREST = "INT"
    FEE = "FEE"  # fees, penalties and rebates of payers; card fees
    OPENING = "OPEN"  # the other side of balances taken over from another system


# what the first, second and third plan owe
PLAN_RECEIVABLES = (Account.RECEIVABLE_PRIMARY, Account.RECEIVABLE_SECONDARY, Account.RECEIVABLE_TERTIARY)
RECEIVABLES = (
    *PLAN_RECEIVABLES,
    Account.RECEIVABLE_DENIED,
    Account.RECEIVABLE_PATIENT,
)
