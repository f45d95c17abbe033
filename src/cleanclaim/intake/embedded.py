"""A document inside of another one, by its media type: plain text, HTML as text, or PDF."""

from __future__ import annotations

from cleanclaim.intake.pdf_text import read_pdf
from cleanclaim.intake.problems import Problems, Steps
from cleanclaim.intake.text_file import normalised
from cleanclaim.model.extracted import Extracted, TextBuilder


def read_embedded(content: bytes, media: str, problems: Problems, path: Steps) -> Extracted | None:
    """Its text; None after noting why there is none. `path` is where it stands in the outer document."""
    kind = media.partition(";")[0].strip().lower()
    if kind == "application/pdf":
        return read_pdf(content, problems, path)
    if kind != "text/plain":
        problems.refuse(
            "media-type", path, "a document of this kind is not read", found=kind, wanted="text or PDF"
        )
        return None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        problems.refuse("not-utf8", (*path, f"byte {error.start}"), "the text is not UTF-8", wanted="UTF-8")
        return None
    if "\0" in text:
        problems.refuse("nul", path, "the text holds a NUL character")
        return None
    builder = TextBuilder()
    for number, line in enumerate(normalised(text).splitlines(), 1):
        builder.add_line(line, f"{' > '.join(path)}, line {number}")
    return builder.done()
