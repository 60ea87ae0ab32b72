"""Scorecards: the spreadsheet an agency already sends, in any layout, read by a mapping made once and kept.

`propose` looks at a workbook and guesses its mapping; a person corrects the small file that
`propose_file` leaves beside it; `remember` keeps it; `read` gives readings with the sender's name.
"""

from collections.abc import Mapping
from pathlib import Path

from lineofsight.engine.sources import opening
from lineofsight.engine.sources.intake import Declared, Family, Fault, Intake, Severity, SourceError
from lineofsight.engine.sources.scorecard import mapping, proposing
from lineofsight.engine.sources.scorecard.figures import Place, readings
from lineofsight.engine.sources.scorecard.locating import Figure, Located, locate, moved
from lineofsight.engine.sources.scorecard.mapping import Measure, ScorecardMap, TableMap, beside
from lineofsight.engine.sources.scorecard.remembering import choose, remember, remembered
from lineofsight.engine.sources.scorecard.sheets import WORKBOOKS, read_grids

__all__ = [
    "FAMILY",
    "NAME",
    "Measure",
    "ScorecardMap",
    "TableMap",
    "beside",
    "choose",
    "claim",
    "fingerprint",
    "propose",
    "propose_file",
    "read",
    "remember",
    "remembered",
]

NAME = "scorecard"
FAMILY = Family.RECORDED


def claim(paths: list[Path]) -> list[list[Path]]:
    """Files with a mapping beside them, and workbooks laid out as a scorecard is.

    Asked last: any workbook of figures by period looks like a scorecard, other formats' among them.
    """
    return [[path] for path in paths if beside(path).is_file() or _looks_like_one(path)]


def _looks_like_one(path: Path) -> bool:
    if path.suffix.lower() not in WORKBOOKS:
        return False
    try:
        return bool(
            proposing.propose(read_grids(path), {}).mapping.tables
        )  # or `map` would have nothing to propose
    except SourceError:
        return False


def propose(path: Path, catalogue: Mapping[str, str], declared: Declared | None = None) -> ScorecardMap:
    """A mapping guessed from a workbook's layout. `catalogue`: each code and its title."""
    return _proposal(path, catalogue, declared or Declared()).mapping


def propose_file(path: Path, catalogue: Mapping[str, str], declared: Declared | None = None) -> Path:
    """Guess a mapping and write it beside the workbook, with the nearest titles as comments."""
    if beside(path).exists():
        raise SourceError(f"{beside(path).name}: is there already and may hold corrections. Remove it first.")
    proposal = _proposal(path, catalogue, declared or Declared())
    return mapping.write(proposal.mapping, path, proposal.remarks)


def _proposal(path: Path, catalogue: Mapping[str, str], declared: Declared) -> proposing.Proposal:
    proposal = proposing.propose(
        read_grids(path), catalogue, sender=declared.sender or "", area=declared.area or ""
    )
    if not proposal.mapping.tables:
        raise SourceError(
            f"{path.name}: is no scorecard as it stands: no sheet has figures under headings that name periods, such as "
            "2016/17, Q1 2016/17 or Apr-16. If it should be one, put a period over each column of figures, or in the "
            "sheet's name, and try again. A return needs no mapping: load it."
        )
    return proposal


def fingerprint(path: Path) -> str:
    """What a workbook's layout is known by; another column of periods does not change it."""
    return _proposal(path, {}, Declared()).mapping.fingerprint


def read(
    paths: list[Path], declared: Declared, mapping: ScorecardMap | None = None, mappings: Path | None = None
) -> Intake:
    """The figures of a sender's files as recorded readings.

    `mapping`: how the files are read; else the one that fits among those kept in the folder `mappings`;
    without a folder, the file that lies beside each workbook.
    """
    if declared.known_on is None:
        raise SourceError(
            f"{paths[0].name}: a scorecard does not say when its figures were true. "
            "Add --known-on 2017-04-30, or known_on to a return.toml beside it."
        )
    sent, faults, senders = [], [], set()
    areas: dict[str, str] = {}  # each with where it first stands
    for path in paths:
        used = mapping or _kept(path, mappings, declared.sender)
        found = locate(used, read_grids(path), path.stem)
        _refuse_moved(path, moved(found))
        senders.add(_sender(path, used, declared))
        for located in found:
            place = Place(path.name, located.grid.name if path.suffix.lower() in WORKBOOKS else None)
            faults += _passed_over(place, located)
            for figure in located.figures:
                area, told = _area(path, figure, located.table, used, declared)
                areas.setdefault(area, f"{place.of(figure)}, {told}")
                sent.append((place, area, figure))
    sender = ", ".join(sorted(senders))
    outcome, table = readings(sent, sender=sender, known_on=declared.known_on)
    if not outcome.read:
        raise SourceError(
            f"{paths[0].name}: holds no figure under the headings that the mapping gives a code. "
            "Look at the codes and parts in the mapping."
        )
    return Intake(
        format=NAME,
        family=FAMILY,
        area_at=areas,
        area=next(iter(areas)) if len(areas) == 1 else None,
        known_on=declared.known_on,
        files=tuple(opening.describe(path) for path in paths),
        readings=table,
        read=dict(outcome.read),
        rejected=dict(outcome.rejected),
        faults=(*faults, *outcome.faults, *(fault for path in paths for fault in opening.unworked(path))),
        sender=sender,
        release=sender,
        made_up=declared.made_up,
        paths=tuple(paths),
    )


def _kept(path: Path, folder: Path | None, sender: str | None) -> ScorecardMap:
    lies_beside = beside(path).is_file()
    if folder is None and lies_beside:
        return mapping.load(beside(path))
    if folder and (kept := choose(path, remembered(folder), sender)):
        return kept
    if lies_beside:
        raise SourceError(
            f"{path.name}: nobody has accepted yet what its headings mean. "
            f"Look at {beside(path).name}, then run `lineofsight map {path.name} --accept`."
        )
    raise SourceError(
        f"{path.name}: nobody has said yet what its headings mean. Run `lineofsight map {path.name}`."
    )


def _sender(path: Path, used: ScorecardMap, declared: Declared) -> str:
    if not (sender := declared.sender or used.sender):
        raise SourceError(
            f"{path.name}: nobody says whose figures these are. "
            "Fill in sender in the mapping, or add --sender."
        )
    return sender


def _area(
    path: Path, figure: Figure, table: TableMap, used: ScorecardMap, declared: Declared
) -> tuple[str, str]:
    """Of which area a figure is, and who says so."""
    if used.area and declared.area and used.area != declared.area:
        raise SourceError(
            f"{path.name}: its mapping says area {used.area}, you say {declared.area}. Correct one of them."
        )
    for area, told in (
        (figure.measure.area, "area of its heading in the mapping"),
        (table.area, "area of its sheet in the mapping"),
        (used.area, "area in the mapping"),
        (declared.area, "--area or return.toml"),
    ):
        if area:
            return area, told
    raise SourceError(
        f"{path.name}: nobody says which area its figures are of. "
        "Fill in area in the mapping, or add --area 885."
    )


def _refuse_moved(path: Path, wrong: list[str]) -> None:
    if wrong:
        more = f"; and {len(wrong) - 5} more" if len(wrong) > 5 else ""
        raise SourceError(
            f"{path.name}: its layout is not the one that was mapped: {'; '.join(wrong[:5])}{more}. "
            f"Correct the mapping, or remove it and run `lineofsight map {path.name}` again."
        )


def _passed_over(place: Place, located: Located) -> list[Fault]:
    return [
        Fault(
            severity=Severity.NOTED,
            file=place.name,
            row=row,
            field=heading[:80],
            wrong=f"{why}, and was not read",
            remedy="Add it to the mapping if its figures are wanted.",
        )
        for row, heading, why in located.unread
    ]
