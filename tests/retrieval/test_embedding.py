"""The contract of an embedder, and the default model against vectors that others published."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from assistant.settings import Settings
from retrieval.embedding import (
    DEFAULT_MODEL,
    HASHING_MODEL,
    MAX_PIECES,
    Embedder,
    HashingEmbedder,
    OnnxEmbedder,
    SentenceTransformersEmbedder,
    open_embedder,
)
from tests.retrieval.made import CountingEmbedder

TEXTS = [
    "Thaw the vial at 37 °C until a sliver of ice is left.",
    "Wash.",
    "Die Zellen werden bei 300 × g zentrifugiert. 细胞 😀",
    "Seeding density: 1.5 to 3.0 × 10⁴ cells/cm²; " * 12,
    "Store the bank below −150 °C.",
]


@pytest.fixture(scope="session")
def onnx() -> OnnxEmbedder:
    return OnnxEmbedder(Settings().cache)


@pytest.fixture(params=["hashing", "onnx", "counting"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    if request.param == "onnx":
        return request.getfixturevalue("onnx")
    return HashingEmbedder() if request.param == "hashing" else CountingEmbedder()


def test_vectors_have_the_promised_shape_and_unit_length(embedder: Embedder) -> None:
    vectors = embedder.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dimensions)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_the_order_of_the_texts_is_kept(embedder: Embedder) -> None:
    forward, backward = embedder.embed(TEXTS), embedder.embed(TEXTS[::-1])
    np.testing.assert_allclose(forward, backward[::-1], atol=1e-5)


def test_a_vector_does_not_depend_on_its_batch(embedder: Embedder) -> None:
    together = embedder.embed(TEXTS)
    alone = np.concatenate([embedder.embed([text]) for text in TEXTS])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_equal_texts_have_equal_vectors_and_others_do_not(embedder: Embedder) -> None:
    one, two, other = embedder.embed(["Wash the beads.", "Wash the beads.", "Order a new centrifuge."])
    np.testing.assert_array_equal(one, two)
    assert one @ other < 0.9


def test_what_shares_words_is_nearer(embedder: Embedder) -> None:
    asked, near, far = embedder.embed(
        ["thawing of the vial", "Thawing of the frozen vial in a bath.", "The invoice was paid in May."]
    )
    assert asked @ near > asked @ far + 0.2


def test_no_texts_give_no_vectors(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, embedder.dimensions)


def test_a_text_without_words_is_no_error(embedder: Embedder) -> None:
    assert np.isfinite(embedder.embed(["", " ", "—"])).all()


def test_progress_counts_every_text_once(embedder: Embedder) -> None:
    told: list[int] = []
    embedder.embed(TEXTS * 9, told.append)
    assert sum(told) == 9 * len(TEXTS)
    assert all(count > 0 for count in told)


def test_the_default_model_gives_the_vectors_that_others_published(onnx: OnnxEmbedder, corpora: Path) -> None:
    [golden] = (corpora / "minilm_golden").glob("*.json")
    rows = json.loads(golden.read_text())
    assert len(rows) == 10
    ours = onnx.embed([row["Question"] for row in rows])
    theirs = np.array([row["vector"] for row in rows], np.float32)
    cosine = (ours * theirs).sum(axis=1) / np.linalg.norm(theirs, axis=1)
    assert cosine.min() >= 0.999


def test_text_beyond_what_the_model_reads_does_not_count(onnx: OnnxEmbedder) -> None:
    long, longer = onnx.embed(["wash " * (MAX_PIECES + 10), "wash " * (MAX_PIECES + 10) + "centrifuge"])
    np.testing.assert_allclose(long, longer, atol=1e-6)


@pytest.mark.parametrize(("name", "kind"), [(DEFAULT_MODEL, OnnxEmbedder), (HASHING_MODEL, HashingEmbedder)])
def test_an_embedder_is_opened_by_name(name: str, kind: type, tmp_path: Path) -> None:
    assert isinstance(open_embedder(name, tmp_path), kind)
    assert list(tmp_path.iterdir()) == []  # nothing is loaded or exported before the first text


def test_models_have_names_of_their_own(onnx: OnnxEmbedder) -> None:
    assert len({onnx.model, HashingEmbedder.model, SentenceTransformersEmbedder("x").model}) == 3
