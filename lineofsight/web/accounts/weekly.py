"""Once a week, to whoever reads the trail: what stands on it, whether it is whole, and its head, kept outside the database.

Whoever cuts the end off a trail can cut it off every copy in the database, and not out of a message that was sent.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from lineofsight.web.accounts import mailing, trail
from lineofsight.web.accounts.models import Entry, Head, Opening, Person, WeeklyDigest
from lineofsight.web.accounts.permissions import GRANTS, Permission

# What else a person is told in this message, so that nobody gets two a week. Entered from apps.
ALSO: list[Callable[[Person, date], str]] = []
SAID = {
    Entry.What.CREATED: "added",
    Entry.What.CHANGED: "changed",
    Entry.What.DELETED: "deleted",
    Entry.What.VIEWED: "looked at, of what is about children",
    Entry.What.HAPPENED: "signed in, sent or otherwise done",
}


@transaction.atomic
def send_if_due(today: date) -> WeeklyDigest | None:
    """Of the week before this one, on its Monday or as soon after as the worker runs; once. A new trail has no such week.

    After a late one the next waits until a week has passed: nobody gets two a week.
    """
    monday = today - timedelta(days=today.weekday())
    before = timezone.make_aware(datetime.combine(monday, time.min))
    last = WeeklyDigest.objects.order_by("monday").last()
    if (
        last and (last.monday == monday or today - timezone.localdate(last.sent_at) < timedelta(7))
    ) or not Entry.objects.filter(at__lt=before).exists():
        return None
    readers = [role for role, granted in GRANTS.items() if Permission.TRAIL_VIEW in granted]
    people = list(Person.objects.filter(role__in=map(str, readers), deactivated_at=None))
    asked = {
        person.pk: [more(person, today) for more in ALSO] for person in people
    }  # before the head is told
    head = Head.objects.select_for_update().get(pk=1)
    text = _text(monday, head)
    subject = f"{settings.BOARD_NAME}: the trail of the week to {monday - timedelta(1):%-d %B %Y}"
    for person in people:
        words = "\n".join(filter(None, [text, *asked[person.pk]]))
        mailing.write(person, subject, words)
    return WeeklyDigest.objects.create(
        monday=monday, number=head.number, digest=head.digest, sent_at=timezone.now(), people=len(people)
    )


def _text(monday: date, head: Head) -> str:
    begins, ends = (
        timezone.make_aware(datetime.combine(day, time.min)) for day in (monday - timedelta(7), monday)
    )
    many = dict(
        Entry.objects.filter(at__gte=begins, at__lt=ends)
        .order_by()
        .values_list("what")
        .annotate(Count("number"))
    )
    opened = Opening.objects.filter(opened_at__gte=begins, opened_at__lt=ends)
    unseen = opened.filter(seen_at=None).count()
    lines = [f"From {monday - timedelta(7):%-d %B} to {monday - timedelta(1):%-d %B %Y}:", ""]
    lines += [f"- {many[what]:,} {words}" for what, words in SAID.items() if what in many] or [
        "- nothing was done"
    ]
    lines.append(
        f"- {opened.count()} opened in an emergency" + (f", {unseen} not looked at yet" if unseen else "")
    )
    lines += [
        "",
        _state(),
        "",
        "Keep this message: it is what the trail is held against. The trail ends here:",
        "",
    ]
    lines += [f"    {written(head)}", "", "To hold the trail against it:", ""]
    lines += [f"    lineofsight trail verify --against {written(head)}", ""]
    return "\n".join(lines)


def _state() -> str:
    try:
        return f"The trail is whole: {trail.verify():,} entries."
    except trail.BrokenTrailError as error:
        return f"THE TRAIL IS BROKEN. {error} Ask whoever runs the installation at once."


def written(head: Head) -> str:
    """As `trail verify --against` takes it."""
    return f"{head.number}:{head.digest}"
