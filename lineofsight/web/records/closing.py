"""A room that is closed is not there: its addresses answer as any that do not exist."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

from lineofsight.web.records.actions import closed_rooms


class ClosedRooms:
    """Middleware that asks after the address was resolved, once a request and only inside a room."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> None:
        match = request.resolver_match
        if match and match.namespace and match.namespace in closed_rooms():
            raise Http404
