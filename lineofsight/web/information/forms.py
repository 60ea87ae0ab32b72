"""Forms of requests for information and incidents."""

from typing import Any

from django import forms

from lineofsight.engine.indicators import CATALOGUE
from lineofsight.web.accounts.plain import PlainForm
from lineofsight.web.information.models import Decision, Incident, Item, Request
from lineofsight.web.records.written import Written


class RequestForm(Written):
    class Meta:
        model = Request
        fields = ("kind", "title", "words", "letter", "received_on", "until", "until_because")


class LookForm(PlainForm):
    saved = False
    q = forms.CharField(
        label="Words",
        max_length=100,
        help_text="Records and entries of the trail that hold every one of them are shown.",
    )


class FigureForm(PlainForm):
    code = forms.ChoiceField(
        label="Figure", choices=[(one.code, f"{one.code} {one.title}") for one in CATALOGUE.values()]
    )
    period = forms.CharField(
        label="Period", max_length=30, help_text="Such as 2016-17, as the indicator's page has it."
    )


class ItemForm(Written):
    unchecked = ("released",)  # all in it that points at a person stands beside it, to be decided on

    class Meta:
        model = Item
        fields = ("state", "released", "exemption", "reason")
        widgets = {"state": forms.RadioSelect}  # noqa: RUF012
        help_texts = {  # noqa: RUF012
            "released": "Only where words are taken out: write [withheld] in their place.",
            "exemption": "Only where all or some of it is withheld.",
            "reason": "Why it is withheld, or why what is marked above may go out all the same.",
        }

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["state"].choices = Item.State.choices  # type: ignore[attr-defined] # no empty one
        if not self.instance.released:
            self.initial["released"] = self.instance.text

    def _post_clean(self) -> None:
        """The action checks it: what is decided depends on what is released."""


class CloseForm(PlainForm):
    outcome = forms.ChoiceField(
        label="What was answered?", choices=[one for one in Request.Outcome.choices if one[0] != "released"],
        widget=forms.RadioSelect,
    )  # fmt: skip
    because = forms.CharField(label="Why?", max_length=1000, widget=forms.Textarea)
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReleaseForm(PlainForm):
    because = forms.CharField(
        label="What do you say to whoever asked?", max_length=1000, widget=forms.Textarea,
        help_text="Such as how to complain. It is kept with the request.",
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)


class _Moments(Written):
    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        for field in self.fields.values():
            if isinstance(field, forms.DateTimeField):
                field.widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class IncidentForm(_Moments):
    class Meta:
        model = Incident
        fields = ("title", "words", "whose", "people", "aware", "contained")


class DecisionForm(Written):
    class Meta:
        model = Decision
        fields = ("risk", "regulator", "regulator_because", "persons", "persons_because")
        widgets = dict.fromkeys(("risk", "regulator", "persons"), forms.RadioSelect)

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        for name, choices in (
            ("risk", Decision.Risk),
            ("regulator", Decision.Tell),
            ("persons", Decision.Tell),
        ):
            self.fields[name].choices = choices.choices  # type: ignore[attr-defined] # no empty one


class ToldForm(_Moments):
    class Meta:
        model = Incident
        fields = ("told", "reference", "late_because", "people_told")


class LearntForm(Written):
    class Meta:
        model = Incident
        fields = ("learnt",)

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["learnt"].required = True
