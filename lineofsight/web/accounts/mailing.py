"""A message to one person, once what it tells of is kept. One address that is refused keeps nobody else from theirs."""

import logging
from smtplib import SMTPRecipientsRefused

from django.core.mail import send_mail
from django.db import transaction

from lineofsight.web.accounts.models import Person

log = logging.getLogger("lineofsight.mail")


def write(person: Person, subject: str, text: str) -> None:
    """To be sent with the transaction's end. A mail server that is down is an error; an address it refuses is logged."""

    def send() -> None:
        try:
            send_mail(subject, text, None, [person.email])
        except SMTPRecipientsRefused:
            log.warning("an address was refused", extra={"person": person.pk})

    transaction.on_commit(send)
