"""The trail: what is on it, what it refuses, and what it notices."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Agency, Entry, Head
from lineofsight.web.accounts.trailed import OffTheRecordError
from tests.web import make

pytestmark = pytest.mark.django_db


def behind_its_back(*statements: str) -> None:
    """What somebody with the database in their hands could do: the triggers taken away first."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in ("entries_never_change", "entries_never_go", "the_head_moves_on"):
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute(
                "SET CONSTRAINTS ALL IMMEDIATE"
            )  # else a table with checks to come cannot be altered
            cursor.execute("ALTER TABLE accounts_entry DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE accounts_head DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)


def test_a_change_is_on_the_trail_with_who_when_and_why():
    by, agency = make.person(), make.agency(name="Severn Police")
    trail.change(agency, agency.version, by=by, why="Renamed in April", name="Severnshire Police")

    agency.refresh_from_db()
    entry = Entry.objects.first()
    assert (agency.name, agency.version) == ("Severnshire Police", 2)
    assert (entry.by, entry.what, entry.kind, entry.why) == (
        by,
        "changed",
        "accounts.agency",
        "Renamed in April",
    )


def test_an_entry_names_the_field_and_never_repeats_what_it_held():
    make.agency(name="Severnshire Police")
    entry = Entry.objects.first()
    assert set(entry.fields) == {"name", "kind", "sector", "since"}
    assert "Severnshire" not in str(entry.fields)


def test_of_two_people_who_change_a_row_the_second_is_told():
    by, agency = make.person(), make.agency()
    trail.change(agency, 1, by=by, why="First", name="First")
    with pytest.raises(trail.ChangedMeanwhileError, match="changed by someone else") as told:
        trail.change(agency, 1, by=by, why="Second", name="Second")
    assert told.value.now.name == "First"
    assert Agency.objects.get(pk=agency.pk).name == "First"


def test_a_change_of_nothing_leaves_no_entry():
    by, agency = make.person(), make.agency(name="Same")
    before = Entry.objects.count()
    trail.change(agency, 1, by=by, why="Nothing", name="Same")
    assert Entry.objects.count() == before


def test_a_change_that_breaks_a_rule_leaves_neither_change_nor_entry():
    by, agency = make.person(), make.agency()
    before = Entry.objects.count()
    with pytest.raises(ValidationError):
        trail.change(agency, 1, by=by, why="Wrong", kind="circus")
    agency.refresh_from_db()
    assert (agency.kind, Entry.objects.count()) == ("other", before)


@pytest.mark.parametrize(
    "write",
    [
        lambda row: row.save(),
        lambda row: row.delete(),
        lambda row: Agency.objects.filter(pk=row.pk).update(name="x"),
        lambda row: Agency.objects.all().delete(),
        lambda row: Agency.objects.bulk_create([row]),
        lambda row: Agency.objects.bulk_update([row], ["name"]),
        lambda row: Agency.objects.create(name="x", kind="other", sector="other", since="2010-04-01"),
    ],
)
def test_a_trailed_row_cannot_be_written_past_the_trail(write):
    agency = make.agency()
    with pytest.raises(OffTheRecordError, match="on no trail"):
        write(agency)


def test_a_person_who_does_something_must_be_named():
    with pytest.raises(ValueError, match="Who does this"):
        trail.happened("accounts.visit", "1", by=None, why="Nobody")


def test_a_reason_must_be_given():
    with pytest.raises(ValueError, match="Why"):
        trail.happened("accounts.visit", "1", by=make.person(), why=" ")


@pytest.mark.parametrize("statement", ["UPDATE accounts_entry SET why = 'x'", "DELETE FROM accounts_entry"])
def test_the_database_itself_refuses_to_change_an_entry(statement):
    make.agency()
    with pytest.raises(DatabaseError, match="never"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("statement", ["UPDATE accounts_head SET number = 0", "DELETE FROM accounts_head"])
def test_the_database_itself_refuses_to_turn_the_head_back(statement):
    make.agency()
    make.agency()
    with (
        pytest.raises(DatabaseError, match=r"moves on|never"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_whole_trail_is_verified():
    for _ in range(3):
        make.agency()
    assert trail.verify() == 3


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE accounts_entry SET why = 'x' WHERE number = 2", "Entry 2 was altered"),
        ("UPDATE accounts_entry SET place = '10.0.0.1' WHERE number = 3", "Entry 3 was altered"),
        ("DELETE FROM accounts_entry WHERE number = 2", "Entry 2 was removed"),
        ("DELETE FROM accounts_entry WHERE number = 4", "Entry 4 was removed"),
        ("UPDATE accounts_entry SET previous = digest WHERE number = 3", "Entry 3 does not follow entry 2"),
        (
            "INSERT INTO accounts_entry (number, at, by_id, actor, place, what, kind, subject, fields, why, "
            "previous, digest) "
            "SELECT 5, at, by_id, actor, place, what, kind, subject, fields, why, digest, digest "
            "FROM accounts_entry WHERE number = 4",
            "Entry 5 was altered",
        ),
        ("UPDATE accounts_head SET number = 3", "Entry 4 was inserted"),
        ("UPDATE accounts_head SET digest = 'x'", "Entry 4 is not the one"),
    ],
)
def test_the_first_entry_that_is_wrong_is_named(statement, said):
    for _ in range(4):
        make.agency()
    behind_its_back(statement)
    with pytest.raises(trail.BrokenTrailError, match=said):
        trail.verify()


def test_without_the_key_a_forged_entry_does_not_fit(settings):
    make.agency()
    settings.TRAIL_KEY = "somebody else's"
    with pytest.raises(trail.BrokenTrailError, match="Entry 1 was altered"):
        trail.verify()


def test_what_is_rolled_back_leaves_no_entry():
    with transaction.atomic():
        make.agency()
        transaction.set_rollback(True)
    assert Entry.objects.count() == 0
    assert Head.objects.get().number == 0
    assert trail.verify() == 0
