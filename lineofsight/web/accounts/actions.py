"""Changes that span models: letting people in, sending links, letting people go."""

import hashlib
import secrets
from datetime import datetime

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from lineofsight.web.accounts import mailing, passkeys, sign_on, trail, visits
from lineofsight.web.accounts.guessing import kind_of
from lineofsight.web.accounts.models import GLASS_LASTS, LINK_LASTS, Agency, Link, Opening, Person
from lineofsight.web.accounts.permissions import Permission, Role


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def invite(*, email: str, name: str, role: str, agency: Agency, by: Person, origin: str) -> Person:
    """A new person, and the message that lets them choose a password. `origin`: such as https://host."""
    of_any = by.may(Permission.PEOPLE_MANAGE) or by.may(Permission.SETUP)
    if role not in by.gives or not (of_any or agency.pk == by.agency_id):
        raise ValidationError("You may invite people of your own agency, as its leads, and nobody else.")
    person = trail.create(
        Person,
        by=by,
        why=f"Invited as {role}",
        email=email,
        name=name,
        role=role,
        agency=agency,
        password=_none(),
    )
    send_link(person, by=by, origin=origin, subject=INVITED)
    return person


INVITED = "You are invited to Line of Sight"


def invite_again(person: Person, *, by: Person, origin: str) -> None:
    """Another link, for somebody who has not been here yet."""
    _must_be_within_reach(person, by)
    if person.visits.exists():
        raise ValidationError("They have signed in already: “I cannot sign in” sends them a link.")
    send_link(person, by=by, origin=origin, subject=INVITED)


def _must_be_within_reach(person: Person, by: Person) -> None:
    if not Person.objects.closed_by(by).filter(pk=person.pk).exists():
        raise ValidationError("You may invite and close people of your own agency, and nobody else.")


def _none() -> str:
    """A password that nobody can give."""
    unusable = Person()
    unusable.set_unusable_password()
    return unusable.password


def new_link(person: Person, *, by: Person | None, onward: str = "") -> tuple[str, datetime]:
    """A secret that only the message holds, and until when it is good. `onward`: it signs in, and leads there."""
    secret, now = secrets.token_urlsafe(32), timezone.now()
    until = now + LINK_LASTS
    trail.create(
        Link, by=by, why="Link sent by email", person=person, digest=digest(secret), sent_at=now, sent_by=by,
        expires_at=until, onward=onward,
    )  # fmt: skip
    return secret, until


@transaction.atomic
def send_link(person: Person, *, by: Person | None, origin: str, subject: str) -> None:
    secret, until = new_link(person, by=by)
    address = f"{origin}{reverse('accounts:link', args=[secret])}"
    invited = (
        f"{by.name} ({by.agency}) invites you to Line of Sight, where {settings.BOARD_NAME} keeps its figures and its "
        f"business, as {person.title.lower()} for {person.agency}. If you have questions, ask {by.name}: {by.email}.\n\n"
        if by and subject == INVITED
        else ""
    )
    text = (
        f"Hello {person.name},\n\n{invited}Choose a password for {settings.BOARD_NAME} here:\n\n{address}\n\n"
        f"The link works once, until {until:%-d %B %Y}. If you did not expect this message, "
        f"you need do nothing.\n"
    )
    transaction.on_commit(lambda: send_mail(subject, text, None, [person.email]))


@transaction.atomic
def use_link(link: Link, *, password: str) -> Person:
    """Choose a password with a link; everyone signed in with the old one is signed out."""
    person = link.person
    trail.change(link, link.version, by=person, why="Link used", used_at=timezone.now(), used_by=person)
    return set_password(person, password, why="Chose a password with a link")


def use_to_sign_in(link: Link) -> Person:
    """Use a link in the place of a password, once; the second factor is asked for as ever."""
    person = link.person
    trail.change(
        link, link.version, by=person, why="Signed in by a link", used_at=timezone.now(), used_by=person
    )
    return person


@transaction.atomic
def set_password(person: Person, password: str, *, why: str) -> Person:
    hashed = Person()
    hashed.set_password(password)
    changed = trail.change(person, person.version, by=person, why=why, password=hashed.password)
    visits.end(changed, by=changed, why="Signed out everywhere: the password changed")
    return changed


@transaction.atomic
def deactivate(person: Person, expect: int, *, by: Person, why: str) -> Person:
    """Close an account: what the person did stays, with their name."""
    if person.pk == by.pk:
        raise ValidationError("You cannot close your own account: ask another administrator.")
    _must_be_within_reach(person, by)
    _must_leave_an_administrator(person)
    changed = trail.change(person, expect, by=by, why=why, deactivated_at=timezone.now(), deactivated_by=by)
    visits.end(changed, by=by, why="Signed out everywhere: the account was closed")
    return changed


@transaction.atomic
def reactivate(person: Person, expect: int, *, by: Person, why: str) -> Person:
    return trail.change(person, expect, by=by, why=why, deactivated_at=None, deactivated_by=None)


@transaction.atomic
def change_role(person: Person, expect: int, *, role: str, agency: Agency, by: Person, why: str) -> Person:
    """Other work, other access; what is open with the old one is signed out."""
    if person.pk == by.pk:
        raise ValidationError("You cannot change your own role: ask another administrator.")
    if person.role != role:
        _must_leave_an_administrator(person)
    changed = trail.change(person, expect, by=by, why=why, role=role, agency=agency)
    visits.end(changed, by=by, why="Signed out everywhere: the role changed")
    return changed


def _must_leave_an_administrator(person: Person) -> None:
    if not person.may(Permission.PEOPLE_MANAGE):
        return
    # Locked, so that two administrators cannot let each other go in the same moment.
    active = Person.objects.select_for_update().filter(role=person.role, deactivated_at=None)
    if len(active) < 2:
        raise ValidationError("This is the last administrator: invite another one first.")


@transaction.atomic
def forget_second_factor(person: Person, *, by: Person, why: str) -> None:
    """For someone whose telephone is lost, with its passkeys and single sign-on: they set up another the next time."""
    TOTPDevice.objects.filter(user=person).delete()
    for passkey in person.kept_passkeys:
        passkeys.remove(passkey, by=by, why=why)
    for link in person.linked_sign_ons:
        sign_on.remove(link, by=by, why=why)
    visits.end(person, by=by, why="Signed out everywhere: the second factor was taken away")
    trail.happened("accounts.secondfactor", str(person.pk), by=by, why=why)


@transaction.atomic
def confirm_second_factor(device: TOTPDevice, person: Person) -> None:
    device.confirmed = True
    device.save()
    TOTPDevice.objects.filter(user=person).exclude(pk=device.pk).delete()
    trail.happened("accounts.secondfactor", str(person.pk), by=person, why="Set up a second factor")


@transaction.atomic
def break_glass(*, opens: str, reason: str, by: Person, origin: str) -> Opening:
    """Open for an hour what one's role does not; administrators and the business manager are told at once, by its number.

    It is the one message beside those of records/posting.py: who looks while they may not, looks now (decision 0013).
    """
    if not by.may(Permission.BREAK_GLASS):
        raise ValidationError("Your role does not open anything in an emergency: ask the business manager.")
    now = timezone.now()
    made = trail.create(
        Opening, by=by, why=reason, opens=opens, reason=reason, opened_at=now, opened_by=by, until=now + GLASS_LASTS
    )  # fmt: skip
    told = Person.objects.filter(role__in=TOLD_OF_GLASS, deactivated_at=None).exclude(pk=by.pk)
    text = (
        f"BGL-{made.pk} was opened in an emergency, until {made.closes}.\n\nBy whom, the reason, and what was looked at "
        f"stand here:\n\n{origin}{reverse('accounts:opening', args=[made.pk])}\n"
    )
    for one in told:
        mailing.write(one, f"At once: BGL-{made.pk}", text)
    return made


TOLD_OF_GLASS = (Role.ADMINISTRATOR, Role.BUSINESS_MANAGER)


@transaction.atomic
def end_opening(opening: Opening, *, by: Person) -> None:
    """Before its time. One that is over stays as it was."""
    if opening.is_open:
        trail.change(
            opening, opening.version, by=by, why="Closed again", ended_at=timezone.now(), ended_by=by
        )


@transaction.atomic
def see_opening(opening: Opening, *, by: Person) -> None:
    if opening.opened_by_id == by.pk:
        raise ValidationError("Somebody else looks at what you opened.")
    if opening.seen_at is None:
        trail.change(opening, opening.version, by=by, why="Looked at why", seen_at=timezone.now(), seen_by=by)


@transaction.atomic
def first_person(*, email: str, name: str, agency: str, role: str, password: str) -> Person:
    """Somebody added from the terminal, before there is anyone to invite them."""
    if role not in list(Role):
        raise ValidationError(f"'{role}' is no role. Roles: {', '.join(Role)}.")
    with trail.acting_from(trail.TERMINAL):
        why = "Added from the terminal"
        if Person.objects.filter(email__iexact=email).exists():
            raise ValidationError(
                f"{email} is here already. With a new password: “I cannot sign in”, on the sign-in page, sends a link."
            )
        kind, sector = kind_of(agency)
        of = Agency.objects.filter(name__iexact=agency).first() or trail.create(
            Agency, by=None, why=why, name=agency, kind=kind, sector=sector, since=timezone.localdate(),
        )  # fmt: skip
        validate_password(password, Person(email=email, name=name))
        hashed = Person()
        hashed.set_password(password)
        return trail.create(
            Person, by=None, why=why, email=email, name=name, role=role, agency=of, password=hashed.password
        )
