"""Whether the measure that an action was to move moved since a day: said as it is, and never that the action moved it."""

from datetime import date

from lineofsight.engine.indicator import Indicator
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.strength import Movement, movement
from lineofsight.web.accounts.models import Person
from lineofsight.web.improvement.models import Action
from lineofsight.web.indicators import seen, sheets, showing

STILL = {
    Movement.TOO_FEW: "is of too few to say whether it moved",
    Movement.NONE: "did not move by more than chance gives",
}


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
