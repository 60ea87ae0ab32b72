"""What goes over when an agency merges: returns to come or in hand. What was used stays with whoever sent it."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.records.kinds import Going
from lineofsight.web.records.merging import WHY
from lineofsight.web.returns.models import Return, Supply

OVER = (Return.State.USED, Return.State.STOPPED)
SAME = ("title", "form", "every", "days", "person", "deputy", "since", "until", "codes")


def supplies(old: Agency, new: Agency, on: date) -> Iterator[Going]:
    for one in Supply.objects.filter(agency=old):
        many = one.returns.exclude(state__in=OVER).count()
        if many:
            returns = "1 return" if many == 1 else f"{many} returns"
            yield Going("Returns", f"{one}: {returns}", partial(_send_on, one, new, on))


def _send_on(one: Supply, new: Agency, on: date, by: Person) -> None:
    """The other agency has agreed the same, for what is still to come; what was used stays under what it was sent for."""
    if not one.returns.filter(state__in=OVER).exists():
        trail.change(one, one.version, by=by, why=WHY, agency=new)
        return
    same = {name: getattr(one, name) for name in SAME}
    theirs = trail.create(Supply, by=by, why=WHY, agency=new, **same)
    for each in one.returns.exclude(state__in=OVER):
        trail.change(each, each.version, by=by, why=WHY, supply=theirs)
    last = max(one.since, min(one.until, on - timedelta(1)))
    trail.change(one, one.version, by=by, why=WHY, until=last)
