"""Published readings side by side: rates worked out, which release speaks, England, neighbours, ranks."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from lineofsight.engine.benchmark import COLUMNS, assemble, benchmark, counts_sent, speaking
from lineofsight.engine.indicator import Better
from lineofsight.engine.reading import SCHEMA, Basis, Status
from lineofsight.engine.sources.published.figures import NO_POPULATION
from lineofsight.engine.sources.published.reference import AREAS, NEIGHBOURS
from tests.engine.sources.published_statistics import one, readings, rows, table

OLD, NEW = date(2021, 4, 1), date(2025, 5, 1)


def reading(area: str, value: float | None, **others: Any) -> dict[str, Any]:
    return {
        "code": "FD09", "area": area, "period": "2016-17", "start": date(2016, 4, 1),
        "end": date(2017, 3, 31), "value": value, "status": Status.VALUE, "basis": Basis.PUBLISHED,
        "release": "CIN 2025", "known_on": date(2025, 10, 30), "provisional": False, **others,
    }  # fmt: skip


def made(*given: Mapping[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(given), SCHEMA)


def near(area: str, *neighbours: str, model: str = "2025", since: date = NEW) -> list[dict[str, Any]]:
    return [
        {"area": area, "model": model, "since": since, "rank": rank, "neighbour": neighbour}
        for rank, neighbour in enumerate(neighbours, 1)
    ]


def beside(*given: Mapping[str, Any], neighbours: list | None = None, **options: Any) -> list[dict[str, Any]]:
    areas = pa.Table.from_pylist([{"area": code, "region": "984"} for code in ("885", "884", "893")], AREAS)
    found = pa.Table.from_pylist(neighbours or [], NEIGHBOURS)
    return benchmark(made(*given), areas, found, **options).to_pylist()


RESIDENTS = pa.table(
    {"area": ["885", "970"], "year": pa.array([2016, 2016], pa.int32()), "residents": [116203, 10]}
)


def rate(area: str = "885", **others: Any) -> dict[str, Any]:
    given = {"code": "CP07", "numerator": 517.0, "status": Status.INCOMPLETE, "note": NO_POPULATION}
    return reading(area, None, **{**given, **others})


def test_a_rate_is_worked_out_from_the_mid_year_population() -> None:
    (found,) = assemble(made(rate()), RESIDENTS).to_pylist()
    assert round(found["value"], 1) == 44.5
    assert (found["denominator"], found["status"], found["note"]) == (116203, Status.VALUE, None)


def test_a_rate_at_the_last_day_of_march_takes_the_year_before() -> None:
    day = {"period": "2017-03-31", "start": date(2017, 3, 31), "end": date(2017, 3, 31)}
    assert assemble(made(rate(**day)), RESIDENTS)["denominator"].to_pylist() == [116203]
    later = {"period": "2017-04-01", "start": date(2017, 4, 1), "end": date(2017, 4, 1)}
    assert assemble(made(rate(**later)), RESIDENTS)["value"].to_pylist() == [None]


@pytest.mark.parametrize("population", [None, RESIDENTS])
def test_a_rate_without_its_population_stays_incomplete_and_says_so(population: pa.Table | None) -> None:
    (found,) = assemble(made(rate("884", note=f"Careful. {NO_POPULATION}")), population).to_pylist()
    assert (found["value"], found["status"]) == (None, Status.INCOMPLETE)
    assert NO_POPULATION in found["note"]


def test_a_note_of_another_kind_outlives_the_population() -> None:
    (found,) = assemble(made(rate(note=f"Careful. {NO_POPULATION}")), RESIDENTS).to_pylist()
    assert found["note"] == "Careful."


def test_a_published_rate_and_a_marker_are_left_alone() -> None:
    given = made(
        reading("885", 44.4, code="CP07", numerator=517.0, release="CIN 2024"),
        rate(status=Status.MARKER_C, numerator=None, note=None),
        reading("885", None, code="CD03", numerator=15.0),
    )
    assert assemble(given, RESIDENTS).equals(given)


def test_a_release_loaded_twice_counts_once() -> None:
    first, again = reading("885", 20.5, load="a"), reading("885", 20.6, load="b", known_on=date(2025, 11, 2))
    assert assemble(made(again, first), None)["load"].to_pylist() == ["b"]


def test_figures_stay_apart_however_many_words_they_have() -> None:
    words = [str(number) for number in range(2_000)]
    every = [reading(w, 1.0, code=w, period=w, by=w, group=w, release=w) for w in words]
    assert assemble(made(*every, *every), None)["code"].to_pylist() == words


def test_recorded_figures_pass_through() -> None:
    twice = [reading("885", value, basis=Basis.RECORDED, release="Trust") for value in (1.0, 2.0)]
    assert assemble(made(*twice), None).num_rows == 2


SENT = {"basis": Basis.RECORDED, "release": "Trust", "numerator": 517.0}


@pytest.mark.parametrize(("code", "population", "value", "status"), [
    ("CP07", None, None, Status.INCOMPLETE), ("CP07", RESIDENTS, 44.5, Status.VALUE),
    ("FD09", RESIDENTS, None, Status.INCOMPLETE), ("FD07", RESIDENTS, 517, Status.VALUE),
])  # fmt: skip
def test_a_count_sent_of_a_rate_or_a_share_is_its_numerator_and_not_its_value(
    code, population, value, status
) -> None:
    sent = made(reading("885", 517.0, code=code, **SENT))
    (found,) = assemble(counts_sent(sent, {"CP07", "FD09"}), population).to_pylist()
    assert (found["numerator"], found["value"] and round(found["value"], 1)) == (517, value)
    assert found["status"] == status
    assert bool(found["note"]) is (status is Status.INCOMPLETE)


OLDER = {"release": "CIN 2024", "known_on": date(2024, 10, 31)}
COMPILED = {"release": "LAIT 2025", "known_on": date(2026, 4, 1)}


def test_the_newest_release_speaks_and_a_compiled_one_only_where_no_other_does() -> None:
    given = made(
        reading("885", 1.0, **COMPILED), reading("885", 2.0, **OLDER), reading("885", 3.0),
        reading("884", 4.0, **COMPILED), reading("884", 5.0, **OLDER),
        reading("893", 6.0, **COMPILED),
    )  # fmt: skip
    assert sorted(speaking(given)["value"].to_pylist()) == [3, 5, 6]


def test_a_marker_of_the_newest_release_speaks() -> None:
    given = made(reading("885", 2.0, **OLDER), reading("885", None, status=Status.MARKER_C))
    assert speaking(given)["status"].to_pylist() == [Status.MARKER_C]


def test_a_rate_that_could_not_be_worked_out_lets_an_older_release_speak() -> None:
    given = made(rate("835"), reading("835", 43.0, **{"code": "CP07", **OLDER}))
    assert speaking(given)["value"].to_pylist() == [43]


def test_what_was_not_published_yet_does_not_speak() -> None:
    given = made(reading("885", 2.0, **OLDER), reading("885", 3.0))
    assert speaking(given, as_known=date(2025, 1, 1))["value"].to_pylist() == [2]
    assert speaking(given, as_known=date(2020, 1, 1)).num_rows == 0


def test_groups_and_codes_speak_for_themselves() -> None:
    given = made(
        reading("885", 1.0), reading("885", 2.0, by="sex", group="F"),
        reading("885", 3.0, by="sex", group="M"), reading("885", 4.0, code="FD10"),
        reading("885", 5.0, period="2017-18"),
    )  # fmt: skip
    assert speaking(given).num_rows == 5


# --- side by side ------------------------------------------------------------------------

FOUR = [
    reading("885", 20.0),
    reading("884", 10.0),
    reading("893", 30.0),
    reading("933", None, status=Status.MARKER_C),
]


def test_england_and_the_region_stand_beside_each_area() -> None:
    found = beside(*FOUR, reading("970", 21.9), reading("984", 23.4))
    assert [row["england"] for row in found] == [21.9] * 6
    assert [row["region"] for row in found] == [23.4, 23.4, 23.4, None, None, None]


def test_the_median_is_over_the_neighbours_that_have_a_value() -> None:
    mine, *_ = beside(*FOUR, neighbours=near("885", "884", "893", "933", "801"))
    assert (mine["neighbour_median"], mine["neighbours_n"], mine["neighbour_model"]) == (20, 2, "2025")
    mine, *_ = beside(*FOUR, neighbours=near("885", "884", "933"))
    assert (mine["neighbour_median"], mine["neighbours_n"]) == (10, 1)
    mine, *_ = beside(*FOUR, neighbours=near("885", "933"))
    assert (mine["neighbour_median"], mine["neighbours_n"]) == (None, 0)


def test_neighbours_named_in_two_files_count_once() -> None:
    mine, *_ = beside(*FOUR, neighbours=near("885", "884", "893") + near("885", "884", "893"))
    assert (mine["neighbour_median"], mine["neighbours_n"]) == (20, 2)


def test_an_area_that_no_model_names_has_no_neighbours() -> None:
    mine, *_ = beside(*FOUR, neighbours=near("801", "802"))
    assert (mine["neighbour_median"], mine["neighbours_n"], mine["neighbour_model"]) == (None, None, None)


BOTH = [
    *near("885", "884", model="2021", since=OLD),
    *near("885", "893"),
    *near("835", "884", model="2021", since=OLD),
]


@pytest.mark.parametrize(
    ("known_on", "options", "model", "median"),
    [
        (date(2025, 10, 30), {}, "2025", 30),
        (date(2024, 10, 31), {}, "2021", 10),
        (date(2017, 11, 2), {}, "2021", 10),  # before any model: the first must do
        (date(2025, 10, 30), {"model": "2021"}, "2021", 10),
        (date(2025, 10, 30), {"model": "1999"}, None, None),
    ],
)
def test_the_model_is_that_of_the_day_of_publication(
    known_on: date, options: dict, model: str | None, median: float | None
) -> None:
    given = [{**row, "known_on": known_on} for row in FOUR]
    mine, *_ = beside(*given, neighbours=BOTH, **options)
    assert (mine["neighbour_model"], mine["neighbour_median"]) == (model, median)


def test_an_abolished_authority_keeps_the_neighbours_of_the_model_before() -> None:
    *_, abolished = beside(*FOUR, reading("835", 15.0), neighbours=BOTH)
    assert (abolished["neighbour_model"], abolished["neighbour_median"]) == ("2021", 10)


@pytest.mark.parametrize(
    ("better", "ranks", "quartiles"),
    [
        (Better.LOWER, [2, 1, 3, None], [3, 2, 4, None]),
        (Better.HIGHER, [2, 3, 1, None], [3, 4, 2, None]),
        (Better.NEITHER, [2, 3, 1, None], [None] * 4),
    ],
)
def test_ranks_follow_the_direction_and_leave_out_what_has_no_value(
    better: Better, ranks: list, quartiles: list
) -> None:
    found = beside(*FOUR, better={"FD09": better})
    assert [row["rank"] for row in found] == ranks
    assert [row["ranked"] for row in found] == [3, 3, 3, None]
    assert [row["quartile"] for row in found] == quartiles


def test_equals_share_the_better_rank() -> None:
    given = [reading(area, value) for area, value in (("885", 1), ("884", 1), ("893", 2), ("933", 0))]
    assert [row["rank"] for row in beside(*given, better={"FD09": Better.LOWER})] == [2, 2, 4, 1]


@pytest.mark.parametrize("code", ["970", "980", "986", "987", "990"])
def test_england_and_regions_are_not_ranked(code: str) -> None:
    found = beside(*FOUR, reading(code, 1.0), better={"FD09": Better.LOWER})
    assert found[-1]["rank"] is None
    assert found[1]["rank"] == 1


@pytest.mark.parametrize(
    "status", [Status.INCOMPLETE, Status.SUPPRESSED, Status.MARKER_U, Status.NOT_MEASURED]
)
def test_what_is_incomplete_suppressed_or_marked_is_never_ranked(status: Status) -> None:
    found = beside(
        reading("885", 5.0, status=status), reading("884", 10.0), reading("970", 1.0, status=status)
    )
    assert [row["rank"] for row in found] == [None, 1, None]
    assert found[1]["england"] is None


def test_releases_are_not_mixed() -> None:
    found = beside(*FOUR, reading("933", 5.0, **OLDER), reading("970", 22.0, **OLDER))
    assert [row["england"] for row in found] == [None] * 4 + [22, 22]
    assert found[4]["ranked"] == 1


def test_a_computed_figure_is_shown_against_the_release_that_speaks_and_has_no_rank() -> None:
    own = reading("885", 19.0, basis=Basis.COMPUTED, release=None, known_on=date(2017, 5, 1))
    published = [*FOUR, reading("970", 21.9), reading("970", 22.0, **OLDER)]
    found = beside(own, *published, neighbours=near("885", "884", "893"))
    assert (found[0]["england"], found[0]["neighbour_median"], found[0]["rank"]) == (21.9, 20, None)
    assert found[1]["rank"] is not None


@pytest.mark.parametrize("given", [[], [reading("885", 1.0, basis=Basis.COMPUTED)]])
def test_nothing_published_leaves_everything_empty(given: list) -> None:
    found = benchmark(made(*given), None, None)
    assert found.num_rows == len(given)
    assert all(found[name].null_count == len(given) for name in COLUMNS.names)


# --- Worcestershire, as it was -----------------------------------------------------------


@cache
def real(shared: Path, model: str | None = None) -> pa.Table:
    together = assemble(readings(shared), table(shared, "population"))
    better = {"FD09": Better.LOWER, "CP01a": Better.HIGHER}
    return speaking(
        benchmark(together, table(shared, "areas"), table(shared, "neighbours"), better=better, model=model)
    )


# Code; 2015-16; 2016-17, England's and the neighbours' median (2021 model); 2024-25, England's and its own.
TABLE = [
    ("FD07", 4966, 5497, 646120, None, 632830, 4805),
    ("FD08", 430.2, 473.1, 553.6, 482.7, 519.4, 400.0),
    ("FD09", 18.2, 20.5, 21.9, 21.0, 22.6, 17.8),
    ("FD10", 0.7, 0.3, 10.2, 12.9, 6.5, 3.6),
    ("FD11", 35.3, 38.3, 27.8, 31.6, 30.8, 32.9),
    ("FD12a", 31.2, 34.7, 27.5, None, 28.3, 26.4),
    ("FD12b", 14.5, 17.5, 17.7, None, 20.6, 20.2),
    ("CP01a", 79.4, 72.4, 82.9, 84.4, 85.7, 88.6),
    ("CP03", 150.3, 180.8, 159.1, 114.8, 189.3, 184.7),
    ("CP05", 47.0, 50.7, 77.2, 79.3, 81.4, 93.7),
    ("CP07", 41.0, 44.5, 43.8, 32.3, 40.6, 43.5),
    ("CP09", 18.9, 19.9, 18.7, 20.8, 24.5, 31.4),
    ("CP11", 2.1, 2.3, 2.1, None, 2.3, 1.3),
    ("CP13", 87.8, 83.7, 92.1, 93.8, 90.6, 99.2),
    ("CP19", 326.3, 350.0, 333.3, 301.3, 330.3, 302.9),
    ("CL01", 60, 66, 62, 52, 67, 86),
]


@pytest.mark.parametrize("line", TABLE, ids=[line[0] for line in TABLE])
def test_worcestershire_reads_as_it_was_published(shared: Path, line: tuple) -> None:
    code, before, then, england, median, england_now, now = line
    found = {
        period: one(real(shared, "2021"), code=code, area="885", period=period)
        for period in ("2015-16", "2016-17", "2024-25")
    }
    seen = [
        found["2015-16"]["value"], found["2016-17"]["value"], found["2016-17"]["england"],
        found["2016-17"]["neighbour_median"], found["2024-25"]["england"], found["2024-25"]["value"],
    ]  # fmt: skip
    for number, wanted in zip(seen, (before, then, england, median, england_now, now), strict=True):
        if wanted is not None:
            assert round(number, 1 if isinstance(wanted, float) else 0) == wanted
    assert found["2016-17"]["neighbours_n"] == (7 if code == "CP11" else 9)  # CP11: two are suppressed
    assert found["2016-17"]["neighbour_model"] == "2021"


def test_worcestershires_children_looked_after_and_their_counts(shared: Path) -> None:
    looked_after = one(real(shared), code="CL01", area="885", period="2016-17")
    assert (looked_after["numerator"], looked_after["release"]) == (767, "LAIT 2025")
    again = one(real(shared), code="FD09", area="885", period="2016-17")
    assert (again["numerator"], again["denominator"], again["release"]) == (1128, 5497, "CIN 2025")
    assert (again["rank"], again["ranked"], again["quartile"]) == (83, 152, 3)
    assert again["neighbour_model"] == "2025"


def test_rates_worked_out_equal_the_newest_published_rates_everywhere(shared: Path) -> None:
    together = assemble(readings(shared), table(shared, "population"))
    compared = 0
    for code, release in (
        ("FD08", "CIN 2025"), ("CP03", "CIN 2025"), ("CP07", "CIN 2025"), ("CP08", "CIN 2025"),
        ("CP19", "CIN 2025"), ("CL01", "CLA 2025"), ("CL02", "CLA 2025"),
    ):  # fmt: skip
        mine = {(row["area"], row["period"]): row for row in rows(together, code=code, release=release)}
        for row in rows(together, code=code, release="LAIT 2025", status=Status.VALUE):
            own = mine.get((row["area"], row["period"]))
            if own is None or own["status"] != Status.VALUE or row["denominator"] is not None:
                continue
            compared += 1
            half = 0.5 if code.startswith("CL") else 0.05
            assert abs(own["value"] - row["value"]) <= half + 1e-9, (code, row["area"], row["period"])
    assert compared > 9_000


def test_an_older_release_keeps_its_own_rate(shared: Path) -> None:
    together = assemble(readings(shared), table(shared, "population"))
    wanted = {"code": "CP19", "area": "885", "period": "2023-24"}
    assert one(together, **wanted, release="CIN 2024")["value"] == 321
    assert one(together, **wanted, release="CIN 2025")["value"] != 321
    known = together.filter(pc.equal(together["code"], "CP19"))
    assert one(speaking(known, as_known=date(2024, 12, 31)), **wanted)["value"] == 321
