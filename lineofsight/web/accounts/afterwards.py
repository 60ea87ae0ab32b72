"""What is done once an answer has gone out, so that how long it takes tells nobody anything."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from lineofsight.web.accounts import trail, visits

log = logging.getLogger("lineofsight.afterwards")


def afterwards(answer: HttpResponse, request: HttpRequest, do: Callable[[], object]) -> HttpResponse:
    """The same answer; when the server has sent it and closes it, `do` is done from where the request came."""
    where, close = trail.Where("visitor", visits.address_of(request)), answer.close

    def then() -> None:
        try:
            with trail.acting_from(where):
                do()
        except Exception:  # nobody waits for it any more: whoever reads the log is told
            log.exception("failed")
        finally:
            close()

    answer.close = then  # type: ignore[method-assign]
    return answer
