"""One line of JSON an event, without a name, an address of a person, a query or a body in it."""

import json
import logging
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

requests = logging.getLogger("lineofsight.requests")
PLAIN = ("route", "method", "status", "milliseconds", "person", "task", "kind")


class AsJson(logging.Formatter):
    """Only the fields named in PLAIN leave; what a library puts into a message may hold anything."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
        }
        if record.name.startswith("lineofsight"):
            line["said"] = record.msg  # a constant: what varies stands in the fields
        line |= {name: getattr(record, name) for name in PLAIN if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            line |= {"error": record.exc_info[0].__name__, "where": _where(record.exc_info[2])}
        return json.dumps(line, default=str)


def _where(trace: Any) -> list[str]:
    """File and line of each step; never the values, which may be a person's."""
    steps = []
    while trace is not None:
        code = trace.tb_frame.f_code
        steps.append(f"{code.co_filename.rpartition('/site-packages/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return steps[-8:]


def begin(_: Mapping[str, Any]) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(AsJson())
    root = logging.getLogger()
    root.handlers[:] = [one for one in root.handlers if not isinstance(one.formatter, AsJson)]
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("lineofsight").setLevel(logging.INFO)


def one_line_a_request(get_response: Callable[[HttpRequest], HttpResponse]):
    """Which view, how long, what came of it: the route and not the address, which may name a record."""

    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        found = request.resolver_match
        user = getattr(request, "user", None)
        requests.info(
            "answered",
            extra={
                "route": found.route if found else "none",
                "method": request.method,
                "status": response.status_code,
                "milliseconds": round((time.perf_counter() - began) * 1000),
                "person": user.pk if user is not None and user.is_authenticated else None,
            },
        )
        return response

    return middleware
