"""Measures beside what is wanted of them: the newest value, its target, its signals, and whether it moved since a day.

What moved is said, and never that an action moved it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from lineofsight.engine.indicator import Indicator
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.strength import Movement, movement
from lineofsight.web.accounts.models import Person
from lineofsight.web.improvement.models import Action, Measure
from lineofsight.web.indicators import actions as targets
from lineofsight.web.indicators import seen, sheets, showing, watching
from lineofsight.web.indicators.models import Note, Target
from lineofsight.web.indicators.sheets import Sheet
from lineofsight.web.indicators.watching import Sign

STILL = {
    Movement.TOO_FEW: "is of too few to say whether it moved",
    Movement.NONE: "did not move by more than chance gives",
}

MOVED = {
    Movement.BETTER: ("better", "green"),
    Movement.WORSE: ("worse", "red"),
    Movement.MOVED: ("moved", "blue"),
    Movement.NONE: ("no real change", "grey"),
    Movement.TOO_FEW: ("too few to say", "grey"),
}


@dataclass(frozen=True)
class Shown:
    """A measure as this person may see it: the sheet of its newest values, its target and what signals in it."""

    measure: Measure
    sheet: Sheet
    target: str
    against: tuple[str, str]  # how it stands to its target, and a colour
    signs: tuple[Sign, ...]

    @property
    def moved(self) -> tuple[str, str]:
        """How it moved since the period before, in two words and a colour."""
        return (
            MOVED.get(self.sheet.movement, ("", ""))
            if self.sheet.movement and self.sheet.before
            else ("", "")
        )


def shown(person: Person, measures: Iterable[Measure]) -> list[Shown]:
    """One read of the run, of the targets and of the notes, however many measures there are."""
    wanted = [one for one in measures if one.code in CATALOGUE]
    if not wanted:
        return []
    opened, aims = seen.open_for(person), targets.targets_now()
    every = sheets.by_code(opened)
    signs = watching.signs(every, {one.code for one in wanted}, aims, list(Note.objects.standing()))
    return [_shown(one, every[one.code], aims.get(one.code, []), signs) for one in wanted]


def _shown(measure: Measure, sheet: Sheet, aims: Sequence[Target], signs: Sequence[Sign]) -> Shown:
    aim = showing.target_of(sheet.row, aims)
    return Shown(
        measure,
        sheet,
        sheet.indicator.unit.show(aim) if aim is not None else "",
        showing.against(sheet.indicator, sheet.row, aim),
        tuple(sign for sign in signs if sign.code == measure.code),
    )


def moved(person: Person, action: Action) -> str:
    """What the measure that an action was to move did since the action was agreed, in one sentence."""
    indicator = CATALOGUE.get(action.impact_code)
    if indicator is None:
        return ""
    rows = [row for row in sheets.sheet(seen.open_for(person), indicator.code).rows if seen.has_value(row)]
    before = [row for row in rows if row["end"] <= action.agreed_on]
    since = [row for row in rows if row["end"] > (action.closed_on or date.max)]
    expected = f"It was expected to {action.impact_way}."
    if not before or not since:
        lacking = "from before the action was agreed" if not before else "since the action was closed"
        return f"{indicator.title}: no figure {lacking} is on record yet. {expected}"
    then, now = before[-1], since[-1]
    found = movement(indicator, then, now)
    way = _way(found, then, now)
    if found not in STILL:
        expected += " That it moved does not say that this action moved it."
    return f"{indicator.title} {way}, from {_said(indicator, then)} to {_said(indicator, now)}. {expected}"


def _way(found: Movement, then: seen.Reading, now: seen.Reading) -> str:
    if found in STILL:
        return STILL[found]
    return f"{'rose' if now['value'] > then['value'] else 'fell'} by more than chance gives"


def _said(indicator: Indicator, row: seen.Reading) -> str:
    return f"{showing.value(indicator, row)} ({showing.period(indicator, row['period'])})"
