"""What was typed into a form while the session ended: it goes along through signing in and comes back, unsent.

It travels sealed in the page that its own browser shows, so that nothing of somebody who is not signed in is stored;
only once they are does their session hold it, until the form is shown again. Nothing is ever sent by itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest

from lineofsight.web.accounts.models import Person, Visit

MOST = 200_000  # letters; a form of ours holds far fewer
SECRET = {"password", "again", "code", "answer"}  # a form with one of these is typed anew
UNSENT = (
    "You had to sign in before this could be sent, so nothing is saved yet. What you typed is here again."
)
Typed = dict[str, list[str]]
_typed: ContextVar[Typed | None] = ContextVar("typed", default=None)


def sealed(request: HttpRequest) -> str:
    """What a request would have sent, sealed; empty where there is nothing to keep."""
    fields = {name: request.POST.getlist(name) for name in request.POST if name != "csrfmiddlewaretoken"}
    many = sum(len(value) for values in fields.values() for value in values)
    if not fields or SECRET & set(fields) or many > MOST:
        return ""
    whose = Visit.objects.filter(session=request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")).first()
    said = {
        "at": onward(request), "fields": fields, "files": bool(request.FILES), "whose": whose and whose.person_id,
    }  # fmt: skip
    return signing.dumps(said, salt="kept", compress=True)


def onward(request: HttpRequest) -> str:
    """The page on which a form stood; of a look, the page itself."""
    stood = urlsplit(request.META.get("HTTP_REFERER", ""))
    if request.method == "POST" and stood.netloc == request.get_host() and stood.path:
        return stood.path + (f"?{stood.query}" if stood.query else "")
    return request.get_full_path()


def take(request: HttpRequest, person: Person) -> None:
    """Hold for whoever has signed in what came along, unless somebody else typed it."""
    hold(request, person, request.POST.get("kept", ""))


def hold(request: HttpRequest, person: Person, held: str) -> None:
    try:
        said = signing.loads(held, salt="kept", max_age=settings.SESSION_COOKIE_AGE)
    except signing.BadSignature:
        return
    if said["whose"] in (None, person.pk):
        request.session["kept"] = said


@contextmanager
def back_in(request: HttpRequest) -> Iterator[None]:
    """While its page is made, a form shows what was typed into it; once."""
    said = request.session.get("kept")
    if request.method != "GET" or not said or said["at"] != request.get_full_path():
        yield
        return
    del request.session["kept"]
    messages.info(request, UNSENT + (" Choose the file again." if said["files"] else ""))
    token = _typed.set(said["fields"])
    try:
        yield
    finally:
        _typed.reset(token)


def typed(bound: Any) -> Any:
    """What a field shows: what was typed, or else what the form has."""
    held = _typed.get()
    if held is None:
        return bound.value()
    values = held.get(bound.html_name)
    if getattr(bound.field.widget, "allow_multiple_selected", False):
        return values or []
    if values is None:  # a box without a tick is not sent
        return False if bound.field.widget.__class__.__name__ == "CheckboxInput" else bound.value()
    return values[-1]


def typed_as(name: str, value: Any) -> Any:
    """The same of a field that stands in no form of Django's, such as a version."""
    held = _typed.get()
    return held[name][-1] if held and held.get(name) else value
