"""`localities.csv`: which postcode districts make up each locality."""

from pathlib import Path

import pytest
from hypothesis import strategies as st

from lineofsight.engine.sources import localities
from lineofsight.engine.sources.intake import Declared, Intake, SourceError
from tests.engine.sources import hostile

GIVEN = Declared(area="885")


def read(folder: Path, text: str, declared: Declared = GIVEN) -> Intake:
    path = folder / "localities.csv"
    path.write_text(text, encoding="utf-8")
    assert localities.claim([path]) == [[path]]
    return localities.read([path], declared)


def test_a_district_lies_in_one_locality_however_it_is_typed(tmp_path):
    intake = read(tmp_path, "Postcode_District,Locality\nwr5,North\nWR11,South\nWR5,West\n")
    rows = intake.tables["localities"].select(["area", "postcode_district", "locality"]).to_pylist()
    assert [tuple(row.values()) for row in rows] == [("885", "WR11", "South"), ("885", "WR5", "West")]
    assert intake.rejected == {"localities.csv": 1}


@pytest.mark.parametrize("cell", ["WR5 1AA", "Worcester", "5", ""])
def test_what_is_no_first_half_of_a_postcode_is_rejected_with_its_place(cell, tmp_path):
    intake = read(tmp_path, f"postcode_district,locality\nWR5,North\n{cell},South\n")
    (fault,) = intake.faults
    assert (fault.row, fault.field) == (3, "postcode_district")
    assert intake.tables["localities"].num_rows == 1


@pytest.mark.parametrize("rows", ["", "WR5 1AA,North\n"])
def test_a_list_without_a_district_is_refused(rows, tmp_path):
    with pytest.raises(SourceError, match="no postcode district"):
        read(tmp_path, "postcode_district,locality\n" + rows)


def test_a_list_of_nobody_asks_whose_it_is(tmp_path):
    with pytest.raises(SourceError, match="add --area 885"):
        read(tmp_path, "postcode_district,locality\nWR5,North\n", Declared())


def test_no_cells_and_no_bytes_break_the_reader():
    sound = {"localities.csv": b"postcode_district,locality\nWR5,North\nWR11,South\n"}
    odd = st.lists(hostile.CELLS, min_size=1, max_size=8).map(
        lambda cells: {
            "localities.csv": ("postcode_district,locality\n" + ",".join(cells)).encode("utf-8", "replace")
        }
    )
    hostile.survives(localities, st.one_of(hostile.returns_like(sound), odd), GIVEN, share=1 / 3)
