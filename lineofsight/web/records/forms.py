"""Forms of the register: a search, a reference, a day to look back to, an agency that merged."""

from typing import Any

from django import forms

from lineofsight.web.accounts.agencies import Agency
from lineofsight.web.accounts.plain import PlainForm
from lineofsight.web.records import register
from lineofsight.web.records.kinds import Ref
from lineofsight.web.records.models import Reference


class SearchForm(PlainForm):
    saved = False
    q = forms.CharField(
        label="Search",
        max_length=100,
        help_text="Words, or a number such as ACT-12. Agencies, people and records that you may see are searched.",
    )


class SinceForm(PlainForm):
    since = forms.DateField(label="What changed since", widget=forms.DateInput(attrs={"type": "date"}))


class NumberField(forms.CharField):
    """The number of a record, such as ACT-12, read as which record that is; None where nothing was typed."""

    def __init__(self, **options: Any):
        options = {"help_text": "As its page shows it, such as ACT-12.", **options}
        super().__init__(max_length=20, widget=forms.TextInput(attrs={"class": "narrow"}), **options)

    def clean(self, value: Any) -> Ref | None:
        typed = super().clean(value)
        ref = register.numbered(typed)
        if typed and ref is None:
            known = ", ".join(sorted(f"{kind.prefix} ({kind.title.lower()})" for kind in register.kinds()))
            raise forms.ValidationError(f"That is no record's number. Numbers begin with: {known}.")
        return ref


class ReferenceForm(PlainForm):
    meaning = forms.ChoiceField(label="This record", choices=Reference.Meaning.choices)
    number = NumberField(label="Number of the other record")
    note = forms.CharField(label="In a few words", max_length=300, required=False)


class MergeForm(PlainForm):
    into = forms.ModelChoiceField(
        Agency.objects.none(), label="Into which agency?", empty_label="Choose an agency",
        help_text="One that is not here yet is added first, under “Agencies”.",
    )  # fmt: skip
    on = forms.DateField(
        label="From which day?", help_text="The first day of the one, and not of the other.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip
    why = forms.CharField(
        label="Why?", help_text="Such as the order or the decision by which they merged.", max_length=500
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, old: Agency, *args: Any, **options: Any):
        super().__init__(*args, **options)
        into: Any = self.fields["into"]
        into.queryset = Agency.objects.filter(successor=None).exclude(pk=old.pk)
