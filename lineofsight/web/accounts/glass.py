"""Break-glass: opening for an hour, for a written reason, what one's role does not open; and looking at who did."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lineofsight.web.accounts import actions, trail
from lineofsight.web.accounts.entering import origin
from lineofsight.web.accounts.forms import BreakGlassForm
from lineofsight.web.accounts.models import Opening
from lineofsight.web.accounts.permissions import Permission, requires


@require_safe
@requires(Permission.BREAK_GLASS, Permission.TRAIL_VIEW)
def openings(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    found = Opening.objects.visible_to(person).select_related("opened_by", "seen_by")
    return render(request, "accounts/openings.html", {"openings": found[:200]})


@require_http_methods(["GET", "POST"])
@requires(Permission.BREAK_GLASS)
def break_glass(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    form = BreakGlassForm(request.POST or None)
    if form.is_valid():
        made = actions.break_glass(**form.cleaned_data, by=person, origin=origin(request))
        messages.success(request, f"It is open to you until {made.closes}. Administrators have been told.")
        return redirect("accounts:opening", made.pk)
    return render(request, "accounts/break_glass.html", {"form": form})


@require_safe
@requires(Permission.BREAK_GLASS, Permission.TRAIL_VIEW)
def opening(request: HttpRequest, pk: int) -> HttpResponse:
    """One opening, and what its person looked at while it lasted."""
    person: Any = request.user
    found = Opening.objects.visible_to(person).select_related("opened_by", "seen_by")
    shown = get_object_or_404(found, pk=pk)
    return render(request, "accounts/opening.html", {"shown": shown, "looked": shown.looked})


@require_POST
@requires(Permission.BREAK_GLASS)
def end_opening(request: HttpRequest, pk: int) -> HttpResponse:
    """Close it before its hour is over."""
    person: Any = request.user
    shown = get_object_or_404(Opening.objects.filter(opened_by=person), pk=pk)
    actions.end_opening(shown, by=person)
    return redirect("accounts:opening", pk)


@require_POST
@requires(Permission.TRAIL_VIEW)
def seen_opening(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one has looked at it: its reason, and what was opened."""
    person: Any = request.user
    shown = get_object_or_404(Opening.objects.visible_to(person), pk=pk)
    try:
        actions.see_opening(shown, by=person)
    except (trail.ChangedMeanwhileError, ValidationError) as error:
        messages.info(request, " ".join(getattr(error, "messages", [str(error)])))
    return redirect("accounts:opening", pk)
