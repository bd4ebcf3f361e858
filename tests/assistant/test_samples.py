"""The sample site with the real embedding model: every citation holds, and the accuracy does not slip.

The questions and their gold answers are those of bench/questions/samples.jsonl, judged as
`python -m bench.answering --set samples` judges them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answers import Question
from assistant.ingestion import ingest
from assistant.settings import Settings
from assistant.workspace import FOLDER, Workspace
from bench.answering import Result, judge, read_questions
from retrieval.ingest_report import Silent
from tests.assistant.site import assert_lawful

# On 2026-11-23 the development half had 22 of 40 right (55 %) and 15 of 20 refused (75 %); ten points
# below leaves room for changes that trade one question for another. The other half is for reporting only.
RIGHT = 0.45
REFUSED_RIGHTLY = 0.65


@pytest.fixture(scope="module")
def meridian(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The sample records, read once with the default model."""
    folder = tmp_path_factory.mktemp("meridian") / FOLDER
    folder.mkdir()
    workspace = Workspace(folder, Settings())
    ingest(workspace, [samples], Silent())
    yield workspace
    workspace.close()


@pytest.fixture(scope="module")
def results(meridian: Workspace) -> list[Result]:
    """Every question of the sample set, asked once."""
    return [judge(meridian, gold) for gold in read_questions("samples", "all")]


def test_every_citation_of_every_answer_slices_exactly(results: list[Result], meridian: Workspace) -> None:
    assert len(results) == 120
    assert sum(r.citations for r in results) > 200
    assert [r.gold.id for r in results if r.exact != r.citations] == []
    for result in results:
        assert_lawful(result.answer, meridian)


def test_answers_are_not_fewer_right_than_they_were(results: list[Result]) -> None:
    verdicts = [r.verdict for r in results if r.gold.answerable and r.gold.split == "dev"]
    assert len(verdicts) == 40
    assert verdicts.count("right") / len(verdicts) >= RIGHT


def test_refusals_are_not_fewer_than_they_were(results: list[Result]) -> None:
    verdicts = [r.verdict for r in results if not r.gold.answerable and r.gold.split == "dev"]
    assert len(verdicts) == 20
    assert verdicts.count("refused rightly") / len(verdicts) >= REFUSED_RIGHTLY


@pytest.mark.parametrize(
    ("question", "document", "version", "wording"),
    [
        ("acceptable range for iPSC seeding density?", "SOP-014", "3", "1.5 to 3.0"),
        ("why did VCN fail in CT-118?", "CT-118", "", "SOP-127 v4"),
    ],
)
def test_the_questions_of_the_demo(
    meridian: Workspace, question: str, document: str, version: str, wording: str
) -> None:
    answer = meridian.ask(Question(question))
    assert not answer.refused
    cited = {(c.document, c.version) for claim in answer.claims for c in claim.citations}
    assert (document, version) in {(d, v if version else "") for d, v in cited}
    assert wording in " ".join(claim.text for claim in answer.claims)


def test_the_refusal_of_the_demo(meridian: Workspace) -> None:
    answer = meridian.ask(Question("what is the maximum hold time of the final product at 37 °C?"))
    assert answer.refused
    assert answer.nearest


def test_the_nearest_of_the_demo(meridian: Workspace) -> None:
    answer = meridian.ask(Question("what is the maximum hold time of the final product at 37 °C?"))
    assert answer.nearest[0].citation.document == "SOP-021"
    assert "another temperature" in answer.nearest[0].difference


def test_the_conflict_of_the_demo(meridian: Workspace) -> None:
    answer = meridian.ask(Question("DMSO contact time before freezing?"))
    assert {side.citation.document for conflict in answer.conflicts for side in conflict.sides} == {"SOP-033", "PR-101"}


# Questions that several records linked together answer


def claims_of(workspace: Workspace, question: str) -> list[str]:
    answer = workspace.ask(Question(question))
    assert_lawful(answer, workspace)
    assert all(claim.linked for claim in answer.claims), "a passage answered, not the graph"
    return [claim.text for claim in answer.claims]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "Which version of SOP-127 did the runs with vector lot LV-2291 follow?",
            {"CT-112": "SOP-127 v4", "CT-117": "SOP-127 v5", "CT-118": "SOP-127 v4"},
        ),
        ("Which runs were grown in INC-07?", {"IP-023": "INC-07", "IP-025": "INC-07", "IP-026": "INC-07"}),
        ("Which runs used RB-02?", {f"CT-{n}": "RB-02" for n in (105, 108, 112, 115, 118)}),
        ("Which run was made of donor DN-3070?", {"CT-111": "DN-3070"}),
        ("Which lot of vector did CT-113 use?", {"CT-113": "LV-2270"}),
        ("Which runs left the PAR of the CHIR99021 exposure time?", {"IP-024": "27.5 h"}),
    ],
)
def test_a_question_over_several_records_is_answered_whole(
    meridian: Workspace, question: str, said: dict[str, str]
) -> None:
    claims = claims_of(meridian, question)
    assert len(claims) == len(said)
    for run, what in said.items():
        assert [c for c in claims if run in c and what in c], f"{run} {what} is missing in {claims}"


def test_what_acts_on_an_attribute_is_told_with_direction_size_and_p(meridian: Workspace) -> None:
    claims = claims_of(meridian, "Which parameters affect the VCN, and in which direction?")
    assert any("MOI increases" in c and "+3.04" in c and "p < 0.001" in c for c in claims)
    assert any("decreases" in c and "−0.20" in c and "p = 0.014" in c for c in claims)


def test_what_changed_between_two_versions_is_told_value_by_value(meridian: Workspace) -> None:
    claims = claims_of(meridian, "What changed between versions 4 and 5 of SOP-127?")
    assert any("MOI" in c and "4.0 to 6.0" in c and "became" in c and "2.0 to 5.0" in c for c in claims)


@pytest.mark.parametrize(
    "question",
    [
        "Which runs used lot LV-9999?",
        "Which runs of the NK cell product used RB-02?",
        "Which version of SOP-999 did the runs with lot LV-2291 follow?",
        "Which lot of plasmid did CT-113 use?",
        "What was the effect of the vector lot on VCN in CHR-119?",
        "Does a higher MOI reduce potency?",
        "Which donor did CT-114 come from?",
    ],
)
def test_the_graph_does_not_answer_what_it_does_not_hold_word_for_word(meridian: Workspace, question: str) -> None:
    assert not any(claim.linked for claim in meridian.ask(Question(question)).claims)
