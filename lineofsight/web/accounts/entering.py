"""Coming in: signing in, the second factor, links sent by email, signing out."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from lineofsight.engine.store import Workspace
from lineofsight.web.accounts import actions, demo, kept, passkeys, throttling, trail, visits
from lineofsight.web.accounts.afterwards import afterwards
from lineofsight.web.accounts.forms import AddressForm, CodeForm, NewPasswordForm, SignInForm
from lineofsight.web.accounts.models import Link, Person
from lineofsight.web.accounts.permissions import Permission, open_to_all, requires

WRONG = "The address and the password do not go together. Check both, or have a new link sent to you."
SIGNED_ON = "signed_on"  # in the session of whoever came by the organisation's sign-on
SLOWED = "There were too many tries. Wait a quarter of an hour, or have a new link sent to you."


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@open_to_all
def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request.POST or None)
    status = 200
    if form.is_valid():
        who, place = form.cleaned_data["email"], visits.address_of(request)
        if throttling.too_many(who, place):
            form.add_error(None, SLOWED)
            status = 429
        elif person := _known(request, form):
            throttling.succeeded(who, place)
            visits.begin(request, person)
            kept.take(request, person)
            return redirect(onward_of(request))
        else:
            throttling.failed(who, place)
            form.add_error(None, WRONG)
    onward = request.POST.get("next") or request.GET.get("next", "")
    return _page(request, form, onward, request.POST.get("kept", ""), status)


def _page(request: HttpRequest, form: SignInForm, onward: str, held: str, status: int = 200) -> HttpResponse:
    said = {
        "form": form,
        "onward": onward,
        "kept": held,
        "personas": _personas(),
        "sign_on": settings.SIGN_ON,
        "there": settings.SIGN_ON and "there" in request.GET,
    }
    return render(request, "accounts/sign_in.html", said, status=status)


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Where a form came from somebody who is not signed in: what they typed goes along."""
    held = kept.sealed(request)
    onward = kept.onward(request)
    if not held:
        return redirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': onward})}")
    return _page(request, SignInForm(), onward, held)


def _known(request: HttpRequest, form: SignInForm) -> Person | None:
    # Takes as long for an address that nobody has: Django hashes the password all the same.
    said = form.cleaned_data
    return authenticate(request, username=said["email"], password=said["password"])


def onward_of(request: HttpRequest) -> str:
    """Where the person was going, if that is here."""
    onward = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure())
    return onward if safe else reverse(settings.LOGIN_REDIRECT_URL)


def _personas() -> list[Person]:
    """Made-up people to try it out as: in the demonstration, over made-up data, and nowhere else."""
    if not settings.DEMO or Workspace(settings.WORKSPACE).made_up is not True:
        return []
    ours = Person.objects.filter(email__endswith=demo.ADDRESS, deactivated_at=None)
    return list(ours.select_related("agency").order_by("pk"))


@require_POST
@open_to_all
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """Sign in as a made-up person: only where `_personas` has them."""
    chosen = [person for person in _personas() if str(person.pk) == request.POST.get("person")]
    if not chosen:
        return redirect("accounts:sign-in")
    visits.begin(request, chosen[0])
    kept.take(request, chosen[0])
    return redirect(onward_of(request))


@require_http_methods(["GET", "POST"])
@requires(Permission.SIGNED_IN, before_second_factor=True)
def code(request: HttpRequest) -> HttpResponse:
    """The second factor, after the password."""
    from django_otp import login as otp_login

    person: Any = request.user
    device = person.telephone
    if device is None:
        onward = urlencode({"next": onward_of(request)})
        return redirect(
            f"{reverse('accounts:passkey')}?{onward}" if person.has_second_factor else "accounts:set-up-code"
        )
    form = CodeForm(request.POST or None)
    if form.is_valid():
        allowed, _ = device.verify_is_allowed()  # slower with every wrong code
        if allowed and device.verify_token(form.cleaned_data["code"]):
            otp_login(request, device)
            return redirect(onward_of(request))
        wrong = "is not the code of this moment. Wait for the next one and try again."
        form.add_error("code", f"That {wrong}" if allowed else "There were too many tries. Wait a little.")
    said = {"form": form, "onward": onward_of(request), "passkeys": person.kept_passkeys.exists()}
    return render(request, "accounts/code.html", said)


@require_http_methods(["GET", "POST"])
@open_to_all
def passkey(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey, or give it after the password."""
    from django_otp import login as otp_login

    person: Any = request.user if request.user.is_authenticated else None
    wrong = ""
    if answer := request.POST.get("answer"):
        try:
            used = passkeys.owner(request, answer=answer)
        except passkeys.PasskeyError as error:
            wrong = str(error)
        else:
            if person is None or person.pk != used.user_id:
                visits.begin(request, used.user)
            otp_login(request, used)
            kept.take(request, used.user)
            return redirect(onward_of(request))
    said = {
        "wrong": wrong,
        "onward": onward_of(request),
        "asked": passkeys.ask_for_known(request, person),
        "kept": request.POST.get("kept", ""),
    }
    return render(request, "accounts/use_passkey.html", {**said, **passkeys.told(request)})


@require_POST
@open_to_all
def sign_out(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    there_too = "?there=1" if request.session.get(SIGNED_ON) else ""
    if person.is_authenticated:
        visits.end(person, by=person, why="Signed out", only=request.session.session_key or "")
    logout(request)
    return redirect(f"{reverse('accounts:sign-in')}{there_too}")


@require_http_methods(["GET", "POST"])
@open_to_all
def forgotten(request: HttpRequest) -> HttpResponse:
    """Send a new link. The answer is the same whether or not anyone has the address."""
    form = AddressForm(request.POST or None)
    if not form.is_valid():
        return render(request, "accounts/forgotten.html", {"form": form, "sent": False})
    answer = render(request, "accounts/forgotten.html", {"form": form, "sent": True})
    who, place = form.cleaned_data["email"], f"forgotten {visits.address_of(request)}"
    if throttling.too_many(f"forgotten {who}", place):
        return answer
    throttling.failed(f"forgotten {who}", place)
    return afterwards(answer, request, partial(_send_link, who, origin(request)))


def _send_link(email: str, here: str) -> None:
    """To whoever has the address. Nobody waits for it, so that its time does not say whether anybody does."""
    if person := Person.objects.filter(email__iexact=email, deactivated_at=None).first():
        actions.send_link(person, by=None, origin=here, subject="Choose a new password")


def origin(request: HttpRequest) -> str:
    """Such as https://host: from a host that ALLOWED_HOSTS has let pass."""
    return f"{request.scheme}://{request.get_host()}"


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@open_to_all
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """Choose a password with a link from a message."""
    found = _usable(secret).filter(onward="").first()
    if found is None:
        return render(request, "accounts/link_over.html", status=404)
    form = NewPasswordForm(found.person, request.POST or None)
    if form.is_valid():
        try:
            actions.use_link(found, password=form.cleaned_data["password"])
        except (trail.ChangedMeanwhileError, ValidationError):
            return render(request, "accounts/link_over.html", status=404)
        return render(request, "accounts/link_used.html")
    return render(request, "accounts/link.html", {"form": form, "person": found.person})


def _usable(secret: str) -> QuerySet[Link]:
    return Link.objects.usable().filter(digest=actions.digest(secret)).select_related("person")


@require_http_methods(["GET", "POST"])
@open_to_all
def reminder(request: HttpRequest, secret: str) -> HttpResponse:
    """Sign in with the link of a message. Looking at it uses nothing up: programs that read mail look at every link."""
    found = _usable(secret).exclude(onward="").first()
    if found is None:
        return render(request, "accounts/reminder_over.html", status=404)
    if request.method == "POST":
        try:
            person = actions.use_to_sign_in(found)
        except trail.ChangedMeanwhileError:
            return render(request, "accounts/reminder_over.html", status=404)
        visits.begin(request, person)
        return redirect(found.onward)
    return render(request, "accounts/reminder.html", {"person": found.person})
