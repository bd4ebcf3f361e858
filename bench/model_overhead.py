"""What a model costs beside its own time: the import of LangChain, and evidence, loop and check of a question.

The model is scripted: it quotes lines of the evidence it was shown, alters the number of one of them, and
takes that back when it is told. It needs no time of its own, so a question's time with it is all overhead.
Beside it stands the same question without a model, on the same open workspace. Processor time is told too:
where others use the machine, wall time says little. Imports are the processor time of whole processes, the
median of some, less one that imports nothing.

To reach: at most 150 ms a question over the samples.

    python -m bench.model_overhead [--questions 60]
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from langchain_core.messages import BaseMessage

from assistant.answers import Question
from assistant.models.line import Line
from assistant.models.scripted import ScriptedModel
from assistant.proposals import ProposedAnswer, ProposedClaim, Quotation
from assistant.settings import Settings
from assistant.workspace import FOLDER, Workspace
from bench.figures import Figure, percentile, print_figures
from bench.processes import REPO, SETPOINT, run

QUESTIONS = REPO / "samples" / "questions.jsonl"
_EXHIBIT = re.compile(r"<<<(?P<key>e[a-z2-7]{8}) (?P<fence>\S+)\n(?P<text>.*?)\n(?P=fence) (?P=key)>>>", re.DOTALL)
_NUMBER = re.compile(r"\d+")
CLAIMS = 5


def quoting(messages: list[BaseMessage]) -> ProposedAnswer:
    """Claims that are lines of the evidence, one of them with another number; nothing when it is sent back."""
    if "did not stand the check" in messages[-1].text:
        return ProposedAnswer(claims=[])
    lines = [
        (found["key"], line.strip())
        for found in _EXHIBIT.finditer(messages[1].text)
        for line in found["text"].splitlines()
        if _NUMBER.search(line)
    ][:CLAIMS]
    claims = [ProposedClaim(text=line, quotes=[Quotation(evidence=key, quote=line)]) for key, line in lines]
    if claims:
        altered = _NUMBER.sub(lambda m: str(int(m[0]) + 1), claims[-1].text, count=1)
        claims[-1] = claims[-1].model_copy(update={"text": altered})
    return ProposedAnswer(claims=claims)


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds of one question: on the wall, and of the processor."""

    wall: float
    processor: float


def times(workspace: Workspace, questions: Sequence[str]) -> list[Taken]:
    """What each question took; the first was asked once before."""
    workspace.ask(Question(questions[0]))
    taken: list[Taken] = []
    for question in questions:
        wall, processor = time.perf_counter(), time.process_time()
        workspace.ask(Question(question))
        taken.append(Taken((time.perf_counter() - wall) * 1000, (time.process_time() - processor) * 1000))
    return taken


def measure(folder: Path, questions: Sequence[str]) -> tuple[list[Taken], list[Taken]]:
    """What each question takes without a model, and with the scripted one."""
    run([SETPOINT, "--workspace", str(folder / FOLDER), "ingest", str(REPO / "samples" / "records")])
    without = Workspace(folder / FOLDER, Settings())
    with_model = Workspace(
        folder / FOLDER, Settings(model="scripted:quoting"), lambda settings: Line.of(ScriptedModel(quoting), settings)
    )
    try:
        return times(without, questions), times(with_model, questions)
    finally:
        without.close()
        with_model.close()


def importing(*modules: str, runs: int = 3) -> float:
    """Seconds of the processor that an import adds to a process."""

    def typical(code: str) -> float:
        return median(run([sys.executable, "-c", code]).cpu_s for _ in range(runs + 1))

    return typical(f"import {', '.join(modules)}") - typical("pass")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=60, help="how many of samples/questions.jsonl, from the first")
    chosen = parser.parse_args(arguments)
    lines = QUESTIONS.read_text("utf-8").splitlines()[: chosen.questions]
    with tempfile.TemporaryDirectory() as folder:
        without, with_model = measure(Path(folder), [json.loads(line)["question"] for line in lines])
    added = [b.processor - a.processor for a, b in zip(without, with_model, strict=True)]
    figures = [
        Figure("question without a model, median", median(t.wall for t in without), "ms"),
        Figure("question with a model of no time, median", median(t.wall for t in with_model), "ms", most=150),
        Figure("question with a model of no time, 95th percentile", percentile([t.wall for t in with_model], 95), "ms"),
        Figure("the same, processor time, median", median(t.processor for t in with_model), "ms"),
        Figure("added by the model's evidence, loop and check, processor time", median(added), "ms"),
        Figure("import of setpoint's loop, without LangChain", importing("assistant.agent.loop"), "s"),
        Figure("import of langchain.chat_models", importing("langchain.chat_models"), "s"),
        Figure("import of langchain_openai", importing("langchain_openai"), "s"),
        Figure("import of langchain_anthropic", importing("langchain_anthropic"), "s"),
        Figure("import of langchain_ollama", importing("langchain_ollama"), "s"),
        Figure("import of langchain.agents, which is not used", importing("langchain.agents"), "s"),
    ]
    print_figures(f"What a model costs beside its own time, over {len(lines)} questions", figures)


if __name__ == "__main__":
    main()
