"""Questions of the board: raised by a signal or a person, owned by somebody, settled for a reason."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from lineofsight.charts.message import when
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.opened import Audience
from lineofsight.engine.strength import Movement
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.indicators import actions, agreed, earlier, seen, sheets, showing, watching
from lineofsight.web.indicators.earlier import Changed
from lineofsight.web.indicators.models import Comment, Note, Question, Target
from lineofsight.web.indicators.sheets import Sheet
from lineofsight.web.indicators.watching import SERIES, TARGET, Sign
from lineofsight.web.records import register
from lineofsight.web.records.kinds import Duty, Happening, Ref

SOMEBODY = "person"  # the sign of a question that a person raised


def signs_now() -> list[Sign]:
    """What the newest figures show of the agreed dataset, as the board sees them."""
    return _signs(sheets.by_code(seen.opened(Audience.BOARD)), agreed.codes())


def _signs(every: Mapping[str, Sheet], codes: Collection[str]) -> list[Sign]:
    return watching.signs(every, sorted(codes), actions.targets_now(), list(Note.objects.standing()))


@transaction.atomic
def watch() -> list[Question]:
    """Raise a question for each signal that asks one and has none. One that was settled is not raised again
    while the same signal goes on; one that is open says when the newest figures show its signal no more."""
    known = list(Question.objects.all())
    every, codes = sheets.by_code(seen.opened(Audience.BOARD)), agreed.codes()
    signs = _signs(every, codes)
    for one in known:
        if one.is_open and one.sign in (SERIES, TARGET) and one.code in codes:
            _say_whether_over(one, signs, every[one.code])
    owner = Person.objects.filter(role=Role.BUSINESS_MANAGER, deactivated_at=None).order_by("pk").first()
    return [
        trail.create(
            Question, by=None, why="A signal that asks for an answer", code=sign.code, sign=sign.name, since=sign.since,
            title=f"{CATALOGUE[sign.code].title}: {_asked(sign)}"[:200], raised_at=timezone.now(), owner=owner,
        )
        for sign in signs
        if sign.asks and not any(_same(sign, one) for one in known)
    ]  # fmt: skip


def _say_whether_over(question: Question, signs: Sequence[Sign], sheet: Sheet) -> None:
    goes_on = any((question.code, question.sign) == (sign.code, sign.name) for sign in signs)
    row = sheet.path[-1] if question.sign == SERIES and sheet.path else sheet.row
    if row is None or not seen.has_value(row):
        return  # that nothing came says nothing
    over = "" if goes_on else when(showing.period(sheet.indicator, row["period"]))
    if over != question.over:
        why = (
            "The newest figures show its signal again"
            if goes_on
            else "The newest figures show its signal no more"
        )
        trail.change(question, question.version, by=None, why=why, over=over)


def _same(sign: Sign, question: Question) -> bool:
    """A question stands for a signal until it is settled, and for the very same signal also after that."""
    about = (question.code, question.sign) == (sign.code, sign.name)
    return about and (question.is_open or question.since == sign.since)


def _asked(sign: Sign) -> str:
    return sign.words[0].lower() + sign.words[1:] + f", since {sign.since}"


def raise_question(code: str, *, title: str, why: str, owner: Person | None, by: Person) -> Question:
    return trail.create(
        Question, by=by, why="Raised a question", code=code, sign=SOMEBODY, title=title, reason=why,
        owner=owner or by, raised_at=timezone.now(), raised_by=by,
    )  # fmt: skip


def give(question: Question, expect: int, *, owner: Person, by: Person) -> Question:
    return trail.change(question, expect, by=by, why="Gave a question to somebody", owner=owner)


def settle(question: Question, expect: int, *, state: str, because: str, by: Person) -> Question:
    """Answer an open question, or lay it aside as seen and not pursued: with a reason either way."""
    if not question.is_open:
        raise ValidationError("This question is settled already.")
    said = {"state": state, "because": because, "settled_at": timezone.now(), "settled_by": by}
    return trail.change(question, expect, by=by, why=f"Settled: {Question.State(state).label}", **said)


# --- what the register is told ------------------------------------------------------------------------------


def duties(person: Person, today: date) -> Iterator[Duty]:
    kind = register.kind_of(Question)
    due = register.next_board(today)
    for one in Question.objects.visible_to(person).filter(owner=person, state=Question.State.OPEN):
        yield kind.duty(one, "Answer the question", due)


def happenings(person: Person, since: date, today: date) -> Iterator[Happening]:
    kind = register.kind_of(Question)
    opened = seen.open_for(person)
    on, figures = earlier.changed_since(opened, sheets.by_code(opened), since)
    if on and figures and opened.run:
        yield from _figures(figures, earlier.day_of(opened), opened.run, since)
    yield from _decided(person, since)
    for one in Question.objects.visible_to(person).filter(raised_at__date__gt=since):
        heading = "Questions raised" if one.sign == SOMEBODY else "Measures that signalled"
        yield kind.happening(one, heading, str(one), timezone.localdate(one.raised_at))
    for one in Question.objects.visible_to(person).filter(settled_at__date__gt=since):
        what = f"{one.title}: {one.get_state_display().lower()}"
        yield kind.happening(one, "Questions settled", what, timezone.localdate(one.settled_at))


def _figures(figures: Sequence[Changed], on: date, run: str, since: date) -> Iterator[Happening]:
    """New figures of the agreed dataset that are better or worse; then how many others are new or not what they were."""
    aimed_at = agreed.aimed_at()
    for one in figures:
        if (
            one.told
            and one.sheet.code in aimed_at
            and one.sheet.movement in (Movement.BETTER, Movement.WORSE)
        ):
            what = f"{one.sheet.indicator.title}, {one.period}: {one.now}. {one.told}"
            href = reverse("indicators:indicator", args=[one.sheet.code])
            yield Happening("Figures", what, on, Ref("indicators.figure", one.sheet.code), href)
    new = sum(one.new for one in figures)
    told = [f"{_measures(new)} new figures"] if new else []
    told += (
        [f"{_measures(len(figures) - new)} figures that are not what they were"] if new < len(figures) else []
    )
    href = f"{reverse('indicators:changed')}?since={since}"
    yield Happening("Figures", "; ".join(told), on, Ref("indicators.run", run), href)


def _measures(many: int) -> str:
    return f"{many} measure{'s have' if many > 1 else ' has'}"


def _decided(person: Person, since: date) -> Iterator[Happening]:
    """Targets set, and commentary agreed."""
    for target in Target.objects.visible_to(person).filter(set_at__date__gt=since).select_related("set_by"):
        what = f"{CATALOGUE[target.code].title}: {_wanted(target)}, set by {target.set_by}"
        yield _of_measure("Targets", what, target.code, target.pk, timezone.localdate(target.set_at))
    if seen.sees_all(person):
        agreed_since = Comment.objects.visible_to(person).filter(agreed_at__date__gt=since)
        for comment in agreed_since.select_related("agreed_by"):
            what = (
                f"{CATALOGUE[comment.code].title}, {comment.period}: commentary agreed by {comment.agreed_by}"
            )
            yield _of_measure(
                "Commentary", what, comment.code, comment.pk, timezone.localdate(comment.agreed_at)
            )


def _wanted(target: Target) -> str:
    """target 20.0%, from 1 April 2026"""
    shown = CATALOGUE[target.code].unit.show
    what = "no target" if target.value is None else f"target {shown(float(target.value))}"
    return f"{what}, from {target.applies_from:%-d %B %Y}"


def _of_measure(heading: str, what: str, code: str, pk: int, on: date) -> Happening:
    href = reverse("indicators:history", args=[code])
    return Happening(heading, what, on, Ref(f"indicators.{heading.lower()}", str(pk)), href)
