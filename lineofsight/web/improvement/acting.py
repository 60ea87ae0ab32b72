"""What happens to an action: claimed as done, accepted by somebody else, looked at when its impact is due, opened again."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.agencies import line_of
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.permissions import Permission, who_may
from lineofsight.web.improvement.models import Action, Closure, Look, Together
from lineofsight.web.improvement.models.actions import done_by
from lineofsight.web.records import register
from lineofsight.web.records.kinds import Duty, Happening, Ref

AHEAD = timedelta(days=30)
ONE_BY_ONE = 10  # actions that are named each: of more, one line tells
State = Action.State


def is_owner(person: Person, action: Action) -> bool:
    """The person named, somebody who answers for the agency, or for the one that it merged into."""
    of_agency = person.may(Permission.ASK_REPLY) and action.agency_id in line_of(person.agency)
    return action.person_id == person.pk or of_agency


def may_claim(person: Person, action: Action) -> bool:
    return action.state == State.OPEN and (is_owner(person, action) or person.may(Permission.BOARD_RECORD))


def may_decide(person: Person, closure: Closure | None) -> bool:
    """Whoever keeps the board's records, but never who claimed it or who was to do it."""
    return (
        closure is not None
        and person.may(Permission.BOARD_RECORD)
        and person.pk not in (closure.claimed_by_id, closure.action.person_id)
    )


def decided_by(person: Person) -> QuerySet[Closure]:
    """The closures that wait for a decision and that this person may decide on, of whoever keeps the board's records."""
    found: QuerySet[Closure] = Closure.objects.filter(verdict="").select_related("action")
    own = Q(claimed_by=person, claimed_by__isnull=False) | Q(
        action__person=person, action__person__isnull=False
    )
    return found.exclude(own)


def waiting(action: Action) -> Closure | None:
    """The closure that nobody has decided on yet."""
    return next((one for one in action.closures.all() if not one.verdict), None)


@transaction.atomic
def share(action: Action, agencies: Iterable[Agency], *, by: Person, whole: bool = True) -> None:
    """With these agencies it is done, and with no others; or with these besides, where they are not all of them."""
    there = {one.agency_id: one for one in action.together.standing()}
    wanted = {one.pk: one for one in agencies if one.pk != action.agency_id}
    for pk in wanted.keys() - there.keys():
        trail.create(Together, by=by, why="Does it with them", action=action, agency=wanted[pk], added_by=by)
    for pk in there.keys() - wanted.keys() if whole else ():
        gone = {"withdrawn_at": timezone.now(), "withdrawn_by": by}
        trail.change(there[pk], there[pk].version, by=by, why="Does it with them no longer", **gone)


@transaction.atomic
def claim(action: Action, expect: int, *, evidence: str, on: date, by: Person) -> Action:
    if not may_claim(by, action):
        raise ValidationError("Only an open action is said to be done, by those who do it.")
    if not action.agreed_on <= on <= timezone.localdate():
        raise ValidationError("It was done after it was agreed, and not in the future.")
    now = trail.change(action, expect, by=by, why="Said to be done", state=State.CLAIMED)
    trail.create(
        Closure, by=by, why="Said to be done", action=action, evidence=evidence, claimed_on=on, claimed_by=by
    )
    return now


@transaction.atomic
def decide(closure: Closure, expect: int, *, verdict: str, words: str, on: date, by: Person) -> Action:
    """Accept what shows that an action is done, or not: then it is open again."""
    if closure.verdict or not may_decide(by, closure):
        raise ValidationError("Somebody else accepts this: neither who did it nor who said that it was done.")
    if not closure.claimed_on <= on <= timezone.localdate():
        raise ValidationError("It is decided after it was said to be done, and not in the future.")
    said = {
        "verdict": verdict,
        "words": words,
        "decided_on": on,
        "decided_at": timezone.now(),
        "decided_by": by,
    }
    trail.change(closure, expect, by=by, why="Decided on a closure", **said)
    accepted = verdict == Closure.Verdict.ACCEPTED
    now: dict[str, Any] = {"state": State.CLOSED, "closed_on": on} if accepted else {"state": State.OPEN}
    action = closure.action
    return trail.change(action, action.version, by=by, why="Decided on a closure", **now)


@transaction.atomic
def look(
    action: Action,
    expect: int,
    *,
    said: str,
    words: str,
    on: date,
    until: date | None,
    moved: str,
    by: Person,
) -> Action:
    """When the day for impact has come: the board accepts it, waits until another day, or opens the action again."""
    if action.state != State.CLOSED or action.impact_on or action.impact_due is None:
        raise ValidationError("Only a closed action whose impact is not yet evidenced is looked at.")
    if said != Look.Said.ACCEPT and (until is None or until <= on):
        raise ValidationError("Say on which later day it is looked at, or due, again.")
    if not (action.closed_on or on) <= on <= timezone.localdate():
        raise ValidationError("The board looks at it after it was closed, and not in the future.")
    # Opened again, its impact is expected as long after the new day as it was after the old one.
    later = until and until + max(action.impact_due - action.due, AHEAD)
    changes: dict[Look.Said, dict[str, Any]] = {
        Look.Said.ACCEPT: {"impact_on": on},
        Look.Said.WAIT: {"impact_due": until},
        Look.Said.REOPEN: {"state": State.OPEN, "closed_on": None, "due": until, "impact_due": later},
    }
    now = changes[Look.Said(said)]
    changed = trail.change(action, expect, by=by, why=f"Impact: {Look.Said(said).label.lower()}", **now)
    trail.create(
        Look, by=by, why="Impact looked at", action=action, said=said, words=words, moved=moved, on=on, until=until,
        recorded_by=by,
    )  # fmt: skip
    return changed


# --- what the register asks -----------------------------------------------------------------------------------


def duties(person: Person, today: date) -> Iterator[Duty]:
    """One's own as they fall due; to those who keep the record what waits for them, many of a sort as one line."""
    kind = register.kind_of(Action)
    soon = Action.objects.filter(state=State.OPEN, due__lte=today + AHEAD)
    mine = Q(person=person)
    if person.may(Permission.ASK_REPLY):
        mine |= Q(person=None, agency__in=line_of(person.agency))
    own = list(soon.filter(mine).order_by("due", "pk")[: ONE_BY_ONE + 1])
    for action in own[:ONE_BY_ONE]:
        yield kind.duty(action, "Do", action.due)
    if len(own) > ONE_BY_ONE:
        rest = soon.filter(mine).count() - ONE_BY_ONE
        yield _line(f"{rest} more action{'s' if rest > 1 else ''} to do", "mine", own[-1].due)
    if not person.may(Permission.BOARD_RECORD):
        return
    waits = decided_by(person)
    many = waits.count()
    if many > ONE_BY_ONE:
        yield _line(f"Accept that {many} actions are done, or not", "claimed")
    elif many:
        yield from (kind.duty(one.action, "Accept that it is done, or not") for one in waits)
    gone = Q(person__deactivated_at__isnull=False) | ~Q(person__role__in=who_may(Permission.BOARD_VIEW))
    for action in Action.objects.open().filter(gone, person__isnull=False):
        yield kind.duty(action, "Find somebody else to do this", action.due)
    for rows, what, chosen, day in (
        (Action.objects.filter(state=State.OPEN, due__lt=today), "overdue", "overdue", "due"),
        (
            Action.objects.without_impact(today),
            "closed without impact evidenced yet",
            "no-impact",
            "impact_due",
        ),
    ):
        if many := rows.count():
            said = f"{many} action{'s' if many > 1 else ''} {what}"
            yield _line(said, chosen, rows.aggregate(first=Min(day))["first"], "see who and since when")


def _line(what: str, chosen: str, due: date | None = None, name: str = "see which") -> Duty:
    """Many actions as one line, which leads to the list of them."""
    ref = Ref(register.kind_of(Action).code, chosen)
    return Duty(what, ref, name, f"{reverse('improvement:actions')}?show={chosen}", due)


def asked_of(person: Person, agency: Agency, today: date) -> Iterator[Duty]:
    kind = register.kind_of(Action)
    rows = Action.objects.visible_to(person).open().filter(done_by(agency)).select_related("agency")
    own = line_of(agency)
    for action in rows:
        what = "Action" if action.state == State.OPEN else "Said to be done"
        beside = "" if action.agency_id in own else f" with {action.agency}"
        yield kind.duty(action, f"{what}{beside}", action.due)


def happenings(person: Person, since: date, today: date) -> Iterator[Happening]:
    kind = register.kind_of(Action)
    seen = Action.objects.visible_to(person)
    for action in seen.filter(closed_on__gt=since, closed_on__lte=today):
        if action.closed_on:
            yield kind.happening(action, "Actions closed", action.title, action.closed_on)
    for action in seen.without_impact(today).filter(impact_due__gt=since):
        if action.impact_due:
            yield kind.happening(action, "Closed, no impact evidenced yet", action.title, action.impact_due)
