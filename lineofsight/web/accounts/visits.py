"""Signed-in browsers: where from, since when, and signing them out."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Person, Visit

SEEN_EVERY = timedelta(minutes=5)
BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "Mac OS", "Linux")


def address_of(request: HttpRequest) -> str:
    """The browser's address; behind a proxy, the one that the proxy saw."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    found = forwarded if settings.BEHIND_PROXY and forwarded else request.META.get("REMOTE_ADDR", "")
    return found if re.fullmatch(r"[0-9A-Fa-f.:]{2,45}", found) else ""


def browser_of(request: HttpRequest) -> str:
    """Such as "Firefox on Windows": enough to know one's own again."""
    said = request.META.get("HTTP_USER_AGENT", "")
    browser = next((name for sign, name in BROWSERS if sign in said), "A browser")
    system = next((name for name in SYSTEMS if name in said), "")
    return f"{browser} on {system}" if system else browser


@transaction.atomic
def begin(request: HttpRequest, person: Person) -> None:
    """Sign a person in to this browser. Whoever was signed in there before, be it the same person, is signed out."""
    before: Any = getattr(request, "user", None)
    if before is not None and before.is_authenticated:
        end(before, by=before, why="Signed in anew", only=request.session.session_key or "")
        logout(request)
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    if not request.session.session_key:
        request.session.save()
    Visit.objects.create(
        person=person,
        session=request.session.session_key or "",
        place=address_of(request),
        browser=browser_of(request),
    )
    trail.happened("accounts.visit", str(person.pk), by=person, why="Signed in")


@transaction.atomic
def end(person: Person, *, by: Person, why: str, only: str | None = None, but: str | None = None) -> int:
    """Sign a person's browsers out: all, `only` one session, or all `but` one. How many there were."""
    visits = person.visits.filter(ended_at=None)
    if only is not None:
        visits = visits.filter(session=only)
    if but is not None:
        visits = visits.exclude(session=but)
    keys = list(visits.values_list("session", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    visits.update(ended_at=timezone.now())
    if keys:
        trail.happened("accounts.visit", str(person.pk), by=by, why=why)
    return len(keys)


def current(person: Person) -> list[Visit]:
    """The browsers in which a person is signed in now."""
    visits = list(person.visits.filter(ended_at=None))
    alive = set(
        Session.objects.filter(
            session_key__in=[visit.session for visit in visits], expire_date__gt=timezone.now()
        ).values_list("session_key", flat=True)
    )
    return [visit for visit in visits if visit.session in alive]


def moved(old: str | None, new: str | None) -> None:
    """A session got a new key, as it does when a password changes."""
    if old and new:
        Visit.objects.filter(session=old).update(session=new)


def seen(get_response: Callable[[HttpRequest], HttpResponse]):
    """Note when a browser was last seen, and let the trail know where what is done comes from."""

    def middleware(request: HttpRequest) -> HttpResponse:
        person: Any = request.user
        signed_in = person.is_authenticated
        if signed_in:
            _note(request.session)
        where = trail.Where("person" if signed_in else "visitor", address_of(request))
        with trail.acting_from(where):
            return get_response(request)

    return middleware


def _note(session: SessionStore | Any) -> None:
    now = timezone.now()
    last = session.get("seen")
    if last is None or now.timestamp() - last > SEEN_EVERY.total_seconds():
        session["seen"] = now.timestamp()
        Visit.objects.filter(session=session.session_key).update(seen_at=now)
