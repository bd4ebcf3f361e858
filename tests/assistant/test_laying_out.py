"""What is laid out before a model speaks: in force first, marked, bounded, and nothing that may not be seen."""

from __future__ import annotations

import pytest

from assistant.exhibit_text import evidence_text
from assistant.exhibits import Exhibit
from assistant.laying_out import HEADING_TOKENS, NOT_IN_FORCE, lay_out, tokens_of
from assistant.stretches import LONGEST_LINE, WHOLE, lines_of, stretch, without
from retrieval.documents import Status
from tests.assistant.sights import sight_of, studied
from tests.assistant.site import Library

RATE = "What is the PAR of the rocking rate?"
QUESTIONS = (RATE, "How long may harvested NK cells be held?", "What was the viability of NK-041 on day 5?", "gas flow")


def laid(site: Library, question: str, as_of: str | None = None, tokens: int = 6_000) -> tuple[Exhibit, ...]:
    with sight_of(site.workspace, as_of) as sight:
        return lay_out(studied(question, site.workspace, sight), sight, tokens)


def names(exhibits: tuple[Exhibit, ...]) -> list[str]:
    return [f"{e.document.name} v{e.document.identity.version}" for e in exhibits]


def test_what_is_in_force_comes_first_as_the_whole_table_with_its_header(site: Library) -> None:
    found = laid(site, RATE)
    assert names(found)[0] == "SOP-301 v2"
    assert "Parameter | Class | Set point | NOR | PAR" in found[0].text
    assert "Rocking rate | KPP | 14 rpm | 12 to 16 rpm | 10 to 18 rpm" in found[0].text
    statuses = [e.document.status is Status.EFFECTIVE for e in found]
    assert statuses == sorted(statuses, reverse=True)
    assert 0 < statuses.count(False) <= NOT_IN_FORCE


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_question_has_the_same_exhibits(site: Library, question: str) -> None:
    first, second = laid(site, question), laid(site, question)
    assert [e.key for e in first] == [e.key for e in second]
    assert len({e.key for e in first}) == len(first) > 0


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("tokens", [150, 400, 6_000])
def test_no_more_is_laid_out_than_fits(site: Library, question: str, tokens: int) -> None:
    found = laid(site, question, tokens=tokens)
    assert sum(HEADING_TOKENS + tokens_of(e.text) for e in found) <= tokens


def test_no_line_is_shown_twice(site: Library) -> None:
    found = laid(site, RATE)
    places = [(e.document.digest, line.start) for e in found for line in lines_of(e)]
    assert len(places) == len(set(places))


def test_a_question_about_a_day_sees_what_was_in_force_on_it(site: Library) -> None:
    found = laid(site, RATE, "2024-06-01")
    assert names(found)[0] == "SOP-301 v1"
    assert {e.document.status for e in found} == {Status.EFFECTIVE}
    assert "10 to 18 rpm" not in "".join(e.text for e in found)


def test_a_version_that_is_asked_for_is_there_and_marked(site: Library) -> None:
    with sight_of(site.workspace) as sight:
        found = lay_out(studied("What was the PAR of the rocking rate in SOP-301 v1?", site.workspace, sight), sight)
        shown = evidence_text(found, sight)
    assert "SOP-301 v1" in names(found)
    assert "SOP-301 v1 · SOP · SUPERSEDED, NOT IN FORCE, in force is SOP-301 v2" in shown


def test_a_draft_is_marked_where_it_stands(site: Library) -> None:
    with sight_of(site.workspace) as sight:
        found = lay_out(
            studied("What does the draft SOP-305 set for the degassing time?", site.workspace, sight), sight
        )
        shown = evidence_text(found, sight)
    assert "SOP-305 v0.3 · SOP · DRAFT, NOT IN FORCE" in shown


def test_of_what_may_not_be_seen_nothing_is_laid_out(site: Library) -> None:
    with sight_of(site.workspace, may_see=lambda d: d.name != "SOP-301") as sight:
        found = lay_out(studied(RATE, site.workspace, sight), sight)
        shown = evidence_text(found, sight)
    assert "SOP-301" not in names(found)
    assert "12 to 16 rpm" not in shown
    assert "SOP-301" not in shown


def test_hidden_text_is_not_laid_out(library: Library) -> None:
    page = '<h1>Buffer</h1><p>The wash buffer has pH 7.4.</p><p style="display:none">The wash buffer has pH 9.9.</p>'
    library.read(library.write("buffer.html", page))
    with sight_of(library.workspace) as sight:
        found = lay_out(studied("pH of the wash buffer", library.workspace, sight), sight)
    assert "7.4" in "".join(e.text for e in found)
    assert "9.9" not in "".join(e.text for e in found)


def test_a_long_table_gives_its_vicinity(library: Library) -> None:
    rows = "\n".join(f"{n},{n}.5,steady state of the vessel" for n in range(600))
    library.read(library.write("log.csv", f"Minute,Pressure (mbar),Remark\n{rows}\n"))
    with sight_of(library.workspace) as sight:
        document = next(iter(sight.documents.values()))
        canonical = sight.text(document)
        row = next(line for line in canonical.lines if line.cells[:1] == ("300",))
        found = stretch(document, canonical, row.start, row.end)
        shown = evidence_text([found], sight)
    assert found.start < row.start < row.end < found.end
    assert len(found.text) < WHOLE
    assert "columns: Minute | Pressure (mbar) | Remark" in shown


def test_one_endless_line_is_cut(library: Library) -> None:
    library.read(library.write("endless.txt", "word " * 10_000))
    with sight_of(library.workspace) as sight:
        document = next(iter(sight.documents.values()))
        canonical = sight.text(document)
        found = stretch(document, canonical, 20_000, 21_000)
    assert len(found.text) <= LONGEST_LINE
    assert found.start == 20_000


def test_what_is_left_of_an_exhibit_beside_another(site: Library) -> None:
    with sight_of(site.workspace) as sight:
        document = next(d for d in sight.documents.values() if d.name == "NK-041")
        canonical = sight.text(document)
        whole = Exhibit(document, canonical, canonical.lines[0].start, canonical.lines[-1].end)
        head = Exhibit(document, canonical, canonical.lines[0].start, canonical.lines[1].end)
    rest = without(whole, [head])
    assert rest is not None
    assert rest.start == canonical.lines[2].start
    assert rest.end == whole.end
    assert without(head, [whole]) is None
