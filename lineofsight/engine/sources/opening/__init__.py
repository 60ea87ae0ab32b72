"""How a file is opened before anything in it is believed.

Every reader opens its files here, so that a hostile or broken file is met once: size, encoding,
encryption, bombs, raggedness. What cannot be opened is a SourceError that names the file and says
what to do; nothing here needs more than about 300 MB of memory beyond what it gives back.
"""

from lineofsight.engine.sources.opening.columnar import read_parquet
from lineofsight.engine.sources.opening.delimited import LINE, RAGGED, peek_header, read_csv, read_grid
from lineofsight.engine.sources.opening.limits import describe
from lineofsight.engine.sources.opening.markup import open_xml
from lineofsight.engine.sources.opening.workbook import Cell, peek_sheets, read_workbook

__all__ = [
    "LINE",
    "RAGGED",
    "Cell",
    "describe",
    "open_xml",
    "peek_header",
    "peek_sheets",
    "read_csv",
    "read_grid",
    "read_parquet",
    "read_workbook",
]
