"""Agencies and people that a workbook named, once somebody has looked at them: added, and invited."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from django.db import transaction

from lineofsight.web.accounts import actions, trail
from lineofsight.web.accounts.guessing import kind_of
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.setup.reading import Found


def judged(rows: Iterable[Found], by: Person) -> Iterator[Found]:
    """Whoever is here stays as they are, and nobody is let in twice; whoever sees rows about children, or lets others in,
    is let in by an administrator and by nobody else."""
    here = {email.casefold() for email in Person.objects.values_list("email", flat=True)}
    named: set[str] = set()
    for one in rows:
        wrong = (
            "here already" if one.email in here
            else "stands there twice" if one.email in named
            else "let in by an administrator" if one.role not in by.gives
            else ""
        )  # fmt: skip
        yield one if one.wrong else replace(one, wrong=wrong)
        named.add(one.email)


@transaction.atomic
def let_in(rows: Iterable[Found], *, since: date, by: Person, origin: str) -> tuple[int, int]:
    """How many agencies and people were added. Who or what is there already stays as it is."""
    here = {one.name.casefold(): one for one in Agency.objects.filter(until=None)}
    agencies = people = 0
    for one in judged(rows, by):
        if one.wrong:
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
        people += 1
    return agencies, people
