"""The API, version 1: what may be asked, by which token. It answers what pages, exports and the public site show."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI, Path, Query
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError
from ninja.security import HttpBearer
from pydantic import BeforeValidator

from lineofsight.engine.explaining import meaning
from lineofsight.engine.indicator import Indicator
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.opened import Audience
from lineofsight.web.accounts import visits
from lineofsight.web.api import actions, answers
from lineofsight.web.api.models import Scope
from lineofsight.web.indicators import exporting, seen
from lineofsight.web.publishing import actions as publishing
from lineofsight.web.publishing import open_data

AS_ITS_PEOPLE = Audience.PARTNER  # a token never sees more than any agency's own people

api = NinjaAPI(
    title="Line of Sight",
    version="1",
    description="Figures about how well children are protected, and what they mean. Nothing here changes anything.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-v1",
)


class Bearer(HttpBearer):
    """A token in the Authorization header that may ask for this."""

    def __init__(self, scope: Scope):
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        found = actions.known(token)
        if found is None:
            return None
        if self.scope not in found.scopes:
            raise AuthorizationError(
                message=f"This token may not ask for “{self.scope.label}”. Have one given that may."
            )
        actions.used(found, self.scope, place=visits.address_of(request))
        return found


def _asked(scope: Scope, answer: Any, *wrong: int) -> dict[str, Any]:
    """What every operation has: its token, its answer, and what it says when something is wrong."""
    return {
        "auth": Bearer(scope),
        "response": {200: answer, **dict.fromkeys((401, 403, *wrong), answers.Problem)},
    }


Code = Annotated[
    str, Path(description="An indicator's code, such as FD09.", pattern="^[A-Z]{2}[0-9]{2}[a-z]?$")
]


def _day(said: object) -> object:
    """A day is written out: a bare 2016 would be read as seconds after midnight of 1 January 1970."""
    if isinstance(said, str) and not re.fullmatch(r"\d{4}-\d\d-\d\d", said):
        raise ValueError("write the day as 2016-04-01")
    return said


Day = Annotated[date, BeforeValidator(_day)]
SINCE: Any = Query(date.min, description="Only periods that end on this day or later, such as 2016-04-01.")


def _takes(request: HttpRequest, *names: str) -> None:
    """A part that is mistyped would otherwise be passed over, and all figures taken for those since a day."""
    if set(request.GET) - set(names):
        raise HttpError(
            422,
            f"This address takes {' and '.join(names) or 'nothing'} after the question mark, and no more.",
        )


def _known(code: str) -> Indicator:
    if code not in CATALOGUE:
        raise Http404(f"No indicator has the code {code}. See /api/v1/catalogue.")
    return CATALOGUE[code]


# --- what indicators mean ------------------------------------------------------------------------------------


@api.get("catalogue", url_name="catalogue", **_asked(Scope.CATALOGUE, list[answers.Meaning], 422))
def catalogue(request: HttpRequest) -> Any:
    """Every indicator and what it means"""
    _takes(request)
    return [meaning(one) for one in CATALOGUE.values()]


@api.get("catalogue/{code}", url_name="meaning", **_asked(Scope.CATALOGUE, answers.Meaning, 404, 422))
def what_it_means(request: HttpRequest, code: Code) -> Any:
    """What one indicator means"""
    _takes(request)
    return meaning(_known(code))


# --- figures as the agency's own people see them --------------------------------------------------------------


@api.get("readings", url_name="readings", **_asked(Scope.READINGS, answers.Figures, 422))
def readings(request: HttpRequest, since: Day = SINCE) -> Any:
    """Every indicator's figures for the whole area"""
    _takes(request, "since")
    opened = seen.opened(AS_ITS_PEOPLE)
    return _figures(opened, [(one, opened.readings(one.code)) for one in CATALOGUE.values()], since)


@api.get("readings/{code}", url_name="readings-of", **_asked(Scope.READINGS, answers.Figures, 404, 422))
def readings_of(request: HttpRequest, code: Code, since: Day = SINCE) -> Any:
    """One indicator's figures, for the whole area and by group"""
    _takes(request, "since")
    shown, opened = _known(code), seen.opened(AS_ITS_PEOPLE)
    return _figures(opened, [(shown, opened.readings(code, shown.breakdowns))], since)


def _figures(
    opened: seen.Opened, found: Sequence[tuple[Indicator, list[seen.Reading]]], since: date
) -> dict[str, Any]:
    rows = [
        row
        for shown, every in found
        for row in exporting.rows(shown, _from(every, since), made_up=opened.made_up)
    ]
    more = {"area": opened.area, "place": opened.place, "run": opened.run, "made_up": opened.made_up}
    return {**more, "figures": rows}


def _from(rows: list[seen.Reading], since: date) -> list[seen.Reading]:
    return [row for row in rows if row["end"] >= since]


# --- figures that the board has published ---------------------------------------------------------------------


@api.get("published", url_name="published", **_asked(Scope.PUBLISHED, list[answers.Published], 422))
def published(request: HttpRequest) -> Any:
    """The indicators that stand on the public site"""
    _takes(request)
    standing, _ = publishing.decided(timezone.localdate())
    return [
        {"code": code, "title": CATALOGUE[code].title, "question": CATALOGUE[code].question}
        for code in standing
    ]


@api.get(
    "published/{code}", url_name="published-of", **_asked(Scope.PUBLISHED, answers.OpenFigures, 404, 422)
)
def published_of(request: HttpRequest, code: Code) -> Any:
    """One published indicator's figures, as the public site's open data"""
    _takes(request)
    shown = _known(code)
    if code not in publishing.decided(timezone.localdate())[0]:
        raise Http404(f"{code} is not published. See /api/v1/published.")
    opened = seen.opened(Audience.PUBLIC)
    more = {"code": code, "title": shown.title, "made_up": opened.made_up}
    return {**more, "figures": open_data.rows(opened, shown)}


# --- what is wrong ----------------------------------------------------------------------------------------------


def _say(request: HttpRequest, status: int, words: str) -> HttpResponse:
    return api.create_response(request, {"detail": words}, status=status)


@api.exception_handler(AuthenticationError)
def no_token(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    words = "Send a token that works: “Authorization: Bearer los_…”. An administrator of the board gives one."
    answer = _say(request, 401, words)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(Http404)
def not_here(request: HttpRequest, error: Http404) -> HttpResponse:
    return _say(request, 404, str(error))


@api.exception_handler(ValidationError)
def not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Which part, and what is wrong with it; never what was sent."""
    return _say(
        request,
        422,
        "; ".join(f"{one['loc'][-1]}: {one['msg'].removeprefix('Value error, ')}" for one in error.errors),
    )
