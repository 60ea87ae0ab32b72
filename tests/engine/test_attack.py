"""The attack test: whoever knows everything published cannot narrow a hidden figure to fewer than three values."""

from collections.abc import Callable, Sequence
from datetime import date

import pytest

from lineofsight.engine.disclosure import Shape, overlapping, protecting, suppress
from lineofsight.engine.disclosure.tables import Level
from tests.engine.attack import breaches, numbers
from tests.engine.made_up import FORMS, World, world

COUNT = {"FD07": Shape("count", True, True)}
TABLES, TOGETHER = 200, 10


def reading(group: str | None, n: float | None, **more: object) -> dict[str, object]:
    return {
        "code": "FD07", "edition": "1", "area": "799", "period": "2016-17", "start": date(2016, 4, 1),
        "end": date(2017, 3, 31), "by": group and "sex", "group": group, "numerator": n, "denominator": None,
        "children": n, "children_rest": None, "value": n, "status": "value" if n is not None else "suppressed",
        "basis": "computed", "release": None, **more,
    }  # fmt: skip


def earlier(seed: int) -> list[dict[str, object]]:
    """What had been published of a made-up world when its first year was not over, a few events still missing."""
    ends = (date(2015, 10, 31), date(2015, 12, 31), date(2016, 3, 31))
    readings = [r for r in world(seed, not_yet=seed % 4).readings if r["end"] <= ends[seed % 3]]
    return suppress(readings, world(seed).shapes).readings


# --- the attacker is able ---------------------------------------------------------------------------------


def test_a_lone_hidden_group_is_found_out():
    truth = [reading(None, 40), reading("female", 37), reading("male", 3)]
    published = [reading(None, 40), reading("female", 37), reading("male", None)]
    (found,) = breaches([published], truth, COUNT)
    assert (found.cell.group, found.low, found.high) == ("male", 3, 3)


def test_two_hidden_ones_with_a_known_sum_are_found_out():
    truth = [reading(None, 12), reading("a", 1), reading("b", 1), reading("c", 10)]
    published = [reading(None, 12), reading("a", None), reading("b", None), reading("c", 10)]
    assert {found.cell.group for found in breaches([published], truth, COUNT)} == {"a", "b"}


def test_those_in_no_listed_group_are_found_out():
    truth = [reading(None, 40), reading("female", 20), reading("male", 18)]
    (found,) = breaches([truth], truth, COUNT)
    assert (found.truth, found.low, found.high) == (2, 2, 2)


def test_a_percentage_with_its_denominator_gives_the_numerator():
    published = [reading(None, None, code="FD09", denominator=60, value=6.7)]
    assert set(numbers(published, {"FD09": Shape("share", True, True)}).values()) == {4, 60}


def test_a_figure_of_an_earlier_edition_is_remembered():
    truth = [reading(None, 40), reading("female", 30), reading("male", 7), reading("not known", 3)]
    first = [reading(None, 40), reading("female", 30), reading("male", 7), reading("not known", None)]
    second = [reading(None, 40), reading("female", None), reading("male", None), reading("not known", None)]
    assert breaches([second], truth, COUNT) == []
    assert breaches([first, second], truth, COUNT)


# --- and cannot -------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, TABLES, TOGETHER))
def test_no_hidden_figure_can_be_narrowed(first):
    for seed in range(first, first + TOGETHER):
        made = world(seed)
        published = suppress(made.readings, made.shapes).readings
        assert breaches([published], made.readings, made.shapes, seed) == [], seed


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 40, TOGETHER))
def test_nor_with_an_earlier_edition_beside_it(first):
    for seed in range(first, first + TOGETHER):
        made, before = world(seed), earlier(seed)
        published = suppress(made.readings, made.shapes, [before]).readings
        assert breaches([before, published], made.readings, made.shapes, seed) == [], seed


# --- which shows that the rules are needed ------------------------------------------------------------------


def narrowed(seeds: Sequence[int], publish: Callable[[World, int], list]) -> int:
    """In how many made-up worlds some hidden figure can be narrowed, when they are published in this way."""

    def is_open(made: World, seed: int) -> bool:
        return bool(breaches(publish(made, seed), made.readings, made.shapes, seed))

    return sum(is_open(world(seed), seed) for seed in seeds)


def test_without_its_secondary_step_the_rule_fails(monkeypatch):
    monkeypatch.setattr(protecting, "build", lambda *_: [Level([], [])])
    by_year_and_quarter = [seed for seed in range(30) if seed % len(FORMS) < 2]
    assert narrowed(by_year_and_quarter, lambda made, _: [suppress(made.readings, made.shapes).readings]) >= 5


def test_without_its_proof_the_rule_fails(monkeypatch):
    def unaware_of_rolling_years(made: World, seed: int) -> list[list[dict[str, object]]]:
        return [suppress(made.readings, made.shapes).readings]

    monkeypatch.setattr(protecting, "unproved", lambda block, mine, *_: block.grid.count[mine] < 0)
    monkeypatch.setattr(overlapping, "deepen", lambda *_: False)
    assert narrowed([12, 20], unaware_of_rolling_years) == 2


def test_without_a_look_at_earlier_editions_the_rule_fails():
    def forgetful(made: World, seed: int) -> list[list[dict[str, object]]]:
        return [earlier(seed), suppress(made.readings, made.shapes).readings]

    assert narrowed([19, 22], forgetful) == 2
