"""Pages of money and of training: a year at a time, what it adds up to, and each line."""

from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Permission, requires
from lineofsight.web.governance import means
from lineofsight.web.governance.models import Course, Money
from lineofsight.web.governance.views.groups import way
from lineofsight.web.records import register
from lineofsight.web.records.actions import page_of
from lineofsight.web.records.writing import write
from lineofsight.web.records.written import Written


class MoneyForm(Written):
    class Meta:
        model = Money
        fields = ("year", "side", "what", "agency", "planned", "actual", "in_kind")


class CourseForm(Written):
    class Meta:
        model = Course
        fields = ("title", "level", "on", "agency", "places", "attended", "said", "changed")


def _to(row: Model) -> str:
    return register.kind_of(row).href(row)


def _way(name: str, text: str) -> list[tuple[str, str]]:
    return way((text, reverse(f"governance:{name}")))


@require_safe
@requires(Permission.BOARD_VIEW)
def money(request: HttpRequest) -> HttpResponse:
    """A year's lines, and what they add up to."""
    person: Any = request.user
    seen = Money.objects.visible_to(person)
    years = list(seen.order_by("-year").values_list("year", flat=True).distinct())
    year = request.GET.get("year") if request.GET.get("year") in years else next(iter(years), "")
    rows = list(seen.filter(year=year).select_related("agency"))
    said = {"rows": rows, "years": years, "year": year, "told": means.told(rows), "back": way()}
    return render(request, "governance/money.html", said)


@require_safe
@requires(Permission.BOARD_VIEW)
def training(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    rows = list(Course.objects.visible_to(person).select_related("agency"))
    said = {"rows": rows[: means.MOST], "told": means.attended(rows), "back": way()}
    return render(request, "governance/training.html", said)


def _one(request: HttpRequest, model: Any, pk: int, back: list[tuple[str, str]], change: str) -> HttpResponse:
    person: Any = request.user
    row = get_object_or_404(model.objects.visible_to(person).select_related("agency"), pk=pk)
    fields = [
        (field.verbose_name, getattr(row, f"get_{field.name}_display", lambda at=field.name: getattr(row, at))())
        for field in row._meta.fields if field.name not in ("id", "version")
    ]  # fmt: skip
    told = [(name, f"£{value:,.2f}" if isinstance(value, Decimal) else value) for name, value in fields]
    said = {"fields": told, "back": back, "change": reverse(f"governance:{change}", args=[pk])}
    return render(request, "governance/line.html", page_of(person, row) | said)


@require_safe
@requires(Permission.BOARD_VIEW)
def money_line(request: HttpRequest, pk: int) -> HttpResponse:
    return _one(request, Money, pk, _way("money", "Money"), "change-money")


@require_safe
@requires(Permission.BOARD_VIEW)
def course(request: HttpRequest, pk: int) -> HttpResponse:
    return _one(request, Course, pk, _way("training", "Training"), "change-course")


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def add_money(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    form = MoneyForm(request.POST or None)
    return write(
        request, form, lambda: _to(trail.create(Money, by=by, why="A line of the budget", **form.said())),
        title="Add a line of the budget", done="The line is on record.", back=_way("money", "Money"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def change_money(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = get_object_or_404(Money.objects.visible_to(by), pk=pk)
    form = MoneyForm(request.POST or None, instance=get_object_or_404(Money, pk=pk))
    return write(
        request, form, lambda: _to(trail.change(one, form.expect, by=by, why="A line changed", **form.said())),
        title="Change the line", done="The line is changed.", back=_way("money", "Money"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def add_course(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    form = CourseForm(request.POST or None, initial={"on": timezone.localdate()})
    return write(
        request, form, lambda: _to(trail.create(Course, by=by, why="A course held", **form.said())),
        title="Add a course", done="The course is on record.", back=_way("training", "Training"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def change_course(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = get_object_or_404(Course.objects.visible_to(by), pk=pk)
    form = CourseForm(request.POST or None, instance=get_object_or_404(Course, pk=pk))
    return write(
        request, form, lambda: _to(trail.change(one, form.expect, by=by, why="A course changed", **form.said())),
        title="Change the course", done="The course is changed.", back=_way("training", "Training"),
    )  # fmt: skip
