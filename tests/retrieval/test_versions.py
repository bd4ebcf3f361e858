"""Which version was in force on a day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.documents import Identity, Status
from retrieval.versions import standing, version_key

EFFECTIVE, SUPERSEDED, DRAFT = Status.EFFECTIVE, Status.SUPERSEDED, Status.DRAFT
DAY = dt.date(2025, 6, 1)
BEFORE, AFTER = DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=1)


def of(version: str, effective: dt.date | None = None, number: str = "SOP-014", **more) -> Identity:
    return Identity(number=number, version=version, effective=effective, **more)


def statuses(*identities: Identity, on: dt.date | None = DAY) -> list[Status]:
    found = standing({str(n): identity for n, identity in enumerate(identities)}, on)
    return [found[str(n)] for n in range(len(identities))]


TABLE: list[tuple[str, list[Identity], list[Status]]] = [
    ("one version", [of("1")], [EFFECTIVE]),
    ("the latest of three", [of("1"), of("3"), of("2")], [SUPERSEDED, EFFECTIVE, SUPERSEDED]),
    ("ten is after two", [of("2"), of("10")], [SUPERSEDED, EFFECTIVE]),
    ("B is after A", [of("B"), of("A")], [EFFECTIVE, SUPERSEDED]),
    ("3.1 is after 3", [of("3"), of("3.1")], [SUPERSEDED, EFFECTIVE]),
    ("numbers are after letters", [of("A"), of("1")], [SUPERSEDED, EFFECTIVE]),
    ("effective on its day", [of("1", BEFORE), of("2", DAY)], [SUPERSEDED, EFFECTIVE]),
    ("not yet effective", [of("1", BEFORE), of("2", AFTER)], [EFFECTIVE, DRAFT]),
    ("a declared draft", [of("1"), of("2", BEFORE, declared=DRAFT)], [EFFECTIVE, DRAFT]),
    ("only a draft", [of("1", declared=DRAFT)], [DRAFT]),
    ("number in another case", [of("1", number="sop-014"), of("2")], [SUPERSEDED, EFFECTIVE]),
    ("another number", [of("1"), of("2", number="SOP-015")], [EFFECTIVE, EFFECTIVE]),
    ("records without a version stand alone", [of(""), of("")], [EFFECTIVE, EFFECTIVE]),
    ("files without a number stand alone", [of("1", number=""), of("2", number="")], [EFFECTIVE, EFFECTIVE]),
    ("two copies of equal rank", [of("2", BEFORE), of("2", BEFORE)], [EFFECTIVE, EFFECTIVE]),
    ("a later date of the same version", [of("2", BEFORE), of("2", DAY)], [SUPERSEDED, EFFECTIVE]),
    ("replaced by another number", [of("3", supersedes="WI-7 v2"), of("2", number="WI-7")], [EFFECTIVE, SUPERSEDED]),
    (
        "replaced by another number whose day has not come",
        [of("3", AFTER, supersedes="WI-7 v2"), of("2", number="WI-7")],
        [DRAFT, EFFECTIVE],
    ),
    (
        "an old version does not come back when the new one is replaced by another number",
        [of("1", supersedes="WI-7 v2"), of("1", number="WI-7"), of("2", number="WI-7")],
        [EFFECTIVE, SUPERSEDED, SUPERSEDED],
    ),
    ("a slip of the pen", [of("2", supersedes="SOP-014 v2"), of("1")], [EFFECTIVE, SUPERSEDED]),
]


@pytest.mark.parametrize(("identities", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_standing_on_a_day(identities: list[Identity], expected: list[Status]) -> None:
    assert statuses(*identities) == expected
    assert statuses(*reversed(identities)) == expected[::-1]


@pytest.mark.parametrize("name", ["WI-7 v2", "WI-7 version 2", "WI-7, Rev. 2", "WI-7 rev 2", "WI-7 Ver. 2", "WI-7 2"])
def test_ways_to_name_what_is_superseded(name: str) -> None:
    assert statuses(of("3", supersedes=name), of("2", number="WI-7"))[1] is SUPERSEDED


@pytest.mark.parametrize("name", ["WI-7 v3", "WI-8 v2", "WI-7", "", "none", "version 2"])
def test_ways_that_name_another(name: str) -> None:
    assert statuses(of("3", supersedes=name), of("2", number="WI-7"))[1] is EFFECTIVE


def test_withdrawn_without_a_successor_is_not_effective_today() -> None:
    assert statuses(of("1", BEFORE, declared=SUPERSEDED), on=None) == [SUPERSEDED]


def test_what_says_superseded_now_was_effective_on_a_day_before_its_successor() -> None:
    old, new = of("1", dt.date(2024, 1, 1), declared=SUPERSEDED), of("2", dt.date(2025, 1, 1))
    assert statuses(old, new, on=dt.date(2023, 12, 31)) == [DRAFT, DRAFT]
    assert statuses(old, new, on=dt.date(2024, 6, 1)) == [EFFECTIVE, DRAFT]
    assert statuses(old, new, on=dt.date(2025, 1, 1)) == [SUPERSEDED, EFFECTIVE]


days = st.dates(dt.date(2024, 1, 1), dt.date(2024, 1, 20))
identities = st.builds(
    Identity,
    number=st.sampled_from(["SOP-1", "sop-1", "SOP-2"]),
    version=st.sampled_from(["1", "2", "2.1", "10", "A", "B"]),
    declared=st.sampled_from([None, None, EFFECTIVE, SUPERSEDED, DRAFT]),
    effective=st.one_of(st.none(), days),
    supersedes=st.sampled_from(["", "", "SOP-1 v1", "SOP-2 v2", "SOP-2 version 10"]),
)
libraries = st.lists(identities, max_size=7).map(lambda found: {str(n): one for n, one in enumerate(found)})


@given(libraries, st.one_of(st.none(), days))
def test_at_most_one_version_of_a_number_is_effective(library: dict[str, Identity], day: dt.date | None) -> None:
    found = standing(library, day)
    assert found.keys() == library.keys()
    effective = defaultdict(set)
    for digest, status in found.items():
        if status is EFFECTIVE:
            one = library[digest]
            effective[one.number.casefold()].add((version_key(one.version), one.effective or dt.date.min))
    assert all(len(ranks) == 1 for ranks in effective.values())


@given(libraries, days)
def test_a_draft_is_never_effective_and_a_future_version_never_read(library: dict[str, Identity], day: dt.date) -> None:
    for digest, status in standing(library, day).items():
        one = library[digest]
        future = one.effective is not None and one.effective > day
        assert (status is DRAFT) == (one.declared is DRAFT or future)


@given(libraries, days, days)
def test_later_days_never_go_back_to_an_earlier_version(
    library: dict[str, Identity], one: dt.date, two: dt.date
) -> None:
    # Within one number: a version of its own number that it names as superseded may be ahead of it.
    library = {k: v for k, v in library.items() if not v.supersedes.startswith(v.number[:5].upper())}
    before, after = standing(library, min(one, two)), standing(library, max(one, two))
    for digest, status in before.items():
        if status is SUPERSEDED:
            assert after[digest] is SUPERSEDED
        if status is EFFECTIVE:
            assert after[digest] is not DRAFT


@given(libraries, days)
def test_the_order_of_reading_does_not_matter(library: dict[str, Identity], day: dt.date) -> None:
    assert standing(dict(reversed(library.items())), day) == standing(library, day)


@given(libraries, days)
def test_the_present_is_the_day_it_is(library: dict[str, Identity], day: dt.date) -> None:
    undeclared = {k: v for k, v in library.items() if v.declared is not SUPERSEDED}
    assert standing(undeclared, None) == standing(undeclared, dt.date.today())


@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12))
def test_version_names_of_any_kind_can_be_ordered(a: str, b: str, c: str) -> None:
    keys = sorted(map(version_key, (a, b, c)))
    assert keys[0] <= keys[1] <= keys[2]
    assert keys[0] <= keys[2]
