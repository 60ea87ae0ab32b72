"""A made-up world as a supplementary return: a folder of CSV files, or the workbook."""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from lineofsight.engine.sources.intake import Declared
from lineofsight.engine.sources.supplementary.fields import CHILDREN, RETURN, fields, table_of
from lineofsight.engine.sources.supplementary.template import FORMULA_STARTS, write_rows
from lineofsight.engine.sources.synthetic import fixed_xlsx, sidecar

BOOK = "supplementary_return.xlsx"


def write(world: Mapping[str, pa.Table], folder: Path, declared: Declared, *, xlsx: bool = False) -> None:
    """Write each sheet that the world has a table for, the children on them, and a return.toml beside.

    The same world gives the same bytes.
    """
    sidecar.write(folder, "supplementary", declared)
    sheets = {
        sheet: pa.table(
            {
                field.column: _spelt(world[table_of(sheet)][field.column])
                for field in columns
                if field.kind != "area"
            }
        )
        for sheet, columns in fields().items()
        if table_of(sheet) in world
    }
    if CHILDREN in sheets:
        sheets[CHILDREN] = _on_the_sheets(sheets)
    items = [("item", "value"), *_items(declared), *((sheet, "yes") for sheet in sheets if sheet != CHILDREN)]
    if xlsx:
        _write_book(folder / BOOK, items, sheets)
        return
    write_rows(folder / f"{RETURN}.csv", items)
    options = pyarrow.csv.WriteOptions(quoting_style="needed", quoting_header="none")
    for sheet, rows in sheets.items():
        guarded = pa.table({name: _guarded(rows[name]) for name in rows.column_names})
        pyarrow.csv.write_csv(guarded, folder / f"{sheet}.csv", options)


def _on_the_sheets(sheets: Mapping[str, pa.Table]) -> pa.Table:
    others = [
        rows["person_id"]
        for sheet, rows in sheets.items()
        if sheet != CHILDREN and "person_id" in rows.column_names
    ]
    named = pa.chunked_array([chunk for ids in others for chunk in ids.chunks], pa.string())
    children = sheets[CHILDREN]
    return children.filter(pc.is_in(children["person_id"], value_set=named.combine_chunks()))


def _items(declared: Declared) -> list[tuple[str, str]]:
    said = {
        "area": declared.area,
        "covers from": declared.covers and declared.covers.first,
        "covers to": declared.covers and declared.covers.last,
        "known on": declared.known_on,
        "sender": declared.sender,
    }
    return [(item, str(value)) for item, value in said.items() if value]


def _spelt(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_boolean(column.type):
        return pc.if_else(column, "yes", "no")
    if pa.types.is_timestamp(column.type):
        return pc.strftime(column.cast(pa.timestamp("s")), "%Y-%m-%d %H:%M:%S")
    return column.cast(pa.string())


def _guarded(column: pa.ChunkedArray) -> pa.ChunkedArray:
    begins = pc.is_in(pc.utf8_slice_codeunits(column, 0, 1), value_set=pa.array(FORMULA_STARTS))
    return pc.if_else(begins, pc.binary_join_element_wise("'", column, ""), column)


def _write_book(path: Path, items: list[tuple[str, str]], sheets: Mapping[str, pa.Table]) -> None:
    book = Workbook(write_only=True)
    made = book.create_sheet(RETURN)
    for item in items:
        made.append(item)
    for sheet, rows in sheets.items():
        made = book.create_sheet(sheet)
        made.append(rows.column_names)
        for row in rows.to_pylist():
            made.append([_text_cell(made, value) for value in row.values()])
    fixed_xlsx.save(book, path)


def _text_cell(sheet: Worksheet, value: str | None) -> Cell | str | None:
    if value is None or not value.startswith(FORMULA_STARTS):
        return value
    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    return cell
