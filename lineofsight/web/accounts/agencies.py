"""Agencies: the bodies that take part, for as long as each is there."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from lineofsight.web.accounts.lasting import ENDS_AFTER, lasting
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.accounts.trailed import Trailed, TrailedQuerySet

if TYPE_CHECKING:
    from lineofsight.web.accounts.models import Person


class AgencyQuerySet(TrailedQuerySet):
    def visible_to(self, person: "Person") -> Self:
        """Every agency to those who see people; else one's own."""
        return self if person.may(Permission.PEOPLE_VIEW) else self.filter(pk=person.agency_id)

    def on(self, day: date) -> Self:
        return self.filter(lasting(day))


class Agency(Trailed):
    """A body that takes part, for as long as it is there. A merged one points to what came after it."""

    class Kind(models.TextChoices):
        COUNCIL = "council", "County or unitary council"
        DISTRICT = "district", "District council"
        POLICE = "police", "Police"
        COMMISSIONER = "health_commissioner", "Health commissioner (CCG, ICB)"
        TRUST = "health_trust", "NHS trust"
        PROBATION = "probation", "Probation"
        YOUTH_JUSTICE = "youth_justice", "Youth offending or justice service"
        COURT_ADVICE = "cafcass", "Cafcass"
        SCHOOL = "school", "School"
        COLLEGE = "college", "College"
        SECURE = "secure", "Secure establishment"
        VOLUNTARY = "voluntary", "Voluntary organisation"
        HOUSING = "housing", "Housing"
        OTHER = "other", "Other"

    class Sector(models.TextChoices):
        LOCAL_GOVERNMENT = "local_government", "Local government"
        HEALTH = "health", "Health"
        JUSTICE = "justice", "Police and justice"
        EDUCATION = "education", "Education"
        VOLUNTARY = "voluntary", "Voluntary and community"
        OTHER = "other", "Other"

    name = models.CharField(max_length=200)
    kind = models.CharField("type", max_length=30, choices=Kind)
    sector = models.CharField(max_length=30, choices=Sector)
    statutory = models.BooleanField("named in law as a member", default=False)
    since = models.DateField("from")
    until = models.DateField("to", null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="what came after it",
    )

    objects: ClassVar[Any] = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "agencies"
        constraints = (
            models.UniqueConstraint(fields=("name", "since"), name="an_agency_begins_once_under_a_name"),
            models.CheckConstraint(
                condition=ENDS_AFTER,
                name="an_agency_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | ~Q(until=None), name="what_has_a_successor_has_ended"
            ),
        )

    def __str__(self) -> str:
        return self.name


def line_of(agency: Agency) -> list[int]:
    """An agency and all that merged into it: what was theirs is its own now. Asked once for as long as the object lives,
    which is a request: a dozen rooms ask it of the agency of whoever is signed in."""
    held: list[int] | None = vars(agency).get("_line")
    if held is None:
        held, wave = [agency.pk], [agency.pk]
        while wave := list(Agency.objects.filter(successor__in=wave).values_list("pk", flat=True)):
            held += wave
        vars(agency)["_line"] = held
    return list(held)
