"""The children in need census flattened into CSV files, as analysts keep it: children and referrals."""

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine.sources import cleaning, opening
from lineofsight.engine.sources.asking import answers, refuse_ragged
from lineofsight.engine.sources.cin_census import COLUMNS, draw_person, draw_referral
from lineofsight.engine.sources.cleaning import Draft
from lineofsight.engine.sources.intake import Declared, Family, Fault, Intake, Severity, SourceError

NAME = "cin_csv"
FAMILY = Family.CENSUS

# A file is known by the headings that only it has, whatever its name.
KINDS = {
    "identifiers": {"LAchildID", "PersonBirthDate"},
    "characteristics": {"LAchildID", "Ethnicity"},
    "referrals": {"LAchildID", "CINreferralDate"},
}


def _kind(headings: Iterable[str]) -> str | None:
    header = set(headings)
    return next((kind for kind, fields in KINDS.items() if fields <= header), None)


def claim(paths: list[Path]) -> list[list[Path]]:
    """A folder's files are one return, if they hold who the children are or their referrals."""
    returns: dict[Path, list[Path]] = {}
    for path in paths:
        if _kind(opening.peek_header(path)):
            returns.setdefault(path.parent, []).append(path)
    return list(returns.values())


def read(paths: list[Path], declared: Declared) -> Intake:
    """Children and their referrals. The other blocks of the census are not in these files."""
    told = answers(declared, paths[0].parent.name or paths[0].name)
    latest = max(told.covers.last, told.known_on)
    files = {}
    for place, path in enumerate(paths):
        table = opening.read_csv(path)
        kind = _kind(table.column_names)
        if kind is None or kind in files:
            raise SourceError(
                f"{path.name}: is {'a second file of ' + kind if kind else 'no file of this return'}."
            )
        files[kind] = (place, path, table)
    if "characteristics" in files and "identifiers" not in files:
        raise SourceError(
            f"{files['characteristics'][1].name}: comes without the children's identifiers. Add them."
        )
    tables, read_rows, rejected, faults = {}, {}, {}, []
    for kind, table, draw in (
        ("identifiers", "person", draw_person),
        ("referrals", "cin_episodes", draw_referral),
    ):
        if kind not in files:
            continue
        place, path, raw = files[kind]
        if kind == "identifiers":
            raw = _with_ethnicity(raw, files["characteristics"][2] if "characteristics" in files else None)
        lines = raw[opening.LINE].combine_chunks()
        draft = Draft(table, raw, file=place, name=path.name, rows=lines, latest=latest)
        refuse_ragged(draft, raw[opening.RAGGED].combine_chunks())
        draft.text("person_id", "LAchildID", required=True)
        draw(draft)
        draft.known_once()
        tables[table], rejected[path.name] = draft.done(told.area)
        read_rows[path.name] = len(draft)
        faults += draft.faults
    if "characteristics" in files:
        _, path, raw = files["characteristics"]
        read_rows[path.name], rejected[path.name] = raw.num_rows, 0
        faults += _without_child(path.name, raw, files["identifiers"][2])
    return Intake(
        format=NAME, family=FAMILY, area=told.area, known_on=told.known_on, paths=tuple(paths),
        files=tuple(opening.describe(path) for path in paths), covers=dict.fromkeys(tables, told.covers),
        tables=tables, read=read_rows, rejected=rejected, faults=tuple(faults),
        columns={table: tuple(name for name in COLUMNS[table] if name != "disabled") for table in tables},
        sender=declared.sender, made_up=declared.made_up,
    )  # fmt: skip


def _with_ethnicity(children: pa.Table, traits: pa.Table | None) -> pa.Table:
    if traits is None or "Ethnicity" in children.column_names:
        return children
    at = pc.index_in(
        cleaning.text(children["LAchildID"]), cleaning.text(traits["LAchildID"]).combine_chunks()
    )
    return children.append_column("Ethnicity", traits["Ethnicity"].take(at))


def _without_child(name: str, traits: pa.Table, children: pa.Table) -> list[Fault]:
    known = pc.is_in(
        cleaning.text(traits["LAchildID"]), cleaning.text(children["LAchildID"]).combine_chunks()
    )
    wrong, remedy = "is of no child in the identifiers and is passed over", "Send both files of one day."
    return [
        Fault(severity=Severity.NOTED, file=name, row=row, field="LAchildID", wrong=wrong, remedy=remedy)
        for row in traits.filter(pc.invert(known))[opening.LINE].to_pylist()
    ]
