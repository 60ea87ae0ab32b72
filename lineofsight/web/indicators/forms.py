"""Forms of targets and commentary."""

from datetime import date
from typing import Any

from django import forms

from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.plain import PlainForm
from lineofsight.web.indicators.models import Note, Question
from lineofsight.web.records.days import day as said


class TargetForm(PlainForm):
    value = forms.DecimalField(
        label="Target", max_digits=12, decimal_places=2, min_value=0, required=False,
        help_text="In the measure's own unit: 85 for 85%. Leave it empty where there is no target any more.",
    )  # fmt: skip
    applies_from = forms.DateField(label="Applies from", widget=forms.DateInput(attrs={"type": "date"}))
    why = forms.CharField(
        label="Why this target?", max_length=500, help_text="Such as the meeting that agreed it."
    )
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, first: date | None = None, **options: Any):
        super().__init__(*args, **options)
        self.first = first  # day of the figures that it could be held against

    def clean_applies_from(self) -> date:
        day: date = self.cleaned_data["applies_from"]
        if self.first and day < self.first:
            raise forms.ValidationError(
                f"Its figures begin on {said(self.first)}. Enter that day or a later one"
            )
        return day


class CommentForm(PlainForm):
    text = forms.CharField(
        label="Commentary",
        widget=forms.Textarea,
        max_length=2000,
        help_text="What the figure shows, why, and what is done about it. Nothing by which a child could be known.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class AgreeForm(PlainForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class ReasonForm(PlainForm):
    why = forms.CharField(
        label="Why do you need to see these rows?", max_length=500,
        help_text="It goes on the trail, with your name.",
    )  # fmt: skip


class NoteForm(PlainForm):
    what = forms.ChoiceField(label="What was it?", choices=Note.What.choices, widget=forms.RadioSelect)
    on = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    text = forms.CharField(
        label="In a few words", max_length=200,
        help_text="Such as: the new front door opened. It stands beside the chart, for everybody who sees the figure.",
    )  # fmt: skip
    everywhere = forms.BooleanField(label="It bears on every measure", required=False)


class OwnerField(forms.ModelChoiceField):
    def __init__(self, *, required: bool = True):
        everybody = Person.objects.filter(deactivated_at=None)
        super().__init__(everybody, label="Who answers it?", required=required)


class QuestionForm(PlainForm):
    title = forms.CharField(
        label="Question",
        max_length=200,
        help_text="Without figures: whoever answers it may not see them all.",
    )
    why = forms.CharField(label="Why do you ask?", max_length=500, widget=forms.Textarea)
    owner = OwnerField(required=False)


class SettleForm(PlainForm):
    state = forms.ChoiceField(
        label="What came of it?", widget=forms.RadioSelect,
        choices=[(state.value, state.label) for state in (Question.State.ANSWERED, Question.State.NOT_PURSUED)],
    )  # fmt: skip
    because = forms.CharField(
        label="Because",
        max_length=500,
        widget=forms.Textarea,
        help_text="It stands with the question, for good.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class GiveForm(PlainForm):
    owner = OwnerField()
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
