"""Published statistics and what they are read against, each file a load of its own.

- Tables of Explore Education Statistics (`explore.py`) and LAIT's long table (`lait.py`) give readings
  with basis `published`. What a mapping gives no code of ours keeps the publisher's own, so that
  nothing is lost: EES:<table>:<column>, EES:<table> with its words as breakdown and group, LAIT:<measure>.
- Populations, statistical neighbours, authority codes and the like (`reference.py`, `neighbours.py`) give
  tables of the family `reference`.

The `.toml` files say which column is which figure, and `mapping.py` how they are read.
"""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lineofsight.engine.sources import opening
from lineofsight.engine.sources.intake import Declared, Family, Intake, SourceError
from lineofsight.engine.sources.published import explore, lait, neighbours, reference
from lineofsight.engine.sources.published.intakes import NAME, Rows
from lineofsight.engine.sources.published.reference import AREAS, ENGLAND, NEIGHBOURS

__all__ = ["AREAS", "ENGLAND", "FAMILY", "NAME", "NEIGHBOURS", "claim", "read"]

FAMILY = Family.PUBLISHED  # of the statistics; the other tables are of the family `reference`
MAX_WORKBOOK = 4 * 2**20  # bytes; the workbooks published here are a hundredth of that


def claim(paths: list[Path]) -> list[list[Path]]:
    """The files that are published statistics or reference tables, each a return of its own."""
    return [[path] for path in paths if _is_ours(path)]


def _is_ours(path: Path) -> bool:
    if path.suffix.lower() in opening.WORKBOOKS:
        try:
            return path.stat().st_size < MAX_WORKBOOK and neighbours.sheet(path) is not None
        except (SourceError, OSError):
            return False
    header = _header(path)
    return (
        explore.is_headed(header)
        or lait.is_headed(header)
        or neighbours.is_headed(header)
        or reference.flat_entry(header) is not None
    )


def lists_authorities(path: Path) -> bool:
    """Whether a file is a list of authorities, by which others are known."""
    if path.suffix.lower() in opening.WORKBOOKS:
        found = neighbours.sheet(path)
        header = found.columns if found else []
    else:
        header = _header(path)
    entry = reference.flat_entry(header)
    return entry is not None and entry["table"] == "areas"


def _header(path: Path) -> list[str]:
    """The headings of a CSV or Parquet file, or [] where it is neither."""
    if path.suffix.lower() != ".parquet":
        return opening.peek_header(path)
    try:
        return pq.read_schema(path).names
    except (pa.ArrowException, OSError, ValueError):
        return []


def read(paths: list[Path], declared: Declared) -> Intake:
    (path,) = paths
    if path.suffix.lower() in opening.WORKBOOKS:
        found = neighbours.sheet(path)
        if found is None:
            raise SourceError(f"{path.name}: is no workbook of neighbours or codes that is known.")
        rows = found
    elif lait.is_headed(header := _header(path)):
        return lait.read(path, declared)
    elif explore.is_headed(header) and not reference.is_population(header):
        return explore.read(path, declared)
    else:
        rows = Rows.of(path, repeats=neighbours.is_headed(header))  # SNP stands behind each neighbour
    if reference.is_population(rows.columns):
        return reference.read_population(path, rows, explore.areas(rows), declared)
    if neighbours.is_headed(rows.columns):
        return neighbours.read(path, rows, declared)
    return reference.read_flat(path, rows, declared)
