"""People and agencies from a workbook in whatever layout it is: found by the words over its columns."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from lineofsight.engine.sources.scorecard.sheets import Grid, read_grids
from lineofsight.web.accounts.guessing import KIND, kind_of
from lineofsight.web.accounts.permissions import Role

HEADINGS = {
    "name": (
        "name",
        "full name",
        "contact",
        "contact name",
        "member",
        "member name",
        "representative",
        "person",
    ),
    "first": ("first name", "forename", "given name"),
    "last": ("last name", "surname", "family name"),
    "email": ("email", "e-mail", "email address", "e-mail address", "mail"),
    "agency": (
        "agency",
        "organisation",
        "organization",
        "body",
        "employer",
        "partner",
        "partner agency",
        "school",
    ),
    "role": ("role", "job title", "position", "title", "post"),
}
LOOKS_DOWN = 30  # rows in which the headings may stand
MOST = 500  # people: a file with more is no list of a board's members
WORDS_OF_ROLES = {  # the first that a job's title holds
    "independent chair": Role.INDEPENDENT_CHAIR,
    "scrutineer": Role.SCRUTINEER,
    "chair": Role.PARTNERSHIP_CHAIR,
    "business manager": Role.BUSINESS_MANAGER,
    "analyst": Role.ANALYST,
    "member": Role.BOARD_MEMBER,
    "headteacher": Role.SCHOOL_LEAD,
    "head teacher": Role.SCHOOL_LEAD,
}


@dataclass(frozen=True)
class Found:
    """A row as it was read. `wrong`: why nobody can be invited by it; empty where somebody can."""

    where: str
    name: str
    email: str
    agency: str
    role: str
    title: str = ""  # as the list has it
    wrong: str = ""

    def plain(self) -> dict[str, str]:
        return asdict(self)


def people(path: Path) -> list[Found]:
    """Everybody a workbook names. ValidationError where no sheet has a column of addresses under a heading."""
    found = [one for grid in read_grids(path) for one in _of(grid)]
    if not found:
        raise ValidationError(
            "No sheet has a heading such as “Name” beside one such as “Email address”. Put a heading over each column."
        )
    if len(found) > MOST:
        raise ValidationError(f"It names {len(found)} people. Keep those who take part, {MOST} at most.")
    return found


def _of(grid: Grid) -> Iterator[Found]:
    top, columns = _headings(grid)
    if not columns:
        return
    agency, seen = "", set()
    for row in range(top + 1, len(grid.rows)):
        said = {what: grid.text(row, column) for what, column in columns.items()}
        agency = said.get("agency", "") or agency  # written once over several of its people
        name = said.get("name") or " ".join(filter(None, (said.get("first"), said.get("last"))))
        email = said["email"].removeprefix("mailto:").strip(" ;,<>").lower()
        if name or email:
            wrong = _wrong(name, email, agency, email in seen)
            seen.add(email)
            yield Found(
                f"{grid.name}, row {row + 1}",
                name,
                email,
                agency,
                role_of(said.get("role", ""), agency),
                said.get("role", ""),
                wrong,
            )


def _headings(grid: Grid) -> tuple[int, dict[str, int]]:
    for row in range(min(LOOKS_DOWN, len(grid.rows))):
        columns: dict[str, int] = {}
        for column in range(grid.width):
            words = grid.text(row, column).casefold().strip(" :*")
            what = next((name for name, known in HEADINGS.items() if words in known), None) or _longer(words)
            if what and what not in columns:
                columns[what] = column
        if "email" in columns and {"name", "last"} & set(columns):
            return row, columns
    return 0, {}


def _longer(words: str) -> str | None:
    """A heading that goes on, such as "Role on the board" or "Organisation / employer". A name is of many things, so its
    heading must say no more."""
    return next(
        (
            what
            for what in ("email", "agency", "role")
            if any(re.match(rf"{re.escape(known)}\b", words) for known in HEADINGS[what])
        ),
        None,
    )


def _wrong(name: str, email: str, agency: str, again: bool) -> str:
    try:
        validate_email(email)
    except ValidationError:
        return "no email address" if not email else f"“{email}” is no email address"
    if again:
        return "stands there twice"
    return "" if name and agency else "no agency" if name else "no name"


def role_of(title: str, agency: str) -> Role:
    """What a job's title makes of somebody here; where it says nothing, the lead of their agency."""
    found = next((role for words, role in WORDS_OF_ROLES.items() if words in title.casefold()), None)
    return found or (Role.SCHOOL_LEAD if kind_of(agency)[0] is KIND.SCHOOL else Role.AGENCY_LEAD)
