"""The papers of a meeting as they were issued: kept as they were, and what was added to them since."""

import hashlib
import json
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.accounts.trailed import TrailedQuerySet, WrittenOnce
from lineofsight.web.governance.models.groups import groups_of
from lineofsight.web.governance.models.meetings import Meeting


class PackQuerySet(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        """To members of the group, and to those who see all; which of its parts, says `packing`."""
        if person.may(Permission.BOARD_VIEW_ALL):
            return self
        return self.filter(meeting__group__in=groups_of(person))


class Pack(WrittenOnce):
    """What stood in the papers at one moment. Number 0 was issued first; each later one adds what changed since.

    `content` is all that the papers say, in rows: every file of them is made from it, whenever somebody asks.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="packs")
    number = models.PositiveSmallIntegerField()
    words = models.TextField("what members should know", max_length=2000, blank=True)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    issued_at = models.DateTimeField(default=timezone.now)
    issued_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    objects: ClassVar[Any] = PackQuerySet.as_manager()

    class Meta:
        ordering = ("meeting", "number")
        constraints = (
            models.UniqueConstraint(fields=("meeting", "number"), name="papers_are_issued_once"),
            models.CheckConstraint(
                condition=Q(number=0) | ~Q(words=""), name="what_is_added_to_papers_says_why"
            ),
        )

    def __str__(self) -> str:
        return f"Addendum {self.number}: {self.meeting}" if self.number else f"Papers: {self.meeting}"

    @property
    def whole(self) -> bool:
        """Whether it says today what it said when it was issued."""
        return self.digest == digest_of(self.content, self.words)


def digest_of(content: Any, words: str) -> str:
    said = json.dumps([content, words], sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()
