"""Follow-ups: read so that they stand for themselves, by rules that never guess; what stands is not touched."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answers import Question
from assistant.following_up.names import Names
from assistant.following_up.rules import ByRules
from assistant.past import Past
from assistant.workspace import Workspace
from graph.questions.records import Records
from tests.assistant.site import Library, open_library, said
from tests.assistant.two_products import write_two_products
from tests.conftest import REPO


def rules(workspace: Workspace) -> ByRules:
    inquiry = workspace.inquiry(Records(workspace.documents()))
    assert inquiry is not None
    return ByRules(Names(workspace.vocabulary, inquiry, workspace.graph_builder.facts.products))


def before(question: str, understood: str | None = None, **known: object) -> Past:
    return Past(1, 1, "a-1", "2025-01-01", "ana", question, understood, **known)  # pyright: ignore[reportArgumentType]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Records of two products."""
    library = open_library(tmp_path_factory.mktemp("two"))
    write_two_products(library.root / "records")
    library.read()
    yield library
    library.workspace.close()


@pytest.fixture(scope="module")
def by_rules(two: Library) -> ByRules:
    return rules(two.workspace)


RATE = "What is the rocking rate set point of HCX-7?"
HELD = "How long may the harvested NK cells be held at 2 to 8 °C?"
RUN = "What was the viability of NK-041 on day 5?"
READ = [
    (RATE, "and for the other product?", "What is the rocking rate set point of HCX-9?"),
    (RATE, "And the other one?", "What is the rocking rate set point of HCX-9?"),
    (RATE, "and HCX-9?", "What is the rocking rate set point of HCX-9?"),
    (RATE, "same for the macrophages", "What is the rocking rate set point of macrophages?"),
    (RATE, "and its PAR?", "What is the rocking rate PAR of HCX-7?"),
    (RATE, "what about the NOR?", "What is the rocking rate NOR of HCX-7?"),
    (RATE, "What is its proven acceptable range?", "What is the rocking rate proven acceptable range of HCX-7?"),
    (RATE, "ok, and the gas flow?", "What is the gas flow set point of HCX-7?"),
    (RATE, "how about gas flow in HCX-9?", "What is the gas flow set point of HCX-9?"),
    (RATE, "why?", "What is the reason for the rocking rate set point of HCX-7?"),
    (RATE, "and in June 2023?", "What is the rocking rate set point of HCX-7 as of June 2023?"),
    (RATE, "before March 2025?", "What is the rocking rate set point of HCX-7 before March 2025?"),
    (RATE, "How is it measured?", "How is the rocking rate measured?"),
    (RUN, "what about day 2?", "What was the viability of NK-041 on day 2?"),
    (RUN, "day 0?", "What was the viability of NK-041 on day 0?"),
    (RUN, "and at harvest?", "What was the viability of NK-041 at harvest?"),
    (RUN, "and NK-042?", "What was the viability of NK-042 on day 5?"),
    (RUN, "for NK-042 on day 2?", "What was the viability of NK-042 on day 2?"),
    (RUN, "and its glucose?", "What was the glucose of NK-041 on day 5?"),
    (RUN, "Why was it so low?", "Why was the viability of NK-041 so low?"),
    (RUN, "What was its donor?", "What was NK-041's donor?"),
    (HELD, "in minutes?", "How long may the harvested NK cells be held at 2 to 8 °C in minutes?"),
    (HELD, "and on ice?", "How long may the harvested NK cells be held on ice?"),
    (HELD, "at 37 °C?", "How long may the harvested NK cells be held at 37 °C?"),
    (HELD, "and how long may they be kept on ice?", "How long may the harvested NK cells be kept on ice?"),
    (HELD, "and for the other product?", "How long may the harvested HCX-9 be held at 2 to 8 °C?"),
    ("How long may the vector be held on ice?", "and at 37 °C?", "How long may the vector be held at 37 °C?"),
    ("What does PR-300 v2 say of the gas flow?", "and in v1?", "What does PR-300 v1 say of the gas flow?"),
    ("What does PR-300 say of the gas flow?", "and PR-400?", "What does PR-400 say of the gas flow?"),
    ("What does PR-300 say of the gas flow?", "and in v1?", "What does PR-300 v1 say of the gas flow?"),
    ("Did any runs fail the viability limit?", "which ones?", "Which runs did fail the viability limit?"),
    ("Which runs failed the viability limit?", "how many?", "How many runs failed the viability limit?"),
    ("How many runs left the PAR?", "which runs?", "Which runs left the PAR?"),
    ("Does the gas flow affect the viability?", "and the rocking rate?", "Does the rocking rate affect the viability?"),
    ("Does the gas flow affect the viability?", "why?", "Why does the gas flow affect the viability?"),
    (RUN, "What glucose did it have?", "What glucose did NK-041 have?"),
    (RUN, "In which incubator was that?", "In which incubator was NK-041?"),
    (RATE, "What is the PAR of that one?", "What is the rocking rate PAR of HCX-7?"),
    (RATE, "What was it in January 2025?", "What is the rocking rate set point of HCX-7 as of January 2025?"),
    ("Required viability at harvest?", "Which run missed it?", "Which run missed the viability?"),
    (RUN, "did that run fail?", "Did NK-041 fail?"),
    (RUN, "and is that in spec?", "Is the viability of NK-041 in spec?"),
    ("Which donor did NK-041 come from?", "and its viability?", "What is the viability of NK-041?"),
]


@pytest.mark.parametrize(("base", "follow_up", "understood"), READ)
def test_what_a_follow_up_names_takes_the_place_of_what_was_named(
    by_rules: ByRules, base: str, follow_up: str, understood: str
) -> None:
    read = by_rules.read(follow_up, [before(base)])
    assert (read.understood, read.note) == (understood, None)


NOT_READ = [
    ("Compare NK-041 and NK-042: viability?", "and NK-043?", "names NK-041 and NK-042"),
    (RATE, "and the frobnication?", "no rule says how"),
    (RATE, "and in v1?", "names no document"),
    (RATE, "and how many?", "does not speak of several things"),
    (HELD, "why?", "asks for no statement"),
    (RATE, "and does that apply to the gas flow as well?", "not clear what 'that' is"),
    ("Who signs the record?", "did that run fail?", "does not name one such number"),
    ("Who signs the record?", "and its PAR?", "not clear what"),
    ("Who signs the record?", "and for the other product?", "the records know HCX-7, HCX-9"),
]


@pytest.mark.parametrize(("base", "follow_up", "said_"), NOT_READ)
def test_what_would_be_guessed_is_asked_as_it_stands_and_told(
    by_rules: ByRules, base: str, follow_up: str, said_: str
) -> None:
    read = by_rules.read(follow_up, [before(base)])
    assert read.understood is None
    assert read.note is not None
    assert "as it stands" in read.note
    assert said_ in read.note


STANDS = [
    "And how viable must the cells be on day 5?",
    "What about it?" * 20,
    "And which runs of HCX-9 failed?",
    "How long is the harvest held before it is frozen?",
    "VCN of CT-118?",
    "Viability on day 5?",
    "Is the growth of NK-041 something to worry about?",
    "Is it allowed to hold the harvest at 37 °C?",
    "How long does it take to thaw a vial?",
    "Is it true that the gas flow of HCX-9 was raised?",
    "On the other hand, what is the gas flow of HCX-9?",
    "",
    "?",
]


@pytest.mark.parametrize("question", STANDS)
def test_what_stands_for_itself_is_not_touched(by_rules: ByRules, question: str) -> None:
    read = by_rules.read(question, [before(RATE)])
    assert (read.understood, read.note) == (None, None)


def test_what_may_be_said_of_the_answer_is_not_guessed(by_rules: ByRules) -> None:
    asked_ = before("Which lot went into NK-041?", claims=("Material: vector; Lot: LV-301",))
    read = by_rules.read("What is its titre?", [asked_])
    assert read.note is not None
    assert "LV-301" in read.note


def test_the_first_question_of_a_session_is_not_touched(by_rules: ByRules) -> None:
    assert by_rules.read("and for the other product?", []).understood is None


def test_a_follow_up_of_a_follow_up_builds_on_what_was_understood(by_rules: ByRules) -> None:
    history = [before(RATE), before("and HCX-9?", "What is the rocking rate set point of HCX-9?")]
    assert by_rules.read("and the PAR?", history).understood == "What is the rocking rate PAR of HCX-9?"


def test_a_follow_up_that_was_not_read_is_passed_over(by_rules: ByRules) -> None:
    history = [before(RATE), before("and the frobnication?")]
    assert by_rules.read("and the PAR?", history).understood == "What is the rocking rate PAR of HCX-7?"


def test_an_erased_question_is_passed_over(by_rules: ByRules) -> None:
    history = [before(RATE), before("")]
    assert by_rules.read("and the PAR?", history).understood == "What is the rocking rate PAR of HCX-7?"


def test_the_product_that_was_given_beside_a_question_is_kept_or_replaced(by_rules: ByRules) -> None:
    asked = before("What is the rocking rate set point?", product="HCX-7")
    kept = by_rules.read("and the PAR?", [asked])
    assert (kept.understood, kept.product) == ("What is the rocking rate PAR?", "HCX-7")
    other = by_rules.read("and for the other product?", [asked])
    assert (other.understood, other.product) == ("What is the rocking rate set point for HCX-9?", None)


# The whole way


def asked(library: Library, question: str, session: str = "s") -> tuple[str | None, tuple[str, ...], str]:
    answer = library.workspace.ask(Question(question, session=session))
    return answer.understood, answer.notes, said(answer)


def test_an_answer_says_how_its_question_was_understood(two: Library) -> None:
    first = asked(two, RATE)
    assert (first[0], first[1]) == (None, ())
    assert "14 rpm" in first[2]
    understood, _, claims = asked(two, "and for the other product?")
    assert understood == "What is the rocking rate set point of HCX-9?"
    assert "22 rpm" in claims
    assert "14 rpm" not in claims
    assert asked(two, "and for the other product?", "another session")[:2] == (None, ())


def test_the_product_of_an_answer_is_that_of_the_records_it_cites(two: Library) -> None:
    _, _, claims = asked(two, "How long may the harvested macrophages wait at 2 to 8 °C?", "t")
    assert "4 h" in claims
    understood, _, claims = asked(two, "and for the other product?", "t")
    assert understood is not None
    assert "HCX-7" in understood


def test_a_question_asked_of_a_day_is_followed_up_on_that_day(site: Library) -> None:
    day = dt.date(2024, 6, 1)
    answer = site.workspace.ask(Question("What is the rocking rate set point?", day, session="d"))
    assert "10 rpm" in said(answer)
    answer = site.workspace.ask(Question("and the PAR?", session="d"))
    assert (answer.understood, answer.question.as_of) == ("What is the rocking rate PAR?", day)
    assert "6 to 16 rpm" in said(answer)


@pytest.fixture(scope="module")
def sample_rules(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> Iterator[ByRules]:
    library = open_library(tmp_path_factory.mktemp("samples"))
    library.read(samples)
    yield rules(library.workspace)
    library.workspace.close()


UNRELATED = [
    "What is the MOI set point of MCW-19?",
    "How long may thawed vector be held on ice?",
    "Which runs failed the VCN limit?",
]


@pytest.mark.parametrize("earlier", UNRELATED)
def test_no_question_that_stands_for_itself_is_touched(sample_rules: ByRules, earlier: str) -> None:
    lines = (REPO / "bench" / "questions" / "samples.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    assert len(questions) == 120
    changed = [q for q in questions if sample_rules.read(q, [before(earlier)]) != type(sample_rules.read("", []))()]
    assert changed == []


def test_a_graph_that_is_out_of_step_leaves_what_the_words_of_the_field_say(two: Library) -> None:
    blind = ByRules(Names(two.workspace.vocabulary, None, lambda _: ()))
    read = blind.read("what about day 7?", [before("Minimum viability on day 5?")])
    assert read.understood == "Minimum viability on day 7?"
    read = blind.read("and for the other product?", [before(RATE)])
    assert read.note is not None
    assert "no other product" in read.note
