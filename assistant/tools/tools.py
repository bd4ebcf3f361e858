"""The tools as plain functions: each takes its arguments, looks in the records and returns text for a model.

A name that is not known is answered in words with the nearest ones; only what is wrong with the workspace is raised.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from assistant.events import Listener, SearchStarted, unheard
from assistant.exhibit_text import fenced, name, standing, told
from assistant.exhibits import Bench, Exhibit
from assistant.sight import Sight
from assistant.stretches import stretch
from assistant.tools import reading
from assistant.tools.arguments import AskGraph, CompareRuns, RunTable, SearchFor, Section
from assistant.tools.graph import graph_lines
from assistant.tools.row_text import RowLine
from assistant.tools.runs import compared_lines, run_lines
from assistant.tools.showing import Showing
from graph.errors import UnknownEntity
from graph.questions.inquiry import Inquiry
from retrieval.documents import Document

# Passages that a search looks through, of every document or of the one that is meant, and stretches that it shows:
# the rows of a table are passages each, and one stretch.
HITS = 40
HITS_IN_DOCUMENT = 400
STRETCHES = 6
# A run report with its tables is longer than other results.
RUN_TOKENS = 4_500
NO_GRAPH = "The process graph is not in step with the records at present; use search and read_section."


class Tools:
    """What a model may look up for one answer."""

    def __init__(self, sight: Sight, bench: Bench, listener: Listener = unheard) -> None:
        self._sight = sight
        self._showing = Showing(sight, bench)
        self._bench = bench
        self._listener = listener

    def search(self, asked: SearchFor) -> str:
        """Passages for a few words, best first, of every document or of one."""
        within = f" in {asked.document}" if asked.document else ""
        self._listener(SearchStarted(told(f"searching for {asked.query}{within}")))
        words = " ".join(filter(None, [asked.query, asked.product]))
        if asked.document is None:
            hits = self._sight.find(words, HITS)
        else:
            documents = reading.documents_called(self._sight, asked.document)
            if not documents:
                return reading.unknown_document(self._sight, asked.document, None)
            digests = {d.digest for d in documents}
            hits = [h for h in self._sight.find(words, HITS_IN_DOCUMENT) if h.document.digest in digests]
        if not hits:
            return "Nothing was found. Try other words, or without the document."
        found = {e.key: e for e in (self._stretch(h.document, h.passage.start, h.passage.end) for h in hits)}
        return self._showing.exhibits(islice(found.values(), STRETCHES))

    def read_section(self, asked: Section) -> str:
        """A section of a document, or the list of its sections."""
        version = f" v{asked.version}" if asked.version else ""
        self._listener(SearchStarted(told(f"reading {asked.document}{version} {asked.section}")))
        exhibit = self._bench.find(asked.section) if asked.section else None
        if exhibit is not None:
            return self._showing.exhibits(reading.around(exhibit))
        documents = reading.documents_called(self._sight, asked.document, asked.version)
        if not documents:
            return reading.unknown_document(self._sight, asked.document, asked.version)
        return "\n\n".join(self._read(document, asked.section) for document in documents[:2])

    def ask_graph(self, asked: AskGraph) -> str:
        """A question of the closed set to the process graph."""
        about = asked.name or asked.parameter or asked.attribute or asked.outside or asked.lot or asked.run or ""
        self._listener(SearchStarted(told(f"looking up {asked.question} {about}")))
        inquiry = self._sight.inquiry
        if inquiry is None:
            return NO_GRAPH
        if asked.product is None and self._sight.product:
            asked = asked.model_copy(update={"product": self._sight.product})
        try:
            lines, remarks = graph_lines(asked, inquiry)
        except UnknownEntity as error:
            return _in_words(error)
        if not lines:
            return "\n".join(["The graph has nothing on this.", *remarks])
        return self._showing.rows(f"{asked.question.value} {told(about)}".strip(), lines, remarks)

    def run_table(self, asked: RunTable) -> str:
        """Everything that the records say of one run."""
        self._listener(SearchStarted(told(f"looking at run {asked.run}")))
        return self._of_runs(f"run {asked.run}", lambda inquiry: run_lines(inquiry, asked.run))

    def compare_runs(self, asked: CompareRuns) -> str:
        """What runs recorded, side by side."""
        self._listener(SearchStarted(told(f"comparing runs {', '.join(asked.runs)}")))
        return self._of_runs("runs side by side", lambda inquiry: compared_lines(inquiry, asked.runs, asked.measured))

    def _of_runs(self, title: str, look: Callable[[Inquiry], list[RowLine]]) -> str:
        inquiry = self._sight.inquiry
        if inquiry is None:
            return NO_GRAPH
        try:
            lines = look(inquiry)
        except UnknownEntity as error:
            return _in_words(error)
        if not lines:
            return "The records have nothing of this on these runs."
        return self._showing.rows(told(title), lines, tokens=RUN_TOKENS)

    def _read(self, document: Document, section: str) -> str:
        canonical = self._sight.text(document)
        title = f"{told(name(document))} ({told(document.identity.title)}), {standing(document, self._sight)}"
        found = reading.section(document, canonical, section) if section else []
        if found:
            return self._showing.exhibits(found)
        missing = f"There is no section {told(section)!r}. " if section else ""
        listed = f"{missing}The sections of {title}:\n{fenced('sections', reading.outline(canonical))}"
        has_sections = any(line.section for line in canonical.lines)
        return (
            listed
            if has_sections
            else "\n\n".join([listed, self._showing.exhibits(reading.opening(document, canonical))])
        )

    def _stretch(self, document: Document, start: int, end: int) -> Exhibit:
        return stretch(document, self._sight.text(document), start, end)


def _in_words(error: UnknownEntity) -> str:
    return told(f"{error.what}. {error.next_step}", 600)
