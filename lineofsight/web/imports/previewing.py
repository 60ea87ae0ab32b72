"""What a file would do, as its pages show it before it is taken in."""

from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils import timezone

from lineofsight.web.accounts.models import Head
from lineofsight.web.imports import judging
from lineofsight.web.imports.models import Import


class Preview(NamedTuple):
    """What a page shows of a file before it is taken in."""

    rows: list[dict[str, Any]]
    gone: list[Any]
    seal: str


def preview(one: Import) -> Preview:
    """Worked out anew only where something was done since: the end of the trail says so. Thousands of rows take seconds,
    and a person looks at page after page of them."""
    return _preview(one.pk, Head.objects.get(pk=1).digest, timezone.localdate())


@lru_cache(maxsize=4)
def _preview(pk: int, trail_ends: str, day: date) -> Preview:
    judged = judging.judge(Import.objects.select_related("plan", "follows").get(pk=pk))
    return Preview([row.plain() for row in judged.rows], judged.gone, judging.shown(judged.rows))
