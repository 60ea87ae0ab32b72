"""Populations, neighbours, codes and lists beside the project: they say what their README says."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from tests.engine.sources.published_statistics import everything, one, rows, table

POPULATION = "ons_mid-year_population_estimates_2012_to_2024.csv"
WORCESTERSHIRE, ENGLAND = "885", "970"


def test_populations_are_of_mid_year_with_england_and_regions(shared: Path) -> None:
    population = everything(shared)[POPULATION].tables["population"]
    assert one(population, area=WORCESTERSHIRE, year=2016)["residents"] == 116203
    assert one(population, area=WORCESTERSHIRE, year=2024)["residents"] == 120119
    assert one(population, area=ENGLAND, year=2024)["residents"] == 12183016
    assert one(population, area="984", year=2016)["residents"] > 1_000_000


NEAREST = {
    "2021": ["937", "802", "881", "860", "838", "845", "938", "803", "855", "886"],
    "2025": ["933", "916", "838", "937", "893", "938", "878", "830", "881", "815"],
}


def test_a_population_knows_each_authoritys_region_as_the_lists_of_codes_do(shared: Path) -> None:
    counted, listed = (
        {row["area"]: row["region"] for row in everything(shared)[file].tables["areas"].to_pylist()}
        for file in (POPULATION, "la_codes_derived.csv")
    )
    assert len(counted) > 150
    assert {area: listed[area] for area in counted} == counted


@pytest.mark.parametrize(
    ("file", "model"),
    [
        ("New_Statistical_Neighbour_Groupings_April_2021.csv", "2021"),
        ("sn_model_2025_wide.csv", "2025"),
        ("sn_may_2025.xlsx", "2025"),
    ],
)
def test_neighbours_stand_nearest_first(shared: Path, file: str, model: str) -> None:
    neighbours = everything(shared)[file].tables["neighbours"]
    mine = sorted(rows(neighbours, area=WORCESTERSHIRE), key=lambda row: row["rank"])
    assert [row["neighbour"] for row in mine] == NEAREST[model]
    assert {row["model"] for row in mine} == {model}
    assert {row["since"] for row in mine} == {date(2021, 4, 1) if model == "2021" else date(2025, 5, 1)}
    assert {row["closeness"] for row in rows(neighbours, area="201")} == {"not close"}


def test_abolished_authorities_keep_the_neighbours_of_the_model_before(shared: Path) -> None:
    neighbours = everything(shared)["sn_may_2025.xlsx"].tables["neighbours"]
    assert {row["area"] for row in rows(neighbours, model="2021")} == {"835", "836", "837", "928", "909"}
    assert len(set(neighbours["area"].to_pylist())) == 158


def test_both_files_of_the_2025_model_agree(shared: Path) -> None:
    def pairs(file: str) -> set[tuple[str, int, str]]:
        found = rows(everything(shared)[file].tables["neighbours"], model="2025")
        return {(row["area"], row["rank"], row["neighbour"]) for row in found}

    assert pairs("sn_may_2025.xlsx") == pairs("sn_model_2025_wide.csv")


def test_areas_have_kinds_regions_and_successors(shared: Path) -> None:
    listed = everything(shared)["la_code_list.xlsx"].tables["areas"]
    assert one(listed, area=ENGLAND)["kind"] == "country"
    outer_london = one(listed, area="988")
    assert (outer_london["name"], outer_london["kind"]) == ("London (Outer)", "region")
    worcestershire = one(listed, area=WORCESTERSHIRE)
    assert (worcestershire["type"], worcestershire["region"]) == ("SC", "984")
    assert {"Durham", "Herefordshire", "Bedford Borough", "Dorset (Pre LG)"} <= set(
        listed["name"].to_pylist()
    )
    derived = everything(shared)["la_codes_derived.csv"].tables["areas"]
    successors = {area: one(derived, area=area)["successors"] for area in ("909", "928", "835", "836", "837")}
    assert successors == {"909": "942;943", "928": "940;941", "835": "838", "836": "839", "837": "839"}


def test_flat_lists_are_kept_as_published(shared: Path) -> None:
    provider = one(table(shared, "providers"), area=WORCESTERSHIRE)
    assert (provider["urn"], provider["ons_code"]) == ("80584", "E10000034")
    assert provider["neighbours"].split(", ") == NEAREST["2025"]
    districts = {row["name"] for row in rows(table(shared, "districts"), authority_ons_code="E10000034")}
    assert len(districts) == 6
    assert {"Redditch", "Wyre Forest"} <= districts
    measures = table(shared, "measures")
    assert one(measures, measure="ReReferral")["polarity"] == "Low"
    assert one(measures, measure="LACHealth%")["polarity"] == "High"
    assert one(measures, measure="PreChildDea")["unit"] == "% of deaths"
    assert set(measures["polarity"].to_pylist()) == {"Low", "High", "-", "NA"}


def test_residents_by_ethnicity_are_kept_for_authorities_regions_and_countries(shared: Path) -> None:
    authorities = everything(shared)["ons-ethnic-population-la.csv"].tables["ethnicity"]
    assert len(set(authorities["ons_code"].to_pylist())) == 175
    assert one(authorities, name="Hartlepool", group_code="-8")["residents"] == "0"
    mine = pa.array([row["residents"] for row in rows(authorities, ons_code="E10000034")])
    assert pc.sum(mine.cast(pa.int64())).as_py() == 603_676
    for file, areas in (("ons-ethnic-population-reg.csv", 10), ("ons-ethnic-population-nat.csv", 2)):
        found = everything(shared)[file].tables["ethnicity"]
        assert len(set(found["ons_code"].to_pylist())) == areas
        assert len(set(found["group"].to_pylist())) == 20
