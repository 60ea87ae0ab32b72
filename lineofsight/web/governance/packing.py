"""The papers of a meeting as one document: put together in rows, frozen when they are issued, added to afterwards.

A part says for whom it is: everybody who has the papers, members of the group, or those to whom figures are shown as to
the board, or as to partners. Nothing of a document is kept but its rows: the files are made from them each time.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from lineofsight.documents.page import Page, Source
from lineofsight.documents.writing import write_html, write_odt, write_pdf, write_word
from lineofsight.engine.opened import Audience
from lineofsight.engine.store import MADE_UP
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Person
from lineofsight.web.governance import late, quorum
from lineofsight.web.governance.models import (
    Ask,
    Challenge,
    Decision,
    Group,
    Item,
    Meeting,
    OwedReport,
    Pack,
    Risk,
)
from lineofsight.web.governance.models.groups import groups_of
from lineofsight.web.governance.models.packs import digest_of
from lineofsight.web.improvement.models import Action
from lineofsight.web.indicators import agreed, seen, sheets, showing
from lineofsight.web.indicators.sheets import Sheet
from lineofsight.web.records import register
from lineofsight.web.records.days import day, for_long

ALL, MEMBERS, BOARD, PARTNERS = "all", "members", "board", "partners"
NOT_RETURNED = agreed.NOT_RETURNED
FOR_MEMBERS = "For members: not for publication"
WRITERS: dict[str, Callable[[Page, Path], Path]] = {
    "html": write_html, "docx": write_word, "pdf": write_pdf, "odt": write_odt,
}  # fmt: skip
Content = dict[str, Any]
Part = dict[str, Any]
Row = dict[str, Any]


class PackError(ValidationError):
    """Papers that cannot be given out as they are: says why and what to do."""


# --- putting them together ----------------------------------------------------------------------------------


def content(meeting: Meeting, today: date) -> Content:
    """All that the papers of a meeting say on a day, for whomever."""
    not_in = late.late(today) if of_the_board(meeting) else []
    parts = [_meeting(meeting), *_agenda(meeting)]
    if of_the_board(meeting):
        since = _before(meeting)
        parts += [_late(not_in), *_figures(not_in), _decisions(meeting, since), *_business(today)]
    return {"on": f"{meeting.on}", "day": f"{today}", "parts": parts}


def of_the_board(meeting: Meeting) -> bool:
    """What all agencies sent and owe is for the board, and for those who meet in its place."""
    return meeting.group.kind in (Group.Kind.BOARD, Group.Kind.EXECUTIVE)


def _before(meeting: Meeting) -> date | None:
    earlier = Meeting.objects.standing().filter(group=meeting.group, on__lt=meeting.on)
    return earlier.values_list("on", flat=True).first()


def _part(
    name: str, title: str, head: Sequence[str], rows: Iterable[Row], *, empty: str, of: str = ALL
) -> Part:
    return {"name": name, "title": title, "for": of, "head": list(head), "rows": list(rows), "empty": empty}


def _row(key: object, *cells: object, record: str = "", source: str = "") -> Row:
    return {"key": f"{key}", "cells": [f"{cell}" for cell in cells], "record": record, "source": source}


def _numbered(row: Model, *cells: object) -> Row:
    """A record as a row: its number says where it is read in full."""
    number = register.kind_of(row).number(row)
    return _row(number, *cells, number)


def _meeting(meeting: Meeting) -> Part:
    takes = quorum.taken(meeting.group, meeting.on)
    said = (
        ("When", day(meeting.on)),
        ("Where", meeting.place or "to be said"),
        ("In the chair", meeting.chaired_by or "to be said"),
        ("To decide, it takes", f"{takes}" if takes else "not on record"),
    )
    return _part(
        "meeting", "The meeting", ("What", "As it stands"), (_row(*one[:1], *one) for one in said), empty=""
    )


def _agenda(meeting: Meeting) -> Iterator[Part]:
    items = list(Item.objects.filter(meeting=meeting).prefetch_related("papers"))
    head, empty = ("Item", "Purpose", "Papers", "Number"), "Nothing is planned for it yet."
    for name, title, closed, of in (
        ("agenda", "What it is about", False, ALL),
        ("closed", "The closed part, for members only", True, MEMBERS),
    ):
        rows = [
            _numbered(one, one, one.get_purpose_display(), _papers(one))
            for one in items
            if one.closed == closed
        ]
        if rows or not closed:
            yield _part(name, title, head, rows, empty=empty, of=of)


def _papers(item: Item) -> str:
    said = [f"{paper}, from {paper.author}, {day(paper.came_on)}" for paper in item.newest_papers]
    return "; ".join(said) or "none came"


def _late(rows: Sequence[late.Late]) -> Part:
    return _part(
        "late", "What is not in", ("Return", "From", "Asked for", "Number"),
        (_numbered(one.of, one.of, one.agency, one.told) for one in rows),
        empty="Every return that was due is in.",
    )  # fmt: skip


def _figures(not_in: Sequence[late.Late]) -> Iterator[Part]:
    """The agreed dataset, as the board sees it and as partners do. What is late has no value, old or nought."""
    wanted, gaps = agreed.codes(), late.by_code(not_in)
    head = ("Measure", "Period", "Value", "Of what", "Beside it")
    for of, audience in ((BOARD, Audience.BOARD), (PARTNERS, Audience.PARTNER)):
        opened = seen.opened(audience)
        rows = [
            _figure(one, gaps.get(one.code), opened.run or "")
            for one in sheets.by_code(opened).values()
            if one.code in wanted
        ]
        yield _part(f"figures-{of}", "Figures", head, rows, empty="No figures are held yet.", of=of)


def _figure(one: Sheet, gap: late.Late | None, run: str) -> Row:
    last = "" if one.silent else f"{one.value} ({one.period})"
    if gap and (one.silent or one.row is None or one.row["end"] < gap.of.end):
        beside = f"{gap.told}. {f'Last value: {last}' if last else 'No value was held before'}"
        words = f"{gap.of} is not in. {_came(one, run)}" if last else f"{gap.of} is not in"
        return _row(
            one.code,
            one.indicator.title,
            gap.of.of_when,
            NOT_RETURNED,
            "",
            beside,
            record=last or "no value",
            source=words,
        )
    beside = f"England {one.england}" if one.england else ""
    if one.before:
        before = f"before: {one.indicator.unit.show(one.before['value'])}"
        beside = f"{before}; {beside}" if beside else before
    return _row(
        one.code, one.indicator.title, one.period, one.value, one.parts, beside,
        record=f"{one.value}{f' ({one.parts})' if one.parts else ''}", source=_came(one, run),
    )  # fmt: skip


def _came(one: Sheet, run: str) -> str:
    """Where a figure comes from, as its own page says it; empty where nothing was ever received."""
    row = one.row
    if row is None:
        return ""
    said = [f"{one.code}, edition {row['edition'] or one.indicator.edition}, {one.period}"]
    said.append(showing.BASIS[row["basis"]] + (f" ({row['release']})" if row["release"] else ""))
    said += [f"true on {day(row['known_on'])}"] if row["known_on"] else []
    said += [f"files {', '.join(row['load'].split())}"] if row["load"] else []
    return "; ".join([*said, f"refresh {run}"])


def _decisions(meeting: Meeting, since: date | None) -> Part:
    """What was decided from the meeting before on, in the open part."""
    rows = Decision.objects.filter(meeting__group=meeting.group, meeting__on__lt=meeting.on).exclude(
        item__closed=True
    )
    of_late = (rows.filter(meeting__on__gte=since) if since else rows).select_related("meeting")
    rooms = quorum.of_each(one.meeting for one in of_late)
    return _part(
        "decisions", "What was decided when it last met", ("Decision", "In words", "On", "Number"),
        (
            _numbered(one, one.title, f"{one.words} {rooms[one.meeting_id].told}".strip(), day(one.meeting.on))
            for one in of_late
        ),
        empty="Nothing is on record.",
    )  # fmt: skip


def _business(today: date) -> Iterator[Part]:
    asks = Ask.objects.select_related("of").prefetch_related("replies", "answers__reply")
    yield _part(
        "asks", "Assurance sought", ("What", "Of whom", "By when", "Where it stands", "Number"),
        (
            _numbered(one, one.title, one.of, _due(one.due, today), one.state_on(today))
            for one in asks
            if one.asked_on <= today and one.open_on(today)
        ),
        empty="Nothing is asked of anybody.",
    )  # fmt: skip
    yield _part(
        "challenges", "Challenges", ("What", "To whom", "Response by", "Where it stands", "Number"),
        (
            _numbered(one, one.title, one.of, _due(one.due, today), one.told(today)[0])
            for one in Challenge.objects.filter(outcome="").select_related("of")
        ),
        empty="None is open.",
    )  # fmt: skip
    yield _part(
        "owed", "Reports owed", ("Report", "From whom", "Due", "Where it stands", "Number"),
        (
            _numbered(one, one, one.of, day(one.due), one.told(today)[0])
            for one in OwedReport.objects.filter(meeting=None, due__lte=today).select_related("of")
        ),
        empty="Every report that was due has come and was discussed.",
    )  # fmt: skip
    told = Action.objects.filter(state=Action.State.OPEN, due__lt=today) | Action.objects.without_impact(
        today
    )
    yield _part(
        "actions", "Actions overdue, or closed without impact", ("Action", "Whose", "Due", "Where it stands", "Number"),
        (_numbered(one, one.title, one.agency, day(one.due), one.told(today)[0]) for one in told.select_related("agency")),
        empty="None.",
    )  # fmt: skip
    risks = Risk.objects.on(today).prefetch_related("looks")
    yield _part(
        "risks", "Risks", ("Risk", "What it does to children", "Now", "Number"),
        (_numbered(one, one.title, one.effect, one.look_on(today) or "not looked at yet") for one in risks),
        empty="The register is empty.",
    )  # fmt: skip


def _due(due: date, today: date) -> str:
    return f"{day(due)}, {for_long(due, today)} ago" if due < today else day(due)


# --- issuing and adding -------------------------------------------------------------------------------------


@transaction.atomic
def issue(meeting: Meeting, *, words: str = "", by: Person) -> Pack:
    """The papers, frozen as they stand; once they are out, what changed since, with a word on why.

    An addendum says the meeting's new day too, so that members are told of a move with it.
    """
    locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
    before = newest(locked)
    if before and not words.strip():
        raise ValidationError(
            "The papers are out: say what members should know, and it goes out beside them."
        )
    today = timezone.localdate()
    said = content(locked, today)
    made = trail.create(
        Pack, by=by, why="An addendum to papers" if before else "Papers issued", meeting=locked, words=words.strip(),
        number=before.number + 1 if before else 0, content=said, digest=digest_of(said, words.strip()), issued_by=by,
        issued_at=timezone.now(),
    )  # fmt: skip
    for item in Item.objects.filter(meeting=locked).prefetch_related("papers"):
        for paper in item.newest_papers:
            if paper.issued_in_id is None:
                trail.change(paper, paper.version, by=by, why="Papers issued", issued_in=made)
    if locked.papers_out_on is None:
        trail.change(locked, locked.version, by=by, why="Papers issued", papers_out_on=today)
    return made


def newest(meeting: Meeting) -> Pack | None:
    return meeting.packs.order_by("-number").first()


def changes(then: Content, now: Content) -> list[Part]:
    """What another content says otherwise, part by part: each row that is new, differs or went, and what stood there."""
    was = {part["name"]: part for part in then["parts"]}
    found = [_changed(was.pop(part["name"], None), part) for part in now["parts"]]
    found += [_changed(part, {**part, "rows": []}) for part in was.values()]
    return [part for part in found if part["rows"]]


def _changed(then: Part | None, now: Part) -> Part:
    was = {row["key"]: row for row in then["rows"]} if then else {}
    rows = []
    for row in now["rows"]:
        old = was.pop(row["key"], None)
        if old is None or old["cells"] != row["cells"]:
            rows.append({**row, "cells": [*row["cells"], _stood(row, old)]})
    rows += [{**old, "cells": [*old["cells"], "no longer so"]} for old in was.values()]
    return {**now, "head": [*now["head"], "In the papers"], "rows": rows}


def _stood(row: Row, old: Row | None) -> str:
    if old is None:
        return "not there"
    pairs = zip(row["cells"], old["cells"], strict=False)
    return "; ".join(before or "nothing" for after, before in pairs if after != before)


# --- reading them -------------------------------------------------------------------------------------------


def parts_for(person: Person, meeting: Meeting, parts: Iterable[Part]) -> list[Part]:
    """Those that a person may read; who is no member reads no closed part."""
    mine = {ALL, BOARD if seen.sees_all(person) else PARTNERS}
    if meeting.group_id in set(groups_of(person).values_list("group", flat=True)):
        mine.add(MEMBERS)
    return [part for part in parts if part["for"] in mine]


def parts_of(pack: Pack) -> list[Part]:
    """What a pack prints: all of it, or as an addendum what changed since the one before."""
    if not pack.whole:
        raise PackError("These papers were changed after they were issued. Take them from a backup.")
    if not pack.number:
        return list(pack.content["parts"])
    return changes(pack.meeting.packs.get(number=pack.number - 1).content, pack.content)


def page(pack: Pack, person: Person) -> Page:
    """The document, as one person may read it."""
    meeting = pack.meeting
    shown = parts_for(person, meeting, parts_of(pack))
    sources: list[Source] = []
    body = "".join(_html(part, sources) for part in shown)
    words = f"<p class='plain'>{escape(pack.words)}</p>" if pack.words else ""
    if pack.number and not shown:
        body = "<p class='plain'>Nothing else in the papers changed.</p>"
    issued = timezone.localtime(pack.issued_at)
    said = f"{meeting.group}, {day(date.fromisoformat(pack.content['on']))}"
    made_up = [MADE_UP] if seen.opened(Audience.BOARD).made_up else []
    return Page(
        title=f"Addendum {pack.number} to the papers" if pack.number else "Papers",
        subtitle=said,
        board=str(settings.BOARD_NAME),
        area=seen.opened(Audience.BOARD).place or str(settings.BOARD_NAME),
        body=words + body,
        date=issued.date(),
        authors=(pack.issued_by.name,),
        front=(("Issued", f"{day(issued)}, {issued:%H:%M}"), ("Fingerprint", spaced(pack.digest))),
        banner=". ".join([FOR_MEMBERS, *made_up]),
        annex=tuple(sources),
        cover=False,
    )


def spaced(digest: str) -> str:
    """A digest that a line can break and a person can compare."""
    return " ".join(digest[at : at + 16] for at in range(0, len(digest), 16))


def _html(part: Part, sources: list[Source]) -> str:
    title = f"<h2>{escape(part['title'])}</h2>"
    if not part["rows"]:
        return f"{title}<p>{escape(part['empty'])}</p>"
    head = "".join(f"<th scope='col'>{escape(words)}</th>" for words in part["head"])
    rows = "".join(_html_row(row, sources) for row in part["rows"])
    table = f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"
    return f"{title}<table><caption>{escape(part['title'])}</caption>{table}</table>"


def _html_row(row: Row, sources: list[Source]) -> str:
    first, *cells = map(escape, row["cells"])
    if row["source"]:  # a figure: its value is a statement, which the annex bears out
        anchor = f"figure-{row['key'].lower()}"
        measured = "unmeasured" if row["cells"][2] == NOT_RETURNED else "verified"
        sources.append(
            Source(f"{row['cells'][0]}: {row['cells'][2]}", row["record"], row["source"], measured, anchor=anchor)
        )  # fmt: skip
        cells[1] = f"<span id='{anchor}'>{cells[1]}</span>"
    return f"<tr><th scope='row'>{first}</th>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def file(pack: Pack, person: Person, ending: str) -> bytes:
    """One file of the papers; the same rows give the same bytes."""
    with TemporaryDirectory() as aside:
        return WRITERS[ending](page(pack, person), Path(aside) / f"papers.{ending}").read_bytes()
