"""Who of those that the organisation's sign-on knows may come in here: people who are here already, and nobody else.

The first time, somebody is known by an email address that the provider has verified, or links the account themselves when
they are signed in; from then on by the provider's own number for them, which stays theirs when an address goes to another.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Person, SignOn
from lineofsight.web.accounts.provider import Known, SignOnError

NOBODY = "Nobody with your email address is invited here. Ask your agency's lead, or the board's office, to invite you."
UNVERIFIED = (
    "Your organisation's sign-on does not vouch for your email address. Sign in another way; then, under “Your account”, "
    "link this sign-on to it."
)
ANOTHERS = "Another sign-on is linked to your account here. Remove it under “Your account” first, or ask an administrator."
LINKED_ELSEWHERE = (
    "This sign-on is linked to somebody else's account here. Ask an administrator to look into it."
)


@transaction.atomic
def owner(known: Known) -> SignOn:
    """The link by which somebody comes in: made now where they come this way for the first time."""
    found = SignOn.objects.usable().filter(issuer=known.issuer, subject=known.subject).select_related("user")
    if link := found.first():
        return link
    if not known.email:
        raise SignOnError(UNVERIFIED)
    person = Person.objects.filter(email__iexact=known.email, deactivated_at=None).first()
    if person is None:
        raise SignOnError(NOBODY)
    return link_to(
        person, known, why="Signed on for the first time, by the email address that the provider verified"
    )


@transaction.atomic
def link_to(person: Person, known: Known, *, why: str) -> SignOn:
    mine = SignOn.objects.usable().filter(user=person, issuer=known.issuer).first()
    if mine is not None:
        if mine.subject == known.subject:
            return mine
        raise SignOnError(ANOTHERS)
    try:
        return trail.create(
            SignOn, by=person, why=why, user=person, name="Single sign-on", issuer=known.issuer, subject=known.subject,
            linked_at=timezone.now(), linked_by=person,
        )  # fmt: skip
    except ValidationError as error:
        raise SignOnError(LINKED_ELSEWHERE) from error


@transaction.atomic
def remove(link: SignOn, *, by: Person, why: str) -> None:
    """It opens nothing from now on."""
    trail.change(
        link, link.version, by=by, why=why, confirmed=False, removed_at=timezone.now(), removed_by=by
    )
