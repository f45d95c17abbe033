"""The practice's posting rules, read from payers.toml in its folder."""

from __future__ import annotations

from pathlib import Path

from cleanclaim.intake.posting_rules import read_posting_rules
from cleanclaim.remittance.automation import PostingMode, PostingRule, Rules

PAYERS_FILE = "payers.toml"


def posting_rules(folder: Path) -> Rules:
    """By payer identifier; none without the file. Raises UnreadableFileError."""
    told = read_posting_rules(folder / PAYERS_FILE)
    return {payer: PostingRule(PostingMode(mode), reasons) for payer, (mode, reasons) in told.items()}
