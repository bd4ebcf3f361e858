"""What a model is told, from the prompts of the package: the rules, the question with its evidence, what to mend.

A prompt is data; here its holes are filled, and nothing is added beside. What comes from a person or a model is
put on one line or fenced, so that it reads as what it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from assistant.answers import Question
from assistant.exhibit_text import told
from assistant.proposals import MOST_CLAIMS, ProposedClaim
from assistant.verify import Violation
from prompts.template import load

# A question or turn of a conversation longer than this is cut: what a model is asked stays a question.
LONGEST_QUESTION = 4_000
LONGEST_TURN = 1_500
LONGEST_PROBLEM = 600
# Words of what is commonly known: a paragraph beside the answer, not an answer.
GENERAL_WORDS = 150


def rules() -> str:
    """What holds for every answer."""
    return load("answer").render(most_claims=str(MOST_CLAIMS))


def asked(question: Question, understood: str | None, evidence: str) -> str:
    """The question as it stands for itself, the day and product it is about, and the evidence that was laid out."""
    about = [
        f"As the person put it within the conversation: {told(question.text, LONGEST_QUESTION)}" if understood else "",
        f"It is about what was in force on {question.as_of.isoformat()}, not about today." if question.as_of else "",
        f"It is about the product {told(question.product)} only." if question.product else "",
    ]
    text = told(understood or question.text, LONGEST_QUESTION)
    return (
        load("answer_question").render(evidence=evidence, question=text, about="\n".join(filter(None, about))).strip()
    )


def mending(failed: Sequence[tuple[ProposedClaim, Sequence[Violation]]]) -> str:
    """Claims that did not stand the check, as they were given, each with everything that is wrong with it."""
    told_of = [
        "\n".join(
            [
                json.dumps(claim.model_dump(), ensure_ascii=False),
                *(f"- {told(v.message, LONGEST_PROBLEM)}" for v in found),
            ]
        )
        for claim, found in failed
    ]
    return load("mend_claims").render(failed="\n\n".join(told_of))


def malformed(problem: str) -> str:
    """That an answer does not follow the schema, and how."""
    return load("mend_schema").render(problem=told(problem, LONGEST_PROBLEM).rstrip("."))


def answer_now(why: str) -> str:
    """That no more tools can be called, and why: "the calls allowed for one question are spent"."""
    return load("answer_now").render(why=told(why).rstrip("."))


def standalone(turns: Iterable[tuple[str, str]], question: str) -> str:
    """The question of a conversation, to be rewritten so that it stands for itself; turns are (question, answer)."""
    said = [
        f"Person: {told(asked_, LONGEST_TURN)}\nAnswer: {told(answered, LONGEST_TURN) or '(refused)'}"
        for asked_, answered in turns
    ]
    return load("rewrite_question").render(
        turns="\n\n".join(said) or "(nothing)", question=told(question, LONGEST_QUESTION)
    )


def general(question: str) -> str:
    """What is commonly known, asked for apart: no evidence is given with it."""
    return load("general_knowledge").render(question=told(question, LONGEST_QUESTION), most_words=str(GENERAL_WORDS))


def digests(*names: str) -> tuple[tuple[str, str], ...]:
    """The names of prompts with their digests, for the record of an answer."""
    return tuple((name, load(name).digest) for name in names)
