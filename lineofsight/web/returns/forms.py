"""Forms of the returns calendar."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.utils import timezone

from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.store import Load, Workspace
from lineofsight.web.accounts.permissions import Permission, who_may
from lineofsight.web.accounts.plain import PlainForm
from lineofsight.web.indicators import agreed
from lineofsight.web.loads import uploads
from lineofsight.web.records.written import DayForm, Written
from lineofsight.web.returns.models import Schedule, Supply


class SentByOne(Written):
    """Only who may send a return is named as the one who sees to it; otherwise nobody could."""

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        for name in ("person", "deputy"):
            field: Any = self.fields[name]
            named = Q(role__in=who_may(Permission.RETURNS_SEND)) | Q(pk=getattr(self.instance, f"{name}_id"))
            field.queryset = field.queryset.filter(named)
            field.help_text = (
                "Somebody who may send it: the lead of an agency or a school, or the board's office."
            )


class SupplyForm(SentByOne):
    codes = forms.MultipleChoiceField(label="Measures it is for", widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Supply
        fields = ("title", "agency", "form", "every", "days", "person", "deputy", "since", "until", "codes")
        widgets = {"days": forms.NumberInput(attrs={"class": "narrow"})}  # noqa: RUF012

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        codes: Any = self.fields["codes"]
        codes.choices = [(code, CATALOGUE[code].title) for code in sorted(agreed.codes())]


class PeopleForm(SentByOne):
    class Meta:
        model = Supply
        fields = ("person", "deputy")


class ScheduleForm(Written):
    class Meta:
        model = Schedule
        fields = ("days", "apart")


class SendForm(PlainForm):
    file = forms.FileField(label="File", help_text="The return as you have it: a workbook, CSV or XML file.")
    known_on = forms.DateField(
        label="Day on which its figures were true", widget=forms.DateInput(attrs={"type": "date"})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_file(self) -> UploadedFile:
        uploads.check(self.cleaned_data["file"])
        return self.cleaned_data["file"]

    def clean_known_on(self) -> date:
        day = self.cleaned_data["known_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("No figure is known before its day: choose today or an earlier day.")
        return day


class QueryForm(PlainForm):
    words = forms.CharField(
        label="What is not clear?", max_length=1000, widget=forms.Textarea,
        help_text="Name the sheet and the row. Write nothing that says who a child is.",
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)


class AnswerForm(PlainForm):
    words = forms.CharField(label="Why do the figures stand?", max_length=1000, widget=forms.Textarea)
    version = forms.IntegerField(widget=forms.HiddenInput)


class CameForm(PlainForm):
    load = forms.ChoiceField(label="Which file received is it?")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        loads = reversed(Workspace(settings.WORKSPACE).loads())
        choice: Any = self.fields["load"]
        choice.choices = [("", "Choose a file"), *((one.id, _named(one)) for one in loads)]


def _named(load: Load) -> str:
    files = ", ".join(file["name"] for file in load.manifest["files"][:2])
    return f"{files} ({load.manifest['loaded_at'][:10]})"


class DueForm(DayForm):
    on = forms.DateField(label="Day on which it is due", widget=forms.DateInput(attrs={"type": "date"}))
