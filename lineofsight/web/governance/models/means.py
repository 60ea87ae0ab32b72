"""What the board lives on and what it teaches: who paid in and what was spent, and which courses were held for whom."""

from decimal import Decimal
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models

from lineofsight.engine.periods import financial_year
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.accounts.trailed import Trailed, TrailedQuerySet

SUCH_AS = "Write the year as 2016-17."
A_YEAR = RegexValidator(r"^20\d\d-\d\d$", SUCH_AS)
NOT_LESS = MinValueValidator(Decimal(0))


class MeansQuerySet(TrailedQuerySet):
    def visible_to(self, person: Person) -> Self:
        """What each partner paid and what was taught stands in the yearly report: it is shared."""
        return self if person.may(Permission.BOARD_VIEW) else self.none()


def _pounds(words: str, **more: Any) -> Any:
    return models.DecimalField(words, max_digits=12, decimal_places=2, validators=(NOT_LESS,), **more)


class Money(Trailed):
    """One line of a year's budget: what was to be paid in or spent, and what was."""

    class Side(models.TextChoices):
        PAID_IN = "in", "Paid in"
        SPENT = "out", "Spent"

    year = models.CharField("year", max_length=7, validators=(A_YEAR,), help_text="Such as 2016-17.")
    side = models.CharField("paid in or spent", max_length=3, choices=Side)
    what = models.CharField(
        "for what", max_length=200, help_text="Such as a contribution, staff, reviews, training."
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="by which agency"
    )
    planned = _pounds("planned, in pounds", null=True, blank=True)
    actual = _pounds("actual, in pounds", null=True, blank=True)
    in_kind = models.CharField(
        "in kind", max_length=300, blank=True, help_text="Such as rooms, or a seconded post."
    )

    objects: ClassVar[Any] = MeansQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "side", "what", "pk")
        verbose_name_plural = "money"

    def clean(self) -> None:
        if self.year[:4].isdecimal() and financial_year(int(self.year[:4])).label != self.year:
            raise ValidationError({"year": SUCH_AS})

    def __str__(self) -> str:
        return self.what


class Course(Trailed):
    """A course that was held, and how many of one agency came. The same course for several agencies is a row each."""

    title = models.CharField(max_length=200)
    level = models.CharField(max_length=60, blank=True)
    on = models.DateField("held on")
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="agency whose people came",
    )
    places = models.PositiveIntegerField("places", null=True, blank=True)
    attended = models.PositiveIntegerField("how many came")
    said = models.CharField("what they said of it", max_length=300, blank=True)
    changed = models.CharField(
        "what changed in practice",
        max_length=300,
        blank=True,
        help_text="Who came is not yet what it changed.",
    )

    objects: ClassVar[Any] = MeansQuerySet.as_manager()

    class Meta:
        ordering = ("-on", "title", "pk")

    def __str__(self) -> str:
        return f"{self.title}, {self.on:%-d %B %Y}"
