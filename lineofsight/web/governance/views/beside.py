"""Pages of the boards beside this one: what goes between them, when it last did, and when it is next due."""

from itertools import groupby
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Permission, requires
from lineofsight.web.accounts.plain import PlainForm
from lineofsight.web.governance import beside
from lineofsight.web.governance.models import Interface
from lineofsight.web.governance.views.groups import way
from lineofsight.web.records import register
from lineofsight.web.records.actions import page_of
from lineofsight.web.records.writing import write
from lineofsight.web.records.written import Written


class InterfaceForm(Written):
    named_by = ("what",)

    class Meta:
        model = Interface
        fields = ("board", "what", "slug", "way", "due", "every", "agreement")


class ExchangeForm(PlainForm):
    on = forms.DateField(label="On which day?", widget=forms.DateInput(attrs={"type": "date"}))
    words = forms.CharField(
        label="What came of it?", max_length=2000, widget=forms.Textarea,
        help_text="Such as the questions that were asked, and the minute.",
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)


def _to(one: Interface) -> str:
    return register.kind_of(Interface).href(one)


def _way(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return way(("Boards beside this one", reverse("governance:beside")), *more)


def _shown(person: Any, pk: int) -> Interface:
    found = Interface.objects.visible_to(person).select_related("agreement").prefetch_related("exchanges")
    return get_object_or_404(found, pk=pk)


@require_safe
@requires(Permission.BOARD_VIEW)
def boards(request: HttpRequest) -> HttpResponse:
    """By board, what goes to it and comes from it."""
    person: Any = request.user
    today = timezone.localdate()
    seen = Interface.objects.visible_to(person).prefetch_related("exchanges")
    rows = [
        (board, [(one, *one.told(today)) for one in of_it])
        for board, of_it in groupby(seen, key=lambda one: one.board)
    ]
    return render(request, "governance/beside.html", {"boards": rows, "back": way()})


@require_safe
@requires(Permission.BOARD_VIEW)
def interface(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    one = _shown(person, pk)
    words, colour = one.told(timezone.localdate())
    said = page_of(person, one) | {"words": words, "colour": colour, "back": _way()}
    return render(request, "governance/interface.html", said)


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def add(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    form = InterfaceForm(request.POST or None)
    return write(
        request, form, lambda: _to(trail.create(Interface, by=by, why="Agreed with another board", **form.said())),
        title="Add what goes between two boards", done="It is on the list.", back=_way(),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _shown(by, pk)
    form = InterfaceForm(request.POST or None, instance=_shown(by, pk))
    return write(
        request, form, lambda: _to(trail.change(one, form.expect, by=by, why="Agreed with another board", **form.said())),
        title=f"Change: {one}", done="It is changed.", back=_way((f"{one}", _to(one))),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """It was given, or people met: the next day is worked out."""
    by: Any = request.user
    one = _shown(by, pk)
    form = ExchangeForm(request.POST or None, initial={"on": timezone.localdate(), "version": one.version})

    def save() -> str:
        said = form.cleaned_data
        return _to(beside.record(one, said["version"], on=said["on"], words=said["words"], by=by))

    return write(
        request,
        form,
        save,
        title=f"It was done: {one}",
        done="It is on record.",
        back=_way((f"{one}", _to(one))),
    )
