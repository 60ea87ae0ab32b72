"""What every form of a room has: days as days, agencies and people of today, and the version that was read."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify

from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.plain import PlainForm, PlainModelForm
from lineofsight.web.records.days import day


class Written(PlainModelForm):
    """Checks what was typed; whether and how it is saved is the action's business, on the trail."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    named_by: tuple[str, ...] = (
        "title",
        "name",
        "matter",
    )  # a short name that is left empty is made of these
    happened: tuple[str, ...] = ()  # days that lie behind, in the order in which they came

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.initial.setdefault("version", self.instance.version if self.instance.pk else 0)
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            if isinstance(field, forms.ModelChoiceField):
                self._only_of_today(field)
            if isinstance(field, forms.SlugField) and field is self.fields.get("slug"):
                field.required = False
                field.help_text = f"{field.help_text} Left empty, it is made for you.".strip()

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        before = date.min
        for name in self.happened:
            on = said.get(name) or before
            if on > timezone.localdate():
                self.add_error(name, "This day is yet to come. Enter the day on which it happened")
            elif on < before:
                self.add_error(name, f"This is before {day(before)}, the day above. Look at both")
            before = on
        if "slug" in self.fields and said.get("slug") == "":
            said["slug"] = self.instance.slug or self._short_name(said)
        return said

    def _short_name(self, said: dict[str, Any]) -> str:
        model = type(self.instance)
        made = slugify(" ".join(f"{said[name]}" for name in self.named_by if said.get(name)))
        short = made[:40].strip("-") or f"{model._meta.verbose_name}".replace(" ", "-")
        return free_slug(model, short) if model._meta.get_field("slug").unique else short

    def _only_of_today(self, field: Any) -> None:
        today = timezone.localdate()
        if field.queryset.model is Agency:
            field.queryset = Agency.objects.filter(Q(until=None) | Q(until__gte=today))
        elif field.queryset.model is Person:
            field.queryset = Person.objects.filter(deactivated_at=None)

    def said(self) -> dict[str, Any]:
        """What was typed, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    @property
    def expect(self) -> int:
        return self.cleaned_data["version"] or 0


def free_slug(model: Any, slug: str) -> str:
    """The short name, with a number where another has it already."""
    taken = set(model._default_manager.filter(slug__startswith=slug).values_list("slug", flat=True))
    names = (slug if number == 1 else f"{slug}-{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


class DayForm(PlainForm):
    """A day, a reason, and the version that was read."""

    on = forms.DateField(label="From which day?", widget=forms.DateInput(attrs={"type": "date"}))
    why = forms.CharField(label="Why?", max_length=500)
    version = forms.IntegerField(widget=forms.HiddenInput)
