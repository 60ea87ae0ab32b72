"""People and agencies, and the trail."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lineofsight.web.accounts import actions, trail, visits
from lineofsight.web.accounts.entering import origin
from lineofsight.web.accounts.forms import AgencyForm, InvitationForm, ReasonForm, RoleForm
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.permissions import Permission, requires

A_PAGE = 50


@require_safe
@requires(Permission.PEOPLE_VIEW, Permission.AGENCY_PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    found = Person.objects.visible_to(person).with_entered().select_related("agency")
    found = found.order_by("deactivated_at", "name")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/people.html", {"page": page})


@require_safe
@requires(Permission.PEOPLE_VIEW, Permission.AGENCY_PEOPLE)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    found = Person.objects.visible_to(by).with_entered().select_related("agency", "deactivated_by")
    shown = get_object_or_404(found, pk=pk)
    said = {
        "shown": shown, "closes": Person.objects.closed_by(by).filter(pk=pk).exists(), "browsers": visits.current(shown),
        "invited": shown.links.order_by("-sent_at").first(),
    }  # fmt: skip
    return render(request, "accounts/person.html", said)


@require_http_methods(["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE, Permission.AGENCY_PEOPLE)
def invite(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    form = InvitationForm(by, request.POST or None)
    if form.is_valid():
        invited = actions.invite(**form.cleaned_data, by=by, origin=origin(request))
        messages.success(request, f"{invited} is invited. The message went to {invited.email}.")
        return redirect("accounts:people")
    return render(
        request,
        "accounts/form.html",
        {"form": form, "heading": "Invite a person", "button": "Send invitation"},
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def role(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    shown = get_object_or_404(Person.objects.visible_to(by), pk=pk)
    now = {"role": shown.role, "agency": shown.agency_id, "version": shown.version}
    form = RoleForm(request.POST or None, initial=now)
    if form.is_valid():
        said = dict(form.cleaned_data)
        try:
            actions.change_role(shown, said.pop("version"), **said, by=by)
        except (trail.ChangedMeanwhileError, ValidationError) as error:
            form.add_error(None, _said(error))
        else:
            messages.success(request, f"{shown}'s role is changed. They sign in anew.")
            return redirect("accounts:person", pk)
    return render(
        request,
        "accounts/form.html",
        {"form": form, "heading": f"Change the role of {shown}", "button": "Change role"},
    )


@require_POST
@requires(Permission.PEOPLE_MANAGE, Permission.AGENCY_PEOPLE)
def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    shown = get_object_or_404(Person.objects.closed_by(by), pk=pk)
    try:
        actions.invite_again(shown, by=by, origin=origin(request))
    except ValidationError as error:
        messages.info(request, _said(error))
    else:
        messages.success(request, f"Another invitation went to {shown.email}.")
    return redirect("accounts:person", pk)


@require_POST
@requires(Permission.PEOPLE_MANAGE)
def sign_out_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of every browser, such as where a computer was stolen."""
    by: Any = request.user
    shown = get_object_or_404(Person.objects.visible_to(by), pk=pk)
    many = visits.end(shown, by=by, why="Signed out everywhere by an administrator")
    messages.success(request, f"{shown} is signed out of {many} browser{'' if many == 1 else 's'}.")
    return redirect("accounts:person", pk)


CLOSING = {
    "close": ("Close the account of", actions.deactivate, "is closed. What they did keeps their name."),
    "open": ("Open the account of", actions.reactivate, "is open again."),
}


@require_http_methods(["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE, Permission.AGENCY_PEOPLE)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account, with the reason."""
    return _close_or_open(request, pk, "close")


@require_http_methods(["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open an account again, with the reason."""
    return _close_or_open(request, pk, "open")


def _close_or_open(request: HttpRequest, pk: int, way: str) -> HttpResponse:
    by: Any = request.user
    shown = get_object_or_404(Person.objects.closed_by(by), pk=pk)
    heading, act, said = CLOSING[way]
    form = ReasonForm(request.POST or None, initial={"version": shown.version})
    if form.is_valid():
        try:
            act(shown, form.cleaned_data["version"], by=by, why=form.cleaned_data["why"])
        except (trail.ChangedMeanwhileError, ValidationError) as error:
            form.add_error(None, _said(error))
        else:
            messages.success(request, f"The account of {shown} {said}")
            return redirect("accounts:person", pk)
    return render(
        request,
        "accounts/form.html",
        {"form": form, "heading": f"{heading} {shown}", "button": heading.split(" of")[0]},
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def lost_telephone(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    shown = get_object_or_404(Person.objects.visible_to(by), pk=pk)
    form = ReasonForm(request.POST or None, initial={"version": shown.version})
    if form.is_valid():
        actions.forget_second_factor(shown, by=by, why=form.cleaned_data["why"])
        messages.success(request, f"{shown} sets up a second factor at the next sign-in.")
        return redirect("accounts:person", pk)
    heading = f"Take away the second factor of {shown}"
    return render(request, "accounts/form.html", {"form": form, "heading": heading, "button": "Take it away"})


def _said(error: Exception) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)


@require_safe
@requires(Permission.PEOPLE_VIEW)
def agencies(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    found = Agency.objects.visible_to(by).select_related("successor")
    return render(request, "accounts/agencies.html", {"agencies": found, "today": timezone.localdate()})


@require_http_methods(["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def add_agency(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    form = AgencyForm(request.POST or None)
    if form.is_valid():
        said = dict(form.cleaned_data)
        made = trail.create(Agency, by=by, why=said.pop("why"), **said)
        messages.success(request, f"{made} is added.")
        return redirect("accounts:agencies")
    return render(request, "accounts/form.html", {"form": form, "heading": "Add an agency", "button": "Add"})


@require_http_methods(["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def change_agency(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    shown = get_object_or_404(Agency.objects.visible_to(by), pk=pk)
    seen = (
        int(request.POST.get("version") or 0) if request.POST.get("version", "").isdigit() else shown.version
    )
    form = AgencyForm(request.POST or None, instance=shown)
    if form.is_valid():
        said = dict(form.cleaned_data)
        try:
            trail.change(shown, seen, by=by, why=said.pop("why"), **said)
        except trail.ChangedMeanwhileError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{shown} is changed.")
            return redirect("accounts:agencies")
    return render(
        request,
        "accounts/form.html",
        {"form": form, "heading": f"Change {shown}", "button": "Save", "version": seen},
    )
