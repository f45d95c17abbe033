"""The chain of a claim's receipts, its alarms, and the proof pack as a page that was looked at."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from cleanclaim.app.claim_receipts import claim_receipts, proof_pack
from cleanclaim.app.workspace import open_workspace
from cleanclaim.cli.root import root
from cleanclaim.core.errors import MisuseError
from cleanclaim.forms.proof_pack import render_proof
from cleanclaim.submission.receipts import ReceiptChain
from tests.journeys.demo_practice import Demo

AT = datetime(2026, 12, 15, 9, tzinfo=UTC)


def chain_of(folder: Path, claim_id: str, at: datetime = AT) -> ReceiptChain:
    with open_workspace(folder) as workspace, workspace.store.reading() as work:
        return claim_receipts(work, claim_id, at=at)


def test_every_file_of_a_claim_with_its_hash(demo: Demo) -> None:
    chain = chain_of(demo.folder, "E01A")
    assert [(step.kind, step.sent) for step in chain.steps] == [
        ("837", True), ("TA1", False), ("999", False), ("277CA", False), ("835", False),
    ]  # fmt: skip
    assert chain.alarms == ()
    first = chain.steps[0]
    kept = hashlib.sha256((demo.folder / "sent" / first.name).read_bytes()).hexdigest()
    assert first.sha256 == kept
    on_disk = {hashlib.sha256(path.read_bytes()).hexdigest() for path in (demo.folder / "received").iterdir()}
    assert {step.sha256 for step in chain.steps[1:]} <= on_disk
    assert chain.steps[-1].says.startswith("claim status 1, paid 110.15, payer's claim number P479279760050")


def test_a_lost_acceptance_and_a_late_remittance_are_alarms(demo: Demo) -> None:
    assert "277CA" not in [step.kind for step in chain_of(demo.folder, "E16A").steps]
    waiting = chain_of(demo.folder, "E23A")
    [alarm] = waiting.alarms
    assert (alarm.missing, alarm.measure) == (
        "835", "one and a half times 30 days, practice setting (default)",
    )  # fmt: skip
    sent_at = waiting.steps[0].at
    assert (alarm.due_on - sent_at.date()).days == 45
    assert chain_of(demo.folder, "E23A", at=sent_at).alarms == ()


def test_the_proof_pack_is_one_pdf_that_can_be_read(demo: Demo, tmp_path: Path) -> None:
    with open_workspace(demo.folder) as workspace, workspace.store.reading() as work:
        pack = proof_pack(work, "E14A", at=AT)
        with pytest.raises(MisuseError, match="never sent"):
            proof_pack(work, "E21A", at=AT)
    body = render_proof(pack)
    assert render_proof(pack) == body
    pdf = tmp_path / "proof.pdf"
    pdf.write_bytes(body)
    text = "\n".join(page.extract_text() for page in PdfReader(pdf).pages)
    assert "Filing limit: 2026-12-07 (2026-06-10 + 180 calendar days = 2026-12-07)" in text
    assert "days before the limit." in text
    assert "CLM*E14A*354" in text
    assert "CLM*E07A" not in text
    assert all(step.sha256 in text.replace("\n    ", "") for step in pack.chain.steps)
    document = pypdfium2.PdfDocument(body)
    page = document[0].render(scale=2).to_pil().convert("L")
    assert page.size == (1224, 1584)
    inside = page.crop((108, 80, 1116, 1480))
    margins = [page.crop((0, 0, 100, 1584)), page.crop((1130, 0, 1224, 1584))]
    assert inside.getextrema() == (0, 255)
    assert [margin.getextrema() for margin in margins] == [(255, 255), (255, 255)]  # nothing is cut


def test_the_command(finished: Path) -> None:
    done = CliRunner().invoke(
        root, ["claim", "receipts", "E14A", "--pdf", "--dir", str(finished), "--today", "2026-12-15"]
    )
    assert done.exit_code == 0
    assert (finished / "forms" / "proof_E14A.pdf").read_bytes().startswith(b"%PDF")
    late = CliRunner().invoke(
        root, ["claim", "receipts", "E23A", "--dir", str(finished), "--today", "2026-12-15"]
    )
    assert (late.exit_code, late.output.splitlines()[-1][:12]) == (1, "missing: 835")
