"""The questions of the first afternoon."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from lineofsight.engine.sources.authorities import authorities, former
from lineofsight.web.accounts.plain import PlainForm
from lineofsight.web.loads import uploads
from lineofsight.web.records import register
from lineofsight.web.setup import looks
from lineofsight.web.setup.colours import wrong_with_colour

MOST_GROUPS = 20
PARTNERSHIP = "partnership"
BODIES = ((PARTNERSHIP, "Partnership (since 2019)"), ("board", "Board (to 2019)"))


class QuestionsForm(PlainForm):
    """Five questions: no more is needed to begin."""

    name = forms.CharField(
        label="What is it called?", max_length=120, help_text="As it stands on reports and messages."
    )
    body = forms.ChoiceField(label="What is it?", choices=BODIES, widget=forms.RadioSelect)
    area = forms.ChoiceField(label="Which council's area?")
    since = forms.DateField(
        label="First day of its reporting year", widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Of the year that runs now. Most begin on 1 April.",
    )  # fmt: skip
    groups = forms.CharField(
        label="Which groups work for it?",
        required=False,
        widget=forms.Textarea,
        help_text="One on each line, such as Learning and Improvement. Their members come later.",
    )

    def __init__(self, *args: Any, made_up: bool = False, **options: Any):
        super().__init__(*args, **options)
        area: Any = self.fields["area"]
        gone = former()
        named = {
            code: f"{name}, former council ({code}), now {gone[code]}" if code in gone else name
            for code, name in authorities().items()
        }
        known = sorted(named.items(), key=lambda one: one[1])
        made = [(code, f"{code}, made up") for code in ("799",)] if made_up else []
        area.choices = [("", "Choose an area"), *made, *known]

    def clean_since(self) -> Any:
        day = self.cleaned_data["since"]
        if day > timezone.localdate():
            raise forms.ValidationError("Give the year that runs now, not one that has yet to begin.")
        return day

    def clean_groups(self) -> list[str]:
        names = [line.strip() for line in self.cleaned_data["groups"].splitlines() if line.strip()]
        if len(names) > MOST_GROUPS or any(len(name) > 120 for name in names):
            raise forms.ValidationError(f"At most {MOST_GROUPS} groups, one on each line, with short names.")
        return names


class LooksForm(PlainForm):
    colour = forms.CharField(
        label="Colour", widget=forms.TextInput(attrs={"type": "color"}),
        help_text="White words stand on it, so choose a dark one.",
    )  # fmt: skip
    logo = forms.FileField(
        label="Logo", required=False,
        help_text="A picture (PNG or JPEG) of at most 300 KB. It stands 48 pixels high beside the name.",
    )  # fmt: skip
    without = forms.BooleanField(label="Show no logo", required=False)

    def clean_colour(self) -> str:
        said = self.cleaned_data["colour"].strip().lower()
        if wrong := wrong_with_colour(said):
            raise forms.ValidationError(wrong.capitalize())
        return said

    def clean_logo(self) -> UploadedFile | None:
        file = self.cleaned_data["logo"]
        if file and (file.size or 0) > looks.LARGEST:
            raise forms.ValidationError(
                "The picture is larger than 300 KB. Save a smaller copy and choose that."
            )
        if file and not looks.ending_of(file.read(8)):
            raise forms.ValidationError("This is no picture of the two kinds. Save it as PNG or JPEG.")
        if file:
            file.seek(0)
        return file


class RoomsForm(PlainForm):
    rooms = forms.MultipleChoiceField(
        label="Rooms that you use", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="A room without a tick vanishes from every page. What was written in it stays.",
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        rooms: Any = self.fields["rooms"]
        rooms.choices = [
            (room.app, f"{room.title}: {room.about.lower()}" if room.about else room.title)
            for room in register.rooms()
            if room.optional
        ]


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        return [super(FilesField, self).clean(one, initial) for one in data or [None]]


class StatisticsForm(PlainForm):
    """`left`: why each file of another kind is left alone, where there is one that is not."""

    tables = FilesField(
        label="Files", help_text="Several at once, as they were downloaded: tables (.csv, .xlsx), or the zip with them."
    )  # fmt: skip

    def clean_tables(self) -> list[UploadedFile]:
        self.left: list[str] = []
        good = []
        for file in self.cleaned_data["tables"]:
            try:
                uploads.check(file)
            except forms.ValidationError as error:
                self.left += error.messages
            else:
                good.append(file)
        if not good:
            raise forms.ValidationError(self.left)
        return good


class PeopleForm(PlainForm):
    file = forms.FileField(
        label="File",
        help_text="A workbook with a column of names and one of email addresses, in whatever layout.",
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        uploads.check(file)
        if not (file.name or "").lower().endswith((".xlsx", ".xlsm", ".ods")):
            raise forms.ValidationError("Save the list as a workbook (.xlsx) and choose it again.")
        return file
