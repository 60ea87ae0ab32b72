"""Every indicator, by code: one file a theme."""

from lineofsight.engine.indicator import Indicator, IndicatorError
from lineofsight.engine.indicators import (
    assessment,
    board,
    conferences,
    deaths,
    early_help,
    exploitation,
    front_door,
    health_of_looked_after,
    looked_after,
    mental_health,
    missing,
    plan_work,
    plans,
    workforce,
)

THEMES = (
    front_door,
    early_help,
    assessment,
    conferences,
    plans,
    plan_work,
    missing,
    mental_health,
    health_of_looked_after,
    looked_after,
    exploitation,
    workforce,
    deaths,
    board,
)

CATALOGUE: dict[str, Indicator] = {
    value.code: value for theme in THEMES for value in vars(theme).values() if isinstance(value, Indicator)
}


def find(code: str) -> Indicator:
    """The newest edition of a code; IndicatorError names the nearest codes there are."""
    if code in CATALOGUE:
        return CATALOGUE[code]
    near = [known for known in CATALOGUE if known[:2] == code[:2].upper()]
    like = f"Codes like it: {', '.join(near)}." if near else "See `catalogue`."
    raise IndicatorError(f"There is no indicator '{code}'. {like}")
