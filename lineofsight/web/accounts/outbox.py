"""Messages of a demonstration: each in a file of its own folder, and on the terminal that serves it."""

from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends import console, filebased


class EmailBackend(filebased.EmailBackend):
    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.shown = console.EmailBackend()

    def write_message(self, message: EmailMessage) -> None:
        super().write_message(message)
        self.shown.send_messages([message])
