"""A form with a field of every kind, for the page of components."""

from django import forms

from lineofsight.web.accounts.plain import PlainForm


class ComponentForm(PlainForm):
    name = forms.CharField(label="Name", help_text="As it stands on their badge.")
    email = forms.EmailField(label="Email address", required=False)
    role = forms.ChoiceField(label="Role", choices=[("analyst", "Performance analyst"), ("chair", "Chair")])
    why = forms.CharField(label="Why?", widget=forms.Textarea, max_length=500, required=False)
    kind = forms.ChoiceField(
        label="Kind",
        widget=forms.RadioSelect,
        choices=[("a", "A return"), ("b", "Published statistics")],
        required=False,
    )
    agreed = forms.BooleanField(label="The agency has agreed to it", required=False)
    since = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    password = forms.CharField(label="Password", widget=forms.PasswordInput, required=False)
    file = forms.FileField(label="File", required=False)
