"""Findings from outside beside the earliest record in which the board already had the matter."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.improvement.models import Finding, Inspection
from lineofsight.web.records import register
from lineofsight.web.records.actions import End, ends_of, refer, referred
from lineofsight.web.records.kinds import Bound, Duty, Happening, Ref
from lineofsight.web.records.models import Reference

Known = Finding.Known
WORDS = (Known.BEFORE, Known.TOGETHER, Known.MISSED, Known.DISPUTED)


@dataclass(frozen=True)
class Earliest:
    """The earliest record in which the board had a matter, and how long before the inspection began that was."""

    words: str
    on: date
    href: str  # empty where the record is not here
    days: int  # before the inspection began; below 0 where after
    note: str = ""

    @property
    def ahead(self) -> str:
        if self.days > 60:
            return f"about {round(self.days / 30.4)} months before the inspection began"
        if self.days > 0:
            return f"{self.days} day{'s' if self.days > 1 else ''} before the inspection began"
        return "not before the inspection began"


@dataclass(frozen=True)
class Beside:
    """A finding beside what the board had of it, and where what people say of that and the record do not agree."""

    finding: Finding
    first: Earliest | None  # that this reader may see
    doubt: str


def beside(person: Person, findings: Sequence[Finding]) -> list[Beside]:
    """Each finding beside the earliest record of it: few queries, however many findings there are."""
    kind = register.kind_of(Finding)
    of_each = ends_of(person, map(kind.ref, findings))
    days = first_days(findings)
    return [
        Beside(one, earliest(one, of_each.get(kind.ref(one), [])), doubt(one, days.get(one.pk)))
        for one in findings
    ]


def earliest(finding: Finding, ends: Iterable[End]) -> Earliest | None:
    """Of the records that it `was known already in` and the one written down in words, the earliest with a day."""
    began = finding.inspection.began_on
    meaning = Reference.Meaning.KNOWN_IN.label
    found = [
        Earliest(f"{other.number} {other.name}", other.on, other.href, (began - other.on).days, end.note)
        for end in ends
        if (other := end.other).on and end.meaning == meaning
    ]
    if finding.known_on:
        found.append(Earliest(finding.known_source, finding.known_on, "", (began - finding.known_on).days))
    return min(found, key=lambda one: one.on, default=None)


def first_days(findings: Sequence[Finding]) -> dict[int, date]:
    """The day of the earliest record of each finding that has one, whoever may read that record."""
    kind = register.kind_of(Finding)
    known_in = referred(map(kind.ref, findings), Reference.Meaning.KNOWN_IN)
    days = register.days_of(chain.from_iterable(known_in.values()))
    every = (
        (one.pk, [one.known_on, *(days.get(ref) for ref in known_in.get(kind.ref(one), ()))])
        for one in findings
    )
    return {pk: min(found) for pk, dated in every if (found := [day for day in dated if day])}


def doubt(finding: Finding, first: date | None) -> str:
    """Where what people say of a finding and what is on record do not agree, how."""
    before = first is not None and first < finding.inspection.began_on
    if finding.known == Known.BEFORE and not before:
        return (
            "It is said that the board knew this before, and no record from before the inspection is named."
        )
    if finding.known == Known.MISSED and before:
        return "It is said that the board missed this, and a record from before the inspection is named."
    return ""


def tally(findings: Iterable[Finding]) -> list[tuple[str, int]]:
    """How many were known before, found together, missed, disputed; strengths are not counted."""
    found = Counter(one.known for one in findings if one.kind != Finding.Kind.STRENGTH)
    return [(known.label, found[known]) for known in (*WORDS, Known.NOT_SAID) if found[known]]


@transaction.atomic
def say_known(
    finding: Finding,
    expect: int,
    *,
    known: str,
    record: Ref | None,
    note: str = "",
    by: Person,
    **said: object,
) -> Finding:
    """Say in one of the four words whether the board had a finding already, and in which record that is here."""
    now = (
        {"said_at": timezone.now(), "said_by": by}
        if known != Known.NOT_SAID
        else {"said_at": None, "said_by": None}
    )
    if record:
        if not register.days_of([record]):
            raise ValidationError(
                "That record stands under no day: write it in words, with its day, instead."
            )
        refer(register.kind_of(finding).ref(finding), Reference.Meaning.KNOWN_IN, record, note=note, by=by)
    return trail.change(finding, expect, by=by, why="Whether it was known", known=known, **said, **now)


# --- what the register is told ------------------------------------------------------------------------------


def duties(person: Person, today: date) -> Iterator[Duty]:
    if person.may(Permission.BOARD_RECORD):
        kind = register.kind_of(Finding)
        rows = list(Finding.objects.filter(known=Known.NOT_SAID).exclude(kind=Finding.Kind.STRENGTH))
        if rows:
            many = f"{len(rows)} findings" if len(rows) > 1 else "1 finding"
            yield kind.duty(rows[0], f"Say whether the board already knew of {many}, first")


def happenings(person: Person, since: date, today: date) -> Iterator[Happening]:
    kind = register.kind_of(Inspection)
    for one in Inspection.objects.visible_to(person).filter(published_on__gt=since, published_on__lte=today):
        if one.published_on:
            yield kind.happening(one, "Published from outside", one.title, one.published_on)


def bound() -> Iterator[Bound]:
    """Each inspection, and of what it found the lists by the four words, on each day on which one changed."""
    for one in Inspection.objects.prefetch_related("grades", "findings__inspection"):
        on = one.published_on or one.ended_on or one.began_on
        words = "; ".join(f"{grade}" for grade in one.grades.all()) or one.title
        said = {
            "date": on,
            "began": one.began_on,
            "ended": one.ended_on,
            "words": f"{words}.",
            "title": one.title,
        }
        said["source"] = f"{one.body}, {one.title}"
        yield Bound("record", one.slug, {name: value for name, value in said.items() if value})
        yield from _lists(one, on)


def _lists(of: Inspection, published: date) -> Iterator[Bound]:
    """What was found, and what of it was known before, found together, missed and disputed.

    Known before is only what a record from before the inspection bears out: that people say so is not enough.
    """
    found = [one for one in of.findings.all() if one.kind != Finding.Kind.STRENGTH]
    if not found:
        return
    source = f"{of.body}, {of.title}, beside what the board had on record"
    yield Bound("list", f"{of.slug}-findings", _items(published, found, source))
    first = first_days(found)
    days = {max(published, timezone.localdate(one.said_at)) for one in found if one.said_at}
    for day in sorted(days | {published}):
        said = [one for one in found if one.said_at is None or timezone.localdate(one.said_at) <= day]
        for word in WORDS:
            rows = [one for one in said if one.known == word]
            if word == Known.BEFORE:
                rows = [one for one in rows if not doubt(one, first.get(one.pk))]
            yield Bound(
                "list", f"{of.slug}-{word.label.lower().replace(' ', '-')}", _items(day, rows, source)
            )


def _items(at: date, rows: Sequence[Finding], source: str) -> dict[str, object]:
    return {"at": f"{at}", "items": [one.words for one in rows], "source": source}


def findings_bound() -> Iterator[Bound]:
    rows = list(Finding.objects.select_related("inspection"))
    first = first_days(rows)
    for one in rows:
        said: dict[str, object] = {"words": one.words, "known": one.get_known_display().lower()}
        said |= {"known_since": first[one.pk]} if one.pk in first else {}
        source = f"{one.inspection.body}, {one.inspection.title}"
        said["source"] = f"{source}, paragraph {one.paragraph}" if one.paragraph else source
        yield Bound("record", one.slug, said)
