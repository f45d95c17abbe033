"""An answered claim is voided or replaced: the payer's number on the wire, one charge in the books."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from cleanclaim.app.correct_claim import Correction, Wish, void_claim
from cleanclaim.app.run_demo import demo_folder
from cleanclaim.app.scrub_claims import scrub_claim, sign_claim
from cleanclaim.app.send_claims import send_claims
from cleanclaim.app.workspace import open_workspace
from cleanclaim.claims.correcting import Way
from cleanclaim.claims.lifecycle import state_of
from cleanclaim.cli.root import root
from cleanclaim.core.errors import MisuseError
from cleanclaim.exchange.receiving import understand
from cleanclaim.model.claim import ClaimState
from cleanclaim.model.remittance import ClaimPayment
from cleanclaim.model.work import WorkKind
from cleanclaim.remittance.standing import turned
from cleanclaim.remittance.tracing import trace_money
from cleanclaim.store.verifying import verify
from cleanclaim.x12.reading import read
from cleanclaim.x12.validation import check
from tests.journeys.remittance_files import paid_before, take, written

AT = datetime(2026, 12, 15, 9, tzinfo=UTC)
BY = "Ana Biller"


def state(folder: Path, claim_id: str) -> ClaimState:
    with open_workspace(folder) as workspace, workspace.store.reading() as work:
        return state_of(work.claim_events.of(claim_id))


def balances(folder: Path, claim_id: str) -> dict[str, str]:
    with open_workspace(folder) as workspace, workspace.store.reading() as work:
        return {a.value: str(m) for a, m in work.entries.balances_of_claim(claim_id).items() if m}


def voided(folder: Path, claim_id: str, payer_number: str = "") -> Correction:
    with open_workspace(folder) as workspace, workspace.store.unit_of_work() as work:
        return void_claim(work, Wish(claim_id, BY, "billed in error", payer_number), at=AT)


def send(folder: Path, claim_id: str) -> bytes:
    """Sign the claim and send it; the bytes of its file."""
    with open_workspace(folder) as workspace:
        with workspace.store.unit_of_work() as work:
            claim = work.claims.get(claim_id)
            sign_claim(work, claim, by=BY, at=AT)
            assert scrub_claim(work, claim, at=AT).rejects == ()
        sending = send_claims(workspace, at=AT)
        [sent] = [each for each in sending.transmissions if claim_id in each.claim_ids]
        with workspace.store.reading() as work:
            return work.raw_files.read(sent.transmission_id)


def reversal_of(payment: ClaimPayment, control_number: str) -> ClaimPayment:
    """The payer takes its answer back."""
    return replace(
        turned(payment), claim_status="22", control_number=control_number,
        patient_responsibility=-payment.patient_responsibility,
    )  # fmt: skip


def proven(folder: Path) -> bool:
    """The database is sound and the money ties from deposit to line."""
    with open_workspace(folder) as workspace:
        assert not verify(workspace.store).findings
        with workspace.store.reading() as work:
            kept = [each.remittance for each in work.remittances.all()]
            return trace_money(kept, work.entries.all()).holds


@pytest.mark.parametrize("named", ["E14A", "E14AF8"])
def test_a_void_closes_only_on_the_payers_reversal(finished: Path, named: str) -> None:
    done = voided(finished, "E14A")
    assert (done.way, done.next_id, done.held) == (Way.CORRECTION, "E14AF8", True)
    filing, appeal = done.effects
    assert (str(filing.limit and filing.limit.due_on), filing.clock) == ("2026-12-07", "filing")
    assert (str(appeal.limit and appeal.limit.due_on), appeal.clock) == ("2027-04-17", "appeal")
    assert state(finished, "E14A") is ClaimState.PAID
    raw = send(finished, "E14AF8")
    assert b"CLM*E14AF8*354***11:B:8*" in raw
    assert b"REF*F8*P088222392675~" in raw
    assert check(read(raw)).findings == ()
    assert understand(raw).claims[0].original_claim_number == "P088222392675"
    assert state(finished, "E14A") is ClaimState.CORRECTED
    assert balances(finished, "E14A") == {
        "CLR": "178.02", "AR.P1": "-354.00", "AR.PT": "69.78", "CONTRA": "106.20",
    }  # fmt: skip
    like, payment = paid_before(finished, "E14A")
    assert take(finished, written(like, reversal_of(payment, named), trace="VOID1")).entries == 2
    assert balances(finished, "E14A") == {}
    assert balances(finished, "E14AF8") == {}
    assert state(finished, "E14A") is ClaimState.CLOSED
    assert proven(finished)


def test_a_replacement_carries_what_the_encounter_comes_to_now(finished: Path, tmp_path: Path) -> None:
    listed = (demo_folder() / "gold" / "E04.toml").read_text(encoding="utf-8")
    before, _, after = listed.partition('[[procedure]]\ncode = "36415"')
    decisions = tmp_path / "E04.toml"
    decisions.write_text(before + after[after.index("[[not_coded]]") :], encoding="utf-8")
    command = ["claim", "correct", "E04A", "--by", BY, "--reason", "no draw was done", "--dir", str(finished)]
    unchanged = CliRunner().invoke(root, [*command, "--today", "2026-12-15"])
    assert isinstance(unchanged.exception, MisuseError)
    assert "nothing on it has changed" in str(unchanged.exception)
    done = CliRunner().invoke(root, [*command, "--decisions", str(decisions), "--today", "2026-12-15"])
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[0] == "claim E04AF7 corrects E04A; sign it to send it"
    raw = send(finished, "E04AF7")
    assert b":B:7*" in raw
    assert b"REF*F8*P238793714891~" in raw
    assert b"HC:36415" not in raw
    assert check(read(raw)).findings == ()
    with open_workspace(finished) as workspace, workspace.store.reading() as work:
        charge = work.claims.get("E04AF7").total_charge
    assert balances(finished, "E04AF7") == {"AR.P1": str(charge), "REV": str(-charge)}
    assert balances(finished, "E04A") == {
        "CLR": "120.69", "AR.P1": "-401.00", "AR.DEN": "138.00", "AR.PT": "63.41", "CONTRA": "78.90",
    }  # fmt: skip
    with pytest.raises(MisuseError, match="E04AF7 corrects E04A and is submitted"):
        voided(finished, "E04A")
    like, payment = paid_before(finished, "E04A")
    again = replace(
        payment, control_number="E04AF7", charge=charge, payer_claim_number="NEW1",
        lines=tuple(
            replace(line, control_number=line.control_number.replace("E04A", "E04AF7"))
            for line in payment.lines[:-1]
        ),
        paid=payment.paid - payment.lines[-1].paid,
    )  # fmt: skip
    taken = take(finished, written(like, reversal_of(payment, "E04A"), again, trace="CORR1"))
    assert balances(finished, "E04A") == {}, taken.report
    assert balances(finished, "E04AF7").get("AR.P1") is None
    assert (state(finished, "E04A"), state(finished, "E04AF7")) == (
        ClaimState.CLOSED, ClaimState.PARTIALLY_PAID,
    )  # fmt: skip
    assert proven(finished)


def test_medicare_takes_neither_and_a_task_is_opened(finished: Path) -> None:
    done = voided(finished, "E02A")
    assert (done.way, done.next_id) == (Way.REOPENING, "")
    with open_workspace(finished) as workspace, workspace.store.reading() as work:
        [item] = work.work_items.open_items(WorkKind.CORRECTION)
    assert (item.about, item.due_rule) == ("E02A", "medicare.reopening.any-reason")
    told = CliRunner().invoke(
        root, ["claim", "void", "E02A", "--by", BY, "--reason", "x", "--dir", str(finished)]
    )
    assert told.exit_code == 1


@pytest.mark.parametrize(
    ("claim_id", "why"),
    [
        ("E23A", "it is accepted: only a claim that a remittance has answered"),
        ("E05A", "it is rejected: only a claim"),
        ("E21A", "it is held: only a claim"),
    ],
)
def test_what_no_remittance_has_answered_is_not_corrected(finished: Path, claim_id: str, why: str) -> None:
    with pytest.raises(MisuseError, match=why):
        voided(finished, claim_id)


def test_an_unsent_correction_gives_way_to_another(finished: Path) -> None:
    assert voided(finished, "E14A").next_id == "E14AF8"
    assert voided(finished, "E14A", "OTHER9").next_id == "E14AF8V2"
    assert state(finished, "E14AF8") is ClaimState.WITHDRAWN
    assert b"REF*F8*OTHER9~" in send(finished, "E14AF8V2")
