"""Tables of studies: the factors that were varied, the responses measured, and the effects found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.errors import UnreadableValue
from graph.extraction.headers import Column, Meaning, Side, column
from graph.extraction.names import key_of, names_of
from graph.extraction.place import Place
from graph.extraction.reading import Grid, Reading
from graph.extraction.sections import is_history
from graph.extraction.significance import effect_of
from graph.extraction.table_layout import Layout, cell, laid_out
from graph.process import Evidence, Fact, Mention, Unread, details
from graph.quantities import read_quantity
from graph.schema import Direction, Label, Relation
from retrieval.documents import DocumentKind, Line

NAME = "study table 1"
_EFFECT_ON = re.compile(
    r"^(?:main |estimated )?(?:effects?|coefficients?|influence|impact)\s(?:on|for|of)\s(?:the )?(?P<of>.+)$",
    re.IGNORECASE,
)
_IN_CAPTION = re.compile(
    r"\b(?:effects?|coefficients?|model|anova|influence|impact)\b[^.:]{0,60}?\b(?:on"
    r"|for)\s(?:the )?(?P<of>[^.,;:]{2,60}?)\s*(?:[.,;:]|$)"
    r"|\bresponse:\s?(?P<response>[^.;]{2,60})",
    re.IGNORECASE,
)
_OF_EFFECTS = re.compile(r"\b(?:effects?|coefficients?|estimates?|anova)\b", re.IGNORECASE)
_INTERACTION = re.compile(r"\s?[×*·✕]\s?|\s[xX]\s|\s?:\s?|\s&\s")
_QUADRATIC = re.compile(r"^(?P<of>.+?)\s?(?:²|\^2|\*\*2|\ssquared|\(quadratic\)|\squadratic)$", re.IGNORECASE)
_NO_TERM = re.compile(
    r"(?:intercept|constant|residuals?|error|total|model|lack of fit|pure error|mean|curvature"
    r"|blocks?|cent(?:re|er)\s?points?)",
    re.IGNORECASE,
)
_TIMED = re.compile(
    r"^(?P<what>.+?),?\s(?:on|at|after)\s(?P<time>(?:day|d|passage|week)\s?[−–-]?\d{1,3}|harvest|thaw"
    r"|end of \w+|[−–-]?\d{1,3}\s?(?:h|days?))$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Response:
    """A response of a study: as named, when it was measured, its unit."""

    name: str
    time: str
    unit: str


def response_of(written: str) -> Response:
    """ "OCT4+ on day 4 (%)" is OCT4+, on day 4, in %."""
    read = column(written[:150])
    name = read.name.strip()
    timed = _TIMED.match(name)
    return Response(timed["what"], timed["time"], read.unit) if timed else Response(name, "", read.unit)


def read_studies(reading: Reading, place: Place) -> Iterator[Fact | Unread]:
    """VARIED, MEASURED and AFFECTS of every table that states them."""
    is_study = reading.entry.identity.kind is DocumentKind.STUDY
    for grid in reading.grids:
        if is_history(grid.section, grid.caption) or len(grid.header) > 60:
            continue
        layout = laid_out(grid)
        if layout.has(Meaning.FAILURE_MODE, Meaning.SEVERITY, Meaning.NOR, Meaning.PAR):
            continue
        table = _Table(reading, place, grid, layout)
        if is_study or layout.has(Meaning.FACTOR):
            yield from table.factors()
        yield from table.effects()
        if is_study:
            yield from table.trials()


@dataclass
class _Table:
    reading: Reading
    place: Place
    grid: Grid
    layout: Layout

    @property
    def study(self) -> Mention:
        return Mention(Label.STUDY, self.reading.entry.name)

    def parameter(self, name: str) -> Mention:
        operation = self.place.whole.name if self.place.whole else ""
        return Mention(Label.PARAMETER, name, self.place.context(operation))

    def attribute(self, response: Response) -> Mention:
        return Mention(Label.ATTRIBUTE, response.name, self.place.context("", response.time))

    def factors(self) -> Iterator[Fact | Unread]:
        """Factors with their low and high level."""
        named = self.layout.first(Meaning.FACTOR, Meaning.PARAMETER)
        low, high = (
            next((c for c in self.layout.columns if c.meaning is Meaning.BOUND and c.side is side), None)
            for side in (Side.LOW, Side.HIGH)
        )
        if named is None or low is None or high is None or self.layout.has(Meaning.SET_POINT, Meaning.SPECIFICATION):
            return
        centre, unit_column = self.layout.first(Meaning.CENTRE, Meaning.SET_POINT), self.layout.first(Meaning.UNIT)
        for row in self.layout.rows[:500]:
            read = column(cell(row, named)[:150])
            if not read.name:
                continue
            unit = cell(row, unit_column) or read.unit or low.unit
            evidence = self.reading.at(row, NAME)
            given = self._levels(unit, [cell(row, low), cell(row, high), cell(row, centre)])
            if isinstance(given, str):
                yield Unread(f"levels of {read.name}: {given}"[:500], evidence)
            elif given:
                properties = details(low=given[0], high=given[1], centre=given[2], unit=given[3])
                yield Fact(Relation.VARIED, self.study, self.parameter(read.name), evidence, properties)

    @staticmethod
    def _levels(unit: str, texts: list[str]) -> tuple[float | None, float | None, float | None, str] | str | None:
        values: list[float | None] = []
        read_unit = ""
        for text in texts:
            if not text.strip("-–— "):
                values.append(None)
                continue
            try:
                quantity = read_quantity(text, unit)
            except UnreadableValue as error:
                return str(error) if any(ch.isdigit() for ch in text) else None
            values.append(quantity.value)
            read_unit = "°" if unit.strip() == "°" else quantity.unit
        low, high, centre = values
        return (low, high, centre, read_unit) if low is not None and high is not None else None

    def effects(self) -> Iterator[Fact]:
        """AFFECTS, in any of the layouts of an effect table, and MEASURED for each response."""
        measured: set[Response] = set()
        terms = {" ".join(key_of(term)) for term, *_ in self._found()}
        for term, response, effect, p, row in self._found():
            if len(response.name) < 2 or len(response.name) > 100:
                continue
            if response not in measured:
                measured.add(response)
                yield Fact(Relation.MEASURED, self.study, self.attribute(response), self.reading.at(row, NAME))
            fact = self._effect(term, response, effect, p, self.reading.at(row, NAME), terms)
            if fact is not None:
                yield fact

    def _effect(
        self, term: str, response: Response, written: str, p: str, evidence: Evidence, terms: set[str]
    ) -> Fact | None:
        name = column(term[:150]).name
        if not name or _NO_TERM.fullmatch(name.strip()) or len(name) > 100:
            return None
        effect = effect_of(written, p)
        if effect is None:
            return None
        direction, size = effect.direction, effect.size
        quadratic = _QUADRATIC.match(name)
        if quadratic:
            if direction is Direction.NONE or not effect.p:
                return None
            name, direction = quadratic["of"], Direction.NONLINEAR
        parts = [part for part in _INTERACTION.split(name) if part.strip()]
        if len(parts) > 1 and (not re.search(r":", name) or all(" ".join(key_of(p)) in terms for p in parts)):
            return None  # of two parameters together, not of one
        if size and response.unit:
            size = f"{size} {response.unit}"
        properties = details(
            direction=direction.value, size=size, p=effect.p, study=self.reading.entry.name, basis="table"
        )
        return Fact(Relation.AFFECTS, self.parameter(name), self.attribute(response), evidence, properties)

    def _found(self) -> Iterator[tuple[str, Response, str, str, Line]]:
        """Term, response, effect, p and row of each effect."""
        layout = self.layout
        term = layout.first(Meaning.TERM, Meaning.FACTOR, Meaning.PARAMETER)
        response = layout.first(Meaning.RESPONSE, Meaning.ATTRIBUTE)
        effect = layout.first(Meaning.EFFECT, Meaning.DIRECTION)
        if term is not None and effect is not None:
            yield from self._in_rows(term, response, effect)
        elif term is not None:
            yield from self._in_columns(term)
        elif response is not None and _OF_EFFECTS.search(self.grid.caption):
            yield from self._terms_in_columns(response)

    @property
    def _rows(self) -> tuple[Line, ...]:
        return self.layout.rows[:2_000]

    def _in_rows(
        self, term: Column, response: Column | None, effect: Column
    ) -> Iterator[tuple[str, Response, str, str, Line]]:
        p = self.layout.first(Meaning.P_VALUE, Meaning.SIGNIFICANCE)
        caption = None if response is not None else self._of_caption()
        above = ""
        for row in self._rows:
            above = cell(row, response) or above
            of = response_of(above) if response is not None else caption
            if of is not None and of.name and cell(row, term) and cell(row, effect):
                yield cell(row, term), of, cell(row, effect), cell(row, p), row

    def _in_columns(self, term: Column) -> Iterator[tuple[str, Response, str, str, Line]]:
        for at, of, beside in self._response_columns():
            for row in self._rows:
                if cell(row, term) and cell(row, at):
                    yield cell(row, term), of, cell(row, at), cell(row, beside), row

    def _terms_in_columns(self, response: Column) -> Iterator[tuple[str, Response, str, str, Line]]:
        for at in self.layout.columns:
            if at.meaning is Meaning.UNKNOWN and at.text:
                for row in self._rows:
                    if cell(row, response) and cell(row, at):
                        yield at.text, response_of(cell(row, response)), cell(row, at), "", row

    def _response_columns(self) -> Iterator[tuple[Column, Response, Column | None]]:
        """Responses in columns: "Effect on VCN" or, in a table of effects, "VCN (copies/cell)", each with its p."""
        columns_ = self.layout.columns
        tells = bool(_OF_EFFECTS.search(self.grid.caption)) or self.layout.has(Meaning.P_VALUE, Meaning.SIGNIFICANCE)
        of_p = {c.index: c for c in columns_ if c.meaning in (Meaning.P_VALUE, Meaning.SIGNIFICANCE) or _is_p(c)}
        several = sum(c.meaning is Meaning.UNKNOWN and not _is_p(c) and bool(c.text) for c in columns_) > 1
        for c in columns_:
            named = _EFFECT_ON.match(c.name)
            if c.meaning is not Meaning.UNKNOWN or not c.text or _is_p(c) or not (named or tells):
                continue
            response = response_of(named["of"] if named else c.name)
            if not response.unit and c.unit:
                response = Response(response.name, response.time, c.unit)
            beside = of_p.get(c.index + 1)
            if beside is None:
                own = set(key_of(response.name))
                beside = next((x for x in of_p.values() if own and own <= set(key_of(x.text))), None)
            if beside is None and not several and len(of_p) == 1:
                beside = next(iter(of_p.values()))
            yield c, response, beside

    def _of_caption(self) -> Response | None:
        for text in (self.grid.caption, *reversed(self.grid.section)):
            match = _IN_CAPTION.search(text[:300])
            if match:
                return response_of((match["of"] or match["response"]).strip())
        return None

    def trials(self) -> Iterator[Fact]:
        """MEASURED for the columns of results of a table of trials that are attributes of the vocabulary."""
        if self.layout.has(Meaning.EFFECT, Meaning.P_VALUE, Meaning.BOUND, Meaning.TERM) or not self.layout.rows:
            return
        if self.layout.first(Meaning.PARAMETER, Meaning.FACTOR, Meaning.ATTRIBUTE) or _OF_EFFECTS.search(
            self.grid.caption
        ):
            return
        names = names_of(self.reading.vocabulary, ["attribute"])
        first = self.layout.rows[0]
        for c in self.layout.columns:
            response = response_of(c.text)
            found = names.find(response.name)
            if c.meaning is Meaning.UNKNOWN and found and found[0].end - found[0].start >= len(response.name) - 2:
                yield Fact(Relation.MEASURED, self.study, self.attribute(response), self.reading.at(first, NAME))


def _is_p(c: Column) -> bool:
    return bool(re.match(r"(?:p|p-value|p value|prob|sig\w*)\b", c.text.strip(), re.IGNORECASE))
