"""An edit's documentation page, made from its file."""

from __future__ import annotations

from cleanclaim.edits.edit import ALWAYS
from cleanclaim.edits.examples import Example
from cleanclaim.edits.folder import EditFile


def page_of(edit_file: EditFile) -> str:
    """Title, rule, source, weight, days in force, and the cases, as Markdown."""
    edit = edit_file.edit
    days = "always" if edit.effective is ALWAYS else str(edit.effective)
    asked = "on the desk only: a claim in a file lacks what it asks" if edit.desk_only else "of every claim"
    lines = [
        f"# {edit.edit_id}",
        "",
        f"**{edit.title}.**",
        "",
        edit_file.page.strip(),
        "",
        f"- weighs: {edit.severity.value}",
        f"- source: {edit.citation}",
        f"- next step: {edit.next_step}",
        f"- in force: {days}",
        f"- asked: {asked}",
        "",
        "| case | answer |",
        "|---|---|",
        *(f"| {case.says} | {_answer(case)} |" for case in edit_file.examples),
    ]
    return "\n".join(lines)


def _answer(case: Example) -> str:
    if case.found:
        weight = f" ({case.severity.value})" if case.severity else ""
        return f"fires{weight}: {', '.join(text or 'nothing there' for text in case.found)}"
    return "not checked" if case.not_checked else "quiet"
