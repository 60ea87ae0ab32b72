"""From what was picked out of minutes to records: a form each, ticked by a person, and each record knows its paragraph."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.noticing import children_named
from lineofsight.web.accounts.plain import PlainForm
from lineofsight.web.governance import meeting as meetings
from lineofsight.web.governance.models import Ask, Attendance, Decision
from lineofsight.web.imports import picking, words
from lineofsight.web.imports.models import Minutes
from lineofsight.web.imports.reading import names_before, who_is_known
from lineofsight.web.imports.words import normal
from lineofsight.web.improvement.models import Action
from lineofsight.web.records import actions as references
from lineofsight.web.records import register
from lineofsight.web.records.kinds import Ref
from lineofsight.web.records.written import Written, free_slug

TO_REPLY = timedelta(days=28)  # that an agency has, where the minutes name no day


class _Ticked(Written):
    take = forms.BooleanField(label="Take it", required=False)

    def clean(self) -> dict[str, Any]:
        """The day of the meeting is in no form, so that what holds the record to it is checked here."""
        said = super().clean() or self.cleaned_data
        met = getattr(self.instance, "agreed_on", None) or getattr(self.instance, "asked_on", None)
        if met and said.get("due") and said["due"] < met:
            self.add_error(
                "due", f"It is before the meeting of {words.text(met)}. Give that day or a later one."
            )
        return said


class DecisionForm(_Ticked):
    class Meta:
        model = Decision
        fields = ("title", "words", "item")


class ActionForm(_Ticked):
    class Meta:
        model = Action
        fields = ("title", "agency", "owner", "due")


class AskForm(_Ticked):
    class Meta:
        model = Ask
        fields = ("title", "words", "of", "due")


FORMS: dict[str, type[_Ticked]] = {
    picking.DECISION: DecisionForm,
    picking.ACTION: ActionForm,
    picking.ASK: AskForm,
}
HEADINGS = {picking.DECISION: "Decision", picking.ACTION: "Action", picking.ASK: "Assurance sought"}
WHY = "Out of the minutes"
NOBODY = "Nobody of that name sat in the group on that day"
UNTICKED = "It was left out when the rest was taken"
A_DAY = re.compile(
    r"\b(?:by|before|due|no later than)\b.*$", re.IGNORECASE
)  # at the end of what is to be done


@dataclass
class Proposal:
    place: int
    picked: picking.Picked
    heading: str
    form: _Ticked
    alike: str = ""  # the one before it that is perhaps the same


class Proposals:
    """The page of one file of minutes. `left`: what nobody is asked about, each with why."""

    def __init__(self, one: Minutes, by: Person, data: Mapping[str, Any] | None):
        self.one, self.by = one, by
        self.known = who_is_known(names_before())
        self.members = meetings.members_of(one.meeting)
        picked = [picking.Picked(**each) for each in one.picked]
        self.rows: list[Proposal] = []
        self.left = [each for each in picked if each.kind == picking.LEFT]
        for place, each in enumerate(picked):
            if each.kind in FORMS and (why := self._there(each)):
                self.left.append(picking.Picked(**{**each.plain(), "why": why}))
            elif each.kind in FORMS:
                self.rows.append(self._proposed(place, each, data))
        self.came = self._attendance([each for each in picked if each.kind == picking.CAME], data)

    def _proposed(self, place: int, picked: picking.Picked, data: Mapping[str, Any] | None) -> Proposal:
        """What says the same as one before it is not ticked: minutes often say an action twice, in words and in a table."""
        said = normal(A_DAY.sub("", picked.words))
        before = enumerate(self.rows, 1)
        alike = next(
            (f"{one.heading} {number}" for number, one in before
             if one.picked.kind == picked.kind and said == normal(A_DAY.sub("", one.picked.words))), ""
        )  # fmt: skip
        form = self._form(place, picked, data)
        form.initial["take"] = not alike
        return Proposal(place, picked, HEADINGS[picked.kind], form, alike)

    def _there(self, picked: picking.Picked) -> str:
        """Where a copy of the minutes before this one, or a person, put it on record already."""
        said, meeting = normal(picked.words), self.one.meeting
        look: dict[str, Callable[[], list[tuple[Any, str]]]] = {
            picking.DECISION: lambda: [(one, one.words) for one in meeting.decisions.all()],
            picking.ACTION: lambda: [(one, one.title) for one in Action.objects.filter(agreed_on=meeting.on)],
            picking.ASK: lambda: [(one, one.words) for one in Ask.objects.filter(asked_on=meeting.on)],
        }
        rows = look[picked.kind]()
        there = [one for one, text in rows if normal(text) in (said, normal(_title(picked.words, 300)))]
        return f"It is on record already: {register.kind_of(there[0]).number(there[0])}" if there else ""

    def _form(self, place: int, picked: picking.Picked, data: Mapping[str, Any] | None) -> _Ticked:
        member = self._member(picked.owner)
        agency = member.agency_id if member else self._agency(picked)
        given: dict[str, Any] = {
            "take": True, "title": _title(picked.words, 300 if picked.kind == picking.ACTION else 120),
            "words": picked.words, "agency": agency, "of": agency, "owner": member.name if member else picked.owner,
            "due": picked.due or None,
        }  # fmt: skip
        if picked.kind == picking.ASK and not picked.due:
            given["due"] = self.one.meeting.on + TO_REPLY
        form = FORMS[picked.kind](data, prefix=f"p{place}", initial=given)
        form.names_settled = frozenset(children_named(picked.words))  # when the file was read
        if picked.kind == picking.DECISION:
            items: Any = form.fields["item"]
            items.queryset = self.one.meeting.items.filter(closed=False)
            alike = [one for one in items.queryset if normal(one.title) == normal(picked.item)]
            form.initial["item"] = alike[0].pk if alike else None
        return form

    def _member(self, owner: str) -> Any:
        """Who sat in the group and is named, or whose initials stand there."""
        named, _ = picking.person(owner, self.members) if owner else (None, False)
        alike = [one for one in self.members if words.initials(one.name) == normal(owner)]
        return named or (alike[0] if len(alike) == 1 else None)

    def _agency(self, picked: picking.Picked) -> int | None:
        return self.known.likely(picked.owner) or self.known.likely(picked.words)

    def _attendance(self, names: list[picking.Picked], data: Mapping[str, Any] | None) -> forms.Form:
        """One choice for each who sat in the group that day; whom the minutes name beside is listed."""
        here = {one.member_id: one.how for one in self.one.meeting.attendances.all()}
        found: dict[int, str] = {}
        for name in names:
            member, instead = picking.person(name.words, self.members)
            if member is None:
                self.left.append(picking.Picked(**{**name.plain(), "why": NOBODY}))
            else:
                found[member.pk] = Attendance.How.SUBSTITUTE if instead else name.how
        choices = [("", "Not recorded"), *Attendance.How.choices]
        fields = {
            f"member-{one.pk}": forms.ChoiceField(
                label=f"{one.name}, {one.agency}", required=False, choices=choices,
                initial=found.get(one.pk) or here.get(one.pk, ""),
            )
            for one in self.members if found
        }  # fmt: skip
        made: forms.Form = type("AttendanceForm", (PlainForm,), fields)(data)
        return made

    def ticked(self) -> list[Proposal]:
        return [row for row in self.rows if row.form.data.get(f"{row.form.prefix}-take")]

    def is_valid(self) -> bool:
        """What is not ticked may be wrong."""
        for row in self.rows:
            row.form.instance = self.begun(row)
            if row not in self.ticked():
                row.form.is_bound = False
        right = [row.form.is_valid() for row in self.ticked()]  # all of them, so that every error is told
        return all(right) and self.came.is_valid()

    def begun(self, row: Proposal) -> Any:
        """The record with what every such one of a meeting has."""
        meeting = self.one.meeting
        if row.picked.kind == picking.DECISION:
            return Decision(meeting=meeting)
        if row.picked.kind == picking.ACTION:
            return Action(agreed_on=meeting.on)
        return Ask(
            asked_on=meeting.on,
            form=Ask.Form.REPORT,
            source=f"Minutes of {meeting}, {row.picked.where}"[:300],
        )

    @property
    def errors(self) -> list[tuple[str, str]]:
        return [
            (f"{row.form[name].label}: {' '.join(map(str, found))}" if name != "__all__" else " ".join(map(str, found)),
             f"#id_{row.form.prefix}-{name}")
            for row in self.rows if row.form.is_bound for name, found in row.form.errors.items()
        ]  # fmt: skip


def _title(said: str, most: int) -> str:
    return f"{words.shortened(said.rstrip('.'), most).value or ''}"


@transaction.atomic
def take(one: Minutes, page: Proposals, *, by: Person) -> Minutes:
    taken: dict[str, list[str]] = {}
    now: dict[str, Any] = {"accepted_at": timezone.now(), "accepted_by": by}
    one = trail.change(one, one.version, by=by, why="Taken out of the minutes", **now)
    source = register.kind_of(one.meeting).ref(one.meeting)
    for row in page.ticked():
        said = {name: value for name, value in row.form.said().items() if name != "take"}
        begun = page.begun(row)
        said |= {name: getattr(begun, name) for name in BEGUN[row.picked.kind]}
        if row.picked.kind != picking.ACTION:
            said["slug"] = free_slug(type(begun), slugify(said["title"])[:40].strip("-") or row.picked.kind)
        made = trail.create(type(begun), by=by, why=WHY, **said)
        kind = register.kind_of(made)
        references.refer(kind.ref(made), "comes_from", source, note=f"Minutes, {row.picked.where}", by=by)
        taken[f"{row.place}"] = [kind.code, f"{made.pk}"]
    came = {int(name.removeprefix("member-")): how for name, how in page.came.cleaned_data.items() if how}
    meetings.record_attendance(one.meeting, came, by=by)
    return trail.change(one, one.version, by=by, why="What became of it", taken=taken)


BEGUN = {
    picking.DECISION: ("meeting",), picking.ACTION: ("agreed_on",), picking.ASK: ("asked_on", "form", "source"),
}  # fmt: skip


Became = list[tuple[picking.Picked, Any]]


def became(one: Minutes, person: Person) -> tuple[Became, Became]:
    """Each paragraph that became something, with its record or with how somebody came; and of each other one why not."""
    seen = register.look_at(person, [Ref(*ref) for ref in one.taken.values()])
    members = meetings.members_of(one.meeting)
    came = {each.member_id: each.get_how_display() for each in one.meeting.attendances.all()}
    taken: Became = []
    left: Became = []
    for place, each in enumerate(one.picked):
        picked = picking.Picked(**each)
        if f"{place}" in one.taken:
            taken.append((picked, seen.get(Ref(*one.taken[f"{place}"]))))
            continue
        member = picking.person(picked.words, members)[0] if picked.kind == picking.CAME else None
        if member and member.pk in came:
            taken.append((picked, came[member.pk]))
        else:
            left.append(
                (picked, picked.why or (NOBODY if picked.kind == picking.CAME and not member else UNTICKED))
            )
    return taken, left
