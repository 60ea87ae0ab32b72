"""What of improvement is measured: whether actions were done on time, and whether anything came of them."""

from datetime import date

from lineofsight.web.improvement.models import Action
from lineofsight.web.records import register
from lineofsight.web.records.kinds import Extract


def actions(until: date) -> Extract | None:
    """Each action that was agreed by a day, as it stood then."""
    kind = register.kind_of(Action)

    def by_then(day: date | None) -> date | None:
        return day if day and day <= until else None

    agreed = list(Action.objects.filter(agreed_on__lte=until).order_by("agreed_on", "pk"))
    rows = [
        {
            "record": kind.number(one), "due_date": one.due, "accepted_date": by_then(one.closed_on),
            "impact_due_date": one.impact_due, "impact_date": by_then(one.impact_on),
        }
        for one in agreed
    ]  # fmt: skip
    return Extract("board_actions", agreed[0].agreed_on, rows) if agreed else None
