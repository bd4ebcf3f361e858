"""A site's own words: they add to the packaged ones, win over them, and mistakes are named by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.vocabulary import Vocabulary, load_vocabulary, phrase_of
from retrieval.errors import SettingsError


def _site(tmp_path: Path, text: str | bytes) -> Vocabulary:
    file = tmp_path / "words.yaml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return load_vocabulary(file)


def _same(vocabulary: Vocabulary, one: str, other: str) -> bool:
    return phrase_of(other) in vocabulary.alternatives(phrase_of(one))


def test_a_site_adds_an_alias_to_a_packaged_entity_and_an_entity_of_its_own(tmp_path: Path) -> None:
    site = _site(
        tmp_path,
        "entities:\n"
        "  - {name: multiplicity of infection, kind: parameter, aliases: [zorb number]}\n"
        "  - {name: zorb medium, kind: material, aliases: [ZM-4]}\n"
        "wording:\n  - [zorbing, feeding]\n",
    )
    assert (
        _same(site, "zorb number", "MOI") and _same(site, "ZM-4", "zorb medium") and _same(site, "zorbing", "feeding")
    )
    assert sum(term.name == "multiplicity of infection" for term in site.terms) == 1
    assert not site.overruled
    assert site.digest != load_vocabulary().digest
    assert not _same(load_vocabulary(), "zorb number", "MOI")


def test_a_contradicting_alias_of_the_site_wins_and_is_reported(tmp_path: Path) -> None:
    site = _site(tmp_path, "entities:\n  - {name: load volume, kind: parameter, aliases: [MOI]}\n")
    assert _same(site, "MOI", "load volume")
    assert not _same(site, "MOI", "multiplicity of infection")
    assert [("MOI" in line and "multiplicity of infection" in line) for line in site.overruled] == [True]


def test_a_site_may_take_the_name_of_a_packaged_entity(tmp_path: Path) -> None:
    site = _site(tmp_path, "entities:\n  - {name: cell vitality, kind: attribute, aliases: [viability]}\n")
    assert _same(site, "viability", "cell vitality")
    assert not _same(site, "viability", "percent viable")
    assert all("viability" not in term.wordings for term in site.terms if term.name != "cell vitality")


def test_an_empty_file_changes_no_word(tmp_path: Path) -> None:
    assert _site(tmp_path, "").groups == load_vocabulary().groups


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("entities:\n  - {name: a, kind: parameter}\n  - {name: b, kind: spaceship}\n", 3, "spaceship"),
        ("entities:\n  - {name: a}\n", 2, "kind"),
        ("entities:\n  - {name: a, kind: parameter, alias: [b]}\n", 2, "alias"),
        ("entities:\n  - {name: a, kind: parameter, aliases: b}\n", 2, "list"),
        ("entities:\n  - {name: a, kind: parameter, aliases: [[b]]}\n", 2, "missing"),
        ("entities: 4\n", 1, "list"),
        ("words:\n  - [a, b]\n", 2, "words"),
        ("entities:\n  - {name: 'a\n", 3, "YAML"),
        ("- a\n", 1, "names with values"),
        (b"entities:\n  - \xff\n", 2, "UTF-8"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, text: str | bytes, line: int, says: str) -> None:
    with pytest.raises(SettingsError) as error:
        _site(tmp_path, text)
    assert f"line {line}" in error.value.where
    assert says in error.value.what


def test_anchors_cannot_grow(tmp_path: Path) -> None:
    bomb = "a: &a [x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join([f'*{chr(97 + i)}'] * 9)}]\n" for i in range(9)
    )
    with pytest.raises(SettingsError):
        _site(tmp_path, bomb)


def test_a_file_that_is_not_there_is_a_setting_to_mend(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as error:
        load_vocabulary(tmp_path / "none.yaml")
    assert "none.yaml" in error.value.where
