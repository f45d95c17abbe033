"""Index mode end to end: train on invented notes, write the model, read it, rank."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from cleanclaim.app.train_coder import audited_documents, evaluate_coder, plain_code
from cleanclaim.coding.ranking.model import Model, read_model, shipped_model, write_model
from cleanclaim.coding.ranking.ranker import Ranker, Reader
from cleanclaim.coding.ranking.training import Audited, Trainer, dotted
from cleanclaim.coding.ranking.trees import Settings
from cleanclaim.coding.vocabulary import default_lexicon
from cleanclaim.core.errors import MisuseError, UnreadableFileError
from cleanclaim.reference.icd10cm import Tabular

SMALL = Settings(trees=25, depth=3, rate=0.2, row_share=0.8, column_share=0.7, least_weight=1.0)
# what these invented auditors code, and how invented clinicians say it
SAYINGS = {
    "I10": ("hypertension", "high blood pressure", "arterial hypertension"),
    "E11.9": ("type 2 diabetes", "type 2 diabetes mellitus"),
    "J18.9": ("pneumonia", "pneumonia of the right base"),
    "N20.0": ("kidney stones", "renal lithiasis"),
    "R50.9": ("fever", "a fever of four days"),
    "D64.9": ("anemia", "marked anemia"),
}
PLACES = ("clinic", "ward", "farm", "harbor", "mill")


def corpus(count: int = 45) -> list[Audited]:
    documents = []
    for number in range(count):
        own = [code for place, code in enumerate(SAYINGS) if (number >> place) % 2 or number % 6 == place]
        told = [SAYINGS[code][number % len(SAYINGS[code])] for code in own]
        place = PLACES[number % 5]
        text = f"The patient came from the {place}. Findings: {', '.join(told)}. No cough was noted."
        documents.append(Audited(f"d{number:02d}", text, tuple(own)))
    return documents


@pytest.fixture(scope="module")
def reader(tabular: Tabular) -> Reader:
    return Reader(tabular, default_lexicon())


@pytest.fixture(scope="module")
def trained(reader: Reader) -> Model:
    trainer = Trainer(reader, corpus(), SMALL)
    return trainer.model(trainer.cross_validated(1), seed=1, card={"source": "invented notes"})


@pytest.fixture(scope="module")
def model_file(trained: Model, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "ranker.npz"
    write_model(trained, path)
    return path


def test_what_was_taught_is_found_in_new_words_around_it(reader: Reader, model_file: Path) -> None:
    ranked, _ = Ranker(reader, read_model(model_file)).rank(
        "n", "Known arterial hypertension. Now renal lithiasis."
    )
    assert {each.code for each in ranked[:2]} == {"I10", "N20.0"}
    assert [each.rank for each in ranked] == list(range(1, len(ranked) + 1))
    assert all(0 <= each.confidence <= 1 for each in ranked)


def test_every_code_stands_verbatim_in_the_text(reader: Reader, trained: Model) -> None:
    text = "FEVER!!\r\n\r\nType 2 diabetes;\tanemia — “pneumonia”. \U0001f600 hypertension"
    ranked, _ = Ranker(reader, trained).rank("n", text, top=100)
    assert len(ranked) > 4
    assert all(each.evidence.holds_in(text) for each in ranked)


def test_what_is_denied_gets_no_code_and_a_reason(reader: Reader, trained: Model) -> None:
    text = "No fever. Her mother had hypertension. Pneumonia."
    ranked, left = Ranker(reader, trained).rank("n", text, top=200)
    assert {"R50.9", "I10"}.isdisjoint(each.code for each in ranked)
    assert ranked[0].code == "J18.9"
    assert {(each.code, each.rule) for each in left} >= {
        ("R50.9", "assertion.negated"),
        ("I10", "assertion.family"),
    }


def test_what_is_denied_says_so_and_is_never_accepted(reader: Reader, trained: Model) -> None:
    from dataclasses import replace

    eager = replace(trained, accept_from=-100.0, suggest_from=-100.0)
    text = "No fever. Anemia. No cardiac tamponade."
    ranked, _ = Ranker(reader, eager).rank("n", text, every_mention=True)
    told = {each.code: (each.assertion, each.standing) for each in ranked}
    assert told["R50.9"] == ("negated", "suggested")
    assert told["D64.9"][0] == "present"
    assert told["I31.4"] == ("negated", "suggested")


def test_what_is_said_of_another_or_of_what_may_come_gets_no_code(reader: Reader, trained: Model) -> None:
    from dataclasses import replace

    eager = replace(trained, suggest_from=-100.0)
    text = "Her mother had cardiac tamponade. Return if pneumonia. Fever."
    ranked, left = Ranker(reader, eager).rank("n", text)
    assert {"R50.9"} == {each.code for each in ranked if each.code[:3] in ("I31", "J18", "R50")}
    told = {each.code: (each.rule, each.evidence[0].text) for each in left}
    assert told["I31.4"] == ("assertion.family", "cardiac tamponade")
    assert told["J18.9"] == ("assertion.hypothetical", "pneumonia")


def test_a_term_that_no_audited_note_had_is_read_by_its_name(reader: Reader, trained: Model) -> None:
    ranker = Ranker(reader, trained)
    by_name, _ = ranker.rank("n", "Seen for hypertension.")
    by_letters, _ = ranker.rank("n", "Seen for HTN.")
    assert [(each.code, each.evidence.text) for each in by_letters] == [("I10", "HTN")]
    assert [each.code for each in by_name] == ["I10"]
    assert "match.learned" in by_letters[0].rules


def test_a_condition_that_no_audited_note_had_is_suggested_all_the_same(
    reader: Reader, trained: Model
) -> None:
    ranked, _ = Ranker(reader, trained).rank("n", "Bullous pemphigoid.")
    assert [(each.code, each.standing) for each in ranked] == [("L12.0", "suggested")]
    assert Ranker(reader, trained).rank("n", "Bullous pemphigoid.", every_mention=True)[0] == ()
    denied, left = Ranker(reader, trained).rank("n", "No bullous pemphigoid.")
    assert denied == ()
    assert [(each.code, each.rule) for each in left] == [("L12.0", "assertion.negated")]


def test_top_adds_candidates_behind_the_suggested_ones(reader: Reader, trained: Model) -> None:
    ranker = Ranker(reader, trained)
    few, _ = ranker.rank("n", "Pneumonia and fever, kidney disease.")
    more, _ = ranker.rank("n", "Pneumonia and fever, kidney disease.", top=len(few) + 3)
    assert more[: len(few)] == few
    assert [each.standing for each in more[len(few) :]] == ["candidate"] * 3
    assert "candidate" not in {each.standing for each in few}


def test_no_risk_diagnosis_is_accepted_however_sure(reader: Reader, trained: Model) -> None:
    from dataclasses import replace

    eager = replace(trained, accept_from=-100.0, suggest_from=-100.0)
    ranked, _ = Ranker(reader, eager).rank("n", "Type 2 diabetes and fever.")
    standing = {each.code: each.standing for each in ranked}
    assert (standing["E11.9"], standing["R50.9"]) == ("suggested", "pre_accepted")


@pytest.mark.parametrize("text", ["", " \n", "\x00", "no", "äöü 你好", "....", "A" * 5000])
def test_a_text_without_mentions_has_no_codes(reader: Reader, trained: Model, text: str) -> None:
    assert Ranker(reader, trained).rank("n", text)[0] == ()


def test_the_same_documents_and_seed_give_the_same_bytes(
    reader: Reader, model_file: Path, tmp_path: Path
) -> None:
    trainer = Trainer(reader, corpus(), SMALL)
    again = trainer.model(trainer.cross_validated(1), seed=1, card={"source": "invented notes"})
    write_model(again, tmp_path / "again.npz")
    with np.load(tmp_path / "again.npz") as new, np.load(model_file) as old:
        assert new.files == old.files
        assert all(np.array_equal(new[name], old[name]) for name in new.files)


def test_the_file_holds_no_word_of_the_notes(model_file: Path) -> None:
    with np.load(model_file, allow_pickle=False) as arrays:
        texts = [str(arrays[name]).lower() for name in arrays.files if arrays[name].dtype.kind == "U"]
    assert not any(word in text for text in texts for word in ("harbor", "hypertension", "lithiasis"))


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    for name, content in (("text.npz", b"not a model"), ("empty.npz", b"")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UnreadableFileError, match="no model of this release"):
            read_model(tmp_path / name)
    np.savez(tmp_path / "other.npz", layout=np.array(1))
    with pytest.raises(UnreadableFileError):
        read_model(tmp_path / "other.npz")


def test_a_handful_of_documents_is_too_few(reader: Reader) -> None:
    with pytest.raises(MisuseError, match="at least 30"):
        Trainer(reader, corpus(29), SMALL)


def test_agreement_on_what_was_taught_is_high(reader: Reader, trained: Model) -> None:
    found = evaluate_coder(corpus(12), Ranker(reader, trained))
    assert found.micro_f1 > 0.85
    assert found.documents == 12


def test_codes_are_compared_without_dot_and_case_in_the_older_writing() -> None:
    assert [plain_code(each) for each in ("e11.9", "E119", "r51.9", "R51")] == ["E119", "E119", "R51", "R51"]
    assert [dotted(each) for each in ("e119", "I10", "s72001a")] == ["E11.9", "I10", "S72.001A"]


@pytest.fixture
def gold_file(tmp_path: Path) -> Callable[..., Path]:
    def write(*lines: str) -> Path:
        path = tmp_path / "gold.jsonl"
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return write


def test_gold_is_read_from_lines_and_from_a_folder(gold_file: Callable[..., Path], tmp_path: Path) -> None:
    rows = [{"id": "a", "text": "x\r\ny", "codes": ["I10"]}, {"id": "b", "text": "z", "D": ["e11.9"]}]
    found = audited_documents(gold_file(*map(json.dumps, rows)))
    assert found == (Audited("a", "x\r\ny", ("I10",)), Audited("b", "z", ("e11.9",)))
    folder = tmp_path / "gold"
    folder.mkdir()
    (folder / "a.txt").write_text("fever", encoding="utf-8")
    (folder / "codes.tsv").write_text("a\tR50.9\na\tI10\n", encoding="utf-8")
    assert audited_documents(folder) == (Audited("a", "fever", ("R50.9", "I10")),)


@pytest.mark.parametrize("line", ["{", "[]", '{"text": "x"}', '{"codes": []}'])
def test_a_line_that_is_no_gold_is_told_by_number(gold_file: Callable[..., Path], line: str) -> None:
    with pytest.raises(UnreadableFileError, match="line 2"):
        audited_documents(gold_file('{"text": "x", "codes": []}', line))


def test_the_shipped_model_names_its_teacher_and_licence() -> None:
    card = shipped_model().card
    assert (card["licence"], card["documents"], card["seed"]) == ("CC BY 4.0", 500, 1)
    assert "doi:10.5281/zenodo.3837305" in card["source"]
