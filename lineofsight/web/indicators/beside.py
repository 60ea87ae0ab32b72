"""The area beside others, on published figures: its statistical neighbours in a row, all areas by their size."""

from dataclasses import dataclass

from lineofsight.charts import funnel, strip
from lineofsight.charts.funnel import Spot
from lineofsight.charts.series import Chart
from lineofsight.engine.indicator import Indicator, MeasureKind
from lineofsight.engine.sources.published.reference import regions
from lineofsight.web.indicators import seen, showing
from lineofsight.web.indicators.seen import Opened, Reading

ENOUGH = 8  # areas, below which a funnel shows nothing that the row of neighbours does not


@dataclass(frozen=True)
class Others:
    neighbours: Chart | None
    every: Chart | None


def others(opened: Opened, shown: Indicator, row: Reading) -> Others:
    """`row`: the area's newest published figure."""
    rows = [
        one
        for one in opened.published(shown.code)
        if one["period"] == row["period"] and one["area"] not in regions() | {opened.area}
    ]
    return Others(_neighbours(opened, shown, row, rows), _every(opened, shown, row, rows))


def _neighbours(opened: Opened, shown: Indicator, row: Reading, rows: list[Reading]) -> Chart | None:
    near = [one for one in rows if one["area"] in opened.near]
    if not near:
        return None
    points = [showing.point(shown, one, label=_name(opened, one)) for one in near]
    own = showing.point(shown, row, label=opened.place)
    subject = showing.subject(shown, opened.place)
    england = row["england"] if showing.compares(shown) else None
    return strip(subject, own, points, period=showing.period(shown, row["period"]), england=england)


def _every(opened: Opened, shown: Indicator, row: Reading, rows: list[Reading]) -> Chart | None:
    """A funnel of a share, where enough areas publish what it is made of."""
    england = row["england"]
    spots = [
        Spot(_name(opened, one), one["numerator"], one["denominator"]) for one in (row, *rows) if _whole(one)
    ]
    fits = shown.kind is MeasureKind.SHARE and _whole(row) and england is not None and 0 < england < 100
    if not fits or len(spots) < ENOUGH:
        return None
    subject = showing.subject(shown, opened.place)
    period = showing.period(shown, row["period"])
    return funnel(subject, spots[0], spots[1:], england=england, period=period)


def _whole(row: Reading) -> bool:
    return seen.has_value(row) and row["numerator"] is not None and bool(row["denominator"])


def _name(opened: Opened, row: Reading) -> str:
    return opened.names.get(row["area"], f"Area {row['area']}")
