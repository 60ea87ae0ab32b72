"""What is asked of whoever decides on publication."""

from django import forms


class DecideForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(
        label="Why?", max_length=500, help_text="Such as: agreed by the board on 2 October 2017."
    )
