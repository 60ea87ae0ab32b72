"""What a row says beside its record, each by its own action: that it is done, how a risk stands, what was answered."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.governance import challenging
from lineofsight.web.governance.models import Challenge, Control, Risk, RiskLook
from lineofsight.web.imports.kinds import Values
from lineofsight.web.imports.models import Import
from lineofsight.web.imports.words import normal
from lineofsight.web.improvement import acting
from lineofsight.web.improvement.models import Action, Milestone

MARKS = re.compile(r"^\s*(?:[-–•*·▪]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s*")  # that begin a line of a list


def finish(one: Import, record: Any, values: Values, *, by: Person) -> list[str]:
    """What could not be done besides, each with why: the record itself is kept."""
    notes = []
    for step in STEPS.get(one.kind, ()):
        try:
            with transaction.atomic():
                record = step(one, record, values, by) or record
        except ValidationError as error:
            notes.append(" ".join(error.messages))
    return notes


def _said_to_be_done(one: Import, action: Action, values: Values, by: Person) -> Action | None:
    """Said to be done, by the file: somebody else still accepts that."""
    if not values.get("done") or action.state != Action.State.OPEN:
        return None
    evidence = values.get("evidence") or f"{one.name} says that it is done, without evidence."
    return acting.claim(action, action.version, evidence=evidence, on=_by_today(values.get("done_on")), by=by)


def _shared(one: Import, action: Action, values: Values, by: Person) -> None:
    """Other agencies that the row names do it too. One that the file names no longer is taken off by a person."""
    acting.share(action, Agency.objects.filter(pk__in=values["together"]), by=by, whole=False)


def _by_today(day: date | None) -> date:
    """The day that the file says; where it says none, or one to come, the day on which it is taken in."""
    return min(day or timezone.localdate(), timezone.localdate())


def _how_it_stands(one: Import, risk: Risk, values: Values, by: Person) -> None:
    both = values.get("current") or (None, None)
    newest = risk.looks.first()
    likelihood = values.get("likelihood") or both[0] or (newest and newest.likelihood)
    impact = values.get("impact") or both[1] or (newest and newest.impact)
    if not {"likelihood", "impact", "current"} & set(values):
        return
    if not (likelihood and impact):
        raise ValidationError("How it stands now: the file says only one of how likely and how bad it is.")
    on = _by_today(values.get("looked_on"))
    said = {
        "likelihood": likelihood,
        "impact": impact,
        "words": values.get("look_words") or f"As {one.name} has it.",
    }
    trail.create(RiskLook, by=by, why="Out of a file", risk=risk, on=on, recorded_by=by, **said)


def _what_holds_it(one: Import, risk: Risk, values: Values, by: Person) -> None:
    there = {normal(held.words) for held in risk.controls.all()}
    for line in (values.get("controls") or "").splitlines():
        said = MARKS.sub("", line).strip()[:300]
        if said and normal(said) not in there:
            there.add(normal(said))
            trail.create(Control, by=by, why="Out of a file", risk=risk, words=said, line=Control.Line.FIRST)


def _answered(one: Import, challenge: Challenge, values: Values, by: Person) -> Challenge | None:
    said = values.get("response")
    if not said:
        return None
    on = _by_today(values.get("responded_on"))
    return challenging.respond(challenge, challenge.version, response=said, on=on, by=by)


def _settled(one: Import, challenge: Challenge, values: Values, by: Person) -> Challenge | None:
    said = values.get("outcome")
    if not said:
        return None
    on = _by_today(values.get("settled_on"))
    changed = values.get("changed") or challenge.changed
    return challenging.settle(challenge, challenge.version, outcome=said, changed=changed, on=on, by=by)


Step = Callable[[Import, Any, Values, Person], Any]


def _reached(one: Import, milestone: Milestone, values: Values, by: Person) -> None:
    if values.get("done") and not milestone.reached_on:
        raise ValidationError(
            "The file says that it is reached, and not when: say on which day, on its page."
        )


STEPS: dict[str, tuple[Step, ...]] = {
    "actions": (_said_to_be_done, _shared),
    "milestones": (_reached,),
    "risks": (_how_it_stands, _what_holds_it),
    "challenges": (_answered, _settled),
}
