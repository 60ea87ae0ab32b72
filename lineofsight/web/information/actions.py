"""Answering requests and following incidents, each in one transaction and on the trail."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import pyarrow.dataset as ds
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from lineofsight.engine.opened import guard_on_the_spot
from lineofsight.engine.store import Workspace
from lineofsight.web.accounts import noticing, trail
from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.noticing import Notice
from lineofsight.web.information import finding
from lineofsight.web.information.finding import Held
from lineofsight.web.information.models import Decision, Incident, Item, Release, Request
from lineofsight.web.records import register
from lineofsight.web.records.kinds import Duty

MARK = "[withheld]"
WORDS = re.compile(r"\w+")
GONE = "This request is answered. Nothing is added to it or decided on it any more."


def _still_open(request: Request) -> None:
    if request.outcome:
        raise ValidationError(GONE)


@transaction.atomic
def add(request: Request, found: Iterable[Held], *, by: Person) -> int:
    """Put what was found beside the request, as it stands now. How many were not there yet."""
    _still_open(request)
    there = set(request.items.values_list("source_kind", "source_key"))
    new = [one for one in found if (one.ref.kind, one.ref.key) not in there]
    for one in new:
        trail.create(
            Item, by=by, why="Found for a request", request=request, source_kind=one.ref.kind, source_key=one.ref.key,
            title=one.title, text=one.text, found_by=by,
        )  # fmt: skip
    return len(new)


def noticed(text: str) -> list[Notice]:
    return noticing.notices(text, finding.names_of_nobody())


def decide(
    item: Item, expect: int, *, state: str, released: str, exemption: str, reason: str, by: Person
) -> Item:
    """Keep or withhold. What seems to point at a person and is released all the same needs its own reason."""
    _still_open(item.request)
    if not state:
        raise ValidationError({"state": "Choose what is done with it."})
    goes_out = {Item.State.KEPT: item.text, Item.State.PART: released.strip(), Item.State.WITHHELD: ""}[
        Item.State(state)
    ]
    wrong = {}
    if state == Item.State.PART and (not goes_out or goes_out == item.text.strip()):
        wrong["released"] = "Take the words out that are withheld, and leave the others."
    elif not _only_taken_out(item.text, goes_out):
        wrong["released"] = f"Words are taken out and none put in. Write {MARK} where some were."
    if state != Item.State.KEPT and not exemption:
        wrong["exemption"] = "Choose on what ground it is withheld."
    left = noticed(goes_out)
    if not reason.strip() and (left or state != Item.State.KEPT):
        wrong["reason"] = (
            f"What is released seems to hold {_listed(left)}. Take it out, or say why it may go out."
            if left
            else "Say why."
        )
    if wrong:
        raise ValidationError(wrong)
    said = {
        "state": state,
        "released": goes_out,
        "exemption": "" if state == Item.State.KEPT else exemption,
        "reason": reason.strip(),
    }
    why = "Decided what is done with what was found"
    return trail.change(item, expect, by=by, why=why, **said, decided_at=timezone.now(), decided_by=by)


def _only_taken_out(text: str, left: str) -> bool:
    """Whether what is left stands in the text, in the same order."""
    words = iter(WORDS.findall(text))
    return all(word in words for word in WORDS.findall(left.replace(MARK, " ")))


def _listed(left: list[Notice]) -> str:
    shown = [f"{one.what} (“{one.words}”)" for one in left[:3]]
    return ", ".join(shown) + (f" and {len(left) - 3} more" if len(left) > 3 else "")


@transaction.atomic
def release(request: Request, expect: int, *, because: str, by: Person) -> Release:
    """Let out what was kept. Figures are published by that, and no later table may give away what is withheld now."""
    _still_open(request)
    items = list(request.items.all())
    if not items:
        raise ValidationError("Nothing was found yet. Search first, or answer that nothing is held.")
    if waiting := [one for one in items if not one.state]:
        raise ValidationError(f"{len(waiting)} of {len(items)} are not decided on. Decide on each first.")
    for item in items:
        if item.source_kind == finding.FIGURE and item.state != Item.State.WITHHELD:
            _publish_figure(item)
    kept = [one for one in items if one.state != Item.State.WITHHELD]
    text = _words(request, kept, [one for one in items if one.exemption])
    made = trail.create(
        Release, by=by, why="Released for a request", request=request, text=text,
        digest=hashlib.sha256(text.encode()).hexdigest(), kept=len(kept), withheld=len(items) - len(kept), released_by=by,
    )  # fmt: skip
    close(request, expect, outcome=Request.Outcome.RELEASED, because=because, by=by)
    return made


def _publish_figure(item: Item) -> None:
    """Hold a figure to what the public may read now, and enter it among what was published."""
    code, _, period = item.source_key.partition(" ")
    now = finding.figure(code, period)
    if now is None or now.text != item.text:
        raise ValidationError(
            f"{item.title} is not what it was when it was found. Withhold it, and add it to a new request."
        )
    workspace = Workspace(settings.WORKSPACE)
    run = workspace.newest_run()
    assert run is not None  # the figure was read from it
    wanted = (ds.field("code") == code) & (ds.field("period") == period) & ds.field("by").is_null()
    guard_on_the_spot(workspace, workspace.readings_of(run, wanted), run)


def _words(request: Request, kept: list[Item], withheld: list[Item]) -> str:
    lines = [str(settings.BOARD_NAME), f"{request.get_kind_display()}: {request.title}", ""]
    for number, item in enumerate(kept, 1):
        lines += [f"{number}. {item.title}", item.released, ""]
        if item.state == Item.State.PART:
            lines += [f"Words were taken out: {item.get_exemption_display()}.", ""]
    whole = [one.get_exemption_display() for one in withheld if one.state == Item.State.WITHHELD]
    if whole:
        lines.append(f"Withheld as a whole: {len(whole)}. On these grounds:")
        lines += [f"- {ground}: {whole.count(ground)}" for ground in dict.fromkeys(whole)]
    return "\n".join(lines).rstrip() + "\n"


def close(request: Request, expect: int, *, outcome: str, because: str, by: Person) -> Request:
    _still_open(request)
    if not because.strip():
        raise ValidationError({"because": "Say why, in the words of the answer."})
    said = {"outcome": outcome, "because": because, "closed_at": timezone.now(), "closed_by": by}
    return trail.change(request, expect, by=by, why=f"Answered: {Request.Outcome(outcome).label}", **said)


# --- incidents -------------------------------------------------------------------------------------------------


def report(*, by: Person, **said: Any) -> Incident:
    _past(said["aware"], "aware")
    return trail.create(Incident, by=by, why="Recorded an incident", recorded_by=by, **said)


def decide_on(incident: Incident, *, by: Person, **said: Any) -> Decision:
    if incident.closed_at:
        raise ValidationError("This incident is closed.")
    return trail.create(Decision, by=by, why="Decided whom to tell", incident=incident, decided_by=by, **said)


def told(incident: Incident, expect: int, *, by: Person, **said: Any) -> Incident:
    """When the regulator, and when the people, were told. After the 72 hours the law wants to hear why."""
    when = said.get("told")
    if when:
        _past(when, "told")
        if when < incident.aware:
            raise ValidationError({"told": "Nobody is told before it was known."})
        if when > incident.ends and not said.get("late_because"):
            raise ValidationError(
                {"late_because": "More than 72 hours had passed: say why, as the regulator was told."}
            )
    return trail.change(incident, expect, by=by, why="Told of an incident", **said)


def finish(incident: Incident, expect: int, *, learnt: str, by: Person) -> Incident:
    if incident.decision is None:
        raise ValidationError("First decide whether the regulator and the people are told.")
    if incident.regulator_waits or incident.people_wait:
        raise ValidationError("Somebody who is to be told was not told yet.")
    said = {"learnt": learnt, "closed_at": timezone.now(), "closed_by": by}
    return trail.change(incident, expect, by=by, why="Closed an incident", **said)


def _past(moment: Any, field: str) -> None:
    if moment > timezone.now():
        raise ValidationError({field: "This is still to come: enter when it was."})


# --- what the register is told ----------------------------------------------------------------------------------


def duties(person: Person, today: date) -> Iterator[Duty]:
    kind = register.kind_of(Request)
    for one in Request.objects.visible_to(person).filter(outcome=""):
        yield kind.duty(one, f"Answer the request ({one.get_kind_display().lower()})", one.due)


def incident_duties(person: Person, today: date) -> Iterator[Duty]:
    kind = register.kind_of(Incident)
    for one in Incident.objects.visible_to(person).filter(closed_at=None).prefetch_related("decisions"):
        day = timezone.localtime(one.ends).date()
        if one.decision is None:
            yield kind.duty(one, "Decide whether to tell the regulator", day, urgent=True)
        elif one.regulator_waits:
            yield kind.duty(one, "Tell the regulator", day, urgent=True)
        elif one.people_wait:
            yield kind.duty(one, "Tell the people concerned", None, urgent=True)
        else:
            yield kind.duty(one, "Say what was learnt, and close it")
