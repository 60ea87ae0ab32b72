"""What a room tells the house: its place in the navigation, and its kinds of record.

A kind says how a record is named and reached, who may see it, what it asks of whom, what of it changed, how long it is
kept, what a sentence of a report may bind to, and what of it is measured. Whoever needs one of these asks the register.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple, cast

from django.db import models
from django.urls import reverse

from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.permissions import Permission


class RegisterError(Exception):
    """What an app entered cannot be so. Raised when the application starts, never while somebody waits."""


class Ref(NamedTuple):
    """Which record: its kind's code and its key. Travels in references, addresses and messages."""

    kind: str
    key: str


@dataclass(frozen=True)
class Duty:
    """What a record asks of a person. `due` is None where no day was set; `urgent` stands first, in red, on their page."""

    what: str
    ref: Ref
    name: str
    href: str
    due: date | None = None
    urgent: bool = False


@dataclass(frozen=True)
class Going:
    """One thing that goes over when an agency merges: under which heading, how it is named, and what is done, by whom."""

    heading: str
    name: str
    go: Callable[[Person], object]


@dataclass(frozen=True)
class Happening:
    """What changed on a day. `heading` groups what is told together, such as "Decisions"."""

    heading: str
    what: str
    on: date
    ref: Ref
    href: str


@dataclass(frozen=True)
class Appointment:
    """What stands in a calendar on a day: people meet, or, where it is cancelled, do not. `instead_of`: the day that those
    who were told go by."""

    ref: Ref
    name: str
    on: date
    href: str
    where: str = ""
    instead_of: date | None = None
    cancelled: bool = False


@dataclass(frozen=True)
class Bound:
    """What a sentence of a report may bind to: one `[kind.id]` table of records.toml, in the same shape.

    `at` (or `date`) in `fields` says from when it was so; a record with several editions gives one Bound each.
    """

    kind: str
    id: str
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Extract:
    """Rows of one contract table, and the first day for which they stand.

    `lacking`: of which records nobody said enough for them to be counted, and what.
    """

    table: str
    first: date
    rows: Sequence[Mapping[str, Any]]
    lacking: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Kept:
    """How long a record is kept: years after what, and on whose word. None: for as long as the board is there."""

    years: int | None
    after: str
    why: str


@dataclass(frozen=True)
class Found:
    """A record as a list, a search or the other end of a reference names it."""

    ref: Ref
    number: str
    kind: str
    name: str
    href: str
    more: str = ""
    on: date | None = None  # the day it stands under on the record, where it has one


class Tells(StrEnum):
    """What a record tells of another that it refers to, for pages that ask after each."""

    DOING = "doing"  # what is done about it
    LOOK = "look"  # what was seen when somebody looked, and what the board was told of it
    JUDGEMENT = "judgement"  # what the board says of it


@dataclass(frozen=True)
class Begins:
    """A record of this kind may be begun from another: in which words, on which page, by whom."""

    words: str
    address: str
    needs: Permission

    def href(self, source: Found) -> str:
        return f"{reverse(self.address)}?from={source.number}"


def _nothing(*_: Any) -> tuple[()]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of record. Its model's manager has `visible_to(person)`, which alone decides who sees which row.

    `prefix` begins the number that people read and type: action 12 is "ACT-12". `address` is the name of the page
    that shows one row, by its key. `searched` are the fields that a search looks through; empty where it must not.
    `dated` is the day under which a row stands on the record; `joins` are the other rows that naming one reads, so that
    many are named in one query; `begins` how one is begun from another record; `tells` what one says of a record that
    it refers to.
    `duties(person, today)` is what rows ask of a person, `asked_of(person, agency, today)` what they ask of an agency,
    `happenings(person, since, today)` what changed; each tells only of what the person may see.
    `interrupts` says why what is urgent of it may be written of at once, in the midst of a week; where it is empty, it may
    not, and the page and the week's message tell of it (decision 0013).
    `gathers()` gives the days on which the board meets, where rows of this kind are its meetings;
    `appointments(person, since)` those that stand in somebody's calendar from a day on.
    `measures(person, today)` gives name, address and indicators' codes of rows that go by indicators.
    `goes_over(old, new, on)` gives what of an agency goes over to the one that comes after it on a day; what is over stays.
    `bound()` is asked on behalf of a report, which is the board's own. `extract(until)` gives rows to measure, as they
    stood at the end of a day.
    """

    model: type[models.Model]
    title: str
    plural: str
    prefix: str
    address: str
    needs: Permission
    kept: Kept
    searched: tuple[str, ...] = ()
    named: Callable[[Any], str] = str
    more: Callable[[Any], str] = lambda row: ""
    dated: Callable[[Any], date | None] = lambda row: None
    begins: Begins | None = None
    interrupts: str = ""
    joins: tuple[str, ...] = ()
    tells: Tells | None = None
    duties: Callable[[Person, date], Iterable[Duty]] = _nothing
    asked_of: Callable[[Person, Agency, date], Iterable[Duty]] = _nothing
    happenings: Callable[[Person, date, date], Iterable[Happening]] = _nothing
    gathers: Callable[[], Iterable[date]] = _nothing
    appointments: Callable[[Person, date], Iterable[Appointment]] = _nothing
    measures: Callable[[Person, date], Iterable[tuple[str, str, Sequence[str]]]] = _nothing
    goes_over: Callable[[Agency, Agency, date], Iterable[Going]] = _nothing
    bound: Callable[[], Iterable[Bound]] = _nothing
    extract: Callable[[date], Extract | None] = lambda until: None

    def __post_init__(self) -> None:
        manager: Any = self.model._default_manager
        if not hasattr(manager.all(), "visible_to"):
            raise RegisterError(
                f"{self.code}: its rows need visible_to(person), or everybody could see them."
            )
        if not (self.prefix.isalpha() and self.prefix.isupper()):
            raise RegisterError(
                f"{self.code}: the prefix '{self.prefix}' must be capital letters, such as ACT."
            )
        if self.kept.years is not None and not self.kept.why:
            raise RegisterError(f"{self.code}: say why it is kept for {self.kept.years} years.")
        for name in self.searched:
            self.model._meta.get_field(name.partition("__")[0])

    @property
    def code(self) -> str:
        return self.model._meta.label_lower

    def rows(self, person: Person) -> models.QuerySet[Any]:
        """What this person may see, and nothing where their role has no business in the room."""
        every: Any = self.every()
        return cast(
            "models.QuerySet[Any]", every.visible_to(person) if person.may(self.needs) else every.none()
        )

    def every(self) -> models.QuerySet[Any]:
        rows = self.model._default_manager.all()
        return rows.select_related(*self.joins) if self.joins else rows

    def ref(self, row: models.Model) -> Ref:
        return Ref(self.code, str(row.pk))

    def href(self, row: models.Model) -> str:
        return reverse(self.address, args=[row.pk])

    def number(self, row: models.Model) -> str:
        return f"{self.prefix}-{row.pk}"

    def found(self, row: models.Model) -> Found:
        return Found(
            self.ref(row),
            self.number(row),
            self.title,
            self.named(row),
            self.href(row),
            self.more(row),
            self.dated(row),
        )

    def duty(self, row: models.Model, what: str, due: date | None = None, *, urgent: bool = False) -> Duty:
        return Duty(what, self.ref(row), self.named(row), self.href(row), due, urgent)

    def happening(self, row: models.Model, heading: str, what: str, on: date) -> Happening:
        return Happening(heading, what, on, self.ref(row), self.href(row))


@dataclass(frozen=True)
class Room:
    """A part of the house: where it is entered, by whom, and whether a board may do without it.

    `app` is the namespace of its addresses, all of which stand below `path`. Rooms stand in the navigation by `order`;
    `about` says in a line what is in it.
    """

    app: str
    title: str
    path: str
    urls: str
    entered_at: str
    needs: Permission
    order: int
    optional: bool = True
    about: str = ""

    @property
    def href(self) -> str:
        return reverse(self.entered_at)
