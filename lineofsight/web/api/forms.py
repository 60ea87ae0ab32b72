"""Forms of tokens."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from lineofsight.web.accounts.lasting import lasting
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.accounts.plain import PlainForm
from lineofsight.web.api.models import Scope


class TokenForm(PlainForm):
    name = forms.CharField(
        label="Which system uses it?", help_text="Such as “Power BI of the trust”.", max_length=100
    )
    agency = forms.ModelChoiceField(
        Agency.objects.none(), label="Which agency's is it?", empty_label="Choose an agency"
    )
    scopes = forms.MultipleChoiceField(
        label="What may it ask for?", choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    until = forms.DateField(
        label="Works until", help_text="A year at most.", widget=forms.DateInput(attrs={"type": "date"})
    )
    why = forms.CharField(label="Why does the system need it?", max_length=500)

    def __init__(self, by: Person, *args: Any, **options: Any):
        today = timezone.localdate()
        options["initial"] = {"agency": by.agency_id, "until": today + timedelta(days=365)}
        super().__init__(*args, **options)
        theirs = Agency.objects.filter(lasting(today))
        agencies: Any = self.fields["agency"]
        agencies.queryset = theirs if by.may(Permission.PEOPLE_MANAGE) else theirs.filter(pk=by.agency_id)


class RevokeForm(PlainForm):
    why = forms.CharField(label="Why is it revoked?", max_length=500)
    version = forms.IntegerField(widget=forms.HiddenInput)
