"""Holding a meeting: planning, moving and cancelling it, its papers, who came, superseding a decision; and what the register
is told of meetings."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html

from lineofsight.claims.wording.judging import LEVELS, said_level
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.once import once_a_page
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.governance import papers, quorum
from lineofsight.web.governance.models import Attendance, Decision, Group, Item, Meeting, Membership, Paper
from lineofsight.web.governance.models.groups import groups_of
from lineofsight.web.governance.quorum import THERE
from lineofsight.web.improvement import setting
from lineofsight.web.improvement.models import Priority
from lineofsight.web.records import register
from lineofsight.web.records.days import day, months_on
from lineofsight.web.records.kinds import Appointment, Bound, Duty, Happening
from lineofsight.web.records.models import Reference

SOON = timedelta(days=14)
YEAR = timedelta(days=365)
# Only these words judge: "assurance is sought" and "to be assured" do not.
ASSURED = re.compile(
    r"\b(?:is|are|was|were|now|not|fully|cannot yet be|not yet) assured\b"
    r"|\b(?:has|had|have|takes?|took) (?:only )?(?:some|partial|limited) assurance\b"
    r"|\b(?:unable|cannot|not possible) to judge\b",
    re.I,
)
FIRST, MONTHS_AHEAD = date(2000, 1, 1), 36  # between which a day of a meeting lies; others are slips


@transaction.atomic
def plan(*, group: Group, on: date, by: Person, **said: Any) -> Meeting:
    _is_a_day_for(group, on)
    return trail.create(Meeting, by=by, why="A meeting planned", group=group, on=on, **said)


def _is_a_day_for(group: Group, on: date, moved: Meeting | None = None) -> None:
    """ValidationError where a group cannot meet on it. No constraint says so: older records may hold such days."""
    last = months_on(timezone.localdate(), MONTHS_AHEAD)
    if not FIRST <= on <= last:
        raise ValidationError({"on": f"Enter a day from {day(FIRST)} to {day(last)}"})
    Group.objects.select_for_update().get(pk=group.pk)  # of two who plan at once, one waits and is told
    others = Meeting.objects.standing().filter(group=group, on=on)
    if there := (others.exclude(pk=moved.pk) if moved else others).first():
        kind = register.kind_of(there)
        link = format_html('<a class="govuk-link" href="{}">{}</a>', kind.href(there), kind.number(there))
        raise ValidationError(format_html("{} meets on that day already: {}. Change that one.", group, link))


def change(meeting: Meeting, expect: int, *, by: Person, **said: Any) -> Meeting:
    """What is on record of it; papers go out before it, and its minutes are agreed after, neither in days to come."""
    today, wrong = timezone.localdate(), {}
    if (out := said.get("papers_out_on")) and out > min(meeting.on, today):
        wrong["papers_out_on"] = f"Enter a day no later than {day(min(meeting.on, today))}"
    if (agreed := said.get("minutes_agreed_on")) and not meeting.on <= agreed <= today:
        first = f"Enter a day from {day(meeting.on)} to {day(today)}"
        wrong["minutes_agreed_on"] = first if meeting.on <= today else "The meeting is still to come"
    if wrong:
        raise ValidationError(wrong)
    return trail.change(meeting, expect, by=by, why="A meeting changed", **said)


@transaction.atomic
def cancel(meeting: Meeting, expect: int, *, why: str, by: Person) -> Meeting:
    """It will not be held, or was not. It stays on record, and its day is free for another."""
    if meeting.cancelled_at or meeting.was_held:
        raise ValidationError("It was held, or is cancelled already: it stays as it is on record.")
    now = {"cancelled_at": timezone.now(), "cancelled_by": by, "cancelled_because": why}
    return trail.change(meeting, expect, by=by, why=why, **now)


@transaction.atomic
def move(meeting: Meeting, expect: int, *, on: date, why: str, by: Person) -> Meeting:
    """To another day. Where papers are out already they name the old one, and everybody has to be told."""
    if meeting.was_held:
        raise ValidationError("It was held: who came, or what was decided, is on record under its day.")
    _is_a_day_for(meeting.group, on, meeting)
    said = meeting.moved_from or meeting.on
    moved_from = said if meeting.papers_out_on and said != on else None
    return trail.change(meeting, expect, by=by, why=why, on=on, moved_from=moved_from)


def members_of(meeting: Meeting) -> list[Membership]:
    """Those who sat in the group on the day."""
    return list(meeting.group.members.on(meeting.on).select_related("agency", "person"))


@transaction.atomic
def record_attendance(meeting: Meeting, came: Mapping[int, str], *, by: Person) -> None:
    """By membership; one that was recorded otherwise before is changed, on the trail."""
    if meeting.on > timezone.localdate():
        raise ValidationError(
            f"The meeting is on {day(meeting.on)}. Who came is recorded once that day has come."
        )
    here = {one.member_id: one for one in meeting.attendances.all()}
    for member in members_of(meeting):
        how = came.get(member.pk)
        if how and member.pk in here:
            one = here[member.pk]
            trail.change(one, one.version, by=by, why="Attendance", how=how)
        elif how:
            trail.create(Attendance, by=by, why="Attendance", meeting=meeting, member=member, how=how)


def add_paper(item: Item, *, title: str, came_on: date, by: Person, **said: Any) -> Paper:
    """A paper, or its next version where one of that title is here, in whatever letters."""
    if came_on > timezone.localdate():
        raise ValidationError({"came_on": "Enter the day on which it came: today, or one before"})
    last = item.papers.filter(title__iexact=title).order_by("-number").first()
    version = {"title": last.title, "number": last.number + 1} if last else {"title": title}
    return trail.create(Paper, by=by, why="A paper came", item=item, came_on=came_on, **version, **said)


def withdraw(paper: Paper, expect: int, *, why: str, by: Person) -> Paper:
    """It stays on record; the next papers go out without it."""
    if paper.withdrawn_at:
        raise ValidationError("This paper is withdrawn already.")
    now = {"withdrawn_at": timezone.now(), "withdrawn_by": by, "withdrawn_because": why}
    return trail.change(paper, expect, by=by, why=why, **now)


def supersede(old: Decision, expect: int, *, new: Decision, by: Person) -> Decision:
    """A later decision takes the place of an earlier one, which stays to be read."""
    if new.meeting.on < old.meeting.on or new == old:
        raise ValidationError("Only a later decision takes the place of another.")
    return trail.change(old, expect, by=by, why="Superseded", superseded_by=new)


# --- what the register asks ---------------------------------------------------------------------------------


@once_a_page
def gathers() -> list[date]:
    return list(Meeting.objects.standing().filter(group__kind=Group.Kind.BOARD).values_list("on", flat=True))


def appointments(person: Person, since: date) -> Iterator[Appointment]:
    """Of the board and of one's own groups: those who see all would find every group's in their week."""
    seen = Meeting.objects.visible_to(person).filter(on__gte=since).select_related("group")
    kind = register.kind_of(Meeting)
    for one in seen.filter(Q(group__kind=Group.Kind.BOARD) | Q(group__in=groups_of(person))):
        told = one.moved_from or (one.on if one.cancelled_at and one.papers_out_on else None)
        cancelled = one.cancelled_at is not None
        yield Appointment(kind.ref(one), f"{one.group}", one.on, kind.href(one), one.place, told, cancelled)


def duties(person: Person, today: date) -> Iterator[Duty]:
    if not person.may(Permission.BOARD_RECORD):
        return
    kind = register.kind_of(Meeting)
    standing = Meeting.objects.standing()
    near = standing.filter(on__gte=today, on__lte=today + SOON).select_related("group")
    for one in near.filter(papers_out_on=None):
        yield kind.duty(one, "Send out the papers", one.on - timedelta(days=7))
    for one in near.exclude(moved_from=None):
        if not papers.says_its_day(one):
            yield kind.duty(one, "Tell members of the new day", one.on, urgent=True)
    held = standing.filter(on__lt=today, on__gt=today - YEAR, minutes_agreed_on=None)
    rooms = quorum.of_each(held)
    for one in held.select_related("group"):
        yield kind.duty(one, "Have the minutes agreed", None)
        if rooms[one.pk].state == quorum.State.NOT_RECORDED:
            yield kind.duty(one, "Record who came", None)


def happenings(person: Person, since: date, today: date) -> Iterator[Happening]:
    kind = register.kind_of(Decision)
    seen = Decision.objects.visible_to(person).select_related("meeting")
    for one in seen.filter(meeting__on__gt=since, meeting__on__lte=today):
        yield kind.happening(one, "Decisions", one.title, one.meeting.on)


def bound() -> Iterator[Bound]:
    """Each meeting with what it decided; and what the board was kept informed of, topic by topic."""
    rows = (
        Meeting.objects.standing()
        .select_related("group")
        .prefetch_related("decisions__item", "attendances", "items")
    )
    rooms = quorum.of_each(rows)
    for one in rows:
        decided = [each for each in one.decisions.all() if each.item is None or not each.item.closed]
        there = sum(each.how in THERE for each in one.attendances.all())
        said = {"date": one.on, "title": f"{one.group}", "place": one.place, "present": there}
        said |= {"outcome": " ".join(each.words for each in decided), "decisions": len(decided)}
        said |= {"quorum": f"{rooms[one.pk].state}"}
        said |= {
            "source": f"{one.group}, {'minutes' if one.minutes_agreed_on else 'draft minutes'} of {one.on:%-d %B %Y}"
        }
        yield Bound("meeting", one.slug, {name: value for name, value in said.items() if value})
    yield from _informed()


def _informed() -> Iterator[Bound]:
    """What came to the board about a topic in the year up to each of its meetings: once is not throughout."""
    by_topic: dict[str, list[Item]] = {}
    of_board = Item.objects.filter(meeting__in=Meeting.objects.standing(), closed=False).exclude(topic="")
    of_board = of_board.filter(meeting__group__kind=Group.Kind.BOARD)
    with_papers = of_board.prefetch_related("papers", "meeting__attendances__member__agency")
    for item in with_papers.select_related("meeting__group").order_by("meeting__on"):
        by_topic.setdefault(item.topic, []).append(item)
    board_days = sorted(gathers())
    for topic, items in by_topic.items():
        for on in (met for met in board_days if met >= items[0].meeting.on):
            year = [one for one in items if on - YEAR < one.meeting.on <= on]
            said = [f"{one.meeting.on:%-d %B %Y}, item {one.number}: {one.title}" for one in year]
            about = topic.replace("-", " ")
            words = f"The board was informed, updated and sighted on {about}, and monitored it; it came to the board"
            yield Bound(
                "record", f"papers-{topic}",
                {"at": f"{on}", "words": f"{words}: {'; '.join(said) or 'not in the year before'}",
                 "meetings": len({one.meeting_id for one in year}),
                 "meetings_held": sum(on - YEAR < met <= on for met in board_days),
                 "papers": [paper for one in year for paper in _papers(one)], "source": "Agendas of the board"},
            )  # fmt: skip
            if not year and on > items[-1].meeting.on:  # it did not come back
                break


def _papers(item: Item) -> Iterator[dict[str, object]]:
    """Each paper to an item in the version that was talked about, with the agencies in the room; none: the item alone."""
    there = sorted({one.member.agency.name for one in item.meeting.attendances.all() if one.how in THERE})
    about = {"on": item.meeting.on, "meeting": f"{item.meeting.group}", "item": f"{item}", "present": there}
    newest = item.newest_papers
    yield from ({**about, "paper": paper.title, "version": paper.number} for paper in newest)
    if not newest:
        yield about


def decisions_bound() -> Iterator[Bound]:
    """Each decision by its short name, and what decisions that are linked to a priority say of it."""
    rows = list(
        Decision.objects.select_related(
            "meeting__group", "superseded_by__meeting", "superseded_by__item", "item"
        )
    )
    rooms = quorum.of_each(one.meeting for one in rows)
    for one in rows:
        if one.item is None or not one.item.closed:
            words = " ".join(filter(None, [one.words, rooms[one.meeting_id].told]))
            said = {"at": f"{one.meeting.on}", "date": one.meeting.on, "title": one.title, "words": words}
            source = {"source": f"{one.meeting.group}, {one.meeting.on:%-d %B %Y}"}
            yield Bound("record", one.slug, said | source)
            if one.superseded_by:
                after = one.superseded_by
                closed = after.item is not None and after.item.closed
                words = "Superseded" if closed else f"Superseded: {after.words}"
                yield Bound(
                    "record", one.slug, {**said, **source, "at": f"{after.meeting.on}", "words": words}
                )
    yield from _judged([one for one in rows if one.item is None or not one.item.closed])


def _judged(rows: Sequence[Decision]) -> Iterator[Bound]:
    """Of each priority what the board decided to say of it, with the level of assurance where it says one."""
    kind, of = register.kind_of(Decision), register.kind_of(Priority)
    slugs = {of.ref(one): setting.named(one) for one in Priority.objects.all()}
    decisions = {kind.ref(one): one for one in rows}
    for one in Reference.objects.standing().of(*slugs):
        for here, there in ((one.source, one.target), (one.target, one.source)):
            if here in decisions and there in slugs:
                said = decisions[here]
                level = {"level": LEVELS[said_level(said.words)]} if ASSURED.search(said.words) else {}
                about = {"at": f"{said.meeting.on}", "title": said.title, "sentence": said.words, **level}
                source = f"{said.meeting.group}, {said.meeting.on:%-d %B %Y}"
                yield Bound("judgement", slugs[there], {**about, "source": source})
