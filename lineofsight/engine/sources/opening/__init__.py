"""How a file is opened before anything in it is believed.

Every reader opens its files here, so that a hostile or broken file is met once: size, encoding,
encryption, bombs, raggedness. What cannot be opened is a SourceError that names the file and says
what to do; nothing here needs more than about 300 MB of memory beyond what it gives back.
"""

from collections.abc import Callable
from pathlib import Path

from lineofsight.engine.sources.intake import SourceError
from lineofsight.engine.sources.opening.columnar import read_parquet
from lineofsight.engine.sources.opening.delimited import LINE, RAGGED, peek_header, read_csv, read_grid
from lineofsight.engine.sources.opening.formulas import unworked
from lineofsight.engine.sources.opening.limits import describe
from lineofsight.engine.sources.opening.markup import open_xml
from lineofsight.engine.sources.opening.prose import read_prose
from lineofsight.engine.sources.opening.word import Paragraph, WordTable, read_word
from lineofsight.engine.sources.opening.workbook import (
    WORKBOOKS,
    Cell,
    Span,
    merged_cells,
    peek_sheets,
    read_workbook,
)

READERS: dict[str, Callable[[Path], object]] = {
    ".csv": read_csv, ".txt": read_csv, ".xlsx": read_workbook, ".xlsm": read_workbook, ".xls": read_workbook,
    ".ods": read_workbook, ".xml": lambda path: open_xml(path).close(), ".parquet": read_parquet,
}  # fmt: skip


def why_not(path: Path) -> str | None:
    """Why a file of a usual kind cannot be opened at all; None where it can, or where its kind is not known."""
    try:
        if reader := READERS.get(path.suffix.lower()):
            reader(path)
    except SourceError as error:
        return str(error)
    return None


def unread(path: Path) -> str:
    """What is said of a file that no reader knows."""
    if path.suffix.lower() == ".zip":
        return "is a zip archive: unpack it, and load the folder that comes of it."
    if path.suffix.lower() in WORKBOOKS:
        return "is in no format that is known here: no return's sheets, and no figures under periods such as 2016/17."
    return "is in no format that is known here."


__all__ = [
    "LINE",
    "RAGGED",
    "WORKBOOKS",
    "Cell",
    "Paragraph",
    "Span",
    "WordTable",
    "describe",
    "merged_cells",
    "open_xml",
    "peek_header",
    "peek_sheets",
    "read_csv",
    "read_grid",
    "read_parquet",
    "read_prose",
    "read_word",
    "read_workbook",
    "unread",
    "unworked",
    "why_not",
]
