"""What published figures are read against, in small files: populations, neighbours, lists of areas."""

from pathlib import Path

import openpyxl
import pytest

from lineofsight.engine.sources.intake import Family, Severity, SourceError
from tests.engine.sources.published_statistics import ENGLAND, WORCESTERSHIRE, one, read, table_of


def test_populations_leave_out_what_has_no_number(tmp_path: Path) -> None:
    path = table_of(
        tmp_path / "mid-year.csv", ("age_group", "population_estimate"),
        ("2016", WORCESTERSHIRE, "0 to 17", 116203), ("2016", ENGLAND, "0 to 17", 11_785_277),
        ("2016", ("Reporting year", "Local authority", "", "942"), "0 to 17", "x"),
    )  # fmt: skip
    intake = read(path)
    assert intake.family is Family.REFERENCE
    population = intake.tables["population"].select(["area", "year", "residents", "row"]).to_pylist()
    assert population[0] == {"area": "885", "year": 2016, "residents": 116203, "row": 2}
    assert population[1]["area"] == "970"
    assert [(row["area"], row["region"]) for row in intake.tables["areas"].to_pylist()] == [("885", "984")]
    assert intake.rejected == {"mid-year.csv": 1}
    assert intake.faults[0].value == "x"


def neighbours_csv(path: Path) -> Path:
    path.write_text("LA num,LA Name,SN1,SNP,SN2,SNP,\n799,Severnshire,885,Very Close,884,Close,\n", "utf-8")
    return path


def test_neighbours_with_repeated_headings_are_read(tmp_path: Path) -> None:
    intake = read(neighbours_csv(tmp_path / "neighbours_2021.csv"), made_up=True)
    neighbours = intake.tables["neighbours"].to_pylist()
    assert [(row["rank"], row["neighbour"], row["closeness"]) for row in neighbours] == [
        (1, "885", "very close"), (2, "884", "close")
    ]  # fmt: skip


def test_a_model_of_neighbours_is_known_by_the_year_in_the_files_name(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="Put its year"):
        read(neighbours_csv(tmp_path / "neighbours.csv"))


def test_neighbours_in_a_workbook_may_stand_below_other_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["A", "B"], [1, 2], ["LA num", "LA Name", "SN1", "SNP"], [799, "Severnshire", 885, "Close"],
        [], ["", "Old SNs:"], [798, "Old Severnshire", 884, "Close"],
    ):  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "sn 2025.xlsx")
    intake = read(tmp_path / "sn 2025.xlsx", made_up=True)
    found = intake.tables["neighbours"].to_pylist()
    assert [(row["area"], row["model"], row["neighbour"], row["row"]) for row in found] == [
        ("799", "2025", "885", 4), ("798", "2021", "884", 7)
    ]  # fmt: skip
    assert [fault.row for fault in intake.faults] == [6]


def test_an_area_list_that_never_says_when_it_was_true_is_noted(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    path.write_text("LA Number,LA Name,Region,Type\n885.0,Worcestershire,West Midlands,SC\n1000,Old,NA,NA\n")
    intake = read(path)
    area = one(intake.tables["areas"], area="885")
    assert (area["region"], area["kind"]) == ("984", "authority")
    assert [(fault.severity, fault.row) for fault in intake.faults] == [
        (Severity.REJECTED, 3), (Severity.NOTED, None)
    ]  # fmt: skip
