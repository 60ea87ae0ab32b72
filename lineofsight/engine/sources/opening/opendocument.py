"""How far the sheets of an OpenDocument workbook (ods) reach, where one cell may stand for millions."""

from typing import IO

from lxml import etree

# By their last names alone: calamine goes by the text of a tag, whatever its prefix stands for.
ROW, SHEET = "table-row", "table"
CELLS = ("table-cell", "covered-table-cell")


def rectangle(content: IO[bytes]) -> tuple[int, int]:
    """The row and column that the filled cells of content.xml reach to, its sheets one below the other."""
    total = height = width = place = 0
    # huge_tree stays off: it is what keeps lxml from swallowing a text of gigabytes.
    wanted = (f"{{*}}{ROW}", f"{{*}}{SHEET}")
    for _, element in etree.iterparse(content, tag=wanted, resolve_entities=False, no_network=True):
        if _name(element.tag) == SHEET:
            total, height, place = total + height, 0, 0
        else:
            place += _repeated(element, "rows")
            reach = _reach(element)
            if reach:
                height, width = place, max(width, reach)
        element.clear()
    return total, width


def _reach(row: etree._Element) -> int:
    """The column of a row's last filled cell, 0 where none is."""
    column = filled = 0
    for cell in row:
        if _name(cell.tag) in CELLS:
            column += _repeated(cell, "columns")
            filled = column if len(cell) else filled
    return filled


def _repeated(element: etree._Element, what: str) -> int:
    wanted = f"number-{what}-repeated"
    times = next((value for name, value in element.attrib.items() if _name(name) == wanted), "1")
    return int(times) if times.isascii() and times.isdigit() else 1


def _name(tag: object) -> str:
    return str(tag).rpartition("}")[2]
