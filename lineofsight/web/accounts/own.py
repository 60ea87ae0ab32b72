"""One's own account: the second factor, the password, the browsers signed in."""

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_otp import login as otp_login
from django_otp.plugins.otp_totp.models import TOTPDevice

from lineofsight.web.accounts import actions, passkeys, trail, visits
from lineofsight.web.accounts.forms import CodeForm, NewPasskeyForm, NewPasswordForm, PasskeyNameForm
from lineofsight.web.accounts.permissions import Permission, needs_two_factors, requires


@require_safe
@requires(Permission.SIGNED_IN)
def account(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    here = request.session.session_key
    return render(
        request,
        "accounts/account.html",
        {
            "visits": visits.current(person),
            "here": here,
            "two_factors": needs_two_factors(person.role),
            "telephone": person.telephone,
            "passkeys": person.kept_passkeys,
            "sign_on": settings.SIGN_ON,
            "linked": person.linked_sign_ons.first() if settings.SIGN_ON else None,
        },
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.SIGNED_IN, before_second_factor=True)
def set_up_code(request: HttpRequest) -> HttpResponse:
    """Set up a telephone as the second factor; once there is one, only whoever has given its code may change it."""
    person: Any = request.user
    if person.has_second_factor and not person.is_verified():
        return redirect("accounts:code")
    onward = "accounts:account" if person.has_second_factor else "home"
    device, _ = TOTPDevice.objects.get_or_create(user=person, confirmed=False, defaults={"name": "Telephone"})
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if device.verify_token(form.cleaned_data["code"]):
            actions.confirm_second_factor(device, person)
            otp_login(request, device)
            messages.success(request, "Your second factor is set up.")
            return redirect(onward)
        form.add_error("code", "That is not the code of this moment. Wait for the next one and try again.")
    drawn = segno.make(device.config_url, error="m").svg_inline(scale=5, border=2)
    picture = mark_safe(drawn)  # nosec B703 # noqa: S308 - black and white squares, drawn here
    return render(
        request,
        "accounts/set_up_code.html",
        {"form": form, "picture": picture, "key": _spaced(device), **passkeys.told(request)},
    )


def _spaced(device: TOTPDevice) -> str:
    """The key in fours, for whoever types it."""
    from base64 import b32encode

    key = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4))


@require_http_methods(["GET", "POST"])
@requires(Permission.SIGNED_IN, before_second_factor=True)
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Set up a passkey; once there is a second factor, only whoever has given it may add another."""
    person: Any = request.user
    if person.has_second_factor and not person.is_verified():
        return redirect("accounts:code")
    onward = "accounts:account" if person.has_second_factor else "home"
    form = NewPasskeyForm(request.POST or None)
    if form.is_valid():
        try:
            made = passkeys.add(request, person, **form.cleaned_data)
        except passkeys.PasskeyError as error:
            form.add_error(None, str(error))
        else:
            otp_login(request, made)
            messages.success(request, f"The passkey “{made.name}” is set up.")
            return redirect(onward)
    asked = passkeys.ask_for_new(request, person)
    return render(
        request, "accounts/add_passkey.html", {"form": form, "asked": asked, **passkeys.told(request)}
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.SIGNED_IN)
def change_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name for a passkey, or its end."""
    person: Any = request.user
    shown = get_object_or_404(person.kept_passkeys, pk=pk)
    form = PasskeyNameForm(request.POST or None, initial={"name": shown.name})
    if "remove" in request.POST:
        passkeys.remove(shown, by=person, why="Removed a passkey")
        messages.success(request, f"The passkey “{shown}” is removed. Delete it from your device too.")
        return redirect("accounts:account")
    if form.is_valid():
        trail.change(shown, shown.version, by=person, why="Renamed a passkey", **form.cleaned_data)
        return redirect("accounts:account")
    return render(request, "accounts/passkey.html", {"form": form, "shown": shown})


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@requires(Permission.SIGNED_IN)
def password(request: HttpRequest) -> HttpResponse:
    """A new password; every browser is signed out, this one too."""
    person: Any = request.user
    form = NewPasswordForm(person, request.POST or None)
    if form.is_valid():
        actions.set_password(person, form.cleaned_data["password"], why="Chose a new password")
        logout(request)
        messages.success(request, "Your password is changed. Sign in with it.")
        return redirect("accounts:sign-in")
    return render(request, "accounts/password.html", {"form": form})


@require_POST
@requires(Permission.SIGNED_IN)
def sign_out_one(request: HttpRequest, pk: int) -> HttpResponse:
    """One browser of one's own, such as one that was left open somewhere."""
    person: Any = request.user
    visit = get_object_or_404(person.visits.filter(ended_at=None), pk=pk)
    visits.end(person, by=person, why="Signed one browser out", only=visit.session)
    messages.success(request, f"Signed out of {visit.browser}.")
    return redirect("accounts:account")


@require_POST
@requires(Permission.SIGNED_IN)
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    many = visits.end(
        person, by=person, why="Signed out everywhere else", but=request.session.session_key or ""
    )
    messages.success(request, f"Signed out of {many} other browser{'' if many == 1 else 's'}.")
    return redirect("accounts:account")
