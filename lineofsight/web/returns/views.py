"""Pages of the calendar and of one return: sending it, checking it, querying it, agreeing it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.store import Load, Workspace
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Agency
from lineofsight.web.accounts.permissions import Permission, requires
from lineofsight.web.indicators import agreed
from lineofsight.web.loads import rejects
from lineofsight.web.loads.views import summary
from lineofsight.web.records import actions as references
from lineofsight.web.records import register
from lineofsight.web.records.writing import write
from lineofsight.web.returns import chasing, receiving
from lineofsight.web.returns.forms import AnswerForm, CameForm, QueryForm, SendForm
from lineofsight.web.returns.models import Return

State = Return.State
IN_HAND = (State.RECEIVED, State.QUERIED, State.CHECKED, State.AGREED)
DONE_SHOWN = 40


def way(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Returns", reverse("returns:calendar")), *more]


def _shown(person: Any, pk: int) -> Return:
    return get_object_or_404(Return.objects.visible_to(person).whole(), pk=pk)


def _to(one: Return) -> str:
    return reverse("returns:return", args=[one.pk])


@require_safe
@requires(Permission.RETURNS_VIEW)
def calendar(request: HttpRequest) -> HttpResponse:
    """What is late, what is in hand, what is due next, and what was used."""
    person: Any = request.user
    today = timezone.localdate()
    seen = Return.objects.visible_to(person).whole()
    rows = list(seen.exclude(state__in=[State.USED, State.STOPPED]))
    late = [one for one in rows if one.is_late(today)]
    said = {
        "late": late, "hand": [one for one in rows if one.state in IN_HAND],
        "due": [one for one in rows if one.state == State.EXPECTED and not one.is_late(today)],
        "done": seen.filter(state=State.USED).order_by("-due")[:DONE_SHOWN], "today": today,
        "owing": sorted({one.supply.agency for one in late}, key=str) if person.may(Permission.RETURNS_KEEP) else [],
    }  # fmt: skip
    return render(request, "returns/calendar.html", said | {"unsent": _unsent(rows)})


def _unsent(rows: list[Return]) -> list[str]:
    """The measures of the agreed dataset that nobody is to send."""
    sent = {code for one in rows for code in one.supply.codes}
    return [CATALOGUE[code].title for code in sorted(agreed.codes() - sent)]


@require_POST
@requires(Permission.RETURNS_KEEP)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to an agency now about all that it owes."""
    by: Any = request.user
    agency = get_object_or_404(Agency, pk=pk)
    try:
        message = chasing.ask(agency, timezone.localdate(), by=by)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        who = "1 person" if message.people == 1 else f"{message.people} people"
        messages.success(request, f"{agency} is asked: one message to {who}.")
    return redirect("returns:calendar")


@require_safe
@requires(Permission.RETURNS_VIEW)
def one_return(request: HttpRequest, pk: int) -> HttpResponse:
    """One return: where it stands, what was in its file, every step of it, and what can be done next."""
    person: Any = request.user
    one = _shown(person, pk)
    kind, today = register.kind_of(one), timezone.localdate()
    keeps, sends = person.may(Permission.RETURNS_KEEP), receiving.may_send(person, one)
    codes = agreed.codes()
    said = {
        "shown": one, "today": today, "late": one.is_late(today), "loads": [summary(load) for load in _loads(one)],
        "sends": sends, "keeps": keeps, "agrees": receiving.may_agree(person, one), "back": way(),
        "open": one.state in receiving.OPEN,
        "measures": [(code, CATALOGUE[code].title, code in codes) for code in one.supply.codes if code in CATALOGUE],
        "steps": one.steps.select_related("taken_by"), "ends": references.ends(person, kind.ref(one)),
        "here": kind.found(one),
    }  # fmt: skip
    return render(request, "returns/return.html", said)


def _loads(one: Return) -> list[Load]:
    held = {load.id: load for load in Workspace(settings.WORKSPACE).loads()} if one.loads else {}
    return [held[name] for name in one.loads if name in held]


@require_http_methods(["GET", "POST"])
@requires(Permission.RETURNS_SEND)
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """An agency answers in place: its file is read at once, and it sees what became of the rows."""
    by: Any = request.user
    one = _shown(by, pk)
    if not receiving.may_send(by, one):
        raise Http404
    form = SendForm(
        request.POST or None, request.FILES or None,
        initial={"version": one.version, "known_on": timezone.localdate()},
    )  # fmt: skip

    def save() -> str:
        said = form.cleaned_data
        receiving.send(one, said["version"], file=said["file"], known_on=said["known_on"], by=by)
        return _to(one)

    return write(
        request, form, save, title=f"Send {one}", done="The file is here and is being read.", button="Send",
        back=way((str(one), _to(one))),
        intro="Every row is accepted or rejected, with the reason. Names, addresses and numbers of children are not kept.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.RETURNS_KEEP)
def came(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _shown(by, pk)
    form = CameForm(request.POST or None, initial={"version": one.version})

    def save() -> str:
        receiving.came(one, form.cleaned_data["version"], load=form.cleaned_data["load"], by=by)
        return _to(one)

    return write(request, form, save, title=f"{one} came another way", done="The return is received.",
                 back=way((str(one), _to(one))))  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.RETURNS_KEEP)
def query(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _shown(by, pk)
    form = QueryForm(request.POST or None, initial={"version": one.version})

    def save() -> str:
        receiving.query(one, form.cleaned_data["version"], words=form.cleaned_data["words"], by=by)
        return _to(one)

    return write(
        request, form, save, title=f"Query {one}", done="The sender is asked.", back=way((str(one), _to(one)))
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.RETURNS_SEND)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _shown(by, pk)
    if not receiving.may_send(by, one):
        raise Http404
    form = AnswerForm(request.POST or None, initial={"version": one.version})

    def save() -> str:
        receiving.answer(one, form.cleaned_data["version"], words=form.cleaned_data["words"], by=by)
        return _to(one)

    return write(request, form, save, title=f"Answer the query: {one}", done="Your answer is on record.",
                 back=way((str(one), _to(one))), intro=one.query.words if one.query else "")  # fmt: skip


@require_POST
@requires(Permission.RETURNS_KEEP)
def check(request: HttpRequest, pk: int) -> HttpResponse:
    return _move(request, pk, receiving.check, "It is checked. The sender is asked to agree the figures.")


@require_POST
@requires(Permission.RETURNS_SEND)
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    return _move(request, pk, receiving.agree, "Thank you. The figures are agreed.")


def _move(request: HttpRequest, pk: int, act: Any, done: str) -> HttpResponse:
    by: Any = request.user
    one = _shown(by, pk)
    said = request.POST.get("version", "")
    try:
        act(one, int(said) if said.isdigit() else 0, by=by)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except trail.ChangedMeanwhileError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(_to(one))


@require_safe
@requires(Permission.RETURNS_SEND)
def rows(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows of its file that were rejected or queried, for whoever can put them right."""
    by: Any = request.user
    one = _shown(by, pk)
    loads = _loads(one)
    if not loads or not receiving.may_send(by, one):
        raise Http404
    return rejects.answer(loads[0], by=by)
