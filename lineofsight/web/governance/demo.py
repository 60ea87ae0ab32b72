"""The made-up board and its year: read from the data beside this file, for a demonstration and nothing else."""

import tomllib
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from lineofsight.engine.indicators import CATALOGUE
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.demo import WHY
from lineofsight.web.governance.models import (
    Answer,
    Ask,
    Attendance,
    Challenge,
    Control,
    Course,
    Decision,
    Document,
    Exchange,
    Group,
    Interface,
    Item,
    Lead,
    Meeting,
    Membership,
    Money,
    OwedReport,
    Paper,
    Quorum,
    Reply,
    Risk,
    RiskLook,
    RiskMeasure,
    Seat,
)
from lineofsight.web.improvement.demo import Filling, add, person
from lineofsight.web.records import register
from lineofsight.web.records.actions import refer

HERE = Path(__file__)
BEGAN = date(2014, 4, 1)
PAPERS_BEFORE, AGREED_AFTER = timedelta(days=7), timedelta(days=60)


def fill(today: date) -> None:
    """Add it all, where nothing of it is there yet."""
    if Group.objects.exists():
        return
    said = tomllib.loads(HERE.with_suffix(".toml").read_text(encoding="utf-8"))
    with trail.acting_from(trail.TERMINAL), transaction.atomic():
        filling = _Filling(today)
        filling.groups(said["group"], said["lead"])
        for row in said["meeting"]:
            filling.meeting(**row)
        for row in said["ask"]:
            filling.ask(**row)
        for row in said["challenge"]:
            filling.challenge(**row)
        for row in said["risk"]:
            filling.risk(**row)
        for row in said["owed"]:
            filling.owed(**row)
        for row in said["document"]:
            filling.document(**row)
        for row in said["interface"]:
            filling.interface(**row)
        filling.money(said["money"])
        for row in said["course"]:
            filling.course(**row)
        for one in said["references"]:
            filling.reference(*one)


def _named(words: str) -> Any:
    """Such as `Risk early-help`, or `Item board-july-2016 3`."""
    kind, slug, *number = words.split()
    if number:
        return Item.objects.get(meeting__slug=slug, number=int(number[0]))
    models: dict[str, Any] = {one.model.__name__: one.model for one in register.kinds()}
    return models[kind].objects.get(slug=slug)


class _Filling(Filling):
    def __init__(self, today: date) -> None:
        super().__init__(today)
        self.of_groups: dict[str, Group] = {}

    def groups(self, rows: list[dict[str, Any]], leads: list[dict[str, Any]]) -> None:
        for row in rows:
            plain = {name: row[name] for name in ("slug", "name", "kind", "terms")}
            part_of = self.of_groups.get("board")
            group = self.of_groups[row["slug"]] = add(Group, **plain, part_of=part_of, since=BEGAN)
            members, needed = row["quorum"]
            add(Quorum, group=group, since=BEGAN, members=members, seats=needed, recorded_by=self.manager)
            seats = {
                name: add(Seat, group=group, name=name, statutory=law, since=BEGAN)
                for name, law in row["seats"]
            }
            for name, agency, seat, part, account in row["members"]:
                add(
                    Membership, group=group, name=name, agency=self.agencies[agency], seat=seats.get(seat), part=part,
                    person=person(account) if account else None, since=BEGAN,
                )  # fmt: skip
        for row in leads:
            line = row["line"]
            for (name, agency, account, since), after in zip(line, [*line[1:], None], strict=True):
                add(
                    Lead, matter=row["matter"], slug=row["slug"], group=self.of_groups[row["group"]], name=name,
                    agency=self.agencies[agency], person=person(account) if account else None, since=since,
                    until=after[3] if after else None,
                )  # fmt: skip

    def meeting(
        self, slug: str, group: str, on: date | int, items: list[Any], decisions: list[Any] | None = None,
        away: Sequence[str] = (),
    ) -> None:  # fmt: skip
        held = self.day(on)
        past = held < self.today
        of = self.of_groups[group]
        one = add(
            Meeting, slug=slug, group=of, on=held, place="County Hall", chaired_by="Elin Hughes",
            papers_out_on=held - PAPERS_BEFORE if past else None,
            minutes_agreed_on=held + AGREED_AFTER if held + AGREED_AFTER < self.today else None,
        )  # fmt: skip
        made = [self._item(one, number, *row) for number, row in enumerate(items, 1)]
        for number, short, title, words, rationale, options, dissent in decisions or ():
            add(
                Decision, meeting=one, item=made[number - 1], slug=short, title=title, words=words, rationale=rationale,
                options=options, dissent=dissent,
            )  # fmt: skip
        if past:
            for place, member in enumerate(of.members.on(held)):
                missing = member.name in away or (not away and (place + held.month) % 7 == 0)
                how = Attendance.How.APOLOGIES if missing else Attendance.How.PRESENT
                add(Attendance, meeting=one, member=member, how=how)

    def _item(
        self, meeting: Meeting, number: int, title: str, purpose: str, topic: str, minute: str, papers: list[Any],
        closed: bool = False,
    ) -> Item:  # fmt: skip
        one = add(
            Item, meeting=meeting, number=number, title=title, purpose=purpose, topic=topic, minute=minute, closed=closed
        )  # fmt: skip
        for name, author in papers:
            add(Paper, item=one, title=name, author=author, came_on=meeting.on - PAPERS_BEFORE)
        return one

    def ask(
        self, *, of: str, due: date | int, replies: list[Any] | None = None, answers: list[Any] | None = None, **plain: Any
    ) -> None:  # fmt: skip
        one = add(Ask, **plain, of=self.agencies[of], due=self.day(due))
        given = [
            add(Reply, ask=one, words=words, evidence=evidence, given_by=who, given_on=on, recorded_by=self.manager)
            for words, evidence, who, on in replies or ()
        ]  # fmt: skip
        for verdict, words, on in answers or ():
            add(
                Answer, ask=one, reply=given[-1] if given else None, verdict=verdict, words=words, decided_on=on,
                group=self.of_groups["board"], recorded_by=self.manager,
            )  # fmt: skip

    def challenge(
        self, *, of: str, raised_on: date | int, due: date | int, response: list[Any] | None = None,
        settled: list[Any] | None = None, **plain: Any,
    ) -> None:  # fmt: skip
        said = dict(zip(("response", "responded_on"), response or (), strict=False))
        said |= dict(zip(("outcome", "changed", "settled_on"), settled or (), strict=False))
        add(
            Challenge, **plain, of=self.agencies[of], raised_on=self.day(raised_on), due=self.day(due), **said
        )

    def risk(
        self, *, agency: str, scores: list[int], review_by: date | int, looks: list[Any],
        controls: list[Any] | None = None, measures: list[str] | None = None, **plain: Any,
    ) -> None:  # fmt: skip
        names = ("inherent_likelihood", "inherent_impact", "target_likelihood", "target_impact")
        given = plain | dict(zip(names, scores, strict=True))
        if "until" in plain:
            given["until"] = self.day(plain["until"])
        one = add(Risk, **given, agency=self.agencies[agency], review_by=self.day(review_by))
        for on, likelihood, impact, words in looks:
            add(
                RiskLook, risk=one, on=self.day(on), likelihood=likelihood, impact=impact, words=words,
                recorded_by=self.chair,
            )  # fmt: skip
        for code in measures or ():
            edition = str(CATALOGUE[code].edition)
            add(RiskMeasure, risk=one, code=code, edition=edition, bound_by=self.manager)
        for words, line, *tested in controls or ():
            add(
                Control,
                risk=one,
                words=words,
                line=line,
                **dict(zip(("tested_on", "found"), tested, strict=False)),
            )

    def reference(self, source: str, meaning: str, target: str, note: str = "") -> None:
        """From one record to another, each written as its kind and its short name."""
        ends = [register.kind_of(one).ref(one) for one in map(_named, (source, target))]
        refer(ends[0], meaning, ends[1], note=note, by=self.manager)

    def owed(self, *, of: str, due: date | int, at: str = "", **plain: Any) -> None:
        meeting = Meeting.objects.get(slug=at) if at else None
        add(OwedReport, **plain, of=self.agencies[of], due=self.day(due), meeting=meeting)

    def document(
        self, *, decision: str = "", replaces: str = "", review_by: date | int | None = None, **plain: Any
    ) -> None:
        by = Decision.objects.get(slug=decision) if decision else None
        due = self.day(review_by) if review_by is not None else None
        one = add(Document, **plain, decision=by, review_by=due)
        if replaces:
            before = Document.objects.get(slug=replaces)
            trail.change(before, before.version, by=None, why=WHY, replaced_by=one)

    def interface(
        self, *, due: date | int, done: list[Any] | None = None, agreement: str = "", **plain: Any
    ) -> None:
        by = Document.objects.get(slug=agreement) if agreement else None
        one = add(Interface, **plain, due=self.day(due), agreement=by)
        for on, words in done or ():
            add(Exchange, interface=one, on=self.day(on), words=words, recorded_by=self.manager)

    def money(self, sides: dict[str, dict[str, list[list[Any]]]]) -> None:
        for side, years in sides.items():
            for year, rows in years.items():
                for what, agency, planned, actual, in_kind in rows:
                    add(
                        Money, side=side, year=year, what=what, planned=planned, actual=actual, in_kind=in_kind,
                        agency=self.agencies[agency] if agency else None,
                    )  # fmt: skip

    def course(self, *, on: date | int, came: list[list[Any]], **plain: Any) -> None:
        for agency, places, attended in came:
            add(
                Course,
                **plain,
                on=self.day(on),
                agency=self.agencies[agency],
                places=places,
                attended=attended,
            )
