"""Promises: each somebody's, due on a day; a private one is seen by its owner alone."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.trailed import Trailed, TrailedQuerySet
from lineofsight.web.records import register
from lineofsight.web.records.kinds import Bound


class PromiseQuerySet(TrailedQuerySet):
    def visible_to(self, person):
        return self.filter(Q(private=False) | Q(owner=person))


class Promise(Trailed):
    text = models.CharField(max_length=200)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    due = models.DateField()
    private = models.BooleanField(default=False)

    objects: ClassVar[Any] = PromiseQuerySet.as_manager()

    def __str__(self) -> str:
        return self.text


def _rows(person):
    return register.kind_of(Promise).rows(person)


def duties(person, today):
    kind = register.kind_of(Promise)
    return [kind.duty(row, "Keep", row.due) for row in _rows(person).filter(owner=person)]


def asked_of(person, agency, today):
    kind = register.kind_of(Promise)
    return [kind.duty(row, "Keep", row.due) for row in _rows(person).filter(owner__agency=agency)]


def happenings(person, since, today):
    kind = register.kind_of(Promise)
    rows = _rows(person).filter(due__gt=since, due__lte=today)
    return [kind.happening(row, "Promises fallen due", row.text, row.due) for row in rows]


def gathers():
    return [date(2017, 9, 13)]


def bound():
    return [
        Bound("ask", f"promise-{row.pk}", {"title": row.text, "due": row.due})
        for row in Promise.objects.all()
    ]
