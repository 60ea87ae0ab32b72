"""What the register is told of risks, of reports owed and of documents."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q

from lineofsight.web.accounts.agencies import line_of
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.governance.models import Document, OwedReport, Risk
from lineofsight.web.records import register
from lineofsight.web.records.kinds import Bound, Duty, Happening


def risk_duties(person: Person, today: date) -> Iterator[Duty]:
    if person.may(Permission.BOARD_RECORD):
        kind = register.kind_of(Risk)
        for one in Risk.objects.visible_to(person).on(today).filter(review_by__lt=today):
            yield kind.duty(one, "Look at the risk again", one.review_by)


def risk_happenings(person: Person, since: date, today: date) -> Iterator[Happening]:
    kind = register.kind_of(Risk)
    for one in Risk.objects.visible_to(person).prefetch_related("looks"):
        if since < one.since <= today:
            yield kind.happening(one, "Risks", f"{one.title}: new on the register", one.since)
        if one.until and since < one.until <= today:
            yield kind.happening(one, "Risks", f"{one.title}: off the register", one.until)
        moved, look = one.moved(since, today), one.look_on(today)
        if look and moved in ("worse", "better"):
            yield kind.happening(one, "Risks", f"{one.title}: {moved}", look.on)


def risks_bound() -> Iterator[Bound]:
    """The register on each day on which it changed, and each risk on each day on which it was looked at."""
    rows = list(Risk.objects.prefetch_related("looks"))
    days = {one.since for one in rows} | {one.until + timedelta(days=1) for one in rows if one.until}
    for day in sorted(days):
        standing = [one.title for one in rows if one.since <= day and (one.until is None or one.until >= day)]
        if standing:
            yield Bound("list", "risks", {"at": f"{day}", "items": standing, "source": "Risk register"})
    for one in rows:
        said = {
            "title": one.title,
            "words": f"{one.title} remains a risk: {one.effect}",
            "source": "Risk register",
        }
        for look in [*one.looks.all()][::-1]:
            yield Bound("record", f"risk-{one.slug}", {"at": f"{look.on}", **said, "now": f"{look}"})
        if one.until:
            words = f"{one.title} is off the register: {one.became}"
            yield Bound("record", f"risk-{one.slug}", {"at": f"{one.until}", **said, "words": words})


# --- reports owed -------------------------------------------------------------------------------------------


def owed_duties(person: Person, today: date) -> Iterator[Duty]:
    """Until it has come, to whoever owes it, or late to the office; once it has, to the office for a while."""
    kind, line, near = register.kind_of(OwedReport), line_of(person.agency), timedelta(days=30)
    waits = Q(received_on=None, due__lte=today + near) | Q(received_on__gte=today - near, meeting=None)
    for one in OwedReport.objects.visible_to(person).filter(waits).select_related("of"):
        if one.received_on:
            if person.may(Permission.BOARD_RECORD):
                yield kind.duty(one, "It came: say at which meeting it is discussed", None)
        elif one.of_id in line and person.may(Permission.ASK_REPLY):
            yield kind.duty(one, "Send the report", one.due)
        elif person.may(Permission.BOARD_RECORD) and one.due < today:
            yield kind.duty(one, f"Not received from {one.of}", one.due)


def owed_of(person: Person, agency: Agency, today: date) -> Iterator[Duty]:
    kind = register.kind_of(OwedReport)
    for one in OwedReport.objects.visible_to(person).filter(received_on=None, of__in=line_of(agency)):
        yield kind.duty(one, "Report to the board", one.due)


def owed_bound() -> Iterator[Bound]:
    """Before it came it is said not to have been received, so that no sentence rests on it."""
    for one in OwedReport.objects.select_related("of", "meeting"):
        said = {"title": f"{one}", "of": one.of.name, "due": one.due, "source": "Reports owed to the board"}
        if one.received_on is None or one.received_on > one.due:
            words = f"{one}: not received by {one.due:%-d %B %Y}."
            yield Bound("record", one.slug, {"at": f"{one.due}", **said, "words": words})
        if one.received_on:
            words = f"{one}: received on {one.received_on:%-d %B %Y}"
            words += f", discussed on {one.meeting.on:%-d %B %Y}." if one.meeting else ", not discussed."
            more = {"received": one.received_on, "words": words}
            yield Bound("record", one.slug, {"at": f"{one.received_on}", **said, **more})


# --- documents ----------------------------------------------------------------------------------------------


def document_duties(person: Person, today: date) -> Iterator[Duty]:
    if person.may(Permission.BOARD_RECORD):
        kind = register.kind_of(Document)
        for one in Document.objects.filter(replaced_by=None, review_by__lt=today):
            yield kind.duty(one, "Look at the document again", one.review_by)


def documents_bound() -> Iterator[Bound]:
    for one in Document.objects.select_related("decision__meeting__group", "replaced_by"):
        said = {"at": f"{one.since}", "title": f"{one}", "since": one.since, "words": f"{one}: {one.about}"}
        by = one.decision
        said["source"] = f"{by.meeting.group}, {by.meeting.on:%-d %B %Y}" if by else "Documents on record"
        yield Bound("record", f"document-{one.slug}", said)
