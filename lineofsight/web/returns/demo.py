"""Returns of the made-up board, for a demonstration and nothing else: the police are late, a query stands, one is used."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from lineofsight.engine.periods import financial_year, months_before
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.demo import ADDRESS, WHY
from lineofsight.web.accounts.models import Person
from lineofsight.web.returns import agreeing
from lineofsight.web.returns.models import Message, Return, Step, Supply

What, State = Step.What, Return.State
ASKED_AFTER = (1, 8, 15)  # days after the day it was due
LOOKS_BACK = timedelta(days=130)  # so that a quarter of the year is over and due
QUERY = "Waiting within 18 weeks fell by a quarter since the return before. Is a clinic missing from it?"


def fill(today: date) -> None:
    """Add it all, where nothing of it is there yet."""
    if Supply.objects.exists():
        return
    who = {one.email.removesuffix(ADDRESS): one for one in Person.objects.filter(email__endswith=ADDRESS)}
    with trail.acting_from(trail.TERMINAL), transaction.atomic():
        police = _supply("Police scorecard", who["police"], None, ["MI01", "MI06b"], today)
        for one in _due(police, today)[:-1]:
            _walk(one, who["manager"], who["police"])
        for one in _due(police, today)[-1:]:
            _ask(one, today)
        trust = _supply("Health scorecard", who["lead"], None, ["LH10", "CA02"], today)
        for one in _due(trust, today)[:-1]:
            _walk(one, who["manager"], who["lead"])
        for one in _due(trust, today)[-1:]:
            _step(one, What.RECEIVED, one.due, who["lead"], State.RECEIVED)
            _step(one, What.QUERIED, one.due + timedelta(3), who["manager"], State.QUERIED, QUERY)


def _supply(title: str, person: Person, deputy: Person | None, codes: list[str], today: date) -> Supply:
    year = financial_year((today - LOOKS_BACK).year - ((today - LOOKS_BACK).month < 4))
    return agreeing.agree(
        by=_manager(), title=title, agency=person.agency, form=Supply.Form.SCORECARD, every=Supply.Every.QUARTER, days=21,
        person=person, deputy=deputy, since=year.start, until=months_before(year.start, -12) - timedelta(1), codes=codes,
    )  # fmt: skip


def _manager() -> Person:
    return Person.objects.get(email=f"manager{ADDRESS}")


def _due(supply: Supply, today: date) -> list[Return]:
    return list(supply.returns.filter(due__lt=today).order_by("due"))


def _walk(one: Return, office: Person, sender: Person) -> None:
    """All the way to the figures."""
    _step(one, What.RECEIVED, one.due - timedelta(2), sender, State.RECEIVED)
    _step(one, What.CHECKED, one.due, office, State.CHECKED)
    _step(one, What.AGREED, one.due + timedelta(1), sender, State.AGREED)
    _step(one, What.USED, one.due + timedelta(2), None, State.USED)


def _ask(one: Return, today: date) -> None:
    for after in ASKED_AFTER:
        on = one.due + timedelta(after)
        if on <= today:
            message = trail.create(
                Message, by=None, why=WHY, agency=one.supply.agency, on=on, people=1, sent_at=_morning(on)
            )
            _enter(one, What.ASKED, on, None, message=message)


def _step(
    one: Return, what: Step.What, on: date, by: Person | None, state: Return.State, words: str = ""
) -> None:
    _enter(one, what, on, by, words=words)
    trail.change(one, one.version, by=by, why=WHY, state=state)
    one.refresh_from_db()


def _enter(one: Return, what: Step.What, on: date, by: Person | None, **more: object) -> None:
    trail.create(Step, by=by, why=WHY, of=one, what=what, taken_by=by, taken_at=_morning(on), **more)


def _morning(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time(9)))
