"""Tasks that take longer than a page may, and what was found in what was sent."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.permissions import Permission


class TaskQuerySet(models.QuerySet):
    def visible_to(self, person: Person) -> Self:
        return self if person.may(Permission.FILES_VIEW) else self.none()


class Task(models.Model):
    """Work for the worker: taken in the order in which it was asked for."""

    class Kind(models.TextChoices):
        LOAD = "load", "Take in a file"
        COMPUTE = "compute", "Work out the figures"
        PREPARE = "prepare", "Check figures and files"
        REPORT = "report", "Hold a report against the figures"
        IMPORT = "import", "Take in a list of the board's business"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        ASKS = "asks", "Waits for somebody to say what its headings mean"
        DONE = "done", "Done"
        FAILED = "failed", "Not done"

    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    given = models.JSONField(default=dict)  # of a file: its name, its folder, and what was declared of it
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+"
    )  # None: the worker itself
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    loads = models.JSONField(default=list)  # ids of what came of it
    said = models.TextField(blank=True)  # why it was not done, in words a person can act on

    objects: ClassVar[models.Manager] = TaskQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=("state", "id"), name="tasks_in_their_order"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(done__lte=models.F("of")), name="no_more_is_done_than_there_is"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_state_display().lower()}"

    @property
    def over(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)


class Found(models.Model):
    """What was found in a load: worked out once, since a load never changes."""

    load = models.CharField(max_length=100, unique=True)
    findings = models.JSONField()
    before = models.CharField(max_length=100, blank=True)  # the load that it takes the place of
    changes = models.JSONField(default=list)  # by table, how many rows came, went and changed since that

    def __str__(self) -> str:
        return f"findings of {self.load}"


MUTABILITY: dict[type[models.Model], str] = {Task: "freely", Found: "never"}
