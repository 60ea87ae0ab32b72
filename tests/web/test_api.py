"""The API: what a token opens, what it never does, that its description is true, and who gives and revokes tokens."""

import json
import re
from datetime import date, timedelta

import hypothesis
import pytest
import schemathesis
from django.utils import timezone

from lineofsight.engine.indicators import CATALOGUE
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Entry
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.api import actions, views
from lineofsight.web.api.models import Scope, Token, Use
from lineofsight.web.config.wsgi import application
from lineofsight.web.publishing import actions as publishing
from tests.web import make
from tests.web.small_workspace import AREA, PLANTED

pytestmark = pytest.mark.django_db
NEXT_YEAR = timezone.localdate() + timedelta(days=365)


def give(by=None, **fields) -> tuple[Token, str]:
    by = by or make.person(Role.ADMINISTRATOR)
    given = {
        "agency": by.agency,
        "name": "Dashboard",
        "scopes": list(Scope),
        "until": NEXT_YEAR,
        "why": "A test",
    }
    return actions.give(**given | fields, by=by)


def ask(client, secret: str, what: str):
    return client.get(f"/api/v1/{what}", headers={"authorization": f"Bearer {secret}"})


@pytest.fixture
def secret(workspace) -> str:
    return give()[1]


# --- what it answers -----------------------------------------------------------------------------------------


def test_figures_are_those_that_the_agencys_people_take_away_as_a_file(client, secret):
    answer = ask(client, secret, "readings/FD09").json()
    lead = make.sign_in(client, make.person(Role.SCHOOL_LEAD))
    assert lead.may("figures_view")
    exported = client.get("/indicators/FD09/export.json").json()
    assert answer["figures"] == exported
    assert (answer["area"], answer["made_up"]) == (AREA, True)


def test_every_indicators_figures_come_at_once_since_a_day(client, secret):
    figures = ask(client, secret, "readings").json()["figures"]
    assert {(one["code"], one["period"]) for one in figures} >= {("FD09", "2015-16"), ("FD07", "2016-17")}
    assert {one["by"] for one in figures} == {None}
    since = ask(client, secret, "readings?since=2017-01-01").json()["figures"]
    assert {one["period"] for one in since} == {"2016-17"}


def test_a_small_number_is_withheld_from_every_answer(client, secret):
    """Of the planted counts of 3, no answer tells one; the reason stands in its place."""
    agree("CD03", "FD09")
    for what in ("readings", "readings/CD03", "readings/FD09", "published/CD03", "published/FD09"):
        figures = ask(client, secret, what).json()["figures"]
        assert PLANTED not in [one[name] for one in figures for name in ("numerator", "value")], what
    (one,) = [
        one for one in ask(client, secret, "readings/CD03").json()["figures"] if one["period"] == "2016-17"
    ]
    assert (one["value"], one["status"]) == (None, "suppressed")


def agree(*codes: str) -> None:
    chair = make.person(Role.INDEPENDENT_CHAIR)
    for code in codes:
        publishing.agree(code, 0, by=chair, why="Agreed by the board")


def test_only_what_a_chair_agreed_is_published(client, secret):
    assert ask(client, secret, "published").json() == []
    assert "is not published" in ask(client, secret, "published/FD09").json()["detail"]
    agree("FD09")
    assert [one["code"] for one in ask(client, secret, "published").json()] == ["FD09"]
    newest = ask(client, secret, "published/FD09").json()["figures"][-1]
    assert (newest["time_identifier"], newest["unit"]) == ("Financial year", "percent")


def test_what_contradicts_a_report_in_print_is_held_back_here_too(client, secret):
    agree("FD09")
    with trail.acting_from(trail.WORKER):
        trail.create(
            publishing.Contradiction, by=None, why="For a test", edition="report-1", code="FD09", line=3, sentence="x",
            then="a", now="b", noticed_on=timezone.localdate(),
        )  # fmt: skip
    assert ask(client, secret, "published").json() == []
    assert ask(client, secret, "published/FD09").status_code == 404


def test_what_an_indicator_means_is_told(client, secret):
    assert len(ask(client, secret, "catalogue").json()) == len(CATALOGUE)
    assert ask(client, secret, "catalogue/FD09").json()["title"] == "Re-referrals within 12 months"
    assert ask(client, secret, "catalogue/ZZ99").json() == {
        "detail": "No indicator has the code ZZ99. See /api/v1/catalogue."
    }


def test_before_there_is_a_run_there_is_nothing_and_no_nought(client, settings, tmp_path):
    settings.WORKSPACE = tmp_path / "empty"
    answer = ask(client, give()[1], "readings").json()
    assert (answer["run"], answer["figures"]) == (None, [])


# --- whom it answers --------------------------------------------------------------------------------------------


def revoked(token, by):
    actions.revoke(token, 1, by=by, why="Lost")


def over(token, by):
    with trail.acting_from(trail.TERMINAL):
        trail.change(token, 1, by=None, why="For a test", until=date(2020, 1, 1))


def agency_gone(token, by):
    with trail.acting_from(trail.TERMINAL):
        trail.change(token.agency, token.agency.version, by=None, why="Merged", until=date(2020, 1, 1))


@pytest.mark.parametrize("end", [revoked, over, agency_gone])
def test_a_token_that_is_over_opens_nothing(client, workspace, end):
    by = make.person(Role.ADMINISTRATOR)
    token, secret = give(by)
    assert ask(client, secret, "catalogue").status_code == 200
    end(token, by)
    answer = ask(client, secret, "catalogue")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("sent", ["", "Bearer ", "Bearer los_nonsense", "Basic YTpi", "los_nonsense"])
def test_without_a_token_nothing_is_told(client, workspace, sent):
    answer = client.get("/api/v1/catalogue", headers={"authorization": sent} if sent else {})
    assert answer.status_code == 401
    assert "Send a token that works" in answer.json()["detail"]


@pytest.mark.parametrize("scope", list(Scope))
def test_a_token_opens_its_scope_and_no_other(client, workspace, scope):
    _, secret = give(scopes=[scope])
    opened = {what: ask(client, secret, what).status_code for what in Scope.values}
    assert opened == {what: 200 if what == scope else 403 for what in Scope.values}


def test_each_days_first_use_is_kept_and_stands_on_the_trail(client, workspace):
    token, secret = give()
    for _ in range(3):
        ask(client, secret, "readings")
    assert list(token.uses.values_list("scope", "on", "place")) == [
        ("readings", timezone.localdate(), "127.0.0.1")
    ]
    entry = Entry.objects.first()
    assert (entry.actor, entry.kind, entry.subject, entry.by) == ("token", "api.token", str(token.pk), None)
    assert "All figures" in entry.why


def test_asking_again_writes_nothing_and_asks_the_database_little(client, secret, django_assert_num_queries):
    ask(client, secret, "readings/FD09")
    with django_assert_num_queries(3):  # rooms that are closed, the token, its use of today
        ask(client, secret, "readings/FD09")


def test_what_is_mistyped_is_not_passed_over(client, secret):
    answer = ask(client, secret, "readings?sicne=2017-01-01")
    assert (answer.status_code, answer.json()) == (
        422, {"detail": "This address takes since after the question mark, and no more."},
    )  # fmt: skip


@pytest.mark.parametrize("said", ["2016", "0", "1.4.2016", "2016-13-01", "20160401"])
def test_a_day_is_written_out_or_refused(client, secret, said):
    """A year alone would be read as seconds after midnight of 1 January 1970, and every figure come."""
    answer = ask(client, secret, f"readings?since={said}")
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("since: ")


def test_nothing_can_be_changed(client, secret):
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(client, method)("/api/v1/readings", headers={"authorization": f"Bearer {secret}"})
        assert answer.status_code == 405, method


# --- giving and revoking --------------------------------------------------------------------------------------


def form(agency, **fields) -> dict:
    given = {
        "name": "Power BI",
        "agency": agency.pk,
        "scopes": ["readings"],
        "until": NEXT_YEAR,
        "why": "Board pack",
    }
    return given | fields


def test_the_secret_is_shown_once_and_kept_nowhere(client, workspace):
    by = make.sign_in(client, make.person(Role.ADMINISTRATOR))
    page = client.post("/api/tokens/add", form(by.agency)).content.decode()
    (secret,) = re.findall(r"los_[\w-]{43}", page)
    assert ask(client, secret, "readings").status_code == 200
    assert secret not in client.get("/api/tokens").content.decode()
    held = [*Token.objects.values(), *Use.objects.values(), *Entry.objects.values()]
    assert secret not in json.dumps(held, default=str)
    assert "Board pack" in Entry.objects.filter(kind="api.token", what="created").get().why


def test_a_page_sent_twice_gives_one_token(client, workspace):
    by = make.sign_in(client, make.person(Role.ADMINISTRATOR))
    client.post("/api/tokens/add", form(by.agency))
    again = client.post("/api/tokens/add", form(by.agency)).content.decode()
    assert "This agency has a token of that name" in again
    assert Token.objects.count() == 1


@pytest.mark.parametrize(
    "until", [timezone.localdate() - timedelta(days=1), timezone.localdate() + timedelta(days=400)]
)
def test_a_token_works_for_a_year_at_most(client, workspace, until):
    by = make.sign_in(client, make.person(Role.ADMINISTRATOR))
    assert "a year at most" in client.post("/api/tokens/add", form(by.agency, until=until)).content.decode()


def test_an_agencys_lead_gives_tokens_to_its_own_systems_and_sees_no_others(client, workspace):
    other = make.agency(name="Another trust")
    theirs, _ = give(agency=other, name="Theirs")
    lead = make.sign_in(client, make.person(Role.AGENCY_LEAD, agency=make.agency(name="Own trust")))
    assert "Another trust" not in client.get("/api/tokens/add").content.decode()
    assert client.post("/api/tokens/add", form(other)).status_code == 200
    assert Token.objects.count() == 1
    assert client.get(f"/api/tokens/{theirs.pk}/revoke").status_code == 404
    assert "Theirs" not in client.get("/api/tokens").content.decode()
    client.post("/api/tokens/add", form(lead.agency))
    mine = Token.objects.get(agency=lead.agency)
    client.post(f"/api/tokens/{mine.pk}/revoke", {"why": "Lost", "version": 1})
    mine.refresh_from_db()
    assert mine.revoked_by == lead
    assert "revoked" in client.get("/api/tokens").content.decode()


def test_the_list_asks_no_more_the_longer_it_is(client, workspace, django_assert_max_num_queries):
    by = make.sign_in(client, make.person(Role.ADMINISTRATOR))
    for number in range(12):
        give(by, name=f"System {number}")
    with django_assert_max_num_queries(14):
        client.get("/api/tokens")


# --- its description -------------------------------------------------------------------------------------------


def test_the_description_for_people_has_every_operation_and_fetches_nothing(client, db):
    page = client.get("/api/v1/docs").content.decode()
    for address in views.description()["paths"]:
        assert address in page
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)


def test_a_programme_that_errs_is_told_in_its_own_tongue(client, db):
    answer = client.get("/api/v1/reading")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")


@pytest.fixture
def described(client):
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    schema.config.generation.update(with_security_parameters=False)  # the token is ours to send
    return schema


ADDRESSES = [f"/api/v1/{what}{rest}" for what in Scope.values for rest in ("", "/{code}")]
TAKES_NOTHING = ("/api/v1/catalogue", "/api/v1/published")  # so that nothing of theirs can be asked wrongly
ASKED = [
    (address, mode)
    for address in ADDRESSES
    for mode in schemathesis.GenerationMode
    if mode is schemathesis.GenerationMode.POSITIVE or address not in TAKES_NOTHING
]


@pytest.mark.parametrize(("address", "mode"), ASKED)
def test_the_description_is_true(described, secret, address, mode):
    """Schemathesis asks what the description allows and what it does not; every answer must be as described."""
    operation = described[address]["GET"]
    assert any(operation.iter_parameters()) is (address not in TAKES_NOTHING)

    @hypothesis.settings(max_examples=15, deadline=None, database=None, derandomize=True)
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def asked(case):
        case.call_and_validate(headers={"Authorization": f"Bearer {secret}"})

    asked()
