"""Forms of the register: a search, a reference, a day to look back to."""

from django import forms

from lineofsight.web.records import register
from lineofsight.web.records.kinds import Ref
from lineofsight.web.records.models import Reference


class SearchForm(forms.Form):
    q = forms.CharField(
        label="Search",
        max_length=100,
        help_text="Words, or a number such as ACT-12. Agencies, people and records that you may see are searched.",
    )


class SinceForm(forms.Form):
    since = forms.DateField(label="What changed since", widget=forms.DateInput(attrs={"type": "date"}))


class ReferenceForm(forms.Form):
    meaning = forms.ChoiceField(label="This record", choices=Reference.Meaning.choices)
    number = forms.CharField(
        label="Number of the other record", max_length=20, help_text="As its page shows it, such as ACT-12.",
        widget=forms.TextInput(attrs={"class": "narrow"}),
    )  # fmt: skip
    note = forms.CharField(label="In a few words", max_length=300, required=False)

    def clean_number(self) -> Ref:
        ref = register.numbered(self.cleaned_data["number"])
        if ref is None:
            known = ", ".join(sorted(f"{kind.prefix} ({kind.title.lower()})" for kind in register.kinds()))
            raise forms.ValidationError(f"That is no record's number. Numbers begin with: {known}.")
        return ref
