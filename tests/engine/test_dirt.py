"""Two rows of a hundred spoilt in twenty ways: no reading moves further than the rows that the load lists."""

import shutil
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.periods import Kind
from lineofsight.engine.quality import findings
from lineofsight.engine.sources.intake import Severity
from lineofsight.engine.sources.synthetic.dirt import WAYS, dirty
from lineofsight.engine.store import Workspace
from tests.engine.severnshire import AREA, load, readings

pytestmark = pytest.mark.slow

SHARE, SEED = 0.02, 7
# A row that is right by itself: only a look at the child's other rows shows it, so a finding lists it and no fault.
UNSEEN = {"plans overlap"}
# What a finding counts that no row by itself shows: its table and its words.
NOBODY = "the child is not among the children sent"
FOUND = {
    "postcode missing": ("person", "postcode district is empty"),
    "child unknown": ("contacts", NOBODY),
    "child of another area": ("missing", NOBODY),
    "plan unknown": ("cp_visits", "cp_plan_id refers to no row of cp plans"),
    "plans overlap": ("cp_plans", "two of the same child overlap"),
}
# What a reader mends by itself: nothing may move for it.
MENDED = {"code in lower case", "spaces after an id"}


@pytest.fixture(scope="module")
def both(county: Path, tmp_path_factory):
    """The county's SSD clean and dirty: readings by year, and of the dirty one the rows spoilt and the faults listed."""
    home = tmp_path_factory.mktemp("dirt")
    clean, spoilt = Workspace(home / "clean"), Workspace(home / "spoilt")
    load(clean, county / AREA / "ssd", county / "published")
    folder = shutil.copytree(county / AREA / "ssd", home / "ssd")
    ways = dirty(folder, SHARE, SEED)
    load(spoilt, folder, county / "published")
    faults = [
        fault for one in spoilt.loads() for fault in one.faults() if fault.severity is not Severity.NOTED
    ]
    kinds = (Kind.YEAR, Kind.CENSUS)
    found = {"clean": _found(clean), "spoilt": _found(spoilt)}
    return readings(clean, kinds=kinds), readings(spoilt, kinds=kinds), ways, faults, found


def _found(workspace: Workspace) -> Counter:
    """How many rows each data-quality finding names: by table and what is wrong."""
    return Counter({(one.table, one.what): one.count for load in workspace.loads() for one in findings(load)})


def test_every_way_is_tried_and_no_more_than_2_percent_is_spoilt(both, county):
    _, _, ways, *_ = both
    assert len(WAYS) == 20
    assert {one.way for one in ways} == {way.name for way in WAYS}
    for name, count in Counter(one.file for one in ways).items():
        rows = len((county / AREA / "ssd" / name).read_text().splitlines()) - 1
        assert count <= SHARE * rows + 20, name


def test_the_same_seed_spoils_the_same_rows(county, tmp_path):
    made = []
    for name in ("one", "other"):
        folder = tmp_path / name
        folder.mkdir()
        shutil.copy(county / AREA / "ssd" / "ssd_cp_plans.csv", folder)
        made.append((dirty(folder, SHARE, SEED), (folder / "ssd_cp_plans.csv").read_bytes()))
    assert made[0] == made[1]


def test_every_row_that_cannot_be_right_is_listed_with_its_place(both):
    _, _, ways, faults, found = both
    listed = {(fault.file, fault.row) for fault in faults}
    added = {way.name: f"ssd_{way.table}.csv" for way in WAYS if way.added}
    for way in set(added) - UNSEEN:  # of a row sent twice either may be the one that is listed
        assert sum(fault.file == added[way] for fault in faults) >= sum(one.way == way for one in ways)
    missed = Counter(one.way for one in ways if (one.file, one.row) not in listed)
    whole = Counter(one.way for one in ways)
    unlisted = {way for way, count in missed.items() if count == whole[way]}
    assert unlisted - MENDED - set(added) == set(FOUND) - set(added)
    for way, (table, what) in FOUND.items():  # what only a look at other rows shows is counted as a finding
        more = found["spoilt"][table, what] - found["clean"][table, what]
        assert more >= whole[way], f"{way}: {whole[way]} rows, {more} of them found"


def test_no_reading_moves_by_more_than_the_rows_that_are_listed(both):
    clean, spoilt, _, faults, found = both
    moved_by = _rows_listed(faults, found)
    wrong = []
    for (code, period), was in clean.items():
        now = spoilt.get((code, period))
        needs = CATALOGUE[code].needs
        if now is None or was.numerator is None or not needs:
            continue
        may = sum(moved_by[table] for tables in needs for table in {*tables, "person"})
        if now.numerator is None:
            wrong.append(f"{code} {period}: was {was.numerator:g}, is {now.status}")
            continue
        if not may and now.value != was.value:
            wrong.append(
                f"{code} {period}: {was.value:g} became {now.value}, of tables in which nothing is listed"
            )
        for part in ("numerator", "denominator", "children"):
            before, after = getattr(was, part), getattr(now, part)
            if before is not None and after is not None and abs(after - before) > may:
                wrong.append(f"{code} {period}: {part} {before:g} became {after:g}, by more than {may} rows")
    assert wrong == []


def test_dirt_moves_something(both):
    clean, spoilt, *_ = both
    moved = {code for (code, period), was in clean.items() if (code, period) in spoilt
             and spoilt[code, period].numerator != was.numerator}  # fmt: skip
    assert moved


def test_an_average_lies_where_the_rows_that_are_listed_could_put_it(both):
    """Each listed row is one case more or less above the line, or one person more or less below it."""
    clean, spoilt, _, faults, found = both
    moved_by = _rows_listed(faults, found)
    averages = [key for key in clean if CATALOGUE[key[0]].kind == "average" and clean[key].denominator]
    assert averages
    for code, period in averages:
        was, now = clean[code, period], spoilt[code, period]
        may = sum(moved_by[table] for tables in CATALOGUE[code].needs for table in {*tables, "person"})
        low, high = was.numerator - may, was.numerator + may
        assert low / (was.denominator + may) <= now.value <= high / max(was.denominator - may, 1)


def test_what_a_reader_mends_moves_nothing(county, tmp_path_factory):
    """Codes in small letters and spaces after an id: no row is listed for them, and no reading may move."""
    home = tmp_path_factory.mktemp("mended")
    found = []
    for ways in ((), [way for way in WAYS if way.name in MENDED]):
        folder = home / str(len(ways))
        folder.mkdir()
        for name in ("cla_episodes", "involvements", "person"):
            shutil.copy(county / AREA / "ssd" / f"ssd_{name}.csv", folder)
        shutil.copy(county / AREA / "ssd" / "return.toml", folder)
        assert len(dirty(folder, SHARE, SEED, ways)) >= 20 * len(ways)
        workspace = Workspace(home / f"workspace {len(ways)}")
        load(workspace, folder)
        found.append(readings(workspace, ("CL02", "CL03", "WF04"), kinds=(Kind.YEAR,)))
    for cell, was in found[0].items():
        assert (found[1][cell].numerator, found[1][cell].value) == (was.numerator, was.value)


def _rows_listed(faults, found) -> Mapping[str, int]:
    """Rows of each table that are listed: rejected, queried, or named by a finding where no fault could be."""
    listed = Counter(
        file.removeprefix("ssd_").removesuffix(".csv")
        for file, _ in {(fault.file, fault.row) for fault in faults}
    )
    for way in UNSEEN:
        table, what = FOUND[way]
        listed[table] += found["spoilt"][table, what] - found["clean"][table, what]
    return listed
