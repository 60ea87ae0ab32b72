"""Passkeys: set up, used as both factors or as the second, and what is not believed."""

import html
import re

import pytest

from lineofsight.web.accounts.models import Entry, Passkey
from lineofsight.web.accounts.permissions import Role
from tests.web import make
from tests.web.soft_key import PRESENT, SoftKey

pytestmark = pytest.mark.django_db


def asked(client, address: str) -> str:
    return html.unescape(re.search(r'data-asked="([^"]*)"', client.get(address).content.decode()).group(1))


def sign_in(client, person):
    return client.post("/sign-in", {"email": person.email, "password": make.PASSWORD})


def set_up(client, key: SoftKey, name: str = "Laptop"):
    address = "/account/passkeys/add"
    return client.post(address, {"name": name, "answer": key.made(asked(client, address))})


def use(client, key: SoftKey, onward: str = ""):
    return client.post(
        "/sign-in/passkey", {"answer": key.used(asked(client, "/sign-in/passkey")), "next": onward}
    )


@pytest.fixture
def owned(client):
    """An administrator with a passkey, signed out again."""
    person, key = make.person(Role.ADMINISTRATOR), SoftKey()
    sign_in(client, person)
    assert set_up(client, key)["Location"] == "/"
    client.post("/sign-out")
    key.uses += 1
    return person, key


def test_a_role_that_needs_a_second_factor_may_set_up_a_passkey_instead_of_a_telephone(client):
    administrator = make.person(Role.ADMINISTRATOR)
    sign_in(client, administrator)
    assert client.get("/people/")["Location"] == "/account/code"
    assert "Use a passkey instead" in client.get("/account/code").content.decode()
    set_up(client, SoftKey())
    assert client.get("/people/").status_code == 200
    assert Entry.objects.filter(why="Set up a passkey", by=administrator).exists()


def test_a_passkey_is_both_factors_at_once(client, owned):
    assert use(client, owned[1], "/people/")["Location"] == "/people/"
    assert client.get("/people/").status_code == 200


def test_a_passkey_is_the_second_factor_after_a_password(client, owned):
    sign_in(client, owned[0])
    assert client.get("/people/")["Location"] == "/sign-in/code?next=%2Fpeople%2F"
    assert client.get("/sign-in/code?next=/people/")["Location"] == "/sign-in/passkey?next=%2Fpeople%2F"
    use(client, owned[1])
    assert client.get("/people/").status_code == 200


def test_with_a_passkey_the_password_alone_sets_up_no_other(client, owned):
    sign_in(client, owned[0])
    assert client.get("/account/passkeys/add")["Location"] == "/sign-in/code"
    assert client.get("/account/code")["Location"] == "/sign-in/code"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda key: setattr(key, "origin", "https://testserver.evil.test"),
        lambda key: setattr(key, "flags", PRESENT),  # its owner gave neither finger nor PIN
        lambda key: setattr(key, "key", SoftKey().key),
        lambda key: setattr(key, "id", b"unknown"),
        lambda key: setattr(key, "uses", 1),  # a copy counts from where it was taken
    ],
)
def test_what_a_passkey_cannot_prove_is_not_believed(client, owned, spoil):
    spoil(owned[1])
    assert "There is a problem" in use(client, owned[1]).content.decode()
    assert client.get("/account").status_code == 302


@pytest.mark.parametrize("answer", ["", "{}", "[]", "not json", '{"id": "x", "rawId": "x", "response": {}}'])
def test_nonsense_for_an_answer_is_not_believed(client, owned, answer):
    asked(client, "/sign-in/passkey")
    assert client.post("/sign-in/passkey", {"answer": answer}).status_code == 200
    assert client.get("/account").status_code == 302


def test_an_answer_works_once(client, owned):
    answer = owned[1].used(asked(client, "/sign-in/passkey"))
    client.post("/sign-in/passkey", {"answer": answer})
    client.post("/sign-out")
    assert client.post("/sign-in/passkey", {"answer": answer}).status_code == 200
    assert client.get("/account").status_code == 302


def test_a_passkey_leads_to_no_other_site(client, owned):
    assert use(client, owned[1], "https://evil.test")["Location"] == "/"


def test_a_passkey_is_renamed_and_removed_and_opens_nothing_then(client, owned):
    person, key = owned
    use(client, key)
    kept = Passkey.objects.get()
    client.post(f"/account/passkeys/{kept.pk}", {"name": "Old laptop"})
    assert "Old laptop" in client.get("/account").content.decode()
    client.post(f"/account/passkeys/{kept.pk}", {"remove": "yes"})
    assert f"/account/passkeys/{kept.pk}" not in client.get("/account").content.decode()
    client.post("/sign-out")
    key.uses += 1
    assert "There is a problem" in use(client, key).content.decode()
    assert Passkey.objects.get().removed_by == person


def test_nobody_changes_anothers_passkey(client, owned):
    make.sign_in(client, make.person(Role.ADMINISTRATOR))
    address = f"/account/passkeys/{Passkey.objects.get().pk}"
    assert client.post(address, {"remove": "yes"}).status_code == 404


def test_a_lost_telephone_takes_its_passkeys_with_it(client, owned):
    person, key = owned
    make.sign_in(client, make.person(Role.ADMINISTRATOR))
    client.post(f"/people/{person.pk}/lost-telephone", {"why": "Left on a train", "version": 1})
    client.logout()
    assert "There is a problem" in use(client, key).content.decode()


def test_a_closed_account_is_not_opened_by_its_passkey(client, owned):
    person, key = owned
    make.sign_in(client, make.person(Role.ADMINISTRATOR))
    client.post(f"/people/{person.pk}/close", {"why": "Left", "version": 1})
    client.logout()
    assert "There is a problem" in use(client, key).content.decode()
