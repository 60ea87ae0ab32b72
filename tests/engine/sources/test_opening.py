"""Files are opened only once they are known to be harmless, and read as they are written."""

import io
import struct
import zipfile
from contextlib import suppress
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import strategies as st

from lineofsight.engine.sources import opening
from lineofsight.engine.sources.intake import SourceError
from lineofsight.engine.sources.opening import LINE, RAGGED, limits
from tests.engine.sources import hostile


def file(folder: Path, content: bytes | str, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def csv(folder: Path, content: bytes | str) -> list[tuple]:
    """Each record's cells and the line it begins on."""
    table = opening.read_csv(file(folder, content)).drop_columns([RAGGED])
    return [tuple(row.values()) for row in table.to_pylist()]


def refused(reader, path: Path) -> str:
    with pytest.raises(SourceError) as caught:
        reader(path)
    assert path.name in str(caught.value)
    return str(caught.value)


def workbook(folder: Path, *rows, **cells) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for place, value in cells.items():
        book.active[place] = value
    path = folder / "a.xlsx"
    book.save(path)
    return path


# --- CSV ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "encoded",
    [
        "a,b\nCafé,1\n".encode(),
        "a,b\r\nCafé,1\r\n".encode("utf-8-sig"),
        "a,b\nCafé,1\n".encode("cp1252"),
        "a,b\nCafé,1\n".encode("utf-16"),
        "a,b\nCafé,1\n".encode("utf-16-le"),
        "a,b\nCafé,1".encode("utf-16-be"),
        "a;b\nCafé;1\n".encode(),
        "a\tb\nCafé\t1".encode(),
        b"a,b\n" + "Café,1\n".encode(),
        " a , b \nCafé,1\n".encode(),
    ],
)
def test_a_csv_is_read_in_the_encodings_and_with_the_separators_that_systems_write(tmp_path, encoded):
    table = opening.read_csv(file(tmp_path, encoded))
    assert table.column_names == ["a", "b", LINE, RAGGED]
    assert table.to_pylist() == [{"a": "Café", "b": "1", LINE: 2, RAGGED: False}]
    assert opening.peek_header(file(tmp_path, encoded)) == ["a", "b"]


def test_a_row_knows_the_line_it_begins_on_even_after_cells_with_line_breaks(tmp_path):
    assert csv(tmp_path, 'a,b\n1,"x\ny"\n\n,\n2,z\n3,"""q"""\n') == [
        ("1", "x\ny", 2),
        ("2", "z", 6),
        ("3", '"q"', 7),
    ]


def test_both_ways_of_reading_give_the_same(tmp_path):
    plain = "a,b,c\n" + "".join(f'{n},"x, y",\n' for n in range(50))
    with_a_break = plain + '50,"x\ny",\n'
    assert csv(tmp_path, plain) == csv(tmp_path, with_a_break)[:-1]


def test_a_row_with_too_many_or_too_few_fields_says_so(tmp_path):
    table = opening.read_csv(file(tmp_path, "a,b\n1,2\n3\n4,5,6\n"))
    assert table[RAGGED].to_pylist() == [False, True, True]
    assert table["b"].to_pylist() == ["2", None, "5"]


def test_an_empty_csv_with_headings_has_no_rows(tmp_path):
    table = opening.read_csv(file(tmp_path, "a,b\n"))
    assert (table.num_rows, table.column_names) == (0, ["a", "b", LINE, RAGGED])


def test_a_character_cut_in_two_by_the_reading_is_still_one(tmp_path):
    half = limits.MAX_LINE // 2
    text = ("a,b\n" + "x,y\n" * half)[: half - 1] + "é\n1,2\n"
    assert opening.read_csv(file(tmp_path, text)).to_pylist()[-1]["b"] == "2"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        ("a,b,A\n1,2,3\n", "the heading A, a more than once"),
        ("\n1,2\n", "first line is empty"),
        (b"a,b\n1,\x002\n", "no text"),
        (b"\xff\xfea", "no text"),  # half a character of UTF-16
        ("a,b\n" + "x" * (limits.MAX_LINE + 9), "has no end within"),
        ('a,b\n1,"x\n' + "2,y\n" * 9, "line 2 is never closed"),
        ('a,b\n1,"' + "x\n" * limits.MAX_CELL, "line 2 is never closed"),
        (",".join(map(str, range(limits.MAX_COLUMNS + 1))), "columns. Is it the right file?"),
        (b"PK\x03\x04rest", "is a zip archive or workbook"),
        (b"\xd0\xcf\x11\xe0rest", "save it without a password"),
        (b"PAR1rest", "is a Parquet file"),
    ],
)  # fmt: skip
def test_what_is_no_csv_is_refused_with_the_reason(tmp_path, content, says):
    assert says in refused(opening.read_csv, file(tmp_path, content))


def test_a_stream_of_two_gigabytes_is_refused_unread(tmp_path):
    path = tmp_path / "endless.csv"
    with path.open("wb") as stream:
        stream.truncate(2 * 2**30)
    for reader in (
        opening.describe,
        opening.read_csv,
        opening.read_workbook,
        opening.open_xml,
        opening.read_parquet,
    ):
        assert "Split it" in refused(reader, path)
    assert opening.peek_header(path) == []


def test_what_is_not_there_or_is_a_folder_is_refused(tmp_path):
    assert "no such file" in refused(opening.read_csv, tmp_path / "none.csv")
    assert "no such file" in refused(opening.describe, tmp_path)


def test_a_file_is_described_by_its_digest(tmp_path):
    described = opening.describe(file(tmp_path, "abc"))
    assert (described.name, described.size) == ("a.csv", 3)
    assert described.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


# --- workbooks --------------------------------------------------------------------------------------------


def test_a_workbook_gives_each_sheets_rows_from_its_first(tmp_path):
    path = workbook(tmp_path, A3="below", C3=1)
    assert opening.read_workbook(path) == {"Sheet": [["", "", ""], ["", "", ""], ["below", "", 1.0]]}
    assert opening.peek_sheets(path) == ["Sheet"]


def test_cells_that_hold_only_a_format_do_not_make_a_sheet_too_large(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["a"])
    book.active["XFD1048576"].number_format = "0.00"
    book.save(tmp_path / "a.xlsx")
    assert opening.read_workbook(tmp_path / "a.xlsx")["Sheet"][0][0] == "a"


def test_a_stray_cell_at_the_far_end_is_refused_and_not_held(tmp_path):
    assert "row 1,048,576 and column 16,384" in refused(
        opening.read_workbook, workbook(tmp_path, XFD1048576=1)
    )


def packed(folder: Path, **parts: bytes) -> Path:
    path = folder / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("_", "/"), data)
    return path


def test_a_zip_bomb_is_refused_unpacked(tmp_path):
    assert "would unpack to" in refused(opening.read_workbook, packed(tmp_path, xl_a=b"\0" * 64 * limits.MIB))


def test_a_part_that_is_longer_than_it_says_is_refused(tmp_path):
    path = packed(tmp_path, xl_worksheets_sheet1=b"<row/>" * 100_000)
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = data.index(mark) + at
        data[start : start + 4] = struct.pack("<I", 10)
    path.write_bytes(data)
    assert "is cut short or damaged" in refused(opening.read_workbook, path)


def test_cells_without_names_are_counted_too(tmp_path):
    row = b"<row><c><v>1</v></c></row>"
    sheet = b'<sheetData><row><c r="XFD1"><v>1</v></c></row>' + row * 2_000 + b"</sheetData>"
    path = packed(tmp_path, xl_worksheets_sheet1=sheet)
    assert "row 2,001 and column 16,384" in refused(opening.read_workbook, path)


def test_a_cell_in_a_row_beyond_any_is_refused(tmp_path):
    # Found by fuzzing: calamine asked for 287 GB and took the process down with it.
    sheet = b'<sheetData><row r="3"><c r="C318446744073709551616"><v>1</v></c></row></sheetData>'
    assert "reaches to row" in refused(opening.read_workbook, packed(tmp_path, xl_worksheets_sheet1=sheet))


def opendocument(folder: Path, rows: int, columns: int) -> Path:
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    spaces = " ".join(f'xmlns:{name}="{names}{name}:1.0"' for name in ("office", "table", "text"))
    cell = f'<table:table-cell office:value-type="string" table:number-columns-repeated="{columns}">'
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="Sheet"><table:table-row table:number-rows-repeated="{rows}">'
        f"{cell}<text:p>a</text:p></table:table-cell></table:table-row>"
        '<table:table-row table:number-rows-repeated="1048000">'  # as LibreOffice fills up a sheet
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = f'<manifest:manifest xmlns:manifest="{names}manifest:1.0"/>'
    path = folder / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return path


def test_an_opendocument_sheet_is_read_unless_one_cell_stands_for_millions(tmp_path):
    assert opening.read_workbook(opendocument(tmp_path, 2, 3)) == {"Sheet": [["a"] * 3] * 2}
    assert "reaches to row 1,000,000" in refused(opening.read_workbook, opendocument(tmp_path, 10**6, 1000))


def test_an_encrypted_or_old_or_truncated_workbook_is_refused_with_what_to_do(tmp_path):
    ole = b"\xd0\xcf\x11\xe0" + b"\0" * 600
    encrypted = ole + "EncryptedPackage".encode("utf-16-le")
    whole = workbook(tmp_path, ["a", 1]).read_bytes()
    for content, says in {
        encrypted: "is password-protected: save it without a password",
        ole: "is an old Office file",
        whole[: len(whole) // 2]: "is cut short or damaged",
        b"a,b\n1,2\n": "is not a workbook",
    }.items():
        path = file(tmp_path, content, "b.xlsx")
        assert says in refused(opening.read_workbook, path)
        assert opening.peek_sheets(path) == []


# --- XML and Parquet -------------------------------------------------------------------------------------

SOUND = '<?xml version="1.0" encoding="UTF-8"?><Message><Header/></Message>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_sound_xml_is_handed_over_from_its_start(tmp_path, encoding):
    content = SOUND.replace("UTF-8", "UTF-16" if encoding == "utf-16" else "UTF-8").encode(encoding)
    with opening.open_xml(file(tmp_path, content, "a.xml")) as stream:
        assert stream.read() == content


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "DOCTYPE or ENTITY"),
        ("<!DOCTYPE x><x/>".encode("utf-16"), "DOCTYPE or ENTITY"),
        (
            b"<x>" + b" " * (4 * limits.MIB - 8) + b"<!DOCTYPE y></x>",
            "DOCTYPE or ENTITY",
        ),  # across two chunks
        ('<?xml version="1.0" encoding="UTF-7"?><x/>', "encoding 'UTF-7'"),
        ("PK\x03\x04", "is a zip archive"),
        ("Child,DOB", "is not XML"),
        ("", "is empty"),
    ],
)
def test_xml_that_declares_anything_of_its_own_is_refused(tmp_path, content, says):
    assert says in refused(opening.open_xml, file(tmp_path, content, "a.xml"))


def test_parquet_is_read_with_its_types_and_broken_parquet_refused(tmp_path):
    table = pa.table({"a": [1, 2], "b": ["x", None]})
    pq.write_table(table, tmp_path / "a.parquet")
    assert opening.read_parquet(tmp_path / "a.parquet").equals(table)
    half = (tmp_path / "a.parquet").read_bytes()[:-20]
    assert "cannot be read as Parquet" in refused(opening.read_parquet, file(tmp_path, half, "b.parquet"))


def test_parquet_that_swells_when_read_is_refused(tmp_path):
    one = pa.DictionaryArray.from_arrays(pa.array([0] * 300_000, pa.int32()), ["x" * 100_000])
    pq.write_table(pa.table({"a": one}), tmp_path / "a.parquet")
    assert (tmp_path / "a.parquet").stat().st_size < limits.MIB
    assert "unpacked" in refused(opening.read_parquet, tmp_path / "a.parquet")


# --- anything at all -------------------------------------------------------------------------------------


def _any_reader(data: bytes) -> None:
    path = Path(_any_reader.folder) / "any.xlsx"
    path.write_bytes(data)
    for reader in (opening.read_csv, opening.read_workbook, opening.read_parquet, opening.read_grid):
        with suppress(SourceError):
            reader(path)
    with suppress(SourceError):
        opening.open_xml(path).close()
    opening.peek_header(path)
    opening.peek_sheets(path)


def test_no_bytes_break_any_reader(tmp_path):
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({"a": ["x", "y"], "b": [1, 2]}), sink)
    sound = (b'a,b\n1,"x\ny"\n2,z\n', stream.getvalue(), sink.getvalue().to_pybytes(), SOUND.encode())
    _any_reader.folder = tmp_path
    hostile.run_for(_any_reader, st.one_of(st.binary(max_size=60), *map(hostile.damaged, sound)))
