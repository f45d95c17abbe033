"""Settings and leave: nothing is sent that the practice did not allow, and a refusal says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cleanclaim.core.errors import MisuseError
from cleanclaim.llm.endpoint import Endpoint, read_endpoint
from cleanclaim.llm.phi_gate import identifiers_in, require_leave
from cleanclaim.model.people import Name
from tests.unit.llm.conftest import encounter_of

WHOLE = """
[llm.far]
url = "https://models.example/v1"
model = "big"
hosts = ["models.example"]
key_variable = "FAR_KEY"
timeout_s = 30
most_calls = 4
most_tokens = 5000
longest_answer = 70000
most_dollars = "0.25"
dollars_per_million_in = "2.50"
dollars_per_million_out = "10"
[llm.far.options]
temperature = 0
"""


def read(tmp_path: Path, text: str, name: str = "far") -> Endpoint:
    path = tmp_path / "llm.toml"
    path.write_text(text, encoding="utf-8")
    return read_endpoint(path, name)


def test_every_setting_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, WHOLE) == Endpoint(
        name="far",
        url="https://models.example/v1",
        model="big",
        hosts=("models.example",),
        may_see_phi=False,
        key_variable="FAR_KEY",
        timeout_s=30,
        most_calls=4,
        most_tokens=5000,
        longest_answer=70000,
        most_dollars=Decimal("0.25"),
        dollars_per_million_in=Decimal("2.50"),
        dollars_per_million_out=Decimal(10),
        options={"temperature": 0},
    )


def test_dollars_are_exact(tmp_path: Path) -> None:
    assert read(tmp_path, WHOLE).dollars(1_000_001, 3) == Decimal("2.5000325")


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("llm.far", "llm.near", r"no table \[llm.far\]"),
        ("[llm.far]", "[llm.far", "not valid TOML"),
        ('model = "big"', "", "model missing"),
        ('model = "big"', "model = 3", "model wants a str"),
        ("most_calls = 4", "most_calls = 0", "whole numbers from 1 on"),
        ("most_calls = 4", "most_calls = true", "most_calls wants a int"),
        ("most_calls = 4", "most_cals = 4", "no setting most_cals"),
        ('most_dollars = "0.25"', "most_dollars = 0.25", "most_dollars wants a str"),
        ('most_dollars = "0.25"', 'most_dollars = "1e9"', "wants dollars as a text"),
        ('most_dollars = "0.25"', 'most_dollars = "-1"', "wants dollars as a text"),
        ('hosts = ["models.example"]', 'hosts = ["other.example"]', "not among its hosts"),
        ('hosts = ["models.example"]', "hosts = []", "not among its hosts"),
        ('hosts = ["models.example"]', "hosts = [3]", "hosts want texts"),
        ("https://models.example/v1", "http://models.example/v1", "http only to this machine"),
        ("https://models.example/v1", "ftp://models.example/v1", "url wants https"),
        ("https://models.example/v1", "https://a:b@models.example/v1", "no name, password"),
        ("https://models.example/v1", "https://models.example/v1?key=1", "no name, password"),
        ("https://models.example/v1", "https://models.example:99999/v1", "cannot be read"),
        ("https://models.example/v1", "https://models.example.evil/v1", "not among its hosts"),
        ("temperature = 0", "messages = []", "options may not hold"),
    ],
)
def test_a_setting_that_is_wrong_is_named(tmp_path: Path, before: str, after: str, says: str) -> None:
    assert before in WHOLE
    with pytest.raises(MisuseError, match=says):
        read(tmp_path, WHOLE.replace(before, after))


def test_settings_that_are_not_there_are_told(tmp_path: Path) -> None:
    with pytest.raises(MisuseError, match=r"no language model settings llm\.toml"):
        read_endpoint(tmp_path / "llm.toml", "far")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.1", "[::1]"])
def test_plain_http_is_for_this_machine(host: str) -> None:
    own = Endpoint("own", f"http://{host}:1/v1", "m", (host.strip("[]"),))
    assert own.may_see_phi is False  # off unless said


def endpoint(*, may_see_phi: bool) -> Endpoint:
    return Endpoint("far", "https://models.example/v1", "m", ("models.example",), may_see_phi=may_see_phi)


def test_without_leave_nothing_goes() -> None:
    with pytest.raises(MisuseError, match="may not see PHI"):
        require_leave(endpoint(may_see_phi=False), encounter_of("Cough."), deidentified=False)


def test_with_the_practices_leave_a_note_goes_as_it_is() -> None:
    require_leave(endpoint(may_see_phi=True), encounter_of("Call 217-555-0100."), deidentified=False)


def test_a_note_without_identifiers_goes_on_a_persons_word() -> None:
    note = "62 year old man with cough for 3 days, BP 120/80, N18.31, 5-10 mg, 1/2 tablet, 12/day."
    require_leave(endpoint(may_see_phi=False), encounter_of(note), deidentified=True)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Call (217) 555-0100.", "a telephone number"),
        ("Call 217-555-0100 today", "a telephone number"),
        ("SSN 900-12-3456", "a social security number"),
        ("a.b@example.org", "an e-mail address"),
        ("See www.example.org", "a web address"),
        ("MRN: 0012345", "a record number"),
        ("Seen 5/12/2026", "a date"),
        ("Seen 2026-05-12", "a date"),
        ("a 93-year-old woman", "an age over 89"),
        ("Ms. TESTERLY coughs", "the patient's name"),
        ("Chart P-77", "the patient's number"),
        ("lives at 1 Placeholder Way", "the patient's street"),
    ],
)
def test_a_slip_in_a_de_identified_note_is_found_and_not_repeated(text: str, kind: str) -> None:
    plain = encounter_of(f"Assessment:\n1. Cough.\n{text}\n")
    address = replace(plain.patient.address, street="1 Placeholder Way")
    patient = replace(plain.patient, name=Name("Testerly", "Ann"), patient_id="P-77", address=address)
    encounter = replace(plain, patient=replace(patient, birth_date=date(1960, 1, 1)))
    assert identifiers_in(encounter) == (kind,)
    with pytest.raises(MisuseError) as caught:
        require_leave(endpoint(may_see_phi=False), encounter, deidentified=True)
    assert str(caught.value) == f"encounter E01 is not de-identified: its text holds {kind}"
