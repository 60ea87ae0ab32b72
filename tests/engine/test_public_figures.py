"""What is asked for in public says nothing of a hidden figure: not by itself, its rank or a median beside it."""

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from lineofsight.engine import measuring
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.opened import Audience
from lineofsight.engine.periods import Kind
from lineofsight.engine.query import Ask, figures
from lineofsight.engine.reading import SCHEMA, Basis, Status
from lineofsight.engine.sources.intake import Family, Intake, SourceFile, Span
from lineofsight.engine.store import Workspace
from tests.engine.given import table

NOW = datetime(2018, 6, 1, 9, 0, tzinfo=UTC)
YEAR = Span(date(2016, 4, 1), date(2017, 3, 31))
NEIGHBOURS = {"201": 30.0, "202": 50.0, "203": 70.0}


def said(code: str, area: str, value: float, basis: Basis, **others) -> dict:
    return {
        "code": code, "edition": "1", "area": area, "period": "2016-17", "start": YEAR.first, "end": YEAR.last,
        "numerator": value, "value": value, "status": Status.VALUE, "basis": basis, "known_on": date(2017, 5, 31),
        "provisional": False, **others,
    }  # fmt: skip


def given(family: Family, name: str, readings: list[dict] | None = None, **tables) -> Intake:
    return Intake(
        format=str(family), family=family, area=None if family is Family.PUBLISHED else "885",
        known_on=date(2017, 5, 31), files=(SourceFile(name=name, sha256=name * 64, size=1),),
        covers={table: YEAR for table in tables if table != "neighbours"}, tables=tables,
        readings=None if readings is None else pa.Table.from_pylist(readings, SCHEMA),
    )  # fmt: skip


def asked(folder, referred: int, deaths: int, audience=Audience.PUBLIC) -> list[dict]:
    """Referrals that the area counts itself, deaths that a partner recorded, and what is published of others."""
    workspace = Workspace(folder)
    children = [{"person_id": f"child {n}", "dob": "2010-02-15", "area": "885"} for n in range(referred)]
    episodes = [
        {"referral_id": f"case {n}", "person_id": f"child {n}", "referral_date": "2016-05-01", "area": "885"}
        for n in range(referred)
    ]
    near = [
        {"area": "885", "model": "2021", "since": date(2021, 4, 1), "rank": rank, "neighbour": code}
        for rank, code in enumerate(NEIGHBOURS, 1)
    ]
    elsewhere = [said(code, area, value, Basis.PUBLISHED, release="CIN 2017")
                 for code in ("FD07", "CD02") for area, value in NEIGHBOURS.items()]  # fmt: skip
    workspace.accept(given(Family.SSD, "a", cin_episodes=table("cin_episodes", episodes),
                           person=table("person", children)), at=NOW)  # fmt: skip
    workspace.accept(given(Family.PUBLISHED, "b", elsewhere, neighbours=pa.Table.from_pylist(near)), at=NOW)
    workspace.accept(
        given(Family.RECORDED, "c", [said("CD02", "885", deaths, Basis.RECORDED, release="a trust")]), at=NOW
    )
    measuring.measure(workspace, at=NOW, indicators=[CATALOGUE["FD07"]], kinds=(Kind.YEAR,))
    rows = figures(workspace, Ask(codes=["FD07", "CD02"], periods=["2016-17"], by=["sex"], audience=audience))
    return [{name: row[name] for name in row if name != "load"} for row in rows.to_pylist()]


def of(rows: list[dict], code: str, area: str = "885") -> dict:
    (one,) = [row for row in rows if (row["code"], row["area"], row["by"]) == (code, area, None)]
    return one


def test_a_small_number_is_hidden_whoever_gave_it_and_the_public_sees_the_same_whatever_it_is(tmp_path):
    few, fewer = asked(tmp_path / "few", 4, 5), asked(tmp_path / "fewer", 3, 2)
    for code in ("FD07", "CD02"):
        hidden = of(few, code)
        assert (hidden["status"], hidden["value"], hidden["numerator"], hidden["children"]) == (
            "suppressed",
            *[None] * 3,
        )
        assert (hidden["rank"], hidden["ranked"], hidden["quartile"]) == (None, None, None)
        assert (hidden["neighbour_median"], hidden["neighbours_n"]) == (50, 3)
    assert few == fewer


def test_the_analyst_sees_both(tmp_path):
    known = asked(tmp_path, 4, 5, Audience.ANALYST)
    assert (of(known, "FD07")["value"], of(known, "CD02")["value"]) == (4, 5)


@pytest.mark.parametrize("code", ["FD07", "CD02"])
def test_only_published_figures_are_ranked_and_only_among_each_other(code, tmp_path):
    rows = asked(tmp_path, 40, 36)
    assert of(rows, code)["rank"] is None
    assert [of(rows, code, area)["ranked"] for area in NEIGHBOURS] == [3, 3, 3]
    assert of(rows, code)["value"] == {"FD07": 40, "CD02": 36}[code]


def test_a_page_over_an_older_run_does_not_make_the_public_edition_of_a_newer_one(tmp_path):
    """That takes a while and needs the workspace to itself: it is the worker's."""
    asked(tmp_path, 40, 12)
    workspace = Workspace(tmp_path)
    older = workspace.newest_run()["id"]
    later = datetime(2018, 6, 2, 9, 0, tzinfo=UTC)
    newer = measuring.measure(workspace, at=later, indicators=[CATALOGUE["FD07"]], kinds=(Kind.YEAR,))["id"]
    assert newer != older
    with workspace.writing():  # as the worker does, which works the newer one out
        rows = figures(workspace, Ask(codes=["CD02"], audience=Audience.PUBLIC, run=older))
    assert of(rows.to_pylist(), "CD02")["numerator"] == 12
    assert not (tmp_path / "runs" / newer / "public.parquet").exists()
