"""Redaction: no wording of a forgotten document survives, and what is not of it stays."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.redaction import ForgottenDocument, redact, redact_payload
from retrieval.wording import Wording

MINE, OTHER = "1" * 64, "2" * 64
DOCUMENT = ForgottenDocument(MINE, "3" * 64, "rec/SOP-1.docx", "SOP-1", "2")
MARK = "[erased: document 111111111111 was forgotten]"


def secret(text: str) -> bool:
    return "SECRET" in text


def nothing(_: str) -> bool:
    return False


def strings(item: object) -> Iterator[str]:
    if isinstance(item, str):
        yield item
    elif isinstance(item, list):
        for part in item:
            yield from strings(part)
    elif isinstance(item, dict):
        for key, part in item.items():
            yield key
            yield from strings(part)


def citation(digest: str, quote: str) -> dict[str, object]:
    return {
        "document": "SOP-1" if digest == MINE else "SOP-2",
        "version": "2",
        "status": "effective",
        "file": "rec/SOP-1.docx" if digest == MINE else "rec/SOP-2.docx",
        "page": 3,
        "section": f"{quote} section",
        "start": 12,
        "end": 40,
        "quote": quote,
        "title": f"{quote} title",
        "effective": "2025-01-01",
        "digest": digest,
        "row": {"caption": f"{quote} c", "header": [f"{quote} h"], "cells": [quote, "37.0"], "label": quote},
    }


def test_a_citation_keeps_names_places_and_numbers_only() -> None:
    assert redact(citation(MINE, "heat it"), DOCUMENT, nothing) == {
        "document": "SOP-1",
        "version": "2",
        "status": "effective",
        "file": "rec/SOP-1.docx",
        "page": 3,
        "section": MARK,
        "start": 12,
        "end": 40,
        "quote": MARK,
        "title": MARK,
        "effective": "2025-01-01",
        "digest": MINE,
        "row": {"caption": MARK, "header": [MARK], "cells": [MARK, MARK], "label": MARK},
    }


def test_a_claim_that_cites_two_documents_loses_its_text_and_keeps_the_other_citation() -> None:
    other = citation(OTHER, "cool it")
    claim = {
        "text": "heat it",
        "heading": "Heating",
        "fields": [{"name": "Temperature", "value": "37"}],
        "citations": [other, citation(MINE, "heat it")],
        "also_in": ["SOP-9 v1"],
    }
    left = redact({"question": "how hot?", "claims": [claim], "score": 0.5}, DOCUMENT, nothing)
    assert isinstance(left, dict)
    [erased] = left["claims"]
    assert left["question"] == "how hot?"
    assert erased["text"] == erased["heading"] == MARK
    assert erased["fields"] == [{"name": MARK, "value": MARK}]
    assert erased["citations"][0] == other
    assert erased["citations"][1]["quote"] == MARK
    assert erased["also_in"] == ["SOP-9 v1"]


def test_conflicts_nearest_and_limits_are_erased_where_they_speak_from_it() -> None:
    recorded = {
        "conflicts": [
            {
                "about": "heat",
                "sides": [
                    {"value": "37", "citation": citation(MINE, "heat it")},
                    {"value": "4", "citation": citation(OTHER, "cool it")},
                ],
            }
        ],
        "nearest": [{"citation": citation(MINE, "x y"), "difference": "it says heat"}],
        "excursions": [{"limit": "36 to 38", "value": 38.4, "limit_citation": citation(MINE, "36 to 38")}],
    }
    left = redact(recorded, DOCUMENT, nothing)
    assert isinstance(left, dict)
    [conflict] = left["conflicts"]
    assert conflict["about"] == MARK
    assert conflict["sides"][0]["value"] == MARK
    assert conflict["sides"][1] == recorded["conflicts"][0]["sides"][1]
    assert left["nearest"][0]["difference"] == MARK
    assert (left["excursions"][0]["limit"], left["excursions"][0]["value"]) == (MARK, 38.4)


@pytest.mark.parametrize(
    ("outcome", "goes"),
    [
        ({"file": "rec/SOP-1.docx", "document": "SOP-1", "version": "2"}, True),
        ({"file": "rec/SOP-1.docx", "document": None, "version": None}, True),
        ({"file": "moved.docx", "document": "SOP-1", "version": "2"}, True),
        ({"file": "copy.docx", "digest": MINE}, True),
        ({"file": "copy.docx", "text": "3" * 64}, True),
        ({"file": "rec/SOP-1.docx", "document": "SOP-1", "version": "1"}, False),
        ({"file": "other.docx", "document": "SOP-2", "version": "2"}, False),
        ({"file": "other.docx", "document": "SOP-2", "digest": OTHER}, False),
    ],
)
def test_an_outcome_of_reading_is_known_by_digest_file_or_number(outcome: dict[str, object], goes: bool) -> None:
    recorded = {**outcome, "note": "of table 3", "read": {"pages": 4, "skipped": [{"where": "sheet X", "reason": "r"}]}}
    left = redact({"documents": [recorded]}, DOCUMENT, nothing)
    assert isinstance(left, dict)
    assert (left["documents"][0] != recorded) is goes
    if goes:
        assert left["documents"][0]["note"] == MARK
        assert left["documents"][0]["read"] == {"pages": 4, "skipped": [{"where": MARK, "reason": MARK}]}


def test_the_record_of_an_earlier_forgetting_keeps_why_and_what() -> None:
    record = {"digest": MINE, "text_digest": "3" * 64, "reason": "asked to", "erasures": {"4": ["a" * 64, "b" * 64]}}
    assert redact(record, DOCUMENT, nothing) == record
    left = redact({**record, "reason": "it says SECRET"}, DOCUMENT, secret)
    assert left == {**record, "reason": MARK}


def test_keys_that_hold_wording_go_too() -> None:
    left = redact({"a SECRET": 1, "b SECRET": {"c": "SECRET"}, "d": 2}, DOCUMENT, secret)
    assert left == {MARK: 1, f"{MARK} (2)": {"c": MARK}, "d": 2}
    assert redact(left, DOCUMENT, secret) == left


def test_text_that_pretends_to_be_erased_is_not_spared() -> None:
    assert redact(f"{MARK} SECRET", DOCUMENT, secret) == MARK
    assert redact("[erased: document SECRET was forgotten]", DOCUMENT, secret) == MARK


leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=8)
    | st.sampled_from(["SECRET", "a SECRET b", MARK, MINE, OTHER, "2025-01-01", "SOP-1"])
)
keys = st.sampled_from(
    ["quote", "text", "digest", "citations", "citation", "sides", "file", "version", "document", "value", "SECRET"]
) | st.text(max_size=4)
trees = st.recursive(
    leaves | st.sampled_from([MINE, OTHER]).map(lambda d: citation(d, "SECRET" if d == MINE else "fine")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=5),
    max_leaves=25,
)


@given(trees)
def test_no_wording_survives_and_twice_is_once(tree: object) -> None:
    left = redact(tree, DOCUMENT, secret)
    assert not any(secret(text) for text in strings(left))
    assert redact(left, DOCUMENT, secret) == left


@given(trees)
def test_numbers_and_shape_stay(tree: object) -> None:
    def shape(item: object) -> object:
        if isinstance(item, dict):
            return [shape(part) for part in item.values()]
        if isinstance(item, list):
            return [shape(part) for part in item]
        return "text" if isinstance(item, str) else item

    assert shape(redact(tree, DOCUMENT, secret)) == shape(tree)


@given(trees)
def test_what_is_not_of_the_document_stays_equal(tree: object) -> None:
    another = ForgottenDocument("9" * 64, "8" * 64, "rec/SOP-9.docx", "SOP-9", "7")
    payload = json.dumps(tree).encode()
    assert redact_payload(payload, another, nothing) == payload


@given(trees)
def test_citations_of_other_documents_stay_wherever_they_stand(tree: object) -> None:
    other = citation(OTHER, "fine")
    for around in (other, [tree, other], {"claims": [{"text": "t", "citations": [citation(MINE, "q"), other]}]}):
        left = json.dumps(redact(around, DOCUMENT, secret), sort_keys=True)
        assert json.dumps(other, sort_keys=True) in left


@pytest.mark.parametrize("payload", [b"", b"SECRET", b'{"a": "SECRET', b"\xff\xfe", b"[" * 100_000])
def test_a_payload_that_is_no_json_goes_as_a_whole(payload: bytes) -> None:
    left = redact_payload(payload, DOCUMENT, secret)
    assert json.loads(left) == {"erased": MARK}
    assert redact_payload(left, DOCUMENT, secret) == left


def test_lone_surrogates_in_a_payload_survive_redaction() -> None:
    payload = b'{"question": "\\ud800", "text": "SECRET"}'
    left = redact_payload(payload, DOCUMENT, secret)
    assert json.loads(left) == {"question": "\ud800", "text": MARK}


# Wording

TEXT = "# SOP-1 Thawing\n\nThaw the vial at 37 °C for 90 s, then add the medium dropwise.\n| Lot | kanarie07 |"


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("does it say: THAW the vial at 37 °C?", True),
        ("add the medium", True),
        ("“then add the medium dropwise”", True),
        ("Lot | kanarie07", True),
        ("where is KANARIE07?", True),
        ("how do I thaw a vial?", False),
        ("SOP-1", False),
        ("thaw", False),
        ("the medium at 37 °C", False),
        ("", False),
    ],
)
def test_wording_is_four_words_in_a_row_or_a_word_of_its_own(text: str, holds: bool) -> None:
    assert Wording([TEXT], alone=["kanarie07"])(text) is holds


@given(st.lists(st.from_regex("[a-z]{1,6}", fullmatch=True), min_size=4, max_size=30), st.data())
def test_any_four_words_of_the_document_are_found_in_any_text(words: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(words) - 4))
    run = " ".join(words[start : start + 4])
    around = data.draw(st.text(alphabet="xyz .,;\n", max_size=20))
    assert Wording([" ".join(words)])(f"{around} {run} {around}")
