"""What reading a library costs beyond embedding it, and beside a plain LangChain script.

Whole processes over corpora/lab_protocols, in turn, the median of several: a fresh `setpoint
ingest`; embedding alone the distinct passages that it embeds, with the same backend, model load
included (bench/embed_alone.py); and a plain LangChain script over the same readable files
(bench/plain_langchain.py). The exported model is in the cache before anything is timed.

To reach: ingest at most 1.15 times embedding alone, and faster than the plain script. The ratios of
processor time are there to tell a busy machine from a slow program.

    python -m bench.ingest_ratio [--runs 3]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.settings import load_settings
from bench.figures import Figure, print_figures
from bench.places import corpora
from bench.processes import SETPOINT, Run, run, typical
from retrieval.embedding import HashingEmbedder, Vectors, open_embedder
from retrieval.ingest import Ingest
from retrieval.ingest_report import Silent
from retrieval.ledger import Ledger
from retrieval.survey import survey

# The corpus holds scripts and licences that no loader reads: they are reported, with this code.
SOME_FAILED = 1


class Noting(HashingEmbedder):
    """Notes what it is given to embed."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        self.texts.extend(texts)
        return super().embed(texts, progress)


def embedded_texts(records: Path, folder: Path) -> list[str]:
    """Every text that an ingest of the records embeds, each once."""
    ledger, noting = Ledger.open(f"sqlite:///{folder / 'noting.db'}"), Noting()
    Ingest(ledger, noting, "main", Silent()).run(survey([records], folder, ledger))
    ledger.close()
    return list(dict.fromkeys(noting.texts))


def measure(records: Path, folder: Path, runs: int) -> tuple[int, Run, Run, Run]:
    """How many texts are embedded; the typical ingest, embedding alone and plain script."""
    settings = load_settings(folder)
    open_embedder(settings.embedding_model, settings.cache).embed(["the model is exported"])
    texts = embedded_texts(records, folder)
    listed = folder / "texts.json"
    listed.write_text(json.dumps(texts), "utf-8")
    python, turns = [sys.executable, "-m"], list[tuple[Run, Run, Run]]()
    for turn in range(runs):
        ingest = [SETPOINT, "--workspace", str(folder / f"setpoint-{turn}"), "ingest", str(records)]
        alone = [*python, "bench.embed_alone", str(listed), str(settings.cache)]
        plain = [*python, "bench.plain_langchain", "ingest", str(records), str(folder / f"chroma-{turn}")]
        turns.append((run(ingest, codes=(0, SOME_FAILED)), run(alone), run(plain)))
    ingested, alone, plain = (typical(same) for same in zip(*turns, strict=True))
    return len(texts), ingested, alone, plain


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        texts, ingested, alone, plain = measure(corpora() / "lab_protocols", Path(folder), chosen.runs)
    figures = [
        Figure("setpoint ingest", ingested.seconds, "s"),
        Figure(f"embedding its {texts} passages alone", alone.seconds, "s"),
        Figure(f"plain LangChain script ({plain.output.strip()})", plain.seconds, "s"),
        Figure("ingest / embedding alone", ingested.seconds / alone.seconds, "x", most=1.15),
        Figure("plain script / ingest", plain.seconds / ingested.seconds, "x", least=1.0),
        Figure("ingest / embedding alone, processor time", ingested.cpu_s / alone.cpu_s, "x"),
        Figure("plain script / ingest, processor time", plain.cpu_s / ingested.cpu_s, "x"),
    ]
    print_figures(f"Reading lab_protocols, median of {chosen.runs} runs in turn", figures)


if __name__ == "__main__":
    main()
