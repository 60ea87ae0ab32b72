"""Pages of the papers of an item: a paper, the file of it, and taking it back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from lineofsight.web.accounts.forms import ReasonForm
from lineofsight.web.accounts.permissions import Permission, requires
from lineofsight.web.governance import meeting as meetings
from lineofsight.web.governance.models import Paper
from lineofsight.web.governance.views.files import WithFile, file_field, give
from lineofsight.web.governance.views.meetings import item_to_hold, to, way_to
from lineofsight.web.records.writing import write
from lineofsight.web.records.written import Written


class PaperForm(WithFile, Written):
    class Meta:
        model = Paper
        fields = ("title", "author", "came_on", "where")

    attached = file_field("The paper itself")


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def add_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper, or its next version where one of that title is here."""
    by: Any = request.user
    one = item_to_hold(by, pk)
    form = PaperForm(request.POST or None, request.FILES or None, initial={"came_on": timezone.localdate()})

    def save() -> str:
        meetings.add_paper(one, by=by, **form.said(), **form.kept())
        form.tell(request)
        return to(one)

    return write(
        request, form, save, title="Add a paper", done="The paper is on record.", back=way_to(one.meeting),
        intro="A paper under a title that is here already is its next version. Members read it once the papers are issued.",
    )  # fmt: skip


@require_safe
@requires(Permission.BOARD_VIEW)
def paper_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper itself, to keep: of a closed part to members of the group and to nobody else."""
    person: Any = request.user
    one = get_object_or_404(Paper.objects.given_to(person).select_related("item"), pk=pk)
    return give(request, one, one.file, one.sha256, back=to(one.item))


@require_http_methods(["GET", "POST"])
@requires(Permission.BOARD_RECORD)
def withdraw_paper(request: HttpRequest, pk: int) -> HttpResponse:
    by: Any = request.user
    found = Paper.objects.visible_to(by).standing().select_related("item__meeting__group")
    one = get_object_or_404(found, pk=pk)
    form = ReasonForm(request.POST or None, initial={"version": one.version})

    def save() -> str:
        meetings.withdraw(one, form.cleaned_data["version"], why=form.cleaned_data["why"], by=by)
        return to(one.item)

    out = Paper.objects.issued().filter(pk=one.pk).exists()
    told = "Members have it: tell them in an addendum, and ask them to delete their copies." if out else ""
    return write(
        request, form, save, title=f"Withdraw: {one}", done=" ".join(filter(None, ["The paper is withdrawn.", told])),
        back=way_to(one.item.meeting), button="Withdraw the paper",
        intro="Its title stays on record with your reason. Nobody but those who keep the record gets its file. " + told,
    )  # fmt: skip
