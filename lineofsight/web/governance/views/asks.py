"""Pages of the assurance that the board seeks: the list, one ask, the reply, the board's answer, a letter per agency."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.forms import ReasonForm
from lineofsight.web.accounts.models import Agency
from lineofsight.web.accounts.permissions import Permission, requires
from lineofsight.web.governance import asking, leading, letters
from lineofsight.web.governance.models import Answer, Ask, Reply
from lineofsight.web.governance.seats import chair_on
from lineofsight.web.governance.views.files import WithFile, file_field, give
from lineofsight.web.governance.views.groups import way
from lineofsight.web.records import actions as references
from lineofsight.web.records import register
from lineofsight.web.records.listing import listed
from lineofsight.web.records.writing import write
from lineofsight.web.records.written import Written


class AskForm(Written):
    happened = ("asked_on",)

    class Meta:
        model = Ask
        fields = ("title", "slug", "words", "topic", "of", "form", "source", "asked_on", "due")


class ReplyForm(WithFile, Written):
    class Meta:
        model = Reply
        fields = ("words", "evidence", "given_by", "given_on")

    attached = file_field("The evidence itself, as a file")


class AnswerForm(Written):
    class Meta:
        model = Answer
        fields = ("verdict", "words", "group", "decided_on")
        widgets = {"verdict": forms.RadioSelect}  # noqa: RUF012


def _shown(person: Any, pk: int) -> Ask:
    return get_object_or_404(Ask.objects.visible_to(person).select_related("of"), pk=pk)


def _to(ask: Ask) -> str:
    return reverse("governance:ask", args=[ask.pk])


def _way(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return way(("Assurance sought", reverse("governance:asks")), *more)


@require_safe
@requires(Permission.BOARD_VIEW)
def asks(request: HttpRequest) -> HttpResponse:
    """Everything that was asked, where it stands: first what is open, the longest overdue on top, marked with its days."""
    person: Any = request.user
    today = timezone.localdate()
    found = Ask.objects.visible_to(person).select_related("of").prefetch_related("replies", "answers__reply")
    shown = listed(request, found, in_order=lambda rows: sorted(rows, key=lambda one: not one.open_on(today)))
    rows = [(one, one.state_on(today), one.open_on(today) and one.due < today) for one in shown.page]
    return render(
        request, "governance/asks.html", {"rows": rows, "today": today, "listed": shown, "back": way()}
    )


@require_safe
@requires(Permission.BOARD_VIEW)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """One ask, every reply as it was given, and apart from it what the board said."""
    person: Any = request.user
    one = _shown(person, pk)
    kind, today = register.kind_of(one), timezone.localdate()
    said = {"shown": one, "state": one.state_on(today), "overdue": one.open_on(today) and one.due < today}
    said |= {
        "because": asking.why_withdrawn(one),
        "unrenewed": leading.unrenewed(one, today),
        "ends": references.ends(person, kind.ref(one)),
        "here": kind.found(one),
        "back": _way(),
    }
    return render(request, "governance/ask.html", said | {"may_reply": asking.may_reply(person, one)})


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def add_ask(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    source = references.source_of(request)
    given = {"asked_on": timezone.localdate(), "source": source and f"{source.number} {source.name}"}
    form = AskForm(request.POST or None, initial=given)

    def save() -> str:
        made = trail.create(Ask, by=by, why="The board asked", **form.said())
        references.came_from(made, source, by=by)
        return _to(made)

    return write(request, form, save, title="Seek assurance", done="The ask is on record.", back=_way())


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_VIEW)
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _shown(by, pk)
    if not asking.may_reply(by, one):
        raise Http404
    given = {"given_by": by.name, "given_on": timezone.localdate()}
    form = ReplyForm(request.POST or None, request.FILES or None, initial=given)

    def save() -> str:
        asking.reply(one, by=by, **form.said(), **form.kept())
        form.tell(request)
        return _to(one)

    return write(request, form, save, title=f"Reply: {one}", done="The reply is on record, for the board to consider.",
                 back=_way((one.title, _to(one))), intro=one.words)  # fmt: skip


@require_safe
@requires(Permission.BOARD_VIEW)
def reply_file(request: HttpRequest, pk: int) -> HttpResponse:
    """What came with a reply: for whoever may read the ask."""
    person: Any = request.user
    found = Reply.objects.visible_to(person).exclude(file="").select_related("ask")
    one = get_object_or_404(found, pk=pk)
    if one.withdrawn_at and not (asking.may_reply(person, one.ask) or person.may(Permission.BOARD_RECORD)):
        raise Http404
    return give(request, one, one.file, one.sha256, back=_to(one.ask))


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_VIEW)
def withdraw_reply(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = get_object_or_404(Reply.objects.visible_to(by).select_related("ask"), pk=pk)
    if not asking.may_reply(by, one.ask):
        raise Http404
    form = ReasonForm(request.POST or None, initial={"version": one.version})

    def save() -> str:
        asking.withdraw(one, form.cleaned_data["version"], why=form.cleaned_data["why"], by=by)
        return _to(one.ask)

    return write(request, form, save, title="Withdraw the reply", done="The reply is withdrawn. It stays to be seen.",
                 back=_way((one.ask.title, _to(one.ask))))  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    one = _shown(by, pk)
    form = AnswerForm(request.POST or None)

    def save() -> str:
        asking.answer(one, by=by, **form.said())
        return _to(one)

    return write(request, form, save, title=f"What the board said: {one}", done="The board's answer is on record.",
                 back=_way((one.title, _to(one))))  # fmt: skip


@require_safe
@requires(Permission.BOARD_VIEW)
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter that lists all that is asked of an agency, to be printed."""
    person: Any = request.user
    agency = get_object_or_404(Agency.objects.visible_to(person), pk=pk)
    today = timezone.localdate()
    said = {"agency": agency, "rows": letters.asked(person, agency, today), "today": today, "back": _way()}
    return render(request, "governance/letter.html", said | {"chair": chair_on(today)})
