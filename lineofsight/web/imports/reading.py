"""Reading a file as it comes in: what it holds, without what points at a child, and how it was mapped before."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from django.utils import timezone

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.guessing import WORDS_OF_KINDS
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.noticing import children_named, never_held_under
from lineofsight.web.accounts.permissions import Permission, who_may
from lineofsight.web.accounts.plain import known_names
from lineofsight.web.imports import tables, words
from lineofsight.web.imports.kinds import TARGETS
from lineofsight.web.imports.models import Import, kept, layout_key
from lineofsight.web.imports.proposing import propose
from lineofsight.web.imports.tables import Cell, Contents, Line, Table
from lineofsight.web.imports.words import Known, normal

OF_A_PLACE = re.compile(
    r"\b(?:venue|place|where|location)\b"
)  # of a normal heading: where people meet has a postcode
MOST_NAMED = 5  # that a page says


class NamesError(Exception):
    """Names stand where a child's would: whoever brings the file says whether they are."""


def receive(path: Path, name: str, kind: str, *, names_no_child: bool = False, by: Person) -> Import:
    """Keep what a file holds, with its columns as they are proposed. Nothing becomes a record yet.

    SourceError where it cannot be read; NamesError where it may name a child and nobody says that it does not.
    """
    found = tables.read(path, _headings(kind))
    without = [("A sheet" if identity(sheet) else sheet, why) for sheet, why in found.without]
    found = Contents([_without_identities(one) for one in found.tables], without)
    if not names_no_child:
        ask_whose_names(_places(found.tables))
    columns = proposed(kind, found.tables)
    before = _newest_of(kind, name, found.tables)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return trail.create(
        Import, by=by, why="A file was read", kind=kind, name=name[-120:], sha256=digest,
        tables=kept(found), without=[list(one) for one in found.without], columns=columns, names=names_before(),
        given=before.given if before else {}, plan=before.plan if before else None, follows=before, read_by=by,
    )  # fmt: skip


def _headings(kind: str) -> frozenset[str]:
    """What is known to stand over a column: the usual words, and those that somebody mapped before."""
    from lineofsight.web.imports.kinds import headings_of

    return frozenset(headings_of(kind)) | {heading for heading, code in mapped_before(kind).items() if code}


def _without_identities(table: Table) -> Table:
    headings = tuple(
        f"Column {place}" if identity(one) else one for place, one in enumerate(table.headings, 1)
    )
    table = replace(table, name="A sheet" if identity(table.name) else table.name, headings=headings)
    return replace(table, lines=tuple(_held(table, line) for line in table.lines))


def _held(table: Table, line: Line) -> Line:
    line = replace(line, section="" if identity(line.section) else line.section)
    found = {
        place: what
        for place, (heading, cell) in enumerate(zip(table.headings, line.cells, strict=True))
        if (what := identity(cell, heading))
    }
    if not found:
        return line
    said = "; ".join(f"{table.headings[place]} holds what looks like {what}" for place, what in found.items())
    cells = tuple(None if place in found else cell for place, cell in enumerate(line.cells))
    why = f"{said}. A board holds nothing by which a child could be known: take it out of the file. It was not kept."
    return replace(line, cells=cells, left=f"{tables.ABOVE}. {why}" if line.left == tables.ABOVE else why)


def identity(cell: Cell, heading: str = "") -> str:
    """What in a cell a child could be known by, by its words or by the heading above; empty where nothing is."""
    found = never_held_under(heading, words.text(cell), postcodes=not OF_A_PLACE.search(normal(heading)))
    return found[0].what if found else ""


def _places(found: list[Table]) -> Iterator[tuple[str, str, str]]:
    """Every text of a file with where it stands and under what."""
    for table in found:
        for line in table.lines:
            where = f"{table.name}, row {line.number}"
            yield where, "", line.section
            for heading, cell in zip(table.headings, line.cells, strict=True):
                if isinstance(cell, str):
                    yield where, heading, cell


def ask_whose_names(places: Iterable[tuple[str, str, str]]) -> None:
    """NamesError where a name stands where a child's would, with where that is. `places`: where, heading, text."""
    known: frozenset[str] | None = None
    named: dict[str, str] = {}
    for where, heading, text in places:
        if children_named(text, heading=heading):
            known = known_names() if known is None else known
            for name in children_named(text, known, heading):
                named.setdefault(name, where)
    if named:
        said = [f"“{name}” ({where})" for name, where in list(named.items())[:MOST_NAMED]]
        more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
        stand = "stands" if len(named) == 1 else "stand"
        raise NamesError(f"{', '.join(said)}{more} {stand} where a child's name would.")


# --- as it was before -----------------------------------------------------------------------------------------


def mapped_before(kind: str) -> dict[str, str]:
    """The field of each heading as it was last confirmed; an empty one where it was confirmed to have none."""
    said: dict[str, str] = {}
    for one in Import.objects.accepted().filter(kind=kind).order_by("accepted_at"):
        for table in one.contents:
            columns = one.columns_of(table)
            said |= {heading: columns.get(place, "") for place, heading in enumerate(table.layout)}
    return said


def names_before() -> dict[str, int | None]:
    return words.merged(one.names for one in Import.objects.accepted().order_by("accepted_at"))


def proposed(kind: str, found: list[Table]) -> dict[str, dict[str, str]]:
    """The columns of each layout: as this very layout was confirmed before, else heading by heading."""
    known = who_is_known(names_before())
    said = mapped_before(kind)
    before = {
        key: columns
        for one in Import.objects.accepted().filter(kind=kind).order_by("accepted_at")
        for key, columns in one.columns.items()
    }
    layouts: dict[str, list[Table]] = {}
    for table in found:
        layouts.setdefault(layout_key(table), []).append(table)
    return {
        key: before.get(key)
        or {f"{place}": code for place, code in propose(TARGETS[kind], of_it, known, said).items()}
        for key, of_it in layouts.items()
    }


def _newest_of(kind: str, name: str, found: list[Table]) -> Import | None:
    """The file of which this one is most likely a newer copy: of one layout, and of one name or with half of its rows."""
    keys = {layout_key(table) for table in found}
    rows = _first_words(found)
    for one in Import.objects.accepted().filter(kind=kind):
        alike = {layout_key(table) for table in one.contents} & keys
        theirs = _first_words(one.contents)
        if alike and (_stem(one.name) == _stem(name) or 2 * len(rows & theirs) >= len(theirs) > 0):
            return one
    return None


def _stem(name: str) -> str:
    """A file's name without what changes from copy to copy: numbers, days, "final", "v2"."""
    stem = re.sub(
        r"\d+|\b(?:v|final|copy|draft|new|updated|of|export)\b",
        " ",
        normal(Path(name).stem.replace("_", " ")),
    )
    return " ".join(stem.split())


def _first_words(found: list[Table]) -> set[str]:
    """The longest text of each row, by which rows of two copies are alike."""
    rows = (line for table in found for line in table.lines if not line.left)
    return {normal(max((words.text(cell) for cell in line.cells), key=len)) for line in rows}


# --- who is known -------------------------------------------------------------------------------------------


def called_otherwise(one: Import) -> dict[str, tuple[str, int | None]]:
    """What a file calls agencies otherwise than they are known here, each with whom it may well mean.

    By normal words, those first about which nobody said anything yet.
    """
    known = who_is_known({})
    code = "of" if one.target.field("of") else "agency"
    found: dict[str, tuple[str, int | None]] = {}
    for table in one.contents:
        for place in [place for place, field in one.columns_of(table).items() if field == code]:
            for line in table.lines:
                if not line.left and known.agency(line.cells[place]).wrong:
                    said, meant = known.asked(line.cells[place])
                    found.setdefault(normal(said), (said, meant))
    return dict(sorted(found.items(), key=lambda each: each[0] in one.names))


def to_be_asked(one: Import) -> bool:
    """Whether nobody said yet who one is that the file names."""
    return any(key not in one.names for key in called_otherwise(one))


def who_is_known(names: Mapping[str, int | None]) -> Known:
    """Agencies of today by name and initials, with those that merged into them; people by name."""
    today = timezone.localdate()
    every = {one.pk: one for one in Agency.objects.all()}
    agencies: dict[str, int] = {}
    short: dict[str, list[int]] = {}
    for one in every.values():
        now: Agency | None = one
        while now and now.until and now.until < today:
            now = every.get(now.successor_id or 0)
        if now:
            agencies[normal(one.name)] = now.pk
            short.setdefault(words.initials(one.name), []).append(now.pk)
    for letters, pks in short.items():
        if len(set(pks)) == 1 and len(letters) > 1:
            agencies.setdefault(letters, pks[0])
    current = [one for one in every.values() if one.until is None or one.until >= today]
    kinds = {
        word: tuple(one.pk for one in current if one.kind == kind)
        for heard, kind, _ in WORDS_OF_KINDS for word in heard
    } | {word: tuple(one.pk for one in current if one.kind == "council") for word in SOCIAL_CARE} | {
        word: tuple(one.pk for one in current if one.kind in OF_HEALTH) for word in ("health", "nhs")
    }  # fmt: skip
    may = set(who_may(Permission.BOARD_VIEW))
    people = {
        normal(one.name): (one.pk if one.role in may else None, one.agency_id)
        for one in Person.objects.filter(deactivated_at=None).only("name", "role", "agency_id")
    }
    return Known(agencies, kinds, people, names)


OF_HEALTH = (Agency.Kind.TRUST, Agency.Kind.COMMISSIONER)  # each of which a file may call health
SOCIAL_CARE = (
    "children s social care", "childrens social care", "social care", "csc", "children s services", "childrens services",
    "local authority", "la", "cyps", "director of children s services", "dcs",
)  # fmt: skip
