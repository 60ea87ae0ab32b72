"""Several years' returns in one zip, read as one: of what two years tell, the later year stands."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine.sources import opening
from lineofsight.engine.sources.asking import Answers
from lineofsight.engine.sources.intake import Fault, Severity, SourceError, SourceFile, Span
from lineofsight.engine.sources.ssda903.archive import Folder, unpacked
from lineofsight.engine.sources.ssda903.care import Gathered, entered_care, gather
from lineofsight.engine.sources.ssda903.files import read_parts
from lineofsight.engine.tables import CONTRACT


def read_zip(path: Path, told: Answers, latest: date) -> tuple[Gathered, tuple[SourceFile, ...]]:
    """The rows of every folder, and the files in them (which come after the zip in the intake)."""
    with unpacked(path) as folders:
        years = _years(path, folders, told.covers)
        gathered: list[Gathered] = []
        files: list[SourceFile] = []
        for folder, covers in zip(folders, years, strict=True):
            try:
                parts = read_parts(folder.paths, folder.names, first=1 + len(files))
                gathered.append(gather(parts, told.area, covers, latest))
            except SourceError as error:
                raise SourceError(f"{path.name}, folder {folder.name}: {error}") from None
            files += [
                replace(opening.describe(inside), name=name)
                for inside, name in zip(folder.paths, folder.names, strict=True)
            ]
    return _together(gathered, years), tuple(files)


def _years(path: Path, folders: Sequence[Folder], covers: Span) -> list[Span]:
    """The year that each folder covers: what a folder's name means differs, so the span must fit them all."""
    whole = (covers.first.month, covers.first.day, covers.last.month, covers.last.day) == (4, 1, 3, 31)
    if not folders:
        raise SourceError(f"{path.name}: holds no SSDA903 files that can be read.")
    if len(folders) == 1:
        return [covers]
    if not whole or covers.last.year - covers.first.year != len(folders):
        named = ", ".join(folder.name for folder in folders)
        raise SourceError(
            f"{path.name}: holds {len(folders)} folders ({named}), and {covers} "
            "is not as many years to 31 March. Give the span of them all, "
            "or unpack it and load each folder with its own --covers."
        )
    return [
        Span(date(year, 4, 1), date(year + 1, 3, 31)) for year in range(covers.first.year, covers.last.year)
    ]


def _together(gathered: Sequence[Gathered], years: Sequence[Span]) -> Gathered:
    """One year after another. Of an earlier year's rows those stand that ended before the next year began."""
    result = Gathered()
    for place in reversed(range(len(gathered))):
        one = gathered[place]
        result.read |= one.read
        result.rejected |= one.rejected
        result.faults = one.faults + result.faults
        for table, rows in one.tables.items():
            later = result.tables.get(table)
            kept = rows if later is None else rows.filter(_stands(table, rows, later, years[place + 1].first))
            result.tables[table] = kept if later is None else pa.concat_tables([kept, later])
            if (again := rows.num_rows - kept.num_rows) and table in one.told_by:
                file = one.told_by[table]
                result.rejected[file] += again
                wrong = f"{again:,} rows are left to a later year's return, which speaks for their days"
                remedy = "Nothing needs to be done."
                result.faults.append(Fault(severity=Severity.NOTED, file=file, wrong=wrong, remedy=remedy))
    if (episodes := result.tables.get("cla_episodes")) is not None:
        # A later year's return need not tell where a period of care began, if an earlier one did.
        at = episodes.schema.get_field_index("entered_care_date")
        entered = entered_care({name: episodes[name] for name in episodes.column_names})
        result.tables["cla_episodes"] = episodes.set_column(at, episodes.schema.field(at), entered)
    return result


def _stands(table: str, rows: pa.Table, later: pa.Table, next_year: date) -> pa.Array:
    contract = CONTRACT[table]
    key = contract.key[0]
    if table == "oc2":  # a row a child and year
        return pc.less(rows["year_end"], pa.scalar(next_year))
    stands = pc.invert(pc.is_in(rows[key], later[key].combine_chunks()))
    if contract.end is None:
        return stands
    return pc.and_(stands, pc.fill_null(pc.less(rows[contract.end], pa.scalar(next_year)), False))
