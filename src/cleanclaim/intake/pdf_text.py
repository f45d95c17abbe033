"""The text of a PDF, page by page. Needs the optional `pdf` extra; pictures of text are not read."""

from __future__ import annotations

import importlib
from typing import Any

from cleanclaim.intake.problems import Problems, Steps
from cleanclaim.model.extracted import Extracted, TextBuilder

MOST_PAGES = 500
_ENGINE = "pypdfium2"
_BROKEN_WORD = "\ufffe"  # stands for a hyphen at a line's end: the word goes on below


def read_pdf(content: bytes, problems: Problems, path: Steps = ()) -> Extracted | None:
    """Its text with a passage for each page; None after noting why there is none.

    A page without text is told: it may be a scan, and what it says is then not known here.
    """
    engine = _engine(problems, path)
    if engine is None:
        return None
    try:
        opened = engine.PdfDocument(content)
    except engine.PdfiumError as error:
        _refuse_unopened(str(error), problems, path)
        return None
    try:
        return _pages(opened, engine, problems, path)
    finally:
        opened.close()


def _engine(problems: Problems, path: Steps) -> Any:
    try:
        return importlib.import_module(_ENGINE)
    except ImportError:
        problems.refuse(
            "pdf-extra-missing",
            path,
            "the part that reads PDF is not installed",
            wanted="the optional extra `pdf`",
            next_step='install it with: pip install "cleanclaim[pdf]"',
        )
        return None


def _refuse_unopened(reason: str, problems: Problems, path: Steps) -> None:
    if "password" in reason.lower():
        problems.refuse(
            "pdf-locked", path, "the PDF is locked with a password", next_step="save it without one"
        )
    else:
        problems.refuse(
            "not-pdf",
            path,
            "the PDF is damaged or cut short",
            wanted="a whole PDF",
            next_step="export it anew",
        )


def _pages(opened: Any, engine: Any, problems: Problems, path: Steps) -> Extracted | None:
    count = len(opened)
    if count > MOST_PAGES:
        problems.refuse("pdf-too-long", path, f"the PDF has more than {MOST_PAGES} pages", found=str(count))
        return None
    builder, silent = TextBuilder(), []
    for number in range(1, count + 1):
        try:
            text = _page_text(opened[number - 1])
        except engine.PdfiumError:
            problems.refuse(
                "not-pdf", (*path, f"page {number}"), "the page cannot be read", wanted="a whole PDF"
            )
            return None
        if not text.strip():
            silent.append(number)
            continue
        builder.add_gap()
        for line in text.splitlines():
            builder.add_line(line, " > ".join((*path, f"page {number}")))
    _tell_silent(silent, count, problems, path)
    return builder.done()


def _page_text(page: Any) -> str:
    text_page = page.get_textpage()
    try:
        text = str(text_page.get_text_range())
    finally:
        text_page.close()
        page.close()
    joined = text.replace(f"{_BROKEN_WORD}\r\n", "").replace(_BROKEN_WORD, "")
    return joined.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _tell_silent(silent: list[int], count: int, problems: Problems, path: Steps) -> None:
    if len(silent) == count:
        problems.refuse(
            "pdf-no-text",
            path,
            "the PDF holds no text; it may be a scan, and pictures are not read",
            next_step="export the note as text",
        )
        return
    for number in silent:
        problems.advise(
            "pdf-no-text",
            (*path, f"page {number}"),
            "the page holds no text; if it is a scan, its words are not known here",
        )
