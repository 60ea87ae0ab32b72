"""One page for all that is written in a room: a form, what is wrong with it, and what somebody else wrote meanwhile."""

from collections.abc import Callable, Sequence
from copy import copy
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Agency, Person


def write(
    request: HttpRequest,
    form: Any,
    save: Callable[[], str],
    *,
    title: str,
    done: str,
    back: Sequence[tuple[str, str]],
    button: str = "Save",
    intro: str = "",
    template: str = "records/form.html",
    **more: Any,
) -> HttpResponse:
    """Show the form; where it is good, `save` it and go to the address that it gives back.

    `back`: the way to this page, as (text, address). Of two who write at once, the second loses nothing.
    """
    theirs = None
    _offer_what_is_seen(form, request.user)
    if form.is_valid():
        try:
            address = save()
        except trail.ChangedMeanwhileError as error:
            theirs = error.now
            form = _again(form, theirs)
            _offer_what_is_seen(form, request.user)
        except ValidationError as error:
            of_its_fields = set(getattr(error, "error_dict", {})) <= set(form.fields)
            form.add_error(None, error if of_its_fields else " ".join(error.messages))
        else:
            messages.success(request, done)
            return redirect(address)
    _ask_for_files_again(form, request)
    said = {"form": form, "title": title, "back": back, "button": button, "intro": intro, "theirs": theirs}
    return render(request, template, said | more)


def _ask_for_files_again(form: Any, request: HttpRequest) -> None:
    """No browser keeps a file in a form that comes back: without a word, what is sent next would be saved without it."""
    for name in request.FILES:
        file: Any = request.FILES[name]
        if name in form.fields and form.errors and name not in form.errors:
            form.add_error(
                name, f"Choose {file.name} again: it could not stay here while something else was put right."
            )


def _offer_what_is_seen(form: Any, person: Any) -> None:
    """Only what somebody may see may they choose; a choice that they may not see is not theirs to change."""
    for name, field in list(form.fields.items()):
        rows = getattr(field, "queryset", None)
        if rows is None or rows.model in (Agency, Person) or not hasattr(rows, "visible_to"):
            continue
        field.queryset = rows.visible_to(person)
        chosen = form.initial.get(name) if isinstance(form, ModelForm) and form.instance.pk else None
        if chosen and not field.queryset.filter(pk=chosen).exists():
            del form.fields[name]


def _again(form: Any, theirs: Any) -> Any:
    """The same form with all that was typed, ready to be sent on top of what the other person did."""
    data = form.data.copy()
    data["version"] = f"{theirs.version}"
    again = type(form)(data, **({"instance": copy(theirs)} if isinstance(form, ModelForm) else {}))
    again.add_error(
        None, "Somebody else saved while you were writing. What you typed is kept: read theirs, then decide."
    )
    return again
