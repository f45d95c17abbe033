"""The auditor's view of a visit's level comes after sign-off, and never before it."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from cleanclaim.cli.root import root


def explained(folder: Path, encounter_id: str, *more: str) -> str:
    shown = CliRunner().invoke(root, ["explain", encounter_id, "--dir", str(folder), *more])
    assert shown.exit_code == 0
    return shown.output


def test_a_signed_visit_is_shown_beside_what_the_note_supports(finished: Path) -> None:
    told = explained(finished, "E01")
    assert "level of the visit (office, established patient): 99214: the words found support it" in told
    assert 'chronic, not at its goal or worsening  "above her goal"' in told
    level = json.loads(explained(finished, "E01", "--json"))["level"]
    assert (level["by_decision"], level["by_time"], level["risk_level"]) == ("99214", "", 3)


def test_what_has_no_signed_claim_has_no_view(finished: Path) -> None:
    held = explained(finished, "E20")  # restricted: it has no claim at all
    assert "level of the visit" not in held
