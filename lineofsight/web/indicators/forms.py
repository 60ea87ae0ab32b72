"""Forms of targets and commentary."""

from django import forms

from lineofsight.web.indicators.models import Note


class TargetForm(forms.Form):
    value = forms.DecimalField(
        label="Target", max_digits=12, decimal_places=2, min_value=0, required=False,
        help_text="In the measure's own unit: 85 for 85%. Leave it empty where there is no target any more.",
    )  # fmt: skip
    applies_from = forms.DateField(label="Applies from", widget=forms.DateInput(attrs={"type": "date"}))
    why = forms.CharField(
        label="Why this target?", max_length=500, help_text="Such as the meeting that agreed it."
    )
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class CommentForm(forms.Form):
    text = forms.CharField(
        label="Commentary",
        widget=forms.Textarea,
        max_length=2000,
        help_text="What the figure shows, why, and what is done about it. Nothing by which a child could be known.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class AgreeForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class ReasonForm(forms.Form):
    why = forms.CharField(
        label="Why do you need to see these rows?", max_length=500,
        help_text="It goes on the trail, with your name.",
    )  # fmt: skip


class NoteForm(forms.Form):
    what = forms.ChoiceField(label="What was it?", choices=Note.What.choices, widget=forms.RadioSelect)
    on = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    text = forms.CharField(
        label="In a few words", max_length=200,
        help_text="Such as: the new front door opened. It stands beside the chart, for everybody who sees the figure.",
    )  # fmt: skip
    everywhere = forms.BooleanField(label="It bears on every measure", required=False)
