"""A list of one kind of record: looked through by words and read a page at a time, with as many questions however long."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from lineofsight.web.records import register

A_PAGE = 50


@dataclass(frozen=True)
class Listed:
    """`words`: what was looked for; `asked`: the same in the addresses of the other pages."""

    page: Page[Any]
    words: str

    @property
    def asked(self) -> str:
        return urlencode({"q": self.words})

    @property
    def is_long(self) -> bool:
        """Whether it is worth looking through by words."""
        return bool(self.words) or self.page.paginator.num_pages > 1


def looked_through(request: HttpRequest, rows: QuerySet[Any]) -> tuple[QuerySet[Any], str]:
    """The rows that hold every word that is asked for, and these words."""
    words = request.GET.get("q", "").strip()
    return register.holding(rows, words.split()) if words else rows, words


def listed(request: HttpRequest, rows: QuerySet[Any], *, in_order: Any = None) -> Listed:
    """The page that is asked for. `in_order` puts rows in an order that only the program knows."""
    found, words = looked_through(request, rows)
    return Listed(
        Paginator(in_order(found) if in_order else found, A_PAGE).get_page(request.GET.get("page")), words
    )
