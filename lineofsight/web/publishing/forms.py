"""What is asked of whoever decides on publication."""

from django import forms

from lineofsight.web.accounts.plain import PlainForm


class DecideForm(PlainForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(
        label="Why?", max_length=500, help_text="Such as: agreed by the board on 2 October 2017."
    )
