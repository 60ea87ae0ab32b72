"""The benchmarks run, give the same numbers three ways, and write their table; on tiny inputs."""

import json
import sys
from datetime import UTC, datetime

import pytest

from benchmarks import __main__ as command
from benchmarks import areas, heavy, heavy_sql
from benchmarks.measuring import BenchmarkError, Cost, Line, median, run


def test_a_process_says_what_it_took_and_prints_its_figures_last():
    cost = run([sys.executable, "-c", "print('working'); print('{\"found\": 3}')"], timeout=60)
    assert cost.said == {"found": 3}
    assert cost.seconds > 0
    assert cost.megabytes > 1


def test_a_process_that_hangs_is_stopped_and_named():
    with pytest.raises(BenchmarkError, match=r"(?s)was stopped after 1 s.*begun"):
        run([sys.executable, "-c", "import time; print('begun', flush=True); time.sleep(60)"], timeout=1)


def test_a_process_that_fails_says_what_it_wrote():
    with pytest.raises(BenchmarkError, match=r"(?s)ended with 1.*no such thing"):
        run([sys.executable, "-c", "raise ValueError('no such thing')"], timeout=60)


def test_medians_of_seconds_and_the_most_memory():
    costs = [
        Cost(seconds, 1, megabytes, {"part": seconds}) for seconds, megabytes in ((3, 10), (1, 30), (2, 20))
    ]
    middle = median(costs)
    assert (middle.seconds, middle.megabytes, middle.said) == (2, 30, {"part": 2})


def test_lines_take_the_place_of_their_benchmarks_older_ones(tmp_path):
    page = tmp_path / "benchmarks.md"
    page.write_text(f"# Before\n{command.BEGIN}\n\n\n{command.HEAD}\n{command.END}\nafter\n")
    at = datetime(2026, 11, 23, tzinfo=UTC)
    command.write(page, [Line("one", "a", "1 s"), Line("two", "b", "2 s")], at)
    command.write(page, [Line("one", "a", "9 s", "5 s", within=False)], at)
    text = page.read_text()
    assert [row.split(" | ")[:3] for row in text.splitlines() if row.startswith(("| one", "| two"))] == [
        ["| two", "b", "2 s"],
        ["| one", "a", "9 s"],
    ]
    assert "**over**" in text
    assert text.startswith("# Before")
    assert text.endswith("after\n")


def test_areas_go_from_the_smallest_to_the_largest():
    children = list(areas.sizes(152).values())
    assert (len(children), children[0], children[-1]) == (152, areas.SMALLEST, areas.LARGEST)
    assert children == sorted(children)


@pytest.mark.slow
def test_the_engine_and_sql_by_hand_find_the_same(tmp_path):
    heavy._make(tmp_path, 3000)
    heavy._engine(tmp_path)
    heavy_sql.main(tmp_path, "SQL by hand", heavy_sql.QUERIES)
    heavy_sql.main(tmp_path, "SQL by hand with children", heavy_sql.WITH_CHILDREN)
    for code in heavy.CODES:
        ways = ("engine", "SQL by hand", "SQL by hand with children")
        engine, *by_hand = (heavy._read(tmp_path, way, code) for way in ways)
        for found in by_hand:  # totals, and for some codes the children behind them
            counted = len(next(iter(found.values())))
            assert {cell: parts[:counted] for cell, parts in engine.items()} == found, code
        assert len(engine) > 6, f"{code} has no groups: {json.dumps(engine)[:200]}"
