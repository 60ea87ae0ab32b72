"""What can be brought in: the record that each row becomes, the fields that it has, and how they are headed in files."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import models

from lineofsight.web.governance.models import Challenge, Course, Money, Risk
from lineofsight.web.governance.views.challenges import ChallengeForm
from lineofsight.web.governance.views.means import CourseForm, MoneyForm
from lineofsight.web.governance.views.risks import RiskForm
from lineofsight.web.imports import words
from lineofsight.web.imports.apart import named_by_its_issue, taken_apart
from lineofsight.web.imports.words import Known, Said, normal
from lineofsight.web.improvement.models import Action, Milestone, Priority
from lineofsight.web.improvement.views.actions import ActionForm
from lineofsight.web.improvement.views.priorities import PriorityForm
from lineofsight.web.records.written import Written

Values = dict[str, Any]
Read = Callable[[Any, Known], Said]
GONE_WITHOUT = "Not said in the file"  # in the place of words that a record must have


@dataclass(frozen=True)
class Field:
    """A field of a record as a file may have it.

    `read`: what a cell says; `say`: the cell that would say it; `now`: what a record says, where that is not its attribute
    of the same name. `once`: said when something is recorded with it, and never compared afterwards.
    """

    code: str
    label: str
    read: Read
    say: Callable[[Any], Any] = str
    now: Callable[[Any], Any] | None = None
    gives: Callable[[Any], Values] | None = None
    once: bool = False

    def held(self, record: Any) -> Any:
        if self.now:
            return self.now(record)
        return getattr(record, f"{self.code}_id", None) or getattr(record, self.code)

    def values(self, value: Any) -> Values:
        return self.gives(value) if self.gives else {self.code: value}


@dataclass(frozen=True)
class Target:
    """One kind of file. `same`: what makes two rows the same thing; `fill`: what words say that
    stand in another column; `order`: days of which the second does not come before the first.
    """

    code: str
    title: str
    model: type[models.Model]
    form: type[Written]
    fields: tuple[Field, ...]
    name: str = "title"
    same: tuple[str, ...] = ("title",)
    fill: Callable[[Values, Mapping[str, str]], Values] = lambda said, texts: {}
    order: tuple[tuple[str, str], ...] = ()
    of_plan: str = ""  # how a record names its plan, where a file of them is a plan's
    one_at_a_time: bool = (
        False  # of one name there is one from its beginning to its end, and afterwards another
    )

    def field(self, code: str) -> Field | None:
        return next((one for one in self.fields if one.code == code), None)

    @property
    def needed(self) -> tuple[str, ...]:
        """What a record cannot be without, and no form says by itself; its short name is made from its title."""
        fields = self.form.base_fields.items()
        left = ("slug", "workstream", self.name, *self.usual)  # workstreams are made when a file is taken in
        return tuple(name for name, one in fields if one.required and name not in left)

    @property
    def usual(self) -> Values:
        """What a form says by itself."""
        return {name: one.initial for name, one in self.form.base_fields.items() if one.initial is not None}


# --- how cells are read -------------------------------------------------------------------------------------


def _words(most: int) -> Read:
    return lambda cell, known: words.shortened(cell, most)


def _agency(cell: Any, known: Known) -> Said:
    return known.agency(cell)


def _from(cell: Any, known: Known) -> Said:
    return words.day(cell)


def _until(cell: Any, known: Known) -> Said:
    return words.day(cell, last=True)


def _level(cell: Any, known: Known) -> Said:
    return words.level(cell)


def _levels(cell: Any, known: Known) -> Said:
    return words.levels(cell)


def _done(cell: Any, known: Known) -> Said:
    return words.done(cell)


def _one_of(name: str, named: type[models.TextChoices]) -> Read:
    """A code of a choice by its name, else by the words that stand for it, the nearest first."""
    choices: Mapping[str, list[str]] = words.HEARD["choices"][name]
    labels = {normal(f"{one.label}"): one.value for one in named}
    none_of = f"is none of these: {', '.join(f'{one.label}' for one in named)}"

    def read(cell: Any, known: Known) -> Said:
        said = normal(words.text(cell))
        if not said:
            return Said()
        if said in labels:
            return Said(labels[said])
        for code, heard in choices.items():
            if said in (code, *heard):
                return Said(code)
        inside = next(
            (code for code, heard in choices.items() if any(f" {one} " in f" {said} " for one in heard)), None
        )
        return Said(inside) if inside else Said(wrong=f"“{words.text(cell)[:60]}” {none_of}")

    return read


def _day_cell(value: date) -> date:
    return value


def _pair(prefix: str, label: str) -> Field:
    def gives(value: tuple[int, int]) -> Values:
        return {f"{prefix}_likelihood": value[0], f"{prefix}_impact": value[1]}

    def now(record: Any) -> tuple[int, int]:
        return getattr(record, f"{prefix}_likelihood"), getattr(record, f"{prefix}_impact")

    return Field(prefix, label, _levels, _both, now, gives)


def _look(name: str) -> Callable[[Any], Any]:
    def now(record: Risk) -> Any:
        newest = record.looks.first()
        return getattr(newest, name) if newest else None

    return now


def _current(record: Risk) -> tuple[int, int] | None:
    newest = record.looks.first()
    return (newest.likelihood, newest.impact) if newest else None


def _held_by(record: Risk) -> str | None:
    return "\n".join(one.words for one in record.controls.all()) or None


def _evidence(record: Action) -> str | None:
    newest = record.closures.last()
    return newest.evidence if newest else None


def _done_cell(value: bool) -> str:
    return "Complete" if value else "Open"


def _both(value: tuple[int, int]) -> str:
    return f"{value[0]} x {value[1]}"


def _stream(record: Action | Milestone) -> str | None:
    return record.workstream.title if record.workstream else None


def _is_done(record: Action) -> bool:
    return record.state != Action.State.OPEN


def _is_reached(record: Milestone) -> bool:
    return record.reached_on is not None


class MilestoneRowForm(Written):
    """A milestone of a file: its workstream may be one that is made when the file is taken in."""

    class Meta:
        model = Milestone
        fields = ("title", "workstream", "due", "reached_on", "blocker")

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["workstream"].required = False


# --- the fields of each kind of file --------------------------------------------------------------------------


def _nothing(value: Any) -> Values:
    """Of a field that no form has: what it says is recorded by an action of its own."""
    return {}


def _day(code: str, label: str, *, last: bool = False) -> Field:
    return Field(code, label, _until if last else _from, _day_cell)


def _level_field(code: str, label: str) -> Field:
    return Field(code, label, _level, int)


REF = Field(
    "ref", "Its number in the file", lambda cell, known: Said(words.text(cell) or None), now=lambda record: None,
    gives=_nothing, once=True,
)  # fmt: skip
AGENCY = Field("agency", "Agency", _agency)

ACTION_FIELDS = (
    REF,
    Field("title", "What is to be done", _words(300)),
    AGENCY,
    Field("others", "Who does it with them", _words(300)),
    Field("owner", "Who does it, by name or role", _words(200)),
    _day("agreed_on", "Agreed on"),
    _day("due", "By when", last=True),
    Field("done", "Whether it is done", _done, _done_cell, _is_done, _nothing),
    Field("evidence", "What shows that it is done", _words(4000), now=_evidence, gives=_nothing, once=True),
    Field("done_on", "Done on", _from, _day_cell, lambda record: None, _nothing, once=True),
    Field("workstream", "Workstream, theme or objective", _words(200), now=_stream, gives=_nothing),
    Field("origin", "What it comes from", _words(300)),
    Field("blocker", "What stands in the way", _words(500)),
    Field("impact_words", "What should become better by it", _words(300)),
    _day("impact_due", "Impact expected by", last=True),
)
MILESTONE_FIELDS = (
    REF,
    Field("title", "The milestone", _words(200)),
    Field("workstream", "Workstream, theme or objective", _words(200), now=_stream, gives=_nothing),
    _day("due", "By when", last=True),
    Field("done", "Whether it is reached", _done, _done_cell, _is_reached, _nothing),
    _day("reached_on", "Reached on"),
    Field("blocker", "What stands in the way", _words(500)),
)
RISK_FIELDS = (
    REF,
    Field("title", "The risk", _words(200)),
    Field("cause", "What brings it about", _words(2000)),
    Field("effect", "What it does to children", _words(2000)),
    AGENCY,
    Field("owner", "Who answers for it", _words(200)),
    _level_field("inherent_likelihood", "How likely, were nothing done"),
    _level_field("inherent_impact", "How bad, were nothing done"),
    _pair("inherent", "Both, were nothing done (4 x 3)"),
    Field("likelihood", "How likely now", _level, int, _look("likelihood"), _nothing),
    Field("impact", "How bad for children now", _level, int, _look("impact"), _nothing),
    Field("current", "Both now (3 x 3)", _levels, _both, _current, _nothing),
    _level_field("target_likelihood", "How likely you would live with"),
    _level_field("target_impact", "How bad you would live with"),
    _pair("target", "Both that you would live with (2 x 3)"),
    Field("controls", "What holds it", _words(8000), now=_held_by, gives=_nothing),
    _day("since", "On the register from"),
    _day("review_by", "To be looked at again by", last=True),
    Field("looked_on", "Looked at on", _from, _day_cell, _look("on"), _nothing, once=True),
    Field("look_words", "Why it stands so", _words(2000), now=_look("words"), gives=_nothing, once=True),
    _day("until", "Off the register on", last=True),
    Field("became", "What became of it", _words(2000)),
)
CHALLENGE_FIELDS = (
    REF,
    Field("title", "In a few words", _words(200)),
    Field("issue", "What is not right", _words(4000)),
    Field("of", "To which agency", _agency),
    Field("raised_by", "Who challenges", _words(200)),
    _day("raised_on", "Raised on"),
    Field("evidence", "On what evidence", _words(4000)),
    Field("level", "At which level", _one_of("level", Challenge.Level)),
    _day("due", "Response due by", last=True),
    Field("response", "The response", _words(8000), gives=_nothing),
    Field("responded_on", "Responded on", _from, _day_cell, gives=_nothing),
    Field("outcome", "What came of it", _one_of("outcome", Challenge.Outcome), gives=_nothing),
    Field("changed", "What changed because of it", _words(4000), gives=_nothing),
    Field("settled_on", "Settled on", _from, _day_cell, gives=_nothing),
)
PRIORITY_FIELDS = (
    REF,
    Field("title", "The priority", _words(200)),
    Field("question", "The question it asks", _words(300)),
    Field("outcome", "The outcome sought for children", _words(2000)),
    Field("origin", "Where it comes from", _one_of("origin", Priority.Origin)),
    Field("because", "Why it was chosen", _words(2000)),
    Field("unmeasured", "What is not measured", _words(2000)),
    AGENCY,
    Field("lead", "Who leads it", _words(200)),
    _day("since", "From"),
    _day("until", "To", last=True),
)


def _pounds(code: str, label: str) -> Field:
    return Field(code, label, lambda cell, known: words.amount(cell), float)


def _count(code: str, label: str) -> Field:
    return Field(code, label, lambda cell, known: words.count(cell), int)


MONEY_FIELDS = (
    REF,
    Field("what", "For what", _words(200)),
    Field("year", "Year", lambda cell, known: words.year(cell)),
    Field("side", "Paid in or spent", _one_of("side", Money.Side)),
    AGENCY,
    _pounds("planned", "Planned, in pounds"),
    _pounds("actual", "Actual, in pounds"),
    Field("in_kind", "In kind", _words(300)),
)
TRAINING_FIELDS = (
    REF,
    Field("title", "Course", _words(200)),
    Field("level", "Level", _words(60)),
    _day("on", "Held on"),
    AGENCY,
    _count("places", "Places"),
    _count("attended", "How many came"),
    Field("said", "What they said of it", _words(300)),
    Field("changed", "What changed in practice", _words(300)),
)

TARGETS: dict[str, Target] = {
    one.code: one
    for one in (
        Target(
            "actions", "Actions: a log or a plan", Action, ActionForm, ACTION_FIELDS, same=("title", "agency"),
            order=(("agreed_on", "due"),), of_plan="plan",
        ),
        Target(
            "milestones", "Milestones of a plan", Milestone, MilestoneRowForm, MILESTONE_FIELDS,
            of_plan="workstream__plan",
        ),
        Target("risks", "A risk register", Risk, RiskForm, RISK_FIELDS, fill=taken_apart, order=(("since", "until"),)),
        Target(
            "challenges", "A challenge log", Challenge, ChallengeForm, CHALLENGE_FIELDS, same=("title", "of"),
            fill=named_by_its_issue, order=(("raised_on", "due"),),
        ),
        Target(
            "money", "A budget", Money, MoneyForm, MONEY_FIELDS, name="what", same=("what", "year", "side", "agency")
        ),
        Target("training", "A list of courses", Course, CourseForm, TRAINING_FIELDS, same=("title", "on", "agency")),
        Target(
            "priorities", "A list of priorities", Priority, PriorityForm, PRIORITY_FIELDS, order=(("since", "until"),),
            one_at_a_time=True,
        ),
    )
}  # fmt: skip


@cache
def heard_as(code: str) -> Mapping[str, tuple[str, ...]]:
    """The headings of each field of one kind of file, as they are compared, the likeliest first."""
    said = words.HEARD[code]
    return {one.code: tuple(map(normal, (*said[one.code], one.label))) for one in TARGETS[code].fields}


@cache
def headings_of(code: str) -> Collection[str]:
    return frozenset(heading for heard in heard_as(code).values() for heading in heard)
