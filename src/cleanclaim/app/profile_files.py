"""The payer profiles of a practice: every TOML file in FOLDER/profiles."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from cleanclaim.core.errors import MisuseError, UnreadableFileError
from cleanclaim.edits.profile_file import read_edit_profile
from cleanclaim.edits.profiles import EditProfile

PROFILE_FOLDER = "profiles"


def profiles_in(folder: Path) -> tuple[EditProfile, ...]:
    """All profiles, by payer and first day; none when there is no folder for them.

    Raises UnreadableFileError for a file that is no profile, MisuseError when two of one payer overlap.
    """
    found = [profile_from(path) for path in sorted((folder / PROFILE_FOLDER).glob("*.toml"))]
    found.sort(key=lambda each: (each.payer, each.effective.first))
    for before, after in pairwise(found):
        if before.payer == after.payer and before.effective.overlaps(after.effective):
            raise MisuseError(f"{before.source} and {after.source} of one payer cover the same days")
    return tuple(found)


def profile_from(path: Path) -> EditProfile:
    """The profile in a file. Raises UnreadableFileError when it holds none."""
    try:
        return read_edit_profile(path.read_text(encoding="utf-8"), path.name)
    except UnicodeDecodeError:
        raise UnreadableFileError(f"{path.name} is not UTF-8 text") from None
