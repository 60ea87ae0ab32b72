"""What every form of a room has: days as days, agencies and people of today, and the version that was read."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.plain import PlainForm, PlainModelForm


class Written(PlainModelForm):
    """Checks what was typed; whether and how it is saved is the action's business, on the trail."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.initial.setdefault("version", self.instance.version if self.instance.pk else 0)
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            if isinstance(field, forms.ModelChoiceField):
                self._only_of_today(field)

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


class DayForm(PlainForm):
    """A day, a reason, and the version that was read."""

    on = forms.DateField(label="From which day?", widget=forms.DateInput(attrs={"type": "date"}))
    why = forms.CharField(label="Why?", max_length=500)
    version = forms.IntegerField(widget=forms.HiddenInput)
