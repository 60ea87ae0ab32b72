"""The children looked-after return (SSDA903): a folder of CSV files, the XML, or a zip of yearly folders."""

from pathlib import Path

from lineofsight.engine.sources import opening
from lineofsight.engine.sources.asking import answers
from lineofsight.engine.sources.intake import Declared, Family, Fault, Intake
from lineofsight.engine.sources.ssda903.archive import holds_returns
from lineofsight.engine.sources.ssda903.care import COLUMNS, gather
from lineofsight.engine.sources.ssda903.files import kind_of, read_parts
from lineofsight.engine.sources.ssda903.markup import read_xml
from lineofsight.engine.sources.ssda903.years import read_zip

NAME = "ssda903"
FAMILY = Family.CENSUS


def claim(paths: list[Path]) -> list[list[Path]]:
    """A folder's CSV files are one return; so is each XML file, and each zip of yearly folders."""
    folders: dict[Path, list[Path]] = {}
    alone = []
    for path in paths:
        if kind_of(opening.peek_header(path)):
            folders.setdefault(path.parent, []).append(path)
        elif _is_xml(path) or holds_returns(path):
            alone.append([path])
    return [*folders.values(), *alone]


def _is_xml(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return b"EXPSSDA903" in file.read(4096).replace(b"\0", b"")
    except OSError:
        return False


def read(paths: list[Path], declared: Declared) -> Intake:
    """A return's rows. Nothing in its files says whose they are or of which year, so that is asked for."""
    told = answers(declared, paths[0].parent.name if len(paths) > 1 else paths[0].name)
    latest = max(told.covers.last, told.known_on)
    files = tuple(opening.describe(path) for path in paths)
    whole = True
    faults: list[Fault] = []
    if len(paths) == 1 and _is_xml(paths[0]):
        parts, faults, whole = read_xml(paths[0])
        gathered = gather(parts, told.area, told.covers, latest)
    elif len(paths) == 1 and not kind_of(opening.peek_header(paths[0])):
        gathered, inside = read_zip(paths[0], told, latest)
        files = (*files, *inside)
    else:
        gathered = gather(read_parts(paths, [path.name for path in paths]), told.area, told.covers, latest)
    return Intake(
        format=NAME, family=FAMILY, area=told.area, known_on=told.known_on, files=files, paths=tuple(paths),
        # A file that broke off cannot say that a child was not there, nor withdraw what an earlier one said.
        covers=dict.fromkeys(gathered.tables, told.covers) if whole else {},
        tables=gathered.tables, read=gathered.read, rejected=gathered.rejected,
        faults=(*faults, *gathered.faults), columns={table: COLUMNS[table] for table in gathered.tables},
        sender=declared.sender, made_up=declared.made_up,
    )  # fmt: skip
