"""A rule for passwords that Django's own do not hold."""

from typing import Any

from django.core.exceptions import ValidationError


class NotAboutYou:
    """A password does not hold the person's name or address, which whoever guesses tries first."""

    def validate(self, password: str, user: Any = None) -> None:
        if user is None:
            return
        for word in [*user.name.lower().split(), user.email.lower().partition("@")[0]]:
            if len(word) > 3 and word in password.lower():
                raise ValidationError(
                    "Choose a password without your name or address in it.", code="about-you"
                )

    def get_help_text(self) -> str:
        return "Do not use your name or address."
