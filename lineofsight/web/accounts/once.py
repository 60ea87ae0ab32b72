"""What several parts of a page ask of the database is asked once, and held for as long as the page is being made.

Only a look (GET, HEAD) holds anything: what changes something asks anew each time, so that it sees what it has done.
"""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
_page: ContextVar[dict[Any, Any] | None] = ContextVar("page", default=None)


def held_for_a_page(get_response: Callable[[HttpRequest], HttpResponse]):
    """Middleware."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return get_response(request)
        before = _page.set({})
        try:
            return get_response(request)
        finally:
            _page.reset(before)

    return middleware


def once_a_page(ask: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """For a question whose answer nobody changes in their hands, and whose arguments have a hash."""

    @wraps(ask)
    def asked(*given: Given.args, **named: Given.kwargs) -> Answer:
        page = _page.get()
        if page is None:
            return ask(*given, **named)
        key = ask, given, tuple(sorted(named.items()))
        if key not in page:
            page[key] = ask(*given, **named)
        return page[key]

    return asked
