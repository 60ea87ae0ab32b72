"""The way back to this room, and to the pages of its records."""

from typing import Any

from django.db.models import Model
from django.urls import reverse

from lineofsight.web.records import register

Way = list[tuple[str, str]]


def way(*more: tuple[str, str]) -> Way:
    return [("Improvement", reverse("improvement:home")), *more]


def to(row: Model) -> str:
    """The page of a record that the register knows."""
    return register.kind_of(row).href(row)


def way_to(row: Any) -> tuple[str, str]:
    return str(row), to(row)
