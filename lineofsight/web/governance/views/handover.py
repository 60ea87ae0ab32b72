"""The page for whoever is new: what is due soon, who owes what, where what was promised stands."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lineofsight.web.accounts.permissions import Permission, requires
from lineofsight.web.governance import handover as handing_over
from lineofsight.web.governance.views.groups import way


@require_safe
@requires(Permission.BOARD_VIEW_ALL)
def handover(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    today = timezone.localdate()
    owed = handing_over.owing(person, today)
    said = {
        "due": handing_over.due_soon(person, owed, today), "owed": owed,
        "promises": handing_over.promises(person, today), "today": today, "back": way(),
    }  # fmt: skip
    return render(request, "governance/handover.html", said)
