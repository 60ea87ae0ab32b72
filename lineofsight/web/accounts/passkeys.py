"""Passkeys: what a browser is asked, and whether what it answers is so. fido2 does the sums.

A browser's key is asked for its owner (a fingerprint, a face, a PIN) every time: what they have and what they are or know.
Hence a passkey is both factors at once, and also serves as the second after a password.
"""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from lineofsight.web.accounts import trail, visits
from lineofsight.web.accounts.models import Passkey, Person

ASKED = "passkey"  # where a session keeps what it asked, for one answer
WITH_ITS_OWNER = UserVerificationRequirement.REQUIRED


class PasskeyError(Exception):
    """What a browser answered cannot be believed; says what to do."""


NOT_THAT_ONE = "That passkey did not work here. Try again, or sign in another way."


def _server(request: HttpRequest) -> Fido2Server:
    host = request.get_host()
    site = PublicKeyCredentialRpEntity(name=str(settings.BOARD_NAME), id=host.rpartition(":")[0] or host)
    ours = f"{request.scheme}://{host}"
    return Fido2Server(site, verify_origin=lambda origin: origin == ours)


def ask_for_new(request: HttpRequest, person: Person) -> str:
    """What the browser needs to make a passkey, as JSON."""
    handle = salted_hmac("passkey", str(person.pk), algorithm="sha256").digest()  # says nothing of the person
    whose = PublicKeyCredentialUserEntity(name=person.email, id=handle, display_name=person.name)
    options, state = _server(request).register_begin(
        whose, [_credential(one) for one in person.kept_passkeys],
        resident_key_requirement=ResidentKeyRequirement.PREFERRED, user_verification=WITH_ITS_OWNER,
    )  # fmt: skip
    request.session[ASKED] = state
    return json.dumps(dict(options.public_key))


def ask_for_known(request: HttpRequest, person: Person | None) -> str:
    """What the browser needs to use a passkey, as JSON: one of this person's, or any that it has for this site."""
    known = [_credential(one) for one in person.kept_passkeys] if person else None
    options, state = _server(request).authenticate_begin(known, user_verification=WITH_ITS_OWNER)
    request.session[ASKED] = state
    return json.dumps(dict(options.public_key))


@transaction.atomic
def add(request: HttpRequest, person: Person, *, name: str, answer: str) -> Passkey:
    """Keep the passkey that the browser made."""
    try:
        response = RegistrationResponse.from_dict(json.loads(answer))
        given = _server(request).register_complete(request.session.pop(ASKED, None), response)
    except (ValueError, KeyError, TypeError) as error:
        raise PasskeyError(NOT_THAT_ONE) from error
    made = given.credential_data
    if made is None or Passkey.objects.filter(digest=_digest(made.credential_id)).exists():
        raise PasskeyError("That passkey is here already.")
    return trail.create(
        Passkey, by=person, why="Set up a passkey", user=person, name=name, digest=_digest(made.credential_id),
        public=websafe_encode(made), uses=given.counter, added_at=timezone.now(), added_by=person,
    )  # fmt: skip


@transaction.atomic
def owner(request: HttpRequest, *, answer: str) -> Passkey:
    """The passkey that answered. PasskeyError where it is not known, was removed, or looks like a copy."""
    try:
        response = AuthenticationResponse.from_dict(json.loads(answer))
        found = (
            Passkey.objects.usable().filter(digest=_digest(response.raw_id)).select_related("user").first()
        )
        if found is None:
            raise PasskeyError(NOT_THAT_ONE)
        _server(request).authenticate_complete(
            request.session.pop(ASKED, None), [_credential(found)], response
        )
    except (ValueError, KeyError, TypeError) as error:
        raise PasskeyError(NOT_THAT_ONE) from error
    uses = response.response.authenticator_data.counter
    if found.uses and uses <= found.uses:  # one that counts never counts back: somebody copied it
        raise PasskeyError("That passkey may have been copied. Sign in another way and remove it.")
    return trail.change(
        found, found.version, by=found.user, why="Used a passkey", uses=uses, used_at=timezone.now(), used_by=found.user,
    )  # fmt: skip


@transaction.atomic
def remove(passkey: Passkey, *, by: Person, why: str) -> None:
    """It opens nothing from now on, and browsers that it let in give another second factor."""
    trail.change(
        passkey, passkey.version, by=by, why=why, confirmed=False, removed_at=timezone.now(), removed_by=by
    )
    if by.pk != passkey.user_id:
        visits.end(passkey.user, by=by, why="Signed out everywhere: a passkey was taken away")


def _credential(passkey: Passkey) -> AttestedCredentialData:
    return AttestedCredentialData(websafe_decode(passkey.public))


def _digest(credential: bytes) -> str:
    return hashlib.sha256(credential).hexdigest()


def told(request: HttpRequest) -> dict[str, Any]:
    """Whether passkeys can work at this address: browsers want a name and not a number."""
    host = request.get_host().rpartition(":")[0] or request.get_host()
    return {"passkeys_work": not host.replace(".", "").isdigit() and not host.startswith("[")}
