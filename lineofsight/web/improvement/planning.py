"""Plans: how far each has come on any day, what critical friends asked of it, and what the register is told of both."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Case, Count, Exists, OuterRef, Q, Sum, When
from django.utils import timezone

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.agencies import line_of
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.improvement.models import (
    Action,
    Closure,
    FriendQuestion,
    FriendVisit,
    Look,
    Milestone,
    Plan,
    Workstream,
)
from lineofsight.web.indicators.going_by import Shown
from lineofsight.web.records import register
from lineofsight.web.records.kinds import Bound, Duty, Happening

LONG = timedelta(days=30)  # that a critical friend has waited for an answer
ACTIONS, CLOSED, EVIDENCED, EXPECTED, IMPACT = "actions", "closed", "evidenced", "expected", "impact"


@dataclass(frozen=True)
class Standing:
    """How far a plan has come: fully implemented is all three, or it says which."""

    actions: int
    closed: int
    evidenced: int
    expected: int  # of which impact is expected
    impact: int  # and evidenced

    def __add__(self, other: "Standing") -> "Standing":
        return Standing(*(one + another for one, another in zip(astuple(self), astuple(other), strict=True)))

    @property
    def has_impact(self) -> bool:
        return 0 < self.expected == self.impact

    @property
    def is_full(self) -> bool:
        return 0 < self.actions == self.closed == self.evidenced and self.has_impact

    @property
    def counts(self) -> str:
        if not self.actions:
            return "No actions are on record."
        many = f"{self.actions} action{'s' if self.actions > 1 else ''}"
        return f"{self.closed} of {many} closed, {self.evidenced} with accepted evidence."

    @property
    def words(self) -> str:
        if not self.actions:
            return "It has no actions on record, so nobody can say how far it has come."
        told = f"{'Fully' if self.is_full else 'Not fully'} implemented: {self.counts}"
        if not self.expected:
            return f"{told} Of none is it said what should become better by it."
        return f"{told} Impact is evidenced for {self.impact} of the {self.expected} of which it is expected."


NOTHING = Standing(0, 0, 0, 0, 0)


def standings(actions: Iterable[Action]) -> list[tuple[date, Standing]]:
    """How far a plan had come on each day on which something changed, the earliest first."""
    changes: dict[date, Counter[str]] = {}
    for action in actions:
        for day, what, by in _changes(action):
            changes.setdefault(day, Counter())[what] += by
    so_far: Counter[str] = Counter()
    found = []
    for day in sorted(changes):
        so_far.update(changes[day])
        found.append(
            (day, Standing(*(so_far[name] for name in (ACTIONS, CLOSED, EVIDENCED, EXPECTED, IMPACT))))
        )
    return found


def _changes(action: Action) -> Iterator[tuple[date, str, int]]:
    """What each day added to, or took from, the counts of a plan."""
    yield action.agreed_on, ACTIONS, 1
    if action.impact_due or any(True for _ in action.looks.all()):
        yield action.agreed_on, EXPECTED, 1
    for one in action.closures.all():
        yield one.claimed_on, CLOSED, 1
        if one.decided_on and one.verdict == Closure.Verdict.REFUSED:
            yield one.decided_on, CLOSED, -1
        elif one.decided_on:
            yield one.decided_on, EVIDENCED, 1
    for look in action.looks.all():
        if look.said == Look.Said.REOPEN:
            yield look.on, CLOSED, -1
            yield look.on, EVIDENCED, -1
        elif look.said == Look.Said.ACCEPT:
            yield look.on, IMPACT, 1


def standing(actions: Iterable[Action], on: date) -> Standing:
    by_then = [one for day, one in standings(actions) if day <= on]
    return by_then[-1] if by_then else NOTHING


@dataclass(frozen=True)
class Strand:
    """A workstream as the page of its plan shows it."""

    stream: Workstream
    measures: list[Shown]
    standing: Standing
    overdue: int  # actions
    reached: int  # milestones
    milestones: int
    late: int  # milestones whose day has passed

    @property
    def words(self) -> str:
        told = [self.standing.counts]
        if self.overdue:
            told.append(f"{self.overdue} overdue.")
        if self.milestones:
            told.append(
                f"{self.reached} of {self.milestones} milestones reached{f', {self.late} late' if self.late else ''}."
            )
        return " ".join(told)


def strands(
    plan: Plan, now: Mapping[int | None, tuple[Standing, int]], measures: Sequence[Shown], today: date
) -> list[Strand]:
    """The workstreams of a plan, with what belongs to each. `now`: as `standings_now` gives it."""
    found = []
    for stream in plan.workstreams.prefetch_related("milestones"):
        so, overdue = now.get(stream.pk, (NOTHING, 0))
        marks = list(stream.milestones.all())
        found.append(
            Strand(
                stream,
                [one for one in measures if one.measure.workstream_id == stream.pk],
                so,
                overdue,
                sum(bool(one.reached_on) for one in marks),
                len(marks),
                sum(one.reached_on is None and one.due < today for one in marks),
            )
        )
    return found


def standings_now(plan: Plan, today: date) -> dict[int | None, tuple[Standing, int]]:
    """Of each workstream, and of actions of none, how far it has come and how many actions are overdue: one query."""
    looked = Exists(Look.objects.filter(action=OuterRef("pk")))
    rows = (
        Action.objects.filter(plan=plan)
        .annotate(expects=Case(When(Q(impact_due__isnull=False) | looked, then=1), default=0))
        .order_by()
        .values("workstream")
        .annotate(
            many=Count("pk"),
            closed=Count("pk", filter=~Q(state=Action.State.OPEN)),
            evidenced=Count("pk", filter=Q(state=Action.State.CLOSED)),
            expected=Sum("expects"),
            impact=Count("pk", filter=Q(impact_on__isnull=False)),
            late=Count("pk", filter=Q(state=Action.State.OPEN, due__lt=today)),
        )
    )
    return {
        row["workstream"]: (
            Standing(row["many"], row["closed"], row["evidenced"], row["expected"], row["impact"]),
            row["late"],
        )
        for row in rows
    }


# --- critical friends ---------------------------------------------------------------------------------------


def is_friend(person: Person, workstream: Workstream) -> bool:
    return workstream.friend_person_id == person.pk or person.may(Permission.BOARD_RECORD)


def answers_for(person: Person, plan: Plan) -> bool:
    """Whether somebody answers what critical friends ask of a plan."""
    of_agency = plan.agency_id in line_of(person.agency) and person.may(Permission.ASK_REPLY)
    return of_agency or person.may(Permission.BOARD_RECORD)


def may_answer(person: Person, question: FriendQuestion) -> bool:
    return not question.answer and answers_for(person, question.workstream.plan)


def ask(workstream: Workstream, *, words: str, on: date, by: Person) -> FriendQuestion:
    if not is_friend(by, workstream):
        raise ValidationError("Only the critical friend of this workstream asks here.")
    return trail.create(
        FriendQuestion, by=by, why="A critical friend asked", workstream=workstream, words=words, asked_on=on, asked_by=by
    )  # fmt: skip


def answer(question: FriendQuestion, expect: int, *, words: str, by: Person) -> FriendQuestion:
    if not may_answer(by, question):
        raise ValidationError("This question is answered already, or is not yours to answer.")
    said = {"answer": words, "answered_on": timezone.localdate(), "answered_by": by}
    return trail.change(question, expect, by=by, why="Answered a critical friend", **said)


def visit(workstream: Workstream, *, by: Person, **said: object) -> FriendVisit:
    if not is_friend(by, workstream):
        raise ValidationError("Only the critical friend of this workstream records a visit here.")
    return trail.create(FriendVisit, by=by, why="A visit", workstream=workstream, recorded_by=by, **said)


# --- what the register asks ---------------------------------------------------------------------------------


def _unanswered(person: Person) -> list[FriendQuestion]:
    seen = FriendQuestion.objects.visible_to(person).filter(answer="")
    return list(seen.select_related("workstream__plan").order_by("asked_on"))


def _to_answer(one: FriendQuestion) -> Duty:
    kind = register.kind_of(Workstream)
    what, due = "Answer the critical friend", one.asked_on + LONG
    return Duty(what, kind.ref(one.workstream), f"{one}", kind.href(one.workstream), due)


def duties(person: Person, today: date) -> Iterator[Duty]:
    """A question to whoever may answer it; one that has waited long, also to whoever keeps the record."""
    kind = register.kind_of(Workstream)
    line = line_of(person.agency)
    for one in _unanswered(person):
        mine = person.may(Permission.ASK_REPLY) and one.workstream.plan.agency_id in line
        if mine or (person.may(Permission.BOARD_RECORD) and one.asked_on <= today - LONG):
            yield _to_answer(one)
    if person.may(Permission.BOARD_RECORD):
        for late in Milestone.objects.filter(reached_on=None, due__lt=today).select_related("workstream"):
            yield kind.duty(late.workstream, f"Milestone not reached: {late}", late.due)


def asked_of(person: Person, agency: Agency, today: date) -> Iterator[Duty]:
    line = line_of(agency)
    for one in _unanswered(person):
        if one.workstream.plan.agency_id in line:
            yield _to_answer(one)


def happenings(person: Person, since: date, today: date) -> Iterator[Happening]:
    kind = register.kind_of(Workstream)
    asked = FriendQuestion.objects.visible_to(person).select_related("workstream")
    for one in asked.filter(asked_on__gt=since, asked_on__lte=today):
        what = f"{one.workstream}: {one}"
        yield kind.happening(one.workstream, "Critical friends asked", what, one.asked_on)
    for one in asked.filter(answer="", asked_on__lte=today - LONG):
        what = f"{one.workstream}: {one}"
        yield kind.happening(one.workstream, "Critical friends still wait for an answer", what, one.asked_on)
    milestones = Milestone.objects.visible_to(person).select_related("workstream")
    for reached in milestones.filter(reached_on__gt=since, reached_on__lte=today):
        yield kind.happening(
            reached.workstream, "Milestones reached", reached.title, reached.reached_on or today
        )


def bound() -> Iterator[Bound]:
    """Each plan on every day on which something changed, its workstreams as a list, and what nobody answered."""
    yield from _unanswered_bound()
    rows = Plan.objects.select_related("agency").prefetch_related(
        "actions__closures", "actions__looks", "workstreams", "replaces"
    )
    for plan in rows:
        source = f"Plan on record: {plan}, of {plan.agency}"
        about = {"title": f"{plan}", "source": source, "began": plan.since} | (
            {"ended": plan.until} if plan.until else {}
        )
        if plan.replaces:
            about["replaces"] = f"{plan.replaces}"
        for day, so in standings(plan.actions.all()) or [(plan.since, NOTHING)]:
            counts = {"actions": so.actions, "closed": so.closed, "evidenced": so.evidenced}
            yield Bound("plan", plan.slug, {"at": f"{day}", **about, **counts, "impact": so.has_impact})
        if streams := [one.title for one in plan.workstreams.all()]:
            yield Bound(
                "list",
                f"{plan.slug}-workstreams",
                {"at": f"{plan.since}", "items": streams, "source": source},
            )
        if friends := [one for one in plan.workstreams.all() if one.friend]:
            yield Bound(
                "list", f"{plan.slug}-critical-friends",
                {"at": f"{plan.since}", "items": [one.friend for one in friends], "source": source},
            )  # fmt: skip


def _unanswered_bound() -> Iterator[Bound]:
    """What critical friends had asked and nobody had answered, on each day on which that changed."""
    asked = list(FriendQuestion.objects.order_by("asked_on", "pk"))
    days = {one.asked_on for one in asked} | {one.answered_on for one in asked if one.answered_on}
    for day in sorted(days):
        waiting = [one.words for one in asked if one.asked_on <= day and (one.answered_on or date.max) > day]
        said = {"at": f"{day}", "items": waiting, "source": "Questions of critical friends on record"}
        yield Bound("list", "unanswered-questions", said)
