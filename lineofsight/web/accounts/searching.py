"""Reading the trail: searching it, who looked at one record, and a file of what was found."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.core.paginator import Paginator
from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lineofsight.web.accounts import spreadsheet, trail
from lineofsight.web.accounts.forms import SearchTrailForm
from lineofsight.web.accounts.models import Entry, words_of
from lineofsight.web.accounts.permissions import Permission, requires

A_PAGE = 50
COLUMNS = ("number", "when", "who", "from", "what", "kind", "of", "fields", "why")


@require_safe
@requires(Permission.TRAIL_VIEW)
def entries(request: HttpRequest) -> HttpResponse:
    """Search the trail."""
    form = SearchTrailForm(request.GET or None)
    page = Paginator(_found(form), A_PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    return render(request, "accounts/trail.html", {"form": form, "page": page, "asked": asked.urlencode()})


@require_safe
@requires(Permission.TRAIL_VIEW)
def export(request: HttpRequest) -> HttpResponse:
    """What a search finds, as CSV: and that it was taken away is on the trail as well."""
    person: Any = request.user
    found = list(_found(SearchTrailForm(request.GET or None)))
    trail.happened("accounts.trail", "export", by=person, why=f"Taken away as CSV: {len(found)}")
    return spreadsheet.answer("trail", COLUMNS, map(_row, found))


def _row(one: Entry) -> tuple[Any, ...]:
    who = one.by.name if one.by else one.actor
    when = timezone.localtime(one.at).isoformat(timespec="seconds")
    fields = ", ".join(one.fields)
    return (one.number, when, who, one.place, one.get_what_display(), one.kind, one.subject, fields, one.why)


@require_safe
@requires(Permission.TRAIL_VIEW)
def who_looked(request: HttpRequest, kind: str, subject: str) -> HttpResponse:
    """Who looked at one record and who changed it, by person and entry by entry."""
    found = Entry.objects.filter(kind=kind, subject=subject).select_related("by")
    people = found.order_by().values("by__name", "actor", "what")
    people = people.annotate(times=Count("number"), last=Max("at")).order_by("-last")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    said = {
        "of": f"{words_of(kind)} {subject}",
        "name": _name(request, kind, subject),
        "people": people,
        "page": page,
        "words": dict(Entry.What.choices),
    }
    return render(request, "accounts/who_looked.html", said)


def _name(request: HttpRequest, kind: str, subject: str) -> str:
    """How a record is called, where there is one that this reader may see."""
    try:
        rows: Any = apps.get_model(kind)._default_manager.all()
        return str(rows.visible_to(request.user).filter(pk=subject).first() or "")
    except (LookupError, ValueError, AttributeError):
        return ""


def _found(form: SearchTrailForm) -> QuerySet[Entry]:
    found = Entry.objects.select_related("by")
    if not form.is_bound:
        return found
    if not form.is_valid():
        return found.none()
    said = form.cleaned_data
    asked = {
        "by__name__icontains": said["who"],
        "what": said["what"],
        "kind__icontains": said["kind"].strip().lower().replace(" ", ""),
        "why__icontains": said["why"],
        "at__gte": _midnight(said["since"]),
        "at__lt": _midnight(said["until"] and said["until"] + timedelta(days=1)),
    }
    return found.filter(**{name: value for name, value in asked.items() if value})


def _midnight(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None
