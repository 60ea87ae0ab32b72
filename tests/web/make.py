"""Ordinary people and agencies, so that a test states only what matters to it."""

from datetime import date
from itertools import count

from django_otp.plugins.otp_totp.models import TOTPDevice

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.permissions import Role

PASSWORD = "four-plain-words-together"
_number = count(1)


def agency(**fields) -> Agency:
    given = {"name": f"Agency {next(_number)}", "kind": "other", "sector": "other", "since": date(2010, 4, 1)}
    with trail.acting_from(trail.TERMINAL):
        return trail.create(Agency, by=None, why="For a test", **given | fields)


def person(role: Role = Role.ANALYST, **fields) -> Person:
    number = next(_number)
    hashed = Person()
    hashed.set_password(PASSWORD)
    given = {
        "email": f"person{number}@board.test",
        "name": f"Person Number{number}",
        "password": hashed.password,
    }
    fields.setdefault("agency", Agency.objects.first() or agency())
    with trail.acting_from(trail.TERMINAL):
        return trail.create(Person, by=None, why="For a test", role=str(role), **given | fields)


def sign_in(client, one: Person) -> Person:
    """Sign a person in as they are after both factors."""
    client.force_login(one, backend="django.contrib.auth.backends.ModelBackend")
    device, _ = TOTPDevice.objects.get_or_create(user=one, defaults={"confirmed": True, "name": "Telephone"})
    session = client.session
    session["otp_device_id"] = device.persistent_id
    session.save()
    return one
