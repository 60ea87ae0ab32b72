"""Setting targets, and drafting and agreeing commentary."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from lineofsight.engine.indicator import Better, Unit
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Person
from lineofsight.web.indicators.models import Comment, Target, Wording


def newest_target(code: str) -> Target | None:
    return Target.objects.filter(code=code).order_by("-number").select_related("set_by").first()


def target_on(code: str, day: date) -> Target | None:
    """The target that applied on a day: of those begun by then, the last that was set."""
    applied = Target.objects.filter(code=code, applies_from__lte=day).order_by("-applies_from", "-number")
    return applied.select_related("set_by").first()


def targets_now() -> dict[str, list[Target]]:
    """Every target by code, the one that applied last first."""
    found: dict[str, list[Target]] = {}
    for target in Target.objects.order_by("-applies_from", "-number"):
        found.setdefault(target.code, []).append(target)
    return found


def set_target(
    code: str, expect: int, *, value: Decimal | None, applies_from: date, why: str, by: Person
) -> Target:
    """Add a target after the `expect`-th. ChangedMeanwhileError where somebody else added one first."""
    if CATALOGUE[code].better is Better.NEITHER:
        raise ValidationError(f"{code} is context: neither direction is good or bad, so it takes no target.")
    if CATALOGUE[code].unit is Unit.PERCENT and value is not None and not 0 <= value <= 100:
        raise ValidationError({"value": "A share is of a hundred. Enter a target from 0 to 100"})
    try:
        with transaction.atomic():
            newest = newest_target(code)
            if newest and newest.number != expect:
                raise trail.ChangedMeanwhileError(newest)
            return trail.create(
                Target, by=by, why=why, reason=why, code=code, number=expect + 1, value=value, applies_from=applies_from,
                set_by=by, set_at=timezone.now(),
            )  # fmt: skip
    except (IntegrityError, ValidationError) as error:
        newest = newest_target(code)  # the two were added in the same moment
        if newest and newest.number > expect:
            raise trail.ChangedMeanwhileError(newest) from error
        raise


def write_comment(code: str, period: str, expect: int, *, text: str, by: Person) -> Comment:
    """Draft a commentary, or word it anew; what was agreed is a draft again. `expect`: 0 where there was none.

    ChangedMeanwhileError where somebody else wrote first.
    """
    try:
        with transaction.atomic():
            return _write(code, period, expect, text, by)
    except IntegrityError:
        raise trail.ChangedMeanwhileError(Comment.objects.get(code=code, period=period)) from None


def _write(code: str, period: str, expect: int, text: str, by: Person) -> Comment:
    now = timezone.now()
    fields: dict[str, Any] = {"text": text, "drafted_at": now, "drafted_by": by, "state": Comment.State.DRAFT}
    here = Comment.objects.filter(code=code, period=period).first()
    if here is None:
        comment = trail.create(Comment, by=by, why="Commentary drafted", code=code, period=period, **fields)
    elif expect == 0:
        raise trail.ChangedMeanwhileError(here)
    elif here.text == text and here.version == expect:
        return here  # nothing was changed, so that what was agreed stays agreed
    else:
        why = "Commentary worded anew"
        comment = trail.change(here, expect, by=by, why=why, agreed_at=None, agreed_by=None, **fields)
    trail.create(
        Wording, by=by, why="A wording kept", comment=comment, text=text, written_at=now, written_by=by
    )
    return comment


def agree_comment(comment: Comment, expect: int, *, by: Person) -> Comment:
    """Agree what somebody else drafted, as it was read: ChangedMeanwhileError where it was worded anew since."""
    if comment.drafted_by_id == by.pk:
        raise ValidationError("You drafted this yourself: somebody else must agree it.")
    if comment.state == Comment.State.AGREED:
        raise ValidationError("This is agreed already.")
    why = "Commentary agreed"
    state = Comment.State.AGREED
    return trail.change(comment, expect, by=by, why=why, state=state, agreed_at=timezone.now(), agreed_by=by)
