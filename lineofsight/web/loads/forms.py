"""The form with which a file is sent."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from lineofsight.engine.returns import Span
from lineofsight.engine.sources.authorities import MADE_UP, authorities
from lineofsight.engine.store import Workspace
from lineofsight.web.accounts.plain import PlainForm
from lineofsight.web.loads.uploads import check


def an_area(area: str) -> str:
    """The code, where an area has it; ValidationError otherwise."""
    if (
        area
        and area not in authorities()
        and area not in Workspace(settings.WORKSPACE).authorities()
        and not (area.isdigit() and len(area) == 3 and area.startswith(MADE_UP))
    ):
        raise forms.ValidationError(
            f"{area} is no local authority of England that is known here. Worcestershire, for example, is 885. "
            "If it is a new council, send a list of authorities that has it first."
        )
    return area


class UploadForm(PlainForm):
    file = forms.FileField(
        label="File", help_text="A return, a scorecard or published statistics, as you have it."
    )
    area = forms.CharField(
        label="Area", required=False, max_length=3, widget=forms.TextInput(attrs={"class": "narrow"}),
        help_text="Its 3-digit code, where the file does not say it.",
    )  # fmt: skip
    first = forms.DateField(
        label="First day it stands for", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    last = forms.DateField(
        label="Last day it stands for", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    known_on = forms.DateField(
        label="Day on which it was true", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    sender = forms.CharField(label="Who sent it", required=False, max_length=100)

    def clean_file(self) -> UploadedFile:
        check(self.cleaned_data["file"])
        return self.cleaned_data["file"]

    def clean_area(self) -> str:
        return an_area(self.cleaned_data["area"].strip())

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        first, last = said.get("first"), said.get("last")
        if bool(first) != bool(last):
            self.add_error("last" if first else "first", "Give both days, or neither.")
        elif first and last and last < first:
            self.add_error("last", "The last day is before the first.")
        return said

    @property
    def declared(self) -> dict[str, str]:
        """What is said of the file, as a task keeps it."""
        said = self.cleaned_data
        covers = str(Span(said["first"], said["last"])) if said["first"] else ""
        known_on = str(said["known_on"]) if said["known_on"] else ""
        return {"area": said["area"], "covers": covers, "known_on": known_on, "sender": said["sender"]}


class WhyForm(PlainForm):
    why = forms.CharField(
        label="Why?", max_length=300, help_text="It stands beside the file and on the trail."
    )
