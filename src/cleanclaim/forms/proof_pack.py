"""The timely-filing proof pack: one PDF that shows when a claim left, who took it, and what proves it.

Nothing in it is made up for the occasion: every row is a file that is kept, named by its sha256.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from cleanclaim.clocks import Deadline
from cleanclaim.model.claim import Claim
from cleanclaim.submission.receipts import ReceiptChain, ReceiptStep

_PAGE = (612.0, 792.0)  # US letter, points
_LEFT, _RIGHT, _TOP, _BOTTOM = 54.0, 558.0, 756.0, 60.0
_TITLE, _HEAD, _BODY, _MONO = ("Helvetica-Bold", 15), ("Helvetica-Bold", 10), ("Helvetica", 9), ("Courier", 7)
_LEADING = {_TITLE: 24.0, _HEAD: 18.0, _BODY: 12.5, _MONO: 9.0}
_WIDEST = {_TITLE: 60, _HEAD: 90, _BODY: 104, _MONO: 118}  # characters that fit between the margins


@dataclass(frozen=True, slots=True)
class ProofPack:
    """What the pack shows.

    limit          the filing limit, None where it is not known
    sent_segments  the transaction set that carried the claim, a segment a line
    """

    claim: Claim
    chain: ReceiptChain
    limit: Deadline | None
    sent_segments: tuple[str, ...]
    printed_on: date


def render_proof(pack: ProofPack) -> bytes:
    """The pack as a PDF of as many pages as it needs. Equal packs give equal bytes."""
    from reportlab.pdfgen.canvas import Canvas

    paper = io.BytesIO()
    canvas = Canvas(paper, pagesize=_PAGE, invariant=1, pageCompression=1)
    canvas.setTitle("Proof of timely filing")
    canvas.setAuthor("cleanclaim")
    pages = list(_paged(pack))
    for number, page in enumerate(pages, 1):
        height = _TOP
        for font, text in page:
            height -= _LEADING[font]
            canvas.setFont(*font)
            canvas.drawString(_LEFT, height, text)
        _foot(canvas, pack, number, len(pages))
        canvas.showPage()
    canvas.save()
    return paper.getvalue()


Line = tuple[tuple[str, int], str]


def _foot(canvas: Any, pack: ProofPack, number: int, count: int) -> None:
    canvas.setLineWidth(0.4)
    canvas.line(_LEFT, _BOTTOM - 12, _RIGHT, _BOTTOM - 12)
    canvas.setFont("Helvetica", 7)
    canvas.drawString(_LEFT, _BOTTOM - 24, f"claim {pack.claim.claim_id}, printed {pack.printed_on}")
    canvas.drawRightString(_RIGHT, _BOTTOM - 24, f"page {number} of {count}")


def _paged(pack: ProofPack) -> Iterator[list[Line]]:
    page: list[Line] = []
    height = _TOP
    for font, text in _folded(pack):
        if height - _LEADING[font] < _BOTTOM:
            yield page
            page, height = [], _TOP
        page.append((font, text))
        height -= _LEADING[font]
    yield page


def _folded(pack: ProofPack) -> Iterator[Line]:
    """Long lines go on in the next, set in a little, broken at a space where there is one."""
    for font, text in _lines(pack):
        widest, rest = _WIDEST[font], text
        while len(rest) > widest:
            space = rest.rfind(" ", len(rest) - len(rest.lstrip()) + 1, widest)
            cut = space if space > 0 else widest
            yield font, rest[:cut]
            rest = f"    {rest[cut:].lstrip()}"
        yield font, rest


def _lines(pack: ProofPack) -> Iterator[Line]:
    claim, chain = pack.claim, pack.chain
    yield _TITLE, "Proof of timely filing"
    yield _BODY, f"Billing provider: {claim.practice.name}, NPI {claim.practice.npi}"
    yield _BODY, f"Payer: {claim.coverage.payer.name}, payer id {claim.coverage.payer.identifier}"
    yield _BODY, f"Patient control number: {claim.claim_id}; member id {claim.coverage.member_id}"
    yield _BODY, f"Service: {claim.service_dates}; charge {claim.total_charge}; lines {len(claim.lines)}"
    yield from _verdict(pack)
    yield _HEAD, ""
    yield _HEAD, "What left and what came back (times UTC)"
    for step in chain.steps:
        yield from _step(step)
    for alarm in chain.alarms:
        yield _BODY, f"Missing: {alarm.missing}, usual until {alarm.due_on} ({alarm.measure})"
    yield _HEAD, ""
    yield _HEAD, "The claim as it was sent first"
    for segment in pack.sent_segments:
        yield _MONO, segment


def _verdict(pack: ProofPack) -> Iterator[Line]:
    if pack.limit is None:
        yield _BODY, "Filing limit: not known to us"
        return
    yield _BODY, f"Filing limit: {pack.limit.due_on} ({pack.limit.formula})"
    yield _BODY, f"  by {pack.limit.citation}"
    taken = next((step for step in pack.chain.steps if _accepts(step)), None)
    if taken is None:
        yield _HEAD, "No payer's acceptance is on file."
    elif taken.at.date() <= pack.limit.due_on:
        days = (pack.limit.due_on - taken.at.date()).days
        yield _HEAD, f"Accepted by the payer on {taken.at.date()}: {days} days before the limit."
    else:
        yield _HEAD, f"Accepted by the payer on {taken.at.date()}: after the limit."


def _accepts(step: ReceiptStep) -> bool:
    """A 277CA that took the claim, or any remittance: the payer had it then."""
    return step.kind == "835" or (step.kind == "277CA" and not step.says.startswith("rejected"))


def _step(step: ReceiptStep) -> Iterator[Line]:
    way = "sent" if step.sent else "received"
    yield _BODY, f"{step.at:%Y-%m-%d %H:%M}  {step.kind:6} {way}: {step.says}"
    name = f"{step.name}, " if step.name else ""
    yield _MONO, f"      {name}sha256 {step.sha256}"
