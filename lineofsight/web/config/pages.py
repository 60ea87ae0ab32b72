"""How pages are made: Jinja's environment, the service navigation by role, and small words of the templates."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from jinja2 import Environment, PackageLoader, PrefixLoader
from jinja2.loaders import ChoiceLoader

from lineofsight.engine.store import MADE_UP, Workspace
from lineofsight.web.accounts import kept
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.records.actions import beginnings, rooms_for
from lineofsight.web.records.days import dates, day, for_long
from lineofsight.web.setup.looks import logo_mark


@dataclass(frozen=True)
class Place:
    """One entry of the service navigation."""

    text: str
    name: str  # of the address
    needs: Permission
    or_needs: Permission | None = None
    about: str = ""

    def open_to(self, person: Any) -> bool:
        return person.may(self.needs) or (self.or_needs is not None and person.may(self.or_needs))

    @property
    def href(self) -> str:
        return address(self.name)


TODAY = Place("Today", "records:today", Permission.SIGNED_IN)
ACCESS = (
    Place(
        "People", "accounts:people", Permission.PEOPLE_VIEW, Permission.AGENCY_PEOPLE, "Who may come in, and as what"
    ),
    Place("Agencies", "accounts:agencies", Permission.PEOPLE_VIEW, about="Who safeguards children here"),
    Place("Trail", "accounts:trail", Permission.TRAIL_VIEW, about="Who changed what, and who looked"),
    Place("Setting up", "setup:start", Permission.SETUP, about="Who the board is, its look and the rooms it uses"),
)  # fmt: skip
MORE = Place("More", "more", Permission.SIGNED_IN)
IN_A_LINE = 7  # entries that stand beside each other at 1280 px, with room for long names


def environment(**options: Any) -> Environment:
    components = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    options["loader"] = ChoiceLoader([options["loader"], components])
    made = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, **_but(options, "autoescape"))
    made.globals.update(
        asset=asset,
        beginnings=beginnings,
        board=settings.BOARD_NAME,
        colour=settings.BOARD_COLOUR,
        collective=settings.COLLECTIVE,
        logo_mark=logo_mark,
        made_up_words=MADE_UP,
        dates=dates,
        for_long=for_long,
        made_up=made_up,
        may=Permission,
        messages=lambda request: get_messages(request),
        navigation=navigation,
        now=timezone.now,
        typed=kept.typed,
        typed_as=kept.typed_as,
        url=address,
    )
    made.filters.update(day=day, moment=moment)
    return made


def _but(options: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in options.items() if key != name}


def places(person: Any) -> list[Place]:
    """All that this person may enter, what is used most first."""
    rooms = [Place(room.title, room.entered_at, room.needs, about=room.about) for room in rooms_for(person)]
    return [TODAY, *rooms, *(place for place in ACCESS if place.open_to(person))]


def in_a_line(every: Sequence[Place]) -> int:
    """How many stand in the navigation; where that is not all, the rest stand on a page of their own."""
    return len(every) if len(every) <= IN_A_LINE else IN_A_LINE - 1


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The rooms this person may enter, the one they are in marked."""
    person: Any = request.user
    if not person.is_authenticated:
        return []
    every = places(person)
    first = every[: in_a_line(every)]
    shown = [
        {"text": one.text, "href": one.href, "active": request.path.startswith(one.href)} for one in first
    ]
    if rest := every[len(first) :]:
        inside = any(request.path.startswith(one.href) for one in (MORE, *rest))
        shown.append({"text": MORE.text, "href": MORE.href, "active": inside})
    return shown


def made_up() -> bool:
    return bool(Workspace(settings.WORKSPACE).made_up)


@lru_cache(maxsize=4096)
def address(name: str, *args: Any) -> str:
    """A view's address: a dashboard asks for a hundred, and Django works each out anew."""
    return reverse(name, args=args)


@lru_cache
def asset(name: str) -> str:
    """A file's address with a digest of what it holds, so that a browser may keep it."""
    found = finders.find(name)
    if found is None:
        raise FileNotFoundError(
            f"{name} is not there. Fetch what pages are drawn with: python -m lineofsight.web.config.fetching"
        )
    return f"{static(name)}?{hashlib.sha256(Path(found).read_bytes()).hexdigest()[:12]}"


def moment(value: datetime | str | None) -> str:
    """2 November 2017, 14:05."""
    if value is None:
        return ""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if value.tzinfo:
        value = timezone.localtime(value)
    return f"{day(value)}, {value:%H:%M}"
