"""The CMS-1500 (02/12) as PDF: the values alone, each in its place, on a blank page.

A payer that reads paper wants the red form of a printer: load it, or print without guides on it. Nothing of
the form's art is drawn or copied here; `with_guides` draws thin frames with box numbers for human eyes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from cleanclaim.core.errors import MisuseError
from cleanclaim.core.finding import Finding, Severity
from cleanclaim.core.place import Place
from cleanclaim.forms.cms1500_boxes import (
    COLUMNS_PER_INCH,
    DIAGNOSES_PER_CLAIM,
    FRAMES,
    LINES_PER_INCH,
    LINES_PER_PAGE,
    MODIFIERS_PER_LINE,
    PAGE_INCHES,
    Field,
    Frame,
    line_field,
)
from cleanclaim.forms.cms1500_values import Placed, pages, placed_values
from cleanclaim.model.claim import Claim

_POINT = 72
_CELL_WIDTH = _POINT / COLUMNS_PER_INCH
_CELL_HEIGHT = _POINT / LINES_PER_INCH
_PAGE = (PAGE_INCHES[0] * _POINT, PAGE_INCHES[1] * _POINT)
_FONT = ("Courier", 12)  # 12-point Courier is 0.1 inch wide: 10 pitch
_RISE = 2.6  # from the lower edge of a cell to the base line
_GREY = 0.75

Rectangle = tuple[float, float, float, float]


def render(
    claims: Sequence[Claim], *, signed_on: Mapping[str, date] | None = None, with_guides: bool = False
) -> bytes:
    """The claims as one PDF, six service lines to a page, each page with its own total.

    `signed_on` gives the day of the provider's signature (box 31) by claim id; a claim that is not in it is
    printed without one. Text that has no room is cut (see `cut_values`); a code, number or amount that has
    no room, or a thirteenth diagnosis, raises MisuseError. Equal claims give equal bytes.
    """
    from reportlab.pdfgen.canvas import Canvas

    paper = io.BytesIO()
    canvas = Canvas(paper, pagesize=_PAGE, invariant=1, pageCompression=1)
    canvas.setTitle("CMS-1500")
    canvas.setAuthor("cleanclaim")
    for claim in claims:
        _refuse_what_has_no_room(claim)
        for lines in pages(claim):
            if with_guides:
                _draw_guides(canvas)
            _draw_values(canvas, placed_values(claim, lines, signed_on=(signed_on or {}).get(claim.claim_id)))
            canvas.showPage()
    canvas.save()
    return paper.getvalue()


def cut_values(claims: Sequence[Claim]) -> tuple[Finding, ...]:
    """Which names and addresses are cut on paper because their box is too narrow, box by box."""
    return tuple(
        Finding(
            "forms.cms1500.text-cut",
            Severity.ADVISE,
            Place(f"claim {claim.claim_id}", (f"page {number}", f"box {field.box}")),
            "the text is longer than its box and is cut on paper",
            found=f"{len(text)} characters",
            wanted=f"at most {field.width} characters",
            next_step="shorten it, or send the claim electronically",
        )
        for claim in claims
        for number, lines in enumerate(pages(claim), start=1)
        for field, text in placed_values(claim, lines, signed_on=None)
        if len(text) > field.width and not field.whole
    )


def rectangle(place: Field | Frame) -> Rectangle:
    """Left, bottom, right, top of a field or frame in points from the lower left corner of the page."""
    if isinstance(place, Field):
        lines, columns = (place.line, place.line), (place.column, place.column + place.width - 1)
    else:
        lines, columns = place.lines, place.columns
    return (
        (columns[0] - 1) * _CELL_WIDTH,
        _PAGE[1] - lines[1] * _CELL_HEIGHT,
        columns[1] * _CELL_WIDTH,
        _PAGE[1] - (lines[0] - 1) * _CELL_HEIGHT,
    )


def _refuse_what_has_no_room(claim: Claim) -> None:
    if len(claim.diagnoses) > DIAGNOSES_PER_CLAIM:
        raise MisuseError(f"claim {claim.claim_id} has more than {DIAGNOSES_PER_CLAIM} diagnoses")
    if any(len(line.modifiers) > MODIFIERS_PER_LINE for line in claim.lines):
        raise MisuseError(f"claim {claim.claim_id} has a line with more than {MODIFIERS_PER_LINE} modifiers")
    for lines in pages(claim):
        for field, text in placed_values(claim, lines, signed_on=None):
            if field.whole and len(text) > field.width:
                raise MisuseError(
                    f"claim {claim.claim_id}: box {field.box} has room for {field.width} characters, "
                    f"its value has {len(text)}; send this claim electronically"
                )


def _draw_values(canvas: Any, placed: Sequence[Placed]) -> None:
    canvas.setFillGray(0)
    canvas.setFont(*_FONT)
    for field, text in placed:
        left, bottom, right, _ = rectangle(field)
        if field.align == "right":
            canvas.drawRightString(right, bottom + _RISE, text)
        else:
            canvas.drawString(left, bottom + _RISE, text[: field.width])


def _draw_guides(canvas: Any) -> None:
    canvas.setStrokeGray(_GREY)
    canvas.setLineWidth(0.4)
    for ordinal in range(1, LINES_PER_PAGE + 1):
        left, bottom, right, top = rectangle(line_field("supplement", ordinal))
        canvas.setFillGray(0.93)
        canvas.rect(left, bottom, right - left, top - bottom, stroke=0, fill=1)
    canvas.setFillGray(0.55)
    for frame in FRAMES:
        left, bottom, right, top = rectangle(frame)
        canvas.rect(left, bottom, right - left, top - bottom)
        if frame.lines[0] == frame.lines[1]:  # a value fills the whole height: the number alone, and small
            canvas.setFont("Helvetica", 3.5)
            canvas.drawString(left + 0.5, top - 4, frame.box)
        else:
            canvas.setFont("Helvetica", 5)
            canvas.drawString(left + 1.5, top - 5.5, f"{frame.box} {frame.label}")
