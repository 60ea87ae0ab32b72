"""Reading the trail: finding entries, who looked at a record, and taking them away."""

import csv
import io

import pytest

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Entry
from lineofsight.web.accounts.permissions import Role
from tests.web import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    """A scrutineer who reads the trail; an analyst called Ann looked at rows yesterday."""
    ann = make.person(Role.ANALYST, name="Ann Lyst")
    trail.looked("indicators.rows", "FD09 2016-17", by=ann, why="Ofsted asked")
    return make.sign_in(client, make.person(Role.SCRUTINEER, name="Sal Reader"))


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    "asked",
    ["who=ann", "what=viewed", "kind=rows", "why=ofsted", "who=ann&what=viewed&kind=rows&since=2020-01-01"],
)
def test_an_entry_is_found_by_person_deed_kind_reason_and_day(client, reader, asked):
    said = words(client.get(f"/trail/?{asked}"))
    assert "1 entry." in said
    assert "FD09 2016-17" in said


@pytest.mark.parametrize(
    "asked", ["who=nobody", "what=deleted", "until=2001-01-01", "since=nonsense", "what=eaten"]
)
def test_what_is_not_there_is_not_found(client, reader, asked):
    assert "Nothing on the trail is like that" in words(client.get(f"/trail/?{asked}"))


def test_who_looked_at_a_record_is_told_by_person(client, reader):
    said = words(client.get("/trail/of/indicators.rows/FD09 2016-17"))
    assert "Ann Lyst: looked at once" in said
    assert "Nobody has looked" in words(client.get("/trail/of/indicators.rows/FD07 2016-17"))


def test_a_record_is_named_in_words_and_to_whoever_may_see_it(client, reader):
    ours = make.agency(name="Longmeadow High School")
    page = words(client.get(f"/trail/of/accounts.agency/{ours.pk}"))
    assert f"Who looked at agency {ours.pk}" in page
    assert "Longmeadow High School" in page
    assert "owed report 4" in words(client.get("/trail/of/governance.owedreport/4"))
    for nobody in ("nothing.there/1", "accounts.agency/x", "odd/1"):
        assert client.get(f"/trail/of/{nobody}").status_code == 200, nobody


def test_what_is_found_is_taken_away_as_a_file_in_which_no_formula_runs(client, reader):
    trail.looked("indicators.rows", "FD07 2016-17", by=reader, why='=HYPERLINK("http://evil.test")')
    answer = client.get("/trail/export?what=viewed")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["of"] for row in rows] == ["FD07 2016-17", "FD09 2016-17"]
    assert rows[0]["why"].startswith("'=")
    assert answer["Content-Disposition"] == 'attachment; filename="trail.csv"'


@pytest.mark.parametrize("beginning", ["=", "+", "-", "@", "\t", "\r"])
def test_whatever_begins_a_formula_is_guarded(beginning):
    from lineofsight.web.accounts.spreadsheet import safe

    assert safe(f"{beginning}1") == f"'{beginning}1"


def test_that_it_was_taken_away_is_on_the_trail(client, reader):
    client.get("/trail/export?what=viewed")
    assert (Entry.objects.first().by, Entry.objects.first().why) == (reader, "Taken away as CSV: 1")


def test_a_page_of_the_trail_asks_no_more_the_longer_it_is(client, reader, django_assert_max_num_queries):
    for _ in range(60):
        trail.looked("indicators.rows", "FD09 2016-17", by=reader, why="Again")
    with django_assert_max_num_queries(14):
        client.get("/trail/")
    with django_assert_max_num_queries(14):
        client.get("/trail/of/indicators.rows/FD09 2016-17")
