"""Pages of the application as a whole: the first page, its health, its colours, its components, its refusals."""

import os
import sys
from typing import Any

from django.conf import settings
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from lineofsight.engine.store import Workspace
from lineofsight.web.accounts import kept
from lineofsight.web.accounts.entering import ask_to_sign_in
from lineofsight.web.accounts.permissions import Permission, open_to_all, requires
from lineofsight.web.config import components, pages
from lineofsight.web.indicators import showing
from lineofsight.web.loads.models import Found
from lineofsight.web.setup import answering, looks


@require_safe
@requires(Permission.SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    """The first page after signing in: what needs this person; in a new installation, setting it up."""
    person: Any = request.user
    new = person.may(Permission.SETUP) and not answering.begun()
    return redirect("setup:start" if new else "records:today")


@require_safe
@requires(Permission.SIGNED_IN)
def more(request: HttpRequest) -> HttpResponse:
    """The rooms that the navigation has no space for."""
    every = pages.places(request.user)
    return render(request, "config/more.html", {"rest": every[pages.in_a_line(every) :] or every})


@require_safe
@open_to_all
def health(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
@open_to_all
def ready(request: HttpRequest) -> HttpResponse:
    """It can do its work: the database is there and up to date, and the workspace can be written or is yet to be made."""
    wrong = []
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            wrong.append("the database is behind: run lineofsight migrate")
    except DatabaseError:
        wrong.append("the database does not answer")
    if trouble := _workspace_trouble(Workspace(settings.WORKSPACE)):
        wrong.append(trouble)
    return JsonResponse(
        {"status": "not ready" if wrong else "ok", "wrong": wrong}, status=503 if wrong else 200
    )


def _workspace_trouble(workspace: Workspace) -> str:
    """A new installation has no workspace until its first file comes: then only its place must be writable. Once a
    file was looked through, its folder must be there."""
    folder = workspace.folder
    if not folder.is_dir() and Found.objects.exists():
        return f"the workspace is gone: {folder}"
    nearest = next(one for one in (folder, *folder.parents) if one.exists())
    return (
        ""
        if nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)
        else "the workspace cannot be written"
    )


@require_safe
@open_to_all
@cache_control(max_age=3600)
def colours(request: HttpRequest) -> HttpResponse:
    """The board's colour, as a style sheet of its own: inline styles are refused."""
    return HttpResponse(f":root {{ --board: {settings.BOARD_COLOUR}; }}\n", content_type="text/css")


@require_safe
@open_to_all
@cache_control(max_age=3600)
def logo(request: HttpRequest) -> HttpResponse:
    """The board's logo, of the two kinds that setting up takes."""
    there = looks.logo()
    if there is None:
        raise Http404
    return HttpResponse(there.read_bytes(), content_type=looks.KINDS[there.suffix])


@require_http_methods(["GET", "POST"])
@requires(Permission.SIGNED_IN)
def all_components(request: HttpRequest) -> HttpResponse:
    """Every component in every state: for those who build pages, and for the tests that look at them."""
    said: dict[str, Any] = {"form": components.wrong(request.POST), "filled": components.filled()}
    said |= {"empty": components.ComponentForm(prefix="empty")}
    said |= {"charts": components.charts(), "page": components.second_of_three(), "showing": showing}
    return render(request, "config/components.html", said)


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without its token: mostly one that stood open since before signing in. What was typed is kept."""
    held = kept.sealed(request) if _is_from_here(request) else ""
    if not held:
        return render(request, "403_form.html", status=403)
    person: Any = request.user
    if not person.is_authenticated:
        return ask_to_sign_in(request)
    kept.hold(request, person, held)
    return redirect(kept.onward(request))


def _is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of ours sent it: another site's words are never put into a form."""
    return request.META.get("HTTP_ORIGIN") == f"{request.scheme}://{request.get_host()}"


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Something is wrong with the program; or the database was kept busy for longer than a page waits."""
    if isinstance(sys.exception(), OperationalError):
        answer = render(request, "503.html", status=503)
        answer["Retry-After"] = "30"
        return answer
    return render(request, "500.html", status=500)
