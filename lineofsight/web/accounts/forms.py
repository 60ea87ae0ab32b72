"""Forms of people and agencies."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.db.models import Q
from django.utils import timezone

from lineofsight.web.accounts.models import Agency, Entry, Opening, Person
from lineofsight.web.accounts.permissions import TITLES, Role
from lineofsight.web.accounts.plain import PlainForm, PlainModelForm

ROLES = [(str(role), TITLES[role]) for role in Role]


class SignInForm(PlainForm):
    email = forms.EmailField(
        label="Email address",
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
    )
    password = forms.CharField(
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}), strip=False
    )


class CodeForm(PlainForm):
    code = forms.CharField(
        label="Code from your telephone",
        help_text="Six digits, which change every 30 seconds.",
        max_length=8,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "narrow"}
        ),
    )

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].replace(" ", "")
        if not (code.isdigit() and len(code) == 6):
            raise forms.ValidationError("Enter the six digits that the telephone shows.")
        return code


class PasskeyNameForm(PlainForm):
    name = forms.CharField(
        label="A name by which you know it", help_text="Such as “work laptop”.", max_length=64
    )


class NewPasskeyForm(PasskeyNameForm):
    answer = forms.CharField(
        widget=forms.HiddenInput, error_messages={"required": "The browser made no passkey. Try again."}
    )


class AddressForm(PlainForm):
    email = forms.EmailField(
        label="Email address", widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )


class NewPasswordForm(PlainForm):
    password = forms.CharField(
        label="New password",
        help_text="At least 12 letters: three words that do not belong together are easy to keep and hard to guess.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )
    again = forms.CharField(
        label="The same once more",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def __init__(self, person: Person, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.person = person

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"], self.person)
        return self.cleaned_data["password"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("password") and said.get("again") and said["password"] != said["again"]:
            self.add_error("again", "The two are not the same. Type both again.")
        return said


def _agencies() -> Any:
    today = timezone.localdate()
    return Agency.objects.filter(Q(until=None) | Q(until__gte=today))


class InvitationForm(PlainForm):
    name = forms.CharField(max_length=200)
    email = forms.EmailField(label="Email address")
    role = forms.ChoiceField(choices=ROLES)
    agency = forms.ModelChoiceField(Agency.objects.none(), empty_label="Choose an agency")

    def __init__(self, by: Person, *args: Any, **options: Any):
        super().__init__(*args, **options)
        roles: Any = self.fields["role"]
        roles.choices = [("", "Choose a role"), *(choice for choice in ROLES if choice[0] in by.gives)]
        agencies: Any = self.fields["agency"]
        agencies.queryset = _agencies().visible_to(by)

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if Person.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(
                "Somebody with this address is here already. Find them among the people."
            )
        return email


class RoleForm(PlainForm):
    role = forms.ChoiceField(choices=ROLES)
    agency = forms.ModelChoiceField(Agency.objects.none())
    why = forms.CharField(label="Why does it change?", max_length=500)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["agency"].queryset = _agencies()  # type: ignore[attr-defined]


class ReasonForm(PlainForm):
    why = forms.CharField(label="Why?", max_length=500)
    version = forms.IntegerField(widget=forms.HiddenInput)


class BreakGlassForm(PlainForm):
    opens = forms.ChoiceField(label="What do you need to open?", choices=Opening.Opens.choices)
    reason = forms.CharField(
        label="Why can it not wait?",
        help_text="Others read this. Name no child and no family.",
        max_length=500,
        min_length=20,
        widget=forms.Textarea,
        error_messages={"min_length": "Write a sentence that somebody else can judge: at least 20 letters."},
    )


class AgencyForm(PlainModelForm):
    why = forms.CharField(label="Why is it added or changed?", max_length=500)

    class Meta:
        model = Agency
        fields = ("name", "kind", "sector", "statutory", "since", "until", "successor")
        widgets = {  # noqa: RUF012
            "since": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {  # noqa: RUF012
            "until": "Only where it has ended or will end.",
            "successor": "Where it merged or was followed by another.",
        }


class SearchTrailForm(PlainForm):
    saved = False
    who = forms.CharField(label="Who", required=False, help_text="A name or part of it.")
    what = forms.ChoiceField(
        label="Did what", required=False, choices=[("", "Anything"), *Entry.What.choices]
    )
    kind = forms.CharField(label="To what", required=False, help_text="Such as person, target or visit.")
    why = forms.CharField(label="Why", required=False, help_text="A word of the reason.")
    since = forms.DateField(label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="To", required=False, widget=forms.DateInput(attrs={"type": "date"}))
