"""What is not in on a board's day: the return, the days on which it was asked for, the last value known.

A return is late from the day after it was due. On the day itself it is due today: it is listed as not in, and no figure's
place is taken by it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lineofsight.web.accounts.agencies import line_of
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.indicators import agreed, seen, sheets
from lineofsight.web.indicators.sheets import Sheet
from lineofsight.web.records.actions import closed_rooms
from lineofsight.web.records.days import dates, day
from lineofsight.web.returns.chasing import owed
from lineofsight.web.returns.models import Return


@dataclass(frozen=True)
class Late:
    """A return that was due by a day and is not in; on the day itself it is not late yet."""

    of: Return
    due_today: bool

    @property
    def agency(self) -> Agency:
        return self.of.supply.agency

    @property
    def asked(self) -> str:
        return (
            f"asked for on {dates(self.of.asked_on)}" if self.of.asked_on else "nobody was asked for it yet"
        )

    @property
    def letter_to(self) -> Agency:
        """Who answers for it now, where the agency that agreed it has merged."""
        agency = self.agency
        while agency.successor is not None:
            agency = agency.successor
        return agency

    @property
    def told(self) -> str:
        return f"due {'today, ' if self.due_today else ''}{day(self.of.due)}, {self.asked}"


def late(today: date, of: Agency | None = None) -> list[Late]:
    """What is not in on a day, of one agency or of all, with what is due that very day."""
    if "returns" in closed_rooms():
        return []
    line = line_of(of) if of else None
    return [
        Late(one, due_today=not one.is_late(today))
        for one in sorted(owed(today), key=lambda one: (one.due, one.pk))
        if one.due <= today and (line is None or one.supply.agency_id in line)
    ]


@dataclass(frozen=True)
class Missing:
    """A late return as a page shows it, with what was held last of each of its measures."""

    late: Late
    last: tuple[tuple[str, str], ...]  # measure, and its last value with its period


def seen_by(person: Person, today: date) -> list[Missing]:
    """What is not in, as far as somebody may see it: of all agencies, or of their own."""
    rows = late(today)
    known = Return.objects.visible_to(person).filter(pk__in=[one.of.pk for one in rows])
    mine = set(known.values_list("pk", flat=True)) if person.may(Permission.RETURNS_VIEW) else set()
    sheet_of = sheets.by_code(seen.open_for(person)) if mine else {}
    wanted = agreed.codes()  # what is not in the dataset now is not asked for, though it was agreed once
    return [
        Missing(
            one,
            tuple(
                _last(sheet_of[code]) for code in one.of.supply.codes if code in sheet_of and code in wanted
            ),
        )
        for one in rows
        if one.of.pk in mine
    ]


def _last(one: Sheet) -> tuple[str, str]:
    return one.indicator.title, "none was held before" if one.silent else f"{one.value} ({one.period})"


def by_code(rows: Iterable[Late]) -> dict[str, Late]:
    """By measure, the newest of its returns that are late."""
    late = sorted((one for one in rows if not one.due_today), key=lambda one: one.of.end)
    return {code: one for one in late for code in one.of.supply.codes}
