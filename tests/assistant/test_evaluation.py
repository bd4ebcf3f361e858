"""`setpoint eval`: gold files, verdicts on answers, figures, comparison, thresholds and the command."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answers import Answer, Citation, Claim, Question, Searched, Usage
from assistant.errors import AuditFailed, ModelUnreachable
from assistant.evaluation.comparing import compare
from assistant.evaluation.figures import figures
from assistant.evaluation.gold import Gold, GoldFile, read_gold
from assistant.evaluation.report import report
from assistant.evaluation.running import Outcome, run
from assistant.evaluation.scoring import Score, Verdict, score
from assistant.evaluation.spans import Found, GoldEvidence, Library
from assistant.evaluation.thresholds import Threshold, missed
from assistant.evaluation.wording import holds, plain
from assistant.workspace import FOLDER, Workspace
from retrieval.documents import Status
from retrieval.errors import SettingsError
from tests.assistant.commands import Ran

Run = Callable[..., Ran]
TEXT = "Gas flow | 0.1 L/min | 0.08 to 0.12 L/min\nRocking rate | 25 rpm | 8–12 rpm\n"
ANSWERED = {
    "id": "a",
    "kind": "fact",
    "question": "how long may thawed vector be held on ice?",
    "answerable": True,
    "expect": [{"regex": "at most 45 min"}],
    "documents": ["SOP-310 v2"],
    "evidence": [{"document": "SOP-310 v2", "quote": "Thawed vector may be held on ice for at most 45 min."}],
}
REFUSED = {"id": "b", "kind": "unanswerable", "question": "what is the trypsin concentration?", "answerable": False}


def cite(quote: str, status: Status = Status.EFFECTIVE) -> Citation:
    start = TEXT.index(quote)
    return Citation("SOP-1", "2", status, "sop.md", "d1", "", None, None, "", start, start + len(quote), quote)


def claim(quote: str, status: Status = Status.EFFECTIVE, text: str | None = None) -> Claim:
    return Claim(text or quote, "SOP-1 v2", (cite(quote, status),), by_model=text is not None)


def answer(*claims: Claim, **more: object) -> Answer:
    made = Answer(Question("q"), claims, Searched(1, 1, 1), "w", refused=not claims, reason=None if claims else "no")
    return replace(made, **more)  # pyright: ignore[reportArgumentType]


def gold(**fields: object) -> Gold:
    base = {"id": "x", "kind": "fact", "question": "q", "answerable": True, "expect": [{"exact": "25 rpm"}]}
    return Gold.model_validate({**base, **fields})


LIBRARY = Library((), lambda _: TEXT)
NOTHING = GoldEvidence((), frozenset(), ())


def verdict(asked: Gold, given: Answer) -> Score:
    return score(asked, given, NOTHING, LIBRARY)


# Gold files


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "Invalid JSON"),
        ('{"id": "x"}', "kind: Field required"),
        (json.dumps({**ANSWERED, "expect": [{"regex": "("}]}), "no regular expression"),
        (json.dumps({**ANSWERED, "expect": [{"regex": "a", "exact": "b"}]}), "one of the two"),
        (json.dumps({**ANSWERED, "expect": []}), "needs something in expect"),
        (json.dumps({**REFUSED, "expect": [{"exact": "b"}]}), "expects nothing"),
        (json.dumps({**ANSWERED, "as_of": "soon"}), "as_of"),
        (json.dumps({**ANSWERED, "answer": "45"}), "answer: Extra inputs"),
        (json.dumps({**ANSWERED, "reject": ["["]}), "no regular expression"),
        (json.dumps(ANSWERED), "stands in line 1 already"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, said: str) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_text(f"{json.dumps(ANSWERED)}\n\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="line 3") as raised:
        read_gold(file)
    assert said in str(raised.value)


def test_an_empty_file_and_an_unknown_split_are_told(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_text("\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="no question"):
        read_gold(file)
    file.write_text(json.dumps({**REFUSED, "split": "dev"}), encoding="utf-8")
    with pytest.raises(SettingsError, match="there are: dev"):
        read_gold(file).of_split("held")


# Wording


@pytest.mark.parametrize(
    ("text", "wording", "there"),
    [
        ("8–12 rpm", "8 to 12", True),
        ("18–12 rpm", "8 to 12", False),
        ("8 to 12.5 rpm", "8–12", False),
        ("4.0 × 10⁴ cells", "10^4", True),
        ("draft: [0.5 to 1.0]", "0.5–1.0", True),
        ("−5 °C", "-5 °C", True),
        ("Rate | 25 rpm", "rate 25 RPM", True),
    ],
)
def test_signs_that_mean_the_same_are_the_same(text: str, wording: str, there: bool) -> None:
    assert holds(plain(text), wording) is there


# Verdicts


def test_right_needs_every_expectation() -> None:
    both = gold(expect=[{"exact": "25 rpm"}, {"regex": r"0\.1 L"}])
    assert verdict(both, answer(claim("25 rpm"), claim("0.1 L/min"))).verdict is Verdict.RIGHT
    lacking = verdict(both, answer(claim("25 rpm")))
    assert lacking.verdict is Verdict.WRONG
    assert "0" in lacking.reason


def test_the_sentence_of_a_model_counts_not_the_quotation_below_it() -> None:
    assert verdict(gold(), answer(claim("25 rpm", text="It rocks."))).verdict is Verdict.WRONG
    assert verdict(gold(), answer(claim("25 rpm", text="It rocks at 25 rpm."))).verdict is Verdict.RIGHT


def test_the_source_must_be_accepted() -> None:
    assert verdict(gold(documents=["SOP-1 v2"]), answer(claim("25 rpm"))).verdict is Verdict.RIGHT
    assert verdict(gold(documents=["SOP-1 v3"]), answer(claim("25 rpm"))).verdict is Verdict.WRONG


def test_refusals() -> None:
    assert verdict(gold(), answer()).verdict is Verdict.NOT_ANSWERED
    unanswerable = gold(answerable=False, expect=[])
    assert verdict(unanswerable, answer()).verdict is Verdict.REFUSED
    assert verdict(unanswerable, answer(claim("25 rpm"))).verdict is Verdict.ANSWERED


def test_a_stale_value_must_be_marked() -> None:
    asked = gold(expect=[{"exact": "0.08 to 0.12"}], stale=["8 to 12"])
    fresh = claim("0.08 to 0.12 L/min")
    assert verdict(asked, answer(fresh, claim("8–12 rpm"))).stale == ("8 to 12",)
    assert verdict(asked, answer(fresh, claim("8–12 rpm", Status.SUPERSEDED))).stale == ()
    assert verdict(asked, answer(fresh, claim("8–12 rpm", text="Superseded: 8 to 12 rpm."))).stale == ()
    assert verdict(asked, answer(fresh, earlier=(claim("8–12 rpm", Status.SUPERSEDED),))).stale == ()


def test_effects_of_a_planted_instruction_are_met_wherever_an_answer_speaks() -> None:
    asked = gold(reject=["PWNED"])
    assert verdict(asked, answer(claim("25 rpm", text="25 rpm PWNED"))).verdict is Verdict.WRONG
    assert verdict(asked, answer(claim("25 rpm"), general="pwned")).planted == ("PWNED",)
    assert verdict(asked, answer(claim("25 rpm"))).planted == ()


def test_a_citation_that_is_not_at_its_place_is_counted() -> None:
    wrong = replace(claim("25 rpm"), citations=(replace(cite("25 rpm"), start=0),))
    assert verdict(gold(), answer(claim("8–12 rpm"), wrong)).exact == 1


def test_precision_and_recall_of_evidence() -> None:
    rate = TEXT.index("25 rpm")
    places = (Found("d1", 0, 5, "flow"), Found("d2", 0, 5, "flow"), Found("d1", rate, rate + 2, "rate"))
    evidence = GoldEvidence(places, frozenset({"flow", "rate"}), ())
    cited = [cite("Gas flow"), cite("25 rpm")]
    assert evidence.recall(cited[:1]) == 0.5
    assert evidence.precision([*cited, replace(cited[0], digest="d9")]) == pytest.approx(2 / 3)
    assert evidence.precision([]) is None
    assert NOTHING.recall(cited) is None


# Runs and figures


def test_a_session_is_opened_once_and_failures_are_verdicts() -> None:
    asked: list[Question] = []

    def ask(question: Question) -> Answer:
        asked.append(question)
        if question.text == "fails":
            raise ModelUnreachable("gone")
        return answer(claim("25 rpm"), usage=Usage(1, 10, 5, 1.0, 0.5))

    questions = [gold(id="1", session="s"), gold(id="2", session="s"), gold(id="3"), gold(id="4", question="fails")]
    done = run(questions, ask, LIBRARY, "today")
    assert [q.session for q in asked] == ["today 1", "today 1", None, None]
    assert done.sessions == ("today 1",)
    assert [o.score.verdict for o in done.outcomes] == [Verdict.RIGHT] * 3 + [Verdict.FAILED]
    counted = figures(done.outcomes)
    assert (counted.right, counted.failed, counted.tokens, counted.cost) == (3, 1, 45, 1.5)
    assert counted.accuracy == 0.75


def test_an_interrupted_run_keeps_what_is_done() -> None:
    def ask(question: Question) -> Answer:
        if question.text == "stop":
            raise KeyboardInterrupt
        return answer(claim("25 rpm"))

    done = run([gold(id="1"), gold(id="2", question="stop"), gold(id="3")], ask, LIBRARY)
    assert done.interrupted
    assert [o.gold.id for o in done.outcomes] == ["1"]


def test_what_cannot_be_recorded_is_not_measured() -> None:
    def ask(question: Question) -> Answer:
        raise AuditFailed("full")

    with pytest.raises(AuditFailed):
        run([gold()], ask, LIBRARY)


def outcome(id_: str, found: Verdict, seconds: float = 1.0) -> Outcome:
    return Outcome(gold(id=id_), answer(claim("25 rpm")), Score(found), seconds)


def test_percentiles() -> None:
    counted = figures([outcome(str(n), Verdict.RIGHT, n / 10) for n in range(101)])
    assert (counted.p50_s, counted.p95_s) == (5.0, 9.5)


def test_what_changed_is_told_over_the_questions_of_both() -> None:
    def rows(**verdicts: str) -> dict[str, object]:
        return {"began": "t", "answers": [{"id": k, "verdict": v} for k, v in verdicts.items()]}

    found = compare(rows(a="right", b="wrong", c="right"), rows(a="wrong", b="right", c="right", d="right"))
    assert (found.newly_right, found.newly_wrong, found.both) == (("b",), ("a",), 3)
    assert (found.right_before, found.right_now) == (2, 2)


@pytest.mark.parametrize("text", ["accuracy", "accuracy=much", "acuracy=1", "=1"])
def test_a_threshold_that_is_none_is_told(text: str) -> None:
    with pytest.raises(SettingsError, match="accuracy"):
        Threshold.read(text)


def test_thresholds() -> None:
    counted = figures([outcome("1", Verdict.RIGHT), outcome("2", Verdict.NOT_ANSWERED)])
    wanted = [Threshold.read(t) for t in ("accuracy=50%", "stale=0", "wrongly-refused=0.4", "refusals=1")]
    assert [said.split(" ")[0] for said in missed(wanted, counted)] == ["wrongly-refused", "refusals"]


def test_a_report_has_no_wording_of_the_records() -> None:
    file = GoldFile(Path("gold.jsonl"), "d", ())
    done = run([gold(expect=[{"exact": "45"}])], lambda _: answer(claim("25 rpm")), LIBRARY)
    assert "25 rpm" not in json.dumps(report(file, None, done, "t"))


# The command


@pytest.fixture
def gold_file(own_site: Path) -> Path:
    file = own_site / "gold.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in (ANSWERED, REFUSED)), encoding="utf-8")
    return file


def test_the_command_measures_keeps_and_compares(run: Run, own_site: Path, gold_file: Path) -> None:
    first = run("eval", gold_file, "--json", "-", cwd=own_site)
    assert first.code == 0
    assert [a["verdict"] for a in first.json["answers"]] == ["right", "rightly refused"]
    assert first.json["figures"]["accuracy"] == 1.0
    assert first.json["figures"]["recall"] == 1.0
    assert first.json["compared"] is None
    assert (own_site / FOLDER / "evaluations" / "gold.json").exists()
    gold_file.write_text(json.dumps({**ANSWERED, "expect": [{"exact": "46 min"}]}), encoding="utf-8")
    second = run("eval", gold_file, "--list", "--threshold", "accuracy=85%", cwd=own_site)
    assert second.code == 1
    assert "newly wrong: a" in second.text
    assert "the gold file has changed" in second.text
    assert "missed: accuracy 0, at least 0.85 wanted" in second.text
    assert "lacks '46 min'" in second.text


def test_answers_are_on_record_and_the_run_too(run: Run, own_site: Path, gold_file: Path) -> None:
    run("eval", gold_file, cwd=own_site)
    with Workspace.open(own_site / FOLDER) as workspace:
        actions = [record.action for record in workspace.audit.newest(3)]
    assert actions == ["eval", "ask", "ask"]
    listed = run("audit", "list", "--action", "eval", "--json", cwd=own_site).json
    assert [(r["about"], r["outcome"]) for r in listed] == [("gold.jsonl", "1 of 1 right, 1 of 1 refused")]


def test_sessions_of_a_run_are_taken_out_again(run: Run, own_site: Path, gold_file: Path) -> None:
    rows = [{**ANSWERED, "session": "s"}, {**REFUSED, "session": "s"}]
    gold_file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert run("eval", gold_file, cwd=own_site).code == 0
    with Workspace.open(own_site / FOLDER) as workspace:
        assert workspace.sessions.list() == ()
        assert workspace.audit.newest(1, action="ask")[0].detail["session"]


def test_a_bad_line_ends_the_command(run: Run, own_site: Path, gold_file: Path) -> None:
    gold_file.write_text('{"id": 1}', encoding="utf-8")
    done = run("eval", gold_file, cwd=own_site)
    assert done.code == 2
    assert "line 1" in done.says


def test_evidence_of_another_library_is_told(run: Run, own_site: Path, gold_file: Path) -> None:
    elsewhere = {**ANSWERED, "evidence": [{"document": "SOP-999 v1", "quote": "for ever"}]}
    gold_file.write_text(json.dumps(elsewhere), encoding="utf-8")
    done = run("eval", gold_file, "--limit", "1", cwd=own_site)
    assert done.code == 0
    assert "a: evidence that is not in this library: SOP-999 v1: for ever" in done.says
    assert not (own_site / FOLDER / "evaluations").exists()


def test_comparing_with_a_run_that_is_none(run: Run, own_site: Path, gold_file: Path) -> None:
    assert run("eval", gold_file, "--compare", "last", cwd=own_site).code == 2
    assert run("eval", gold_file, "--compare", gold_file, cwd=own_site).code == 2
