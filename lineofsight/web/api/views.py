"""Pages about the API: tokens, and what may be asked."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from lineofsight.web.accounts.entering import origin
from lineofsight.web.accounts.permissions import Permission, open_to_all, requires
from lineofsight.web.api import actions
from lineofsight.web.api.forms import RevokeForm, TokenForm
from lineofsight.web.api.models import Token
from lineofsight.web.api.v1 import api
from lineofsight.web.records.writing import write

BACK = ("Other systems", "api:tokens")


@require_safe
@requires(Permission.TOKENS_GIVE)
def tokens(request: HttpRequest) -> HttpResponse:
    """Every token one may see: whose, what it opens, until when, when it was last used."""
    person: Any = request.user
    found = Token.objects.visible_to(person).select_related("agency", "made_by", "revoked_by")
    found = found.annotate(used_on=Max("uses__on")).order_by("revoked_at", "agency__name", "name")
    return render(request, "api/tokens.html", {"tokens": found[:500]})


@require_http_methods(["GET", "POST"])
@requires(Permission.TOKENS_GIVE)
def add(request: HttpRequest) -> HttpResponse:
    """Give a token. Its secret stands on the answer to this form and nowhere else."""
    person: Any = request.user
    form = TokenForm(person, request.POST or None)
    if form.is_valid():
        try:
            made, secret = actions.give(**form.cleaned_data, by=person)
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            return render(request, "api/given.html", {"token": made, "secret": secret})
    return render(request, "api/add.html", {"form": form})


@require_http_methods(["GET", "POST"])
@requires(Permission.TOKENS_GIVE)
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a token back: the next request with it is refused."""
    person: Any = request.user
    shown = get_object_or_404(Token.objects.visible_to(person).filter(revoked_at=None), pk=pk)
    form = RevokeForm(request.POST or None, initial={"version": shown.version})

    def save() -> str:
        said = form.cleaned_data
        actions.revoke(shown, said["version"], by=person, why=said["why"])
        return reverse("api:tokens")

    title, back = f"Revoke the token of {shown}", [(BACK[0], reverse(BACK[1])), ("Revoke", "")]
    done = f"The token of {shown} works no more."
    return write(request, form, save, title=title, done=done, back=back, button="Revoke")


def description() -> dict[str, Any]:
    return api.get_openapi_schema(path_prefix=reverse("api:docs").removesuffix("docs"))


@require_safe
@open_to_all
def openapi(request: HttpRequest) -> HttpResponse:
    """The description that programmes read (OpenAPI)."""
    return JsonResponse(description())


@require_safe
@open_to_all
def docs(request: HttpRequest) -> HttpResponse:
    """The same description for people: a page of ours, which fetches nothing from elsewhere."""
    said = description()
    return render(request, "api/docs.html", {"said": said, "origin": origin(request)})


@open_to_all
def nothing_there(request: HttpRequest, rest: str) -> HttpResponse:
    """A programme is told in its own tongue."""
    words = f"There is nothing at this address. See {reverse('api:docs')}."
    return JsonResponse({"detail": words}, status=404)
