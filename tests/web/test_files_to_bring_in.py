"""The made-up office's files: its columns are known by themselves, and every row is kept or says why."""

import pytest

from lineofsight.web.accounts import demo as everybody
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Person
from lineofsight.web.imports import demo, reading, taking
from lineofsight.web.improvement.models import Action
from tests.web import mess

pytestmark = pytest.mark.django_db
KINDS = {
    "Action log 2018.xlsx": ("actions", 6, 5),
    "Challenge log.xlsx": ("challenges", 3, 0),
    "Risk register.docx": ("risks", 2, 1),
    "Priorities 2018-19.docx": ("priorities", 2, 0),
}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return {one.name: one for one in demo.leave(tmp_path_factory.mktemp("office"))}


@pytest.fixture
def manager():
    everybody.people()
    return Person.objects.get(email="manager@severnshire.example")


@pytest.mark.parametrize("name", KINDS)
def test_a_file_of_the_office_is_taken_in_but_for_rows_that_say_why(files, manager, name):
    kind, new, left = KINDS[name]
    one = mess.answered(reading.receive(files[name], name, kind, by=manager))
    one = taking.accept(one, one.version, by=manager)
    rows = {outcome: [row for row in one.rows if row["outcome"] == outcome] for outcome in ("new", "left")}
    assert (len(rows["new"]), len(rows["left"])) == (new, left), [
        (row["name"], row["why"]) for row in one.rows
    ]
    assert all(row["why"] for row in rows["left"])
    trail.verify()


def test_the_log_shows_what_such_files_are_like(files, manager):
    name = "Action log 2018.xlsx"
    one = mess.answered(reading.receive(files[name], name, "actions", by=manager))
    taking.accept(one, one.version, by=manager)
    shared = Action.objects.get(title__startswith="Let return interviews")
    assert [f"{each}" for each in shared.together.standing()] == ["Severnshire County Council"]
    assert Action.objects.get(title__startswith="Agree how").state == "claimed"  # somebody else accepts it


def test_every_file_has_its_test(files):
    assert set(files) == set(KINDS)
