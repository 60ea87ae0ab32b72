"""Coming in by the organisation's own sign-on: to its page and back, linking it to an account, signing out there too."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_otp import login as otp_login

from lineofsight.web.accounts import kept, provider, visits
from lineofsight.web.accounts import sign_on as letting_in
from lineofsight.web.accounts.entering import SIGNED_ON, onward_of
from lineofsight.web.accounts.permissions import Permission, open_to_all, requires

BEGUN = "sign_on"  # in the session: where the person was going, what they had typed, whose account is to be linked
MEANWHILE = "You were signed out meanwhile. Sign in, and link the sign-on once more."


def _must_be_in_use() -> None:
    if settings.SIGN_ON is None:
        raise Http404


@require_http_methods(["GET", "POST"])
@open_to_all
def sign_on(request: HttpRequest) -> HttpResponse:
    """To the organisation's page. What somebody typed before they were signed out waits in their session."""
    _must_be_in_use()
    if request.method == "POST":
        return _go_on(request, onward=onward_of(request), kept=request.POST.get("kept", ""))
    if "begun" not in request.GET:
        request.session[BEGUN] = {"onward": onward_of(request)}
    try:
        return provider.send(request)
    except provider.SignOnError as error:
        return _not_let_in(request, error)


def _go_on(request: HttpRequest, **begun: Any) -> HttpResponse:
    """A page with the way there: browsers refuse that a form of ours leads to another site."""
    request.session[BEGUN] = begun
    said = {"href": reverse("accounts:sign-on") + "?begun=1", "sign_on": settings.SIGN_ON}
    return render(request, "accounts/go_on.html", said)


@require_safe
@open_to_all
def back(request: HttpRequest) -> HttpResponse:
    """Back from the organisation's page, let in or not."""
    _must_be_in_use()
    begun = request.session.pop(BEGUN, {})
    try:
        known = provider.back(request)
        if "link" in begun:
            return _linked(request, known, begun["link"])
        found = letting_in.owner(known)
    except provider.SignOnError as error:
        return _not_let_in(request, error)
    visits.begin(request, found.user)
    request.session[SIGNED_ON] = True
    if known.many_factors and provider.ours().gives_second_factor:
        otp_login(request, found)
    kept.hold(request, found.user, begun.get("kept", ""))
    return redirect(begun.get("onward") or settings.LOGIN_REDIRECT_URL)


def _linked(request: HttpRequest, known: provider.Known, whose: int) -> HttpResponse:
    person: Any = request.user
    if person.pk != whose:
        raise provider.SignOnError(MEANWHILE)
    letting_in.link_to(person, known, why="Linked single sign-on")
    messages.success(request, f"From now on you may sign in with {provider.ours().name}.")
    return redirect("accounts:account")


def _not_let_in(request: HttpRequest, error: provider.SignOnError) -> HttpResponse:
    return render(request, "accounts/not_let_in.html", {"why": str(error)}, status=403)


@require_safe
@open_to_all
def way_out(request: HttpRequest) -> HttpResponse:
    """Out of the organisation's sign-on too, where it has a page for that."""
    _must_be_in_use()
    try:
        return redirect(provider.way_out(request) or "accounts:sign-in")
    except provider.SignOnError as error:
        return _not_let_in(request, error)


@require_POST
@requires(Permission.SIGNED_IN)
def link(request: HttpRequest) -> HttpResponse:
    """Link the sign-on to one's account, such as where the provider does not vouch for the address."""
    _must_be_in_use()
    return _go_on(request, link=request.user.pk)


@require_POST
@requires(Permission.SIGNED_IN)
def remove(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    for one in person.linked_sign_ons:
        letting_in.remove(one, by=person, why="Removed single sign-on")
    messages.success(
        request, "The sign-on is removed from your account. A password or passkey still lets you in."
    )
    return redirect("accounts:account")
