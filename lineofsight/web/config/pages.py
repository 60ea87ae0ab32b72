"""How pages are made: Jinja's environment, the service navigation by role, and small words of the templates."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import zip_longest
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


@dataclass(frozen=True)
class Place:
    """One entry of the service navigation."""

    text: str
    name: str  # of the address
    needs: Permission
    or_needs: Permission | None = None

    def open_to(self, person: Any) -> bool:
        return person.may(self.needs) or (self.or_needs is not None and person.may(self.or_needs))

    @property
    def href(self) -> str:
        return reverse(self.name)


TODAY = Place("Today", "records:today", Permission.SIGNED_IN)
ACCESS = (
    Place("People", "accounts:people", Permission.PEOPLE_VIEW, Permission.AGENCY_PEOPLE),
    Place("Agencies", "accounts:agencies", Permission.PEOPLE_VIEW),
    Place("Trail", "accounts:trail", Permission.TRAIL_VIEW),
    Place("Setting up", "setup:start", Permission.SETUP),
)


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
        made_up_words=MADE_UP,
        dates=dates,
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


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The rooms this person may enter, the one they are in marked."""
    person: Any = request.user
    if not person.is_authenticated:
        return []
    rooms = [Place(room.title, room.entered_at, room.needs) for room in rooms_for(person)]
    return [
        {"text": place.text, "href": place.href, "active": request.path.startswith(place.href)}
        for place in (TODAY, *rooms, *(place for place in ACCESS if place.open_to(person)))
    ]


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


def day(value: date | datetime | str | None) -> str:
    """As people write it: 2 November 2017."""
    if value is None:
        return ""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime) and value.tzinfo:
        value = timezone.localtime(value)
    return f"{value:%-d %B %Y}"


def dates(days: Sequence[date]) -> str:
    """Several days together, month and year once: 4, 11 and 18 January 2018."""
    days = sorted(set(days))
    said = [_before(one, after) for one, after in zip_longest(days, days[1:])]
    return " and ".join(filter(None, [", ".join(said[:-1]), said[-1]]))


def _before(one: date, after: date | None) -> str:
    """A day as it stands before another."""
    if after is None or one.year != after.year:
        return day(one)
    return f"{one:%-d}" if one.month == after.month else f"{one:%-d %B}"


def moment(value: datetime | str | None) -> str:
    """2 November 2017, 14:05."""
    if value is None:
        return ""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if value.tzinfo:
        value = timezone.localtime(value)
    return f"{day(value)}, {value:%H:%M}"
