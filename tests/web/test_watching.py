"""What asks for the board's attention, the questions it becomes, and the one message before a meeting."""

import random
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.opened import Audience
from lineofsight.engine.statistics import xmr
from lineofsight.engine.statistics.spc import BY_CHANCE
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.indicators import actions, agreed, digest, questions, seen, sheets, watching
from lineofsight.web.indicators.models import Digest, Question
from lineofsight.web.loads import work
from lineofsight.web.loads.models import Task
from lineofsight.web.records import register
from tests.web import make, small_workspace

pytestmark = pytest.mark.django_db
QUIET = [(20, 100), (22, 100), (19, 100), (23, 100)] * 3
ONCE, TWICE = [*QUIET, (21, 100), (37, 100)], [*QUIET, (20, 100), (22, 100), (21, 100), (45, 100), (45, 100)]


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def watch() -> list[Question]:
    with trail.acting_from(trail.WORKER):
        return questions.watch()


@pytest.fixture
def over(settings, tmp_path):
    """A workspace in which FD09 went so over its quarters."""

    def made(values, *rows):
        settings.WORKSPACE = tmp_path / f"workspace-{len(list(tmp_path.iterdir()))}"
        held = [*small_workspace.readings(), *small_workspace.quarters("FD09", values), *rows]
        return small_workspace.make(settings.WORKSPACE, held)

    return made


@pytest.fixture
def manager():
    return make.person(Role.BUSINESS_MANAGER, name="Sam Okafor")


def test_a_signal_becomes_a_question_only_when_it_lasts_two_periods(over, manager):
    over(ONCE)
    (sign,) = questions.signs_now()
    assert (sign.code, sign.lasted, sign.asks) == ("FD09", 1, False)
    assert watch() == []
    over(TWICE)
    (question,) = watch()
    assert (question.owner, question.raised_by, question.since) == (manager, None, "2016-17-Q4")
    assert "the worse way: outside what chance gives" in question.title
    assert watch() == []  # it is asked already


def test_a_missed_target_becomes_a_question_at_once(over, manager):
    over(QUIET)
    actions.set_target("FD09", 0, value=20, applies_from=date(2016, 4, 1), why="Agreed", by=manager)
    (question,) = watch()
    assert question.title == "Re-referrals within 12 months: does not meet its target, since 2016-17"


def test_a_question_says_where_newer_figures_show_its_signal_no_more(client, over, manager):
    over(QUIET)
    actions.set_target("FD09", 0, value=20, applies_from=date(2016, 4, 1), why="Agreed", by=manager)
    watch()
    over(QUIET, small_workspace.reading("FD09", "2017-18", 10, 100))
    assert watch() == []
    (question,) = Question.objects.all()
    assert str(question).endswith("does not meet its target, since 2016-17 (no longer in 2017-18)")
    make.sign_in(client, manager)
    assert "(no longer in 2017-18)" in words(client.get("/today"))
    assert "The newest figure, in 2017-18, shows it no more" in words(
        client.get(f"/indicators/questions/{question.pk}")
    )
    over(QUIET, small_workspace.reading("FD09", "2017-18", 30, 100))
    watch()
    question.refresh_from_db()
    assert not question.over


def test_that_nothing_came_does_not_end_a_signal(over, manager):
    over(TWICE)
    (question,) = watch()
    over(
        TWICE,
        small_workspace.reading(
            "FD09",
            "2017-18-Q1",
            0,
            1,
            value=None,
            status="incomplete",
            start=date(2017, 4, 1),
            end=date(2017, 6, 30),
        ),
    )
    watch()
    question.refresh_from_db()
    assert not question.over


def test_a_target_is_missed_since_the_first_year_that_missed_the_same_one(over, manager):
    over(QUIET)
    actions.set_target("FD09", 0, value=18, applies_from=date(2015, 4, 1), why="Agreed", by=manager)
    (question,) = watch()
    assert question.since == "2015-16"
    questions.settle(question, 1, state=Question.State.NOT_PURSUED, because="Not this year", by=manager)
    assert watch() == []
    actions.set_target("FD09", 1, value=20, applies_from=date(2016, 4, 1), why="Agreed anew", by=manager)
    (again,) = watch()  # another target: whether it is met is another question
    assert again.since == "2016-17"


def test_two_measures_that_part_are_a_sign_and_a_question_when_they_go_on_parting(over, manager):
    parting = [
        small_workspace.reading(code, period, count, None)
        for code, counts in (("EH01", (2200, 1800, 1300)), ("FD07", (4500, 4966, 5497)))
        for period, count in zip(("2014-15", "2015-16", "2016-17"), counts, strict=True)
        if not (code == "FD07" and period != "2014-15")
    ]
    over(QUIET, *parting)
    (sign,) = questions.signs_now()
    assert (sign.code, sign.name, sign.since, sign.lasted) == ("EH01", "EH01 FD07", "2015-16", 2)
    assert "Early help assessments fell and referrals rose" in sign.words
    assert len(watch()) == 1


def test_what_was_seen_and_not_pursued_is_not_asked_again_while_it_goes_on(over, manager):
    over(TWICE)
    (question,) = watch()
    settled = questions.settle(
        question, 1, state=Question.State.NOT_PURSUED, because="A backlog was cleared", by=manager
    )
    assert settled.settled_by == manager
    assert watch() == []
    with pytest.raises(ValidationError, match="settled already"):
        questions.settle(settled, 2, state=Question.State.ANSWERED, because="Again", by=manager)


def test_a_signal_the_better_way_is_shown_and_asks_nothing(over, manager):
    over([*QUIET, (20, 100), (22, 100), (21, 100), (2, 100), (2, 100)])
    (sign,) = questions.signs_now()
    assert sign.good
    assert watch() == []


def test_the_worker_raises_questions_after_a_run(over, manager):
    over(TWICE)
    with trail.acting_from(trail.WORKER):
        work.prepare(Task.objects.create(kind=Task.Kind.PREPARE))
    assert Question.objects.count() == 1


def test_the_page_says_how_many_are_watched_and_how_many_would_signal_by_chance(client, over, manager):
    over(TWICE)
    watch()
    make.sign_in(client, manager)
    page = words(client.get("/indicators/watched"))
    assert f"{len(CATALOGUE)} measures are watched. 1 of them have a series long enough" in page
    assert f"by chance alone about {BY_CHANCE / 100:.1f} of those" in page
    assert "outside what chance gives; since 2016-17-Q4, 2 periods" in page
    assert "Sam Okafor" in page


def test_how_often_chance_alone_signals_is_what_is_said():
    chance = random.Random(7)
    series = ([chance.gauss(0, 1) for _ in range(24)] for _ in range(2500))
    hit = sum(bool(xmr(values).points[-1].rules) for values in series)
    assert abs(100 * hit / 2500 - BY_CHANCE) < 0.75


def test_a_person_asks_gives_and_settles(client, over, manager):
    over(QUIET)
    friend = make.person(Role.BOARD_MEMBER, name="Ann Reader")
    make.sign_in(client, manager)
    client.post(
        "/indicators/FD09/ask", {"title": "Who is re-referred?", "why": "The chair asked", "owner": ""}
    )
    question = Question.objects.get()
    assert question.owner == manager
    client.post(f"/indicators/questions/{question.pk}/give", {"owner": friend.pk, "version": 1})
    assert [duty.name for duty in register.duties(friend, timezone.localdate())] == ["Who is re-referred?"]
    make.sign_in(client, friend)
    address = f"/indicators/questions/{question.pk}/settle"
    refused = client.post(address, {"state": "not_pursued", "because": "No time", "version": 2})
    assert "Only those who steer the board" in words(refused)
    client.post(address, {"state": "answered", "because": "Mostly children of one school", "version": 2})
    page = words(client.get(f"/indicators/questions/{question.pk}"))
    assert "because: Mostly children of one school" in page
    assert register.duties(friend, timezone.localdate()) == []


def test_whoever_neither_watches_nor_owns_a_question_does_not_learn_of_it(client, over, manager):
    over(TWICE)
    (question,) = watch()
    other = make.sign_in(client, make.person(Role.SCHOOL_LEAD))
    assert client.get(f"/indicators/questions/{question.pk}").status_code == 404
    questions.give(question, 1, owner=other, by=manager)
    assert client.get(f"/indicators/questions/{question.pk}").status_code == 200


def test_what_was_raised_and_settled_is_among_what_changed(over, manager):
    over(TWICE)
    (question,) = watch()
    questions.settle(question, 1, state=Question.State.ANSWERED, because="A new team", by=manager)
    today = timezone.localdate()
    told = register.happenings(manager, today - timedelta(days=1), today)
    assert [len(told[heading]) for heading in ("Measures that signalled", "Questions settled")] == [1, 1]


# --- the agreed dataset --------------------------------------------------------------------------------------


def test_one_line_counts_the_agreed_dataset(client, over, manager):
    over(QUIET)
    make.sign_in(client, manager)
    client.post("/indicators/agreed", {"codes": ["FD09", "FD07", "CD03", "EH01"]})
    page = words(client.get("/indicators/"))
    assert "Of the 4 measures of the agreed dataset" in page
    for said in ("<strong>1</strong> worse", "<strong>1</strong> moved", "<strong>1</strong> too few to say",
                 "<strong>1</strong> not returned", "<strong>0</strong> better"):  # fmt: skip
        assert said in page
    client.post("/indicators/agreed", {"codes": ["FD09"]})
    assert agreed.codes() == {"FD09"}


def test_what_is_hidden_from_a_partner_is_too_few_to_say_and_not_unreturned(over):
    over(QUIET)
    partner = sheets.sheet(seen.opened(Audience.PARTNER), "CD03")
    assert agreed.counts([partner], {})["too few to say"] == 1


def test_without_a_choice_it_is_what_has_a_target(over, manager):
    over(QUIET)
    assert agreed.codes() == set(CATALOGUE)
    actions.set_target("FD09", 0, value=30, applies_from=date(2016, 4, 1), why="Agreed", by=manager)
    assert agreed.codes() == {"FD09"}


# --- the digest ----------------------------------------------------------------------------------------------

MEETING = date(2018, 3, 1)


def test_one_message_goes_out_before_a_meeting_with_references_and_no_figure(
    over, manager, settings, django_capture_on_commit_callbacks
):
    settings.NEXT_MEETING = str(MEETING)
    over(TWICE)
    (question,) = watch()
    chair, reader = make.person(Role.INDEPENDENT_CHAIR), make.person(Role.BOARD_MEMBER)
    questions.give(question, 1, owner=chair, by=manager)
    assert digest.send_if_due(MEETING - timedelta(days=8)) is None
    with trail.acting_from(trail.WORKER), django_capture_on_commit_callbacks(execute=True):
        digest.send_if_due(MEETING - timedelta(days=7))
    assert digest.send_if_due(MEETING - timedelta(days=6)) is None
    assert Digest.objects.count() == 1
    (message,) = mail.outbox
    assert message.to == [chair.email] != [reader.email]  # the manager reads of it with the trail
    assert f"You are asked to answer QUE-{question.pk}." in message.body
    assert "%" not in message.body


def test_where_nothing_is_open_or_no_meeting_is_known_nothing_is_sent(over, manager, settings):
    over(QUIET)
    settings.NEXT_MEETING = str(MEETING)
    assert digest.send_if_due(MEETING) is None
    over(TWICE)
    watch()
    assert digest.send_if_due(MEETING + timedelta(days=1)) is None
    assert watching.LASTS == 2
