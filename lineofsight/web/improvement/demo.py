"""What the made-up board set out to change: read from the data beside this file, for a demonstration and nothing else."""

import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from lineofsight.engine.indicators import CATALOGUE
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.demo import WHY
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.improvement.models import (
    Action,
    Closure,
    Finding,
    FriendQuestion,
    FriendVisit,
    Grade,
    Heard,
    Inspection,
    Measure,
    Milestone,
    Plan,
    Priority,
    Workstream,
)

HERE = Path(__file__)


def fill(today: date) -> None:
    """Add it all, where nothing of it is there yet."""
    if Priority.objects.exists():
        return
    said = tomllib.loads(HERE.with_suffix(".toml").read_text(encoding="utf-8"))
    with trail.acting_from(trail.TERMINAL), transaction.atomic():
        filling = _Filling(today)
        filling.priorities(said["priority"])
        filling.plans(said["plan"])
        filling.inspections(said["inspection"])


def person(word: str) -> Person:
    return Person.objects.get(email=f"{word}@severnshire.example")


def _noon(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time(12)))


def add(model: Any, **fields: Any) -> Any:
    return trail.create(model, by=None, why=WHY, **fields)


class Filling:
    """Who is there, and which day a day of the data is: as it stands, or so many days from today."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.agencies = {one.name: one for one in Agency.objects.all()}
        self.manager, self.chair = person("manager"), person("chair")

    def day(self, said: date | int) -> date:
        return self.today + timedelta(days=said) if isinstance(said, int) else said


class _Filling(Filling):
    def priorities(self, rows: list[dict[str, Any]]) -> None:
        made: dict[str, Priority] = {}
        plain = (
            "title",
            "slug",
            "question",
            "outcome",
            "origin",
            "because",
            "unmeasured",
            "lead",
            "since",
            "until",
        )
        for row in rows:
            given = {name: row[name] for name in plain if name in row}
            agency = self.agencies[row["agency"]] if "agency" in row else None
            within = made[row["within"]] if "within" in row else None
            one = made[row["slug"]] = add(Priority, **given, agency=agency, within=within)
            for code, of, few in row.get("measures", ()):
                self._measure(code, of, few, priority=one)
            for who, words, method, number, on in row.get("heard", ()):
                add(Heard, priority=one, who=who, words=words, method=method, number=number, heard_on=on,
                    recorded_by=self.manager)  # fmt: skip
        for row in rows:
            if "carried" in row:
                one = made[row["slug"]]
                trail.change(one, one.version, by=None, why=WHY, carried_into=made[row["carried"]])

    def _measure(self, code: str, of: str, few: bool, **to: Any) -> None:
        add(
            Measure,
            code=code,
            of=of,
            few=few,
            edition=str(CATALOGUE[code].edition),
            bound_by=self.manager,
            **to,
        )

    def plans(self, rows: list[dict[str, Any]]) -> None:
        made: dict[str, Plan] = {}
        plain = ("title", "slug", "edition", "kind", "outcome", "since", "until")
        for row in rows:
            given = {name: row[name] for name in plain if name in row}
            replaces = made[row["replaces"]] if "replaces" in row else None
            plan = made[row["slug"]] = add(
                Plan, **given, agency=self.agencies[row["agency"]], shared=True, replaces=replaces
            )
            streams = [self._stream(plan, number, *one) for number, one in enumerate(row["streams"], 1)]
            for number, *said in row.get("actions", ()):
                self._action(streams[number - 1], *said)
            for number, who, words, asked, answer, on in row.get("questions", ()):
                answered = (
                    {"answer": answer, "answered_on": on, "answered_by": self.manager} if answer else {}
                )
                add(FriendQuestion, workstream=streams[number - 1], words=words, asked_on=self.day(asked),
                    asked_by=person(who), **answered)  # fmt: skip
            for number, who, on, where, seen in row.get("visits", ()):
                add(
                    FriendVisit,
                    workstream=streams[number - 1],
                    on=on,
                    where=where,
                    seen=seen,
                    recorded_by=person(who),
                )
            for number, title, due, *reached in row.get("milestones", ()):
                add(Milestone, workstream=streams[number - 1], title=title, due=due,
                    reached_on=reached[0] if reached else None)  # fmt: skip

    def _stream(
        self, plan: Plan, number: int, title: str, sponsor: str = "", friend: str = "", account: str = "",
        blocker: str = "", *measures: Any,
    ) -> Workstream:  # fmt: skip
        one = add(
            Workstream, plan=plan, number=number, title=title, sponsor=sponsor, friend=friend, blocker=blocker,
            friend_person=person(account) if account else None,
        )  # fmt: skip
        for code, of, few in measures:
            self._measure(code, of, few, workstream=one)
        return one

    def _action(
        self, stream: Workstream, title: str, agency: str, owner: str, agreed: date, due: date | int, state: str,
        on: date | None = None, evidence: str = "", code: str = "", way: str = "", words: str = "",
        impact_due: date | None = None,
    ) -> None:  # fmt: skip
        closed = state == Action.State.CLOSED
        action = add(
            Action, title=title, agency=self.agencies[agency], owner=owner, agreed_on=agreed, due=self.day(due),
            plan=stream.plan, workstream=stream, state=state, closed_on=on if closed else None, few=bool(code),
            impact_code=code, impact_way=way, impact_words=words, impact_due=impact_due,
        )  # fmt: skip
        if on:
            decided = {
                "verdict": Closure.Verdict.ACCEPTED, "words": "Seen at the meeting.", "decided_on": on,
                "decided_at": _noon(on), "decided_by": self.chair,
            }  # fmt: skip
            add(
                Closure, action=action, evidence=evidence, claimed_on=on, claimed_at=_noon(on), claimed_by=self.manager,
                **(decided if closed else {}),
            )  # fmt: skip

    def inspections(self, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            began, ended, published = row["days"]
            one = add(
                Inspection, slug=row["slug"], title=row["title"], framework=row["framework"], body=row["body"],
                agency=self.agencies[row["agency"]], began_on=began, ended_on=ended, published_on=published,
            )  # fmt: skip
            for judged, grade in row["grades"]:
                add(Grade, inspection=one, judged=judged, grade=grade, recorded_by=self.manager)
            for slug, kind, words, paragraph, known, why, *source in row["findings"]:
                record = {"known_source": source[0], "known_on": source[1]} if source else {}
                if known != Finding.Known.NOT_SAID:
                    record |= {"said_at": _noon(row["said"]), "said_by": self.manager}
                add(Finding, inspection=one, slug=slug, kind=kind, words=words, paragraph=paragraph, known=known,
                    known_why=why, **record)  # fmt: skip
