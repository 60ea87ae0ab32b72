"""Single sign-on: whom the provider sends back and who of them is let in, against a provider in the same process."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from lineofsight.web.accounts import actions
from lineofsight.web.accounts import provider as protocol
from lineofsight.web.accounts.models import Entry, SignOn
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.config.environment import DESCRIBED, Environment, SignOnSettings
from tests.web import make
from tests.web.fake_provider import CLIENT, SECRET, running

pytestmark = pytest.mark.django_db
START, BACK = "/sign-in/organisation", "/sign-in/organisation/back"
SUBJECT = "abc-123"


@pytest.fixture(scope="module")
def theirs():
    with running() as found:
        yield found


@pytest.fixture
def provider(theirs, settings):
    protocol._made.cache_clear()
    settings.SIGN_ON = SignOnSettings(theirs.address + DESCRIBED, CLIENT, SECRET, "County sign-on", False)
    return theirs


def sign_on(client, provider, start: str = START, **said):
    """To the provider's page, on which somebody is who the test says, and back."""
    sent = client.get(start)
    return client.get(BACK, provider.authorize(sent["Location"], **{"sub": SUBJECT} | said))


def by_address(person) -> dict:
    return {"email": person.email.upper(), "email_verified": True}


def signed_in(client):
    return client.get("/account").status_code == 200 or client.get("/account")["Location"].startswith(
        "/sign-in/code"
    )


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


# --- who comes in ----------------------------------------------------------------------------------------------


def test_somebody_who_was_invited_comes_in_by_a_verified_address_and_is_linked(client, provider):
    person = make.person(Role.BOARD_MEMBER, password=actions._none())
    answer = sign_on(client, provider, **by_address(person))
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert signed_in(client)
    link = SignOn.objects.get()
    assert (link.user, link.subject, link.issuer) == (person, SUBJECT, provider.address)
    entry = Entry.objects.get(kind="accounts.signon")
    assert (entry.by, entry.what) == (person, "created")
    assert SUBJECT not in str(entry.fields)


def test_once_linked_it_is_the_number_that_counts_and_not_the_address(client, provider):
    person = make.person(Role.BOARD_MEMBER)
    sign_on(client, provider, **by_address(person))
    client.post("/sign-out")
    sign_on(client, provider, email="new-name@elsewhere.test", email_verified=False)
    assert signed_in(client)
    client.post("/sign-out")
    answer = sign_on(client, provider, sub="somebody-else", **by_address(person))
    assert "Another sign-on is linked" in words(answer)
    assert not signed_in(client)


@pytest.mark.parametrize("said", [{"email_verified": False}, {}, {"email_verified": "no"}])
def test_an_address_that_nobody_verified_opens_nothing(client, provider, said):
    answer = sign_on(client, provider, email=make.person().email, **said)
    assert answer.status_code == 403
    assert "does not vouch" in words(answer)
    assert not signed_in(client)
    assert not SignOn.objects.exists()


def test_whoever_was_not_invited_is_told_whom_to_ask(client, provider):
    answer = sign_on(client, provider, email="stranger@county.test", email_verified=True)
    assert answer.status_code == 403
    assert "is invited here. Ask" in words(answer)


def test_a_closed_account_stays_closed(client, provider):
    person = make.person(Role.BOARD_MEMBER)
    sign_on(client, provider, **by_address(person))
    actions.deactivate(person, 1, by=make.person(Role.ADMINISTRATOR), why="Left")
    assert not signed_in(client)
    assert sign_on(client, provider, **by_address(person)).status_code == 403
    assert not signed_in(client)


# --- the second factor -------------------------------------------------------------------------------------------


def test_a_second_factor_is_asked_for_here_as_ever(client, provider):
    sign_on(client, provider, amr=["pwd", "mfa"], **by_address(make.person(Role.ANALYST)))
    assert client.get("/indicators/")["Location"] == "/account/code"


@pytest.mark.parametrize(
    ("ways", "asked"), [(["pwd", "mfa"], False), (["pwd"], True), (None, True), ("mfa", True)]
)
def test_where_the_board_goes_by_theirs_the_provider_must_say_that_it_asked_for_it(
    client, provider, settings, ways, asked
):
    settings.SIGN_ON = SignOnSettings(settings.SIGN_ON.address, CLIENT, SECRET, "County sign-on", True)
    sign_on(client, provider, amr=ways, **by_address(make.person(Role.ANALYST)))
    assert (client.get("/files/").status_code == 302) == asked


# --- what an attacker tries ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "another"}, {"aud": "another"}, {"iss": "http://evil.test"}, {"exp": 1}, {"nonce": None}, {"sub": None},
    ],
)  # fmt: skip
def test_a_token_that_was_not_made_for_this_try_is_not_believed(client, provider, wrong):
    person = make.person(Role.BOARD_MEMBER)
    answer = sign_on(client, provider, **by_address(person) | wrong)
    assert answer.status_code == 403
    assert not signed_in(client)


def test_a_token_that_somebody_else_signed_is_not_believed(client, provider, monkeypatch):
    person = make.person(Role.BOARD_MEMBER)
    monkeypatch.setattr(
        provider, "key", provider._new_key("first")
    )  # of the same name, and not the published one
    answer = sign_on(client, provider, **by_address(person))
    assert "could not be believed" in words(answer)


def test_when_the_provider_has_new_keys_they_are_asked_for(client, provider):
    person = make.person(Role.BOARD_MEMBER)
    sign_on(client, provider, **by_address(person))
    provider.change_key()
    sign_on(client, provider)
    assert signed_in(client)


def test_an_answer_that_this_browser_did_not_ask_for_is_refused(client, provider):
    """Somebody who is sent another's code, or the same one twice, is signed in as nobody."""
    person = make.person(Role.BOARD_MEMBER)
    brought = provider.authorize(client.get(START)["Location"], sub=SUBJECT, **by_address(person))
    other = client.__class__()
    assert "is not what was asked for" in words(other.get(BACK, brought))
    assert other.get(BACK, {"code": "x"}).status_code == 403
    assert client.get(BACK, brought).status_code == 302
    client.post("/sign-out")
    assert client.get(BACK, brought).status_code == 403


@pytest.mark.parametrize(
    "onward", ["https://evil.test/", "//evil.test", r"\\evil.test", "javascript:alert(1)"]
)
def test_it_leads_to_no_other_site(client, provider, onward):
    answer = sign_on(client, provider, f"{START}?next={onward}", **by_address(make.person(Role.BOARD_MEMBER)))
    assert answer["Location"] == "/"


def test_one_lands_where_one_was_going(client, provider):
    answer = sign_on(
        client, provider, f"{START}?next=/returns/", **by_address(make.person(Role.BOARD_MEMBER))
    )
    assert answer["Location"] == "/returns/"


# --- what goes wrong -------------------------------------------------------------------------------------------------


def test_a_provider_that_does_not_answer_is_named_and_another_way_shown(client, settings):
    settings.SIGN_ON = SignOnSettings("http://127.0.0.1:9/none", CLIENT, SECRET, "your sign-on", False)
    answer = client.get(START)
    assert answer.status_code == 403
    assert "Your sign-on does not answer just now. Try once more, or sign in another way." in words(answer)


def test_whoever_turns_back_is_told_so(client, provider):
    state = parse_qs(urlsplit(client.get(START)["Location"]).query)["state"][0]
    answer = client.get(BACK, {"error": "access_denied", "state": state})
    assert "County sign-on did not let you in" in words(answer)


def test_without_a_provider_there_is_nothing(client, settings):
    assert settings.SIGN_ON is None
    for name in ("sign-on", "sign-on-back", "sign-on-out"):
        assert client.get(reverse(f"accounts:{name}")).status_code == 404
    assert "organisation" not in words(client.get("/sign-in"))
    make.sign_in(client, make.person())
    assert client.post(reverse("accounts:link-sign-on")).status_code == 404


# --- one's own account, and the way out --------------------------------------------------------------------------


def test_somebody_signed_in_links_it_themselves_and_takes_it_away_again(client, provider):
    """For providers that vouch for no address."""
    person = make.sign_in(client, make.person(Role.BOARD_MEMBER))
    assert "County sign-on" in words(client.get("/account"))
    page = client.post("/account/organisation")
    assert 'href="/sign-in/organisation?begun=1"' in words(page)
    sign_on(client, provider, f"{START}?begun=1")
    assert SignOn.objects.get().user == person
    client.post("/sign-out")
    sign_on(client, provider)
    assert signed_in(client)
    make.sign_in(client, person)
    client.post("/account/organisation/remove")
    client.post("/sign-out")
    assert sign_on(client, provider).status_code == 403
    assert SignOn.objects.get().removed_by == person


def test_one_sign_on_is_linked_to_one_person(client, provider):
    sign_on(client, provider, **by_address(make.person(Role.BOARD_MEMBER)))
    other = client.__class__()
    make.sign_in(other, make.person(Role.BOARD_MEMBER))
    other.post("/account/organisation")
    answer = sign_on(other, provider, f"{START}?begun=1")
    assert "somebody else" in words(answer)


def test_nothing_is_linked_for_whoever_was_signed_out_meanwhile(client, provider):
    make.sign_in(client, make.person(Role.BOARD_MEMBER))
    client.post("/account/organisation")
    sent = client.get(f"{START}?begun=1")
    client.session.pop("_auth_user_id")
    session = client.session
    session.pop("_auth_user_id")
    session.save()
    answer = client.get(BACK, provider.authorize(sent["Location"], sub=SUBJECT))
    assert "You were signed out meanwhile" in words(answer)
    assert not SignOn.objects.exists()


def test_whoever_came_that_way_is_shown_the_way_out_of_it_too(client, provider):
    sign_on(client, provider, **by_address(make.person(Role.BOARD_MEMBER)))
    answer = client.post("/sign-out", follow=True)
    assert "Sign out there too" in words(answer)
    out = client.get("/sign-out/organisation")["Location"]
    assert out.startswith(f"{provider.address}/out?client_id={CLIENT}&post_logout_redirect_uri=http")
    make.sign_in(client, make.person())
    assert "Sign out there too" not in words(client.post("/sign-out", follow=True))


def test_what_was_typed_comes_along(client, provider):
    person = make.person(Role.ADMINISTRATOR)
    page = client.post(
        "/agencies/add", {"name": "Longmeadow"}, headers={"referer": "http://testserver/agencies/add"}
    )
    (kept,) = set(re.findall(r'name="kept" value="([^"]+)"', words(page)))
    client.post(START, {"kept": kept, "next": "/agencies/add"})
    answer = sign_on(client, provider, f"{START}?begun=1", **by_address(person))
    assert answer["Location"] == "/agencies/add"
    assert client.session["kept"]["fields"]["name"] == ["Longmeadow"]


# --- settings -----------------------------------------------------------------------------------------------------------


def environment(**said) -> Environment:
    given = {"OIDC": "https://login.county.test/tenant/", "OIDC_CLIENT": "a", "OIDC_SECRET": "b"}
    return Environment({f"LINEOFSIGHT_{name}": value for name, value in (given | said).items()})


def test_the_environment_names_the_provider():
    found = environment(OIDC_SECOND_FACTOR="theirs", OIDC_NAME="County").sign_on()
    assert found.address == "https://login.county.test/tenant/.well-known/openid-configuration"
    assert (found.name, found.gives_second_factor) == ("County", True)
    assert "b'" not in repr(found)
    assert environment(OIDC="").sign_on() is None


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"OIDC": "http://login.county.test"}, "beginning with https"),
        ({"OIDC_SECRET": ""}, "LINEOFSIGHT_OIDC_SECRET is not set"),
        ({"OIDC_SECOND_FACTOR": "none"}, "ours or theirs"),
    ],
)
def test_what_is_wrong_with_it_is_said(said, why):
    with pytest.raises(ImproperlyConfigured, match=why):
        environment(**said).sign_on()
