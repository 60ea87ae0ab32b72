"""One return of the made-up police, the last of which is late: for a demonstration and nothing else."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from lineofsight.engine.periods import months_before
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.demo import ADDRESS, WHY
from lineofsight.web.accounts.models import Person
from lineofsight.web.returns import agreeing
from lineofsight.web.returns.models import Message, Return, Step, Supply

DAYS = 14
ASKED_AFTER = (-7, 1, 8)  # days from the day it was due


def fill(today: date) -> None:
    """Every month from half a year ago on; all came but the last that was due, which was asked for."""
    if Supply.objects.exists():
        return
    person, by = (Person.objects.get(email=f"{who}{ADDRESS}") for who in ("member", "manager"))
    with trail.acting_from(trail.TERMINAL), transaction.atomic():
        _fill(today, person, by)


def _fill(today: date, person: Person, by: Person) -> None:
    since = months_before(today.replace(day=1), 6)
    agreeing.agree(
        title="Missing children return", agency=person.agency, form=Supply.Form.SUPPLEMENTARY, every=Supply.Every.MONTH,
        days=DAYS, person=person, deputy=None, codes=["MI06b"], since=since,
        until=months_before(since, -12) - timedelta(days=1), by=by,
    )  # fmt: skip
    *came, last = Return.objects.filter(due__lt=today).order_by("due")
    for one in came:
        trail.change(one, one.version, by=by, why=WHY, state=Return.State.USED)
    for day in (last.due + timedelta(days) for days in ASKED_AFTER):
        if day <= today:
            at = timezone.make_aware(datetime.combine(day, time(9)))
            message = trail.create(
                Message, by=by, why=WHY, agency=person.agency, on=day, people=1, sent_at=at, sent_by=by
            )
            trail.create(
                Step, by=by, why=WHY, of=last, what=Step.What.ASKED, message=message, taken_at=at, taken_by=by
            )
