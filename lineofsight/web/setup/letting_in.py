"""Agencies and people that a workbook named, once somebody has looked at them: added, and invited."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.db import transaction

from lineofsight.web.accounts import actions, trail
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.setup.reading import Found, kind_of


def judged(one: Found, by: Person) -> Found:
    """Whoever sees rows about children, or lets others in, is let in by an administrator and by nobody else."""
    if not one.wrong and one.role not in by.gives:
        return replace(one, wrong="let in by an administrator")
    return one


@transaction.atomic
def let_in(rows: Iterable[Found], *, since: date, by: Person, origin: str) -> tuple[int, int]:
    """How many agencies and people were added. Who or what is there already stays as it is."""
    here = {one.name.casefold(): one for one in Agency.objects.filter(until=None)}
    known = {email.casefold() for email in Person.objects.values_list("email", flat=True)}
    agencies = people = 0
    for one in (judged(row, by) for row in rows):
        if one.wrong or one.email in known:
            continue
        agency = here.get(one.agency.casefold())
        if agency is None:
            kind, sector = kind_of(one.agency)
            agency = trail.create(
                Agency,
                by=by,
                why="From the list of members",
                name=one.agency,
                kind=kind,
                sector=sector,
                since=since,
            )
            here[one.agency.casefold()] = agency
            agencies += 1
        actions.invite(email=one.email, name=one.name, role=one.role, agency=agency, by=by, origin=origin)
        known.add(one.email)
        people += 1
    return agencies, people
