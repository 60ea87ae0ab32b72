"""Findings from outside beside the earliest record in which the board already had the matter."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.improvement.models import Finding, Inspection
from lineofsight.web.records import register
from lineofsight.web.records.actions import End, referred
from lineofsight.web.records.kinds import Bound, Duty, Happening
from lineofsight.web.records.models import Reference


@dataclass(frozen=True)
class Earliest:
    """The earliest record in which the board had a matter, and how long before the inspection began that was."""

    words: str
    on: date
    href: str  # empty where the record is not here
    days: int  # before the inspection began; below 0 where after

    @property
    def ahead(self) -> str:
        if self.days > 60:
            return f"about {round(self.days / 30.4)} months before the inspection began"
        if self.days > 0:
            return f"{self.days} day{'s' if self.days > 1 else ''} before the inspection began"
        return "not before the inspection began"


def earliest(finding: Finding, ends: list[End]) -> Earliest | None:
    """Of the records that it `was known already in` and the one written down in words, the earliest with a day."""
    began = finding.inspection.began_on
    meaning = Reference.Meaning.KNOWN_IN.label
    found = [
        Earliest(
            f"{end.other.number} {end.other.name}", end.other.on, end.other.href, (began - end.other.on).days
        )
        for end in ends
        if end.meaning == meaning and end.other.on
    ]
    if finding.known_on:
        found.append(Earliest(finding.known_source, finding.known_on, "", (began - finding.known_on).days))
    return min(found, key=lambda one: one.on, default=None)


def doubt(finding: Finding, first: Earliest | None) -> str:
    """Where what people say of a finding and what is on record do not agree, how."""
    before = first is not None and first.days > 0
    if finding.known == Finding.Known.BEFORE and not before:
        return (
            "It is said that the board knew this before, and no record from before the inspection is named."
        )
    if finding.known == Finding.Known.MISSED and before:
        return "It is said that the board missed this, and a record from before the inspection is named."
    return ""


def tally(findings: list[Finding]) -> list[tuple[str, int]]:
    """How many were known before, found together, missed, disputed; strengths are not counted."""
    found = Counter(one.known for one in findings if one.kind != Finding.Kind.STRENGTH)
    return [(known.label, found[known]) for known in Finding.Known if found[known]]


def duties(person: Person, today: date) -> Iterator[Duty]:
    if person.may(Permission.BOARD_RECORD):
        kind = register.kind_of(Finding)
        open_ = Finding.objects.filter(known=Finding.Known.NOT_SAID).exclude(kind=Finding.Kind.STRENGTH)
        rows = list(open_)
        if rows:
            many = f"{len(rows)} findings" if len(rows) > 1 else "1 finding"
            yield kind.duty(rows[0], f"Say whether the board already knew of {many}, first")


def happenings(person: Person, since: date, today: date) -> Iterator[Happening]:
    kind = register.kind_of(Inspection)
    for one in Inspection.objects.visible_to(person).filter(published_on__gt=since, published_on__lte=today):
        if one.published_on:
            yield kind.happening(one, "Published from outside", one.title, one.published_on)


def bound() -> Iterator[Bound]:
    for one in Inspection.objects.prefetch_related("grades"):
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


def findings_bound() -> Iterator[Bound]:
    rows = list(Finding.objects.select_related("inspection"))
    known_in = referred((register.kind_of(Finding).ref(one) for one in rows), Reference.Meaning.KNOWN_IN)
    for one in rows:
        said: dict[str, object] = {"words": one.words, "known": one.get_known_display().lower()}
        said |= {"known_since": one.known_on} if one.known_on else {}
        said["records"] = len(known_in.get(register.kind_of(one).ref(one), ()))
        source = f"{one.inspection.body}, {one.inspection.title}"
        said["source"] = f"{source}, paragraph {one.paragraph}" if one.paragraph else source
        yield Bound("record", one.slug, said)
