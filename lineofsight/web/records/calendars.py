"""A person's meetings and due days, as a calendar programme reads them (RFC 5545): numbers and days, and no text."""

import secrets
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.actions import digest
from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.permissions import Permission, open_to_all, requires
from lineofsight.web.records import posting, register
from lineofsight.web.records.models import Calendar

LOOKS_BACK = timedelta(days=31)
FOLDED_AT = 74  # bytes of a line, before the one that begins the next


# --- the address ---------------------------------------------------------------------------------------------


@transaction.atomic
def new_address(person: Person) -> str:
    """The secret of a new address; the one before is good no more."""
    revoke(person, why="A new calendar address takes its place")
    secret = secrets.token_urlsafe(24)
    said = {"person": person, "digest": digest(secret), "made_by": person}
    trail.create(Calendar, by=person, why="Made a calendar address", **said)
    return secret


@transaction.atomic
def revoke(person: Person, *, why: str) -> None:
    for one in Calendar.objects.standing().filter(person=person):
        trail.change(one, one.version, by=person, why=why, revoked_at=timezone.now(), revoked_by=person)


@require_http_methods(["GET", "POST"])
@requires(Permission.SIGNED_IN)
def calendar(request: HttpRequest) -> HttpResponse:
    """One's own address: made here, and shown once."""
    person: Any = request.user
    address = ""
    if request.method == "POST":
        address = settings.SITE + reverse("records:calendar-feed", args=[new_address(person)])
    said = {"address": address, "standing": Calendar.objects.standing().filter(person=person).first()}
    return render(request, "records/calendar.html", said)


@require_POST
@requires(Permission.SIGNED_IN)
def stop(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    revoke(person, why="Revoked the calendar address")
    messages.success(request, "The address is revoked. Whatever reads it gets nothing from now on.")
    return redirect("records:calendar")


# --- the feed ------------------------------------------------------------------------------------------------


@require_safe
@open_to_all
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """For whoever has the address: a calendar programme cannot sign in."""
    found = Calendar.objects.standing().filter(digest=digest(secret)).select_related("person").first()
    if found is None:
        raise Http404
    answer = HttpResponse(written(found.person, timezone.now()), content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    return answer


def written(person: Person, now: datetime) -> bytes:
    today = timezone.localtime(now).date()
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Line of Sight//EN", "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(str(settings.BOARD_NAME))}", "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
    ]  # fmt: skip
    for one in register.appointments(person, today - LOOKS_BACK):
        said = _event(f"{one.ref.kind}-{one.ref.key}", one.name, one.on, one.href, now, one.where)
        lines += [*said[:-1], "STATUS:CANCELLED", said[-1]] if one.cancelled else said
    named: set[str] = set()
    for duty in sorted(
        (one for one in register.duties(person, today) if one.due), key=lambda one: str(one.due)
    ):
        uid = f"due-{duty.ref.kind}-{duty.ref.key}"
        if (
            duty.due and uid not in named
        ):  # programmes take one event for each name: the earliest day of the record
            lines += _event(uid, f"Due: {posting.number(duty)}", duty.due, duty.href, now)
            named.add(uid)
    return "".join(f"{line}\r\n" for line in _folded([*lines, "END:VCALENDAR"])).encode()


def _event(uid: str, name: str, on: date, href: str, now: datetime, where: str = "") -> list[str]:
    """A day's event. One that moves keeps its name, so that the programme moves it too."""
    said = [
        "BEGIN:VEVENT", f"UID:{uid}@{settings.SITE.partition('//')[2]}", f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{on:%Y%m%d}", f"DTEND;VALUE=DATE:{on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text(name)}", f"URL:{settings.SITE}{href}", "TRANSP:TRANSPARENT",
    ]  # fmt: skip
    return [*said, *([f"LOCATION:{_text(where)}"] if where else []), "END:VEVENT"]


def _text(words: str) -> str:
    for plain in ("\\", ";", ","):
        words = words.replace(plain, f"\\{plain}")
    return words.replace("\r", "").replace("\n", "\\n")


def _folded(lines: Iterable[str]) -> Iterator[str]:
    """No line is longer than 75 bytes: what is longer goes on after a space."""
    for line in lines:
        held = ""
        for letter in line:
            if len((held + letter).encode()) > FOLDED_AT:
                yield held
                held = " "
            held += letter
        yield held
