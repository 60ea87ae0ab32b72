"""Pages on which a chair or a manager decides what the public may read."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.opened import Audience
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Permission, requires
from lineofsight.web.indicators import seen, sheets
from lineofsight.web.publishing import actions
from lineofsight.web.publishing.forms import DecideForm
from lineofsight.web.publishing.models import Agreement, Contradiction


@require_safe
@requires(Permission.PUBLISH)
def listed(request: HttpRequest) -> HttpResponse:
    """Every indicator, as the public would read it, with whether it is agreed and what holds it back."""
    person: Any = request.user
    agreed = {one.code: one for one in Agreement.objects.visible_to(person).select_related("agreed_by")}
    more = {
        "themes": sheets.by_theme(seen.opened(Audience.PUBLIC)),
        "agreed": {code: one for code, one in agreed.items() if one.stands},
        "held": actions.held_back(timezone.localdate()),
        "unseen": Contradiction.objects.visible_to(person).unseen(),
    }
    return render(request, "publishing/list.html", more)


@require_http_methods(["GET", "POST"])
@requires(Permission.PUBLISH)
def decide(request: HttpRequest, code: str) -> HttpResponse:
    """Agree that an indicator is published, or withdraw that."""
    by: Any = request.user
    if code not in CATALOGUE:
        raise Http404
    there = Agreement.objects.visible_to(by).select_related("agreed_by").filter(code=code).first()
    stands = there is not None and there.stands
    form = DecideForm(request.POST or None, initial={"version": there.version if there else 0})
    if form.is_valid():
        expect, why = form.cleaned_data["version"], form.cleaned_data["why"]
        try:
            if there is not None and stands:
                actions.withdraw(there, expect, by=by, why=why)
            else:
                actions.agree(code, expect, by=by, why=why)
        except trail.ChangedMeanwhileError as error:
            form.add_error(None, str(error))
        else:
            said = "comes off the public site" if stands else "goes on to the public site"
            messages.success(request, f"{CATALOGUE[code].title} {said} when it is next published.")
            return redirect("publishing:list")
    sheet = sheets.sheet(seen.opened(Audience.PUBLIC), code)
    more = {"shown": CATALOGUE[code], "sheet": sheet, "there": there, "stands": stands, "form": form}
    return render(request, "publishing/decide.html", more)


@require_http_methods(["GET", "POST"])
@requires(Permission.PUBLISH)
def seen_it(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one has seen what contradicts a report in print, and what will be done about it."""
    by: Any = request.user
    found = get_object_or_404(Contradiction.objects.visible_to(by).unseen(), pk=pk)
    form = DecideForm(request.POST or None, initial={"version": found.version})
    if form.is_valid():
        try:
            actions.see(found, form.cleaned_data["version"], by=by, why=form.cleaned_data["why"])
        except trail.ChangedMeanwhileError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "It holds nothing back any longer.")
            return redirect("publishing:list")
    return render(request, "publishing/seen.html", {"found": found, "form": form})
