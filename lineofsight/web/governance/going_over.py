"""What of the board's business goes over when an agency merges: what is open; who sat where before keeps their agency."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.lasting import still_on
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.governance.models import Ask, Challenge, Lead, Membership, OwedReport, Risk
from lineofsight.web.records.kinds import Going
from lineofsight.web.records.merging import WHY, pointed_at

KEPT_OF_A_MEMBER = ("group", "seat", "name", "person", "part", "substitute", "until")


def asks(old: Agency, new: Agency, on: date) -> Iterator[Going]:
    rows = Ask.objects.filter(of=old).prefetch_related("replies", "answers__reply")
    yield from pointed_at(new, "Assurance sought", (one for one in rows if one.open_on(on)))


def challenges(old: Agency, new: Agency, on: date) -> Iterator[Going]:
    yield from pointed_at(new, "Challenges", Challenge.objects.filter(of=old, outcome=""))


def reports(old: Agency, new: Agency, on: date) -> Iterator[Going]:
    yield from pointed_at(new, "Reports owed", OwedReport.objects.filter(of=old, received_on=None))


def risks(old: Agency, new: Agency, on: date) -> Iterator[Going]:
    yield from pointed_at(new, "Risks", Risk.objects.filter(agency=old, until=None))


def leads(old: Agency, new: Agency, on: date) -> Iterator[Going]:
    """The same person leads on: nobody is asked anew whether what was assured still holds."""
    yield from pointed_at(new, "Leads", Lead.objects.filter(still_on(on), agency=old))


def members(old: Agency, new: Agency, on: date) -> Iterator[Going]:
    for one in Membership.objects.filter(still_on(on), agency=old).select_related("group"):
        yield Going("Members of groups", f"{one.name}, {one.group}", partial(_sits_on, one, new, on))


def _sits_on(one: Membership, new: Agency, on: date, by: Person) -> None:
    if one.since >= on:
        trail.change(one, one.version, by=by, why=WHY, agency=new)
        return
    same = {name: getattr(one, name) for name in KEPT_OF_A_MEMBER}
    trail.change(one, one.version, by=by, why=WHY, until=on - timedelta(1))
    theirs = trail.create(Membership, by=by, why=WHY, **same, agency=new, since=on)
    for each in one.attendances.filter(meeting__on__gte=on):  # a merger may be entered late
        trail.change(each, each.version, by=by, why=WHY, member=theirs)
