"""What a year's money and training add up to, in sentences, and what a report may bind to."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby

from lineofsight.engine.periods import financial_year
from lineofsight.web.governance.models import Course, Money
from lineofsight.web.records.kinds import Bound

MOST = 500  # courses on one page


def told(rows: Iterable[Money]) -> str:
    """Paid in and spent. An amount that is not on record is none: nothing is weighed against it."""
    rows = list(rows)
    if not rows:
        return ""
    said = [_side(words, [one for one in rows if one.side == side]) for side, words in Money.Side.choices]
    paid_in, spent = (_sum((one for one in rows if one.side == side), "actual") for side in Money.Side)
    left = paid_in - spent
    if (
        left
        and {one.side for one in rows} == set(Money.Side.values)
        and all(one.actual is not None for one in rows)
    ):
        way = "paid in than spent" if left > 0 else "spent than paid in"
        said.append(f"More was {way}, by {pounds(abs(left))}.")
    return " ".join(said)


def _side(words: str, rows: list[Money]) -> str:
    if not rows:
        return f"{words}: nothing is on record."
    planned = pounds(_sum(rows, "planned"))
    silent = sum(one.actual is None for one in rows)
    if silent == len(rows):
        return f"{words}: no actual amount is on record, {planned} planned."
    end = (
        f"; of {silent} line{'s' if silent > 1 else ''} the actual amount is not on record" if silent else ""
    )
    return f"{words}: {pounds(_sum(rows, 'actual'))}, of {planned} planned{end}."


def _sum(rows: Iterable[Money], amount: str) -> Decimal:
    return sum((getattr(one, amount) or Decimal(0) for one in rows), Decimal(0))


def pounds(amount: Decimal) -> str:
    return f"£{amount:,.0f}" if amount == amount.to_integral_value() else f"£{amount:,.2f}"


def attended(rows: list[Course]) -> str:
    """How many came. That is not what it changed: of how many courses that is on record is said beside it."""
    if not rows:
        return ""
    people, told_of = sum(one.attended for one in rows), sum(bool(one.changed) for one in rows)
    return (
        f"{people:,} attendances on {len(rows)} record{'s' if len(rows) > 1 else ''}. What changed in practice is on record "
        f"for {told_of or 'none'} of them."
    )


def money_bound() -> Iterator[Bound]:
    for year, rows in groupby(Money.objects.order_by("year", "pk"), key=lambda one: one.year):
        held = list(rows)
        end = f"{financial_year(int(year[:4])).end}"
        said = {"title": f"Budget {year}", "words": told(held)}
        for name, side in (("paid", Money.Side.PAID_IN), ("spent", Money.Side.SPENT)):
            of_it = [one for one in held if one.side == side]
            if of_it and all(one.actual is not None for one in of_it):
                said[name] = pounds(_sum(of_it, "actual"))
        yield Bound("record", f"budget-{year}", {"at": end, **said, "source": f"Budget of {year}"})
