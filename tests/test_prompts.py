"""Prompts are text with declared holes, and their version is their digest."""

from __future__ import annotations

import hashlib
import re
from importlib.resources import files
from typing import get_args

import pytest

from graph.proposed.candidates import ProposedLabel, ProposedRelation
from graph.schema import ENDS, Label, LimitKind, Relation
from prompts.template import Prompt, PromptMissing, WrongHoles, load


def every() -> list[str]:
    return [place.name.removesuffix(".md") for place in files("prompts").iterdir() if place.name.endswith(".md")]


@pytest.mark.parametrize("name", every())
def test_every_prompt_loads_and_renders(name: str) -> None:
    prompt = load(name)
    rendered = prompt.render(**dict.fromkeys(prompt.holes, "filled in"))
    assert "$" not in rendered
    assert prompt.digest == hashlib.sha256(prompt.text.encode()).hexdigest()


def test_what_is_missing_or_too_much_is_named() -> None:
    prompt = Prompt("greeting", "Dear $name of ${place}, $$5")
    assert prompt.holes == {"name", "place"}
    with pytest.raises(WrongHoles, match=r"without place.*with time"):
        prompt.render(name="Ana", time="noon")
    assert prompt.render(name="$place", place="Bern") == "Dear $place of Bern, $5"


def test_a_stray_sign_is_found_when_the_prompt_is_made() -> None:
    with pytest.raises(WrongHoles, match="opens no hole"):
        Prompt("bad", "costs $5")


@pytest.mark.parametrize("name", ["no_such_prompt", "../pyproject", "", "template.py", "a" * 500, "__init__"])
def test_only_prompts_of_the_package_are_loaded(name: str) -> None:
    with pytest.raises(PromptMissing):
        load(name)


def test_a_changed_prompt_has_another_version() -> None:
    assert Prompt("a", "one").digest != Prompt("a", "one ").digest


def test_the_prompt_of_extraction_names_the_relations_and_ends_of_the_schema() -> None:
    text = " ".join(load("extract_facts").text.split())
    said = {
        Relation(name): {Label(word) for word in re.findall(r"[A-Z]\w+", ends) if word in set(Label)}
        for name, ends in re.findall(r"- ([A-Z_]+): ([^.]*)\.", text)
    }
    assert {relation.value for relation in said} == set(get_args(ProposedRelation))
    for relation, labels in said.items():
        starts, ends = ENDS[relation]
        assert labels == (starts | ends) & {Label(name) for name in get_args(ProposedLabel)}
    assert all(f"`{kind}`" in text for kind in LimitKind)
