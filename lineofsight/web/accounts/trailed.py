"""Rows that change only on the record: what a trailed model is, and what it refuses."""

from contextvars import ContextVar
from typing import Any, ClassVar, NoReturn

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, router

from lineofsight.web.accounts.broken import WORDS

writing: ContextVar[bool] = ContextVar("writing", default=False)  # set by trail.py alone


class OffTheRecordError(Exception):
    """A trailed row was about to change without an entry. Use trail.create, trail.change or trail.delete."""


def _refuse(what: str) -> NoReturn:
    raise OffTheRecordError(f"{what} would be on no trail. Use trail.create, trail.change or trail.delete.")


class TrailedQuerySet(models.QuerySet):
    """Reads as any other, and writes nothing."""

    def update(self, **fields: Any) -> int:
        _refuse("update()")

    def bulk_create(self, *args: Any, **options: Any) -> list[Any]:
        _refuse("bulk_create()")

    def bulk_update(self, *args: Any, **options: Any) -> int:
        _refuse("bulk_update()")

    def delete(self) -> tuple[int, dict[str, int]]:
        _refuse("delete()")


class Trailed(models.Model):
    """A model of which every change has an entry. `version` says which state of it a person has seen."""

    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[models.Manager[Any]] = TrailedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        if not writing.get():
            _refuse(f"Saving a {self._meta.verbose_name}")
        super().save(*args, **options)

    def validate_constraints(self, exclude: Any = None) -> None:
        """The database's rules, each in words for whoever broke it; at its field, where that is among those asked for."""
        errors: dict[str, list[Any]] = {}
        using = router.db_for_write(type(self), instance=self)
        for model, rules in self.get_constraints():
            for rule in rules:
                try:
                    rule.validate(model, self, exclude=exclude, using=using)
                except ValidationError as error:
                    field, said = WORDS.get(rule.name, ("", error))
                    asked = field and field not in (exclude or ())
                    errors.setdefault(field if asked else NON_FIELD_ERRORS, []).append(said)
        if errors:
            raise ValidationError(errors)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        if not writing.get():
            _refuse(f"Deleting a {self._meta.verbose_name}")
        return super().delete(*args, **options)


class WrittenOnce(Trailed):
    """A row that is added and never changed: what follows it is another row."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise OffTheRecordError(f"A {self._meta.verbose_name} is written once. Add another one instead.")
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        raise OffTheRecordError(f"A {self._meta.verbose_name} is never removed.")
