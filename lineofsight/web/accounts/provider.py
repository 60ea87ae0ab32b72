"""The organisation's own sign-on, by OpenID Connect: sending a browser there, and hearing who came back.

Authlib does the protocol: discovery, a state, a nonce and PKCE for each try, and the signature, issuer, audience and time of
the ID token. Who of those that the provider knows may come in here is said in `sign_on`.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

PATIENCE = 10  # seconds in which the provider answers
SCOPES = "openid email profile"
MANY_FACTORS = "mfa"  # as an ID token says it, under "amr" (RFC 8176)


class SignOnError(Exception):
    """Somebody could not be signed in: says why, and what to do next."""


@dataclass(frozen=True)
class Known:
    """What the provider says of whoever came back: its own number for them, and how it knows them."""

    issuer: str
    subject: str
    email: str  # empty where the provider has not verified it
    many_factors: bool


def ours() -> Any:
    """The provider that the environment names; views answer 404 where it names none."""
    return settings.SIGN_ON


def send(request: HttpRequest) -> HttpResponse:
    """To the provider's page. The session keeps what the answer is held against."""
    back = request.build_absolute_uri(reverse("accounts:sign-on-back"))
    answer: HttpResponse = _heard(lambda: _client().authorize_redirect(request, back))
    return answer


def back(request: HttpRequest) -> Known:
    """Who came back. SignOnError where the provider let nobody in, or the answer is not one to what was asked."""
    claims = _heard(lambda: _client().authorize_access_token(request).get("userinfo"))
    if not claims or not claims.get("iss") or not claims.get("sub"):
        raise SignOnError(f"{_named()} did not say who you are. {ANOTHER_WAY}")
    verified = claims.get("email_verified") in (True, "true")
    ways = claims.get("amr") or []
    return Known(
        claims["iss"], claims["sub"], claims.get("email") or "" if verified else "",
        isinstance(ways, list) and MANY_FACTORS in ways,
    )  # fmt: skip


def way_out(request: HttpRequest) -> str:
    """Where one signs out of the provider too; empty where it has no such page."""
    page = _heard(lambda: _client().load_server_metadata().get("end_session_endpoint")) or ""
    home = request.build_absolute_uri(reverse("accounts:sign-in"))
    said = {"client_id": ours().client, "post_logout_redirect_uri": home}
    return f"{page}{'&' if '?' in page else '?'}{urlencode(said)}" if page else ""


ANOTHER_WAY = "Try once more, or sign in another way."


def _named() -> str:
    name = ours().name
    return name[:1].upper() + name[1:]


def _client() -> Any:
    its = ours()
    return _made(its.address, its.client, its.secret)


@lru_cache(maxsize=4)
def _made(address: str, client: str, secret: str) -> Any:
    """Asks the provider for its own description once, and for its keys when it has new ones."""
    from authlib.integrations.django_client import OAuth  # only whoever signs on this way waits for it

    return OAuth().register(
        "sign_on", client_id=client, client_secret=secret, server_metadata_url=address,
        client_kwargs={"scope": SCOPES, "code_challenge_method": "S256", "default_timeout": PATIENCE},
    )  # fmt: skip


def _heard(ask: Any) -> Any:
    """What the provider answers. What it refuses or garbles is told in words a person can act on."""
    from authlib.integrations.base_client import OAuthError
    from joserfc.errors import JoseError
    from requests import RequestException

    name = _named()
    try:
        return ask()
    except RequestException as error:
        raise SignOnError(f"{name} does not answer just now. {ANOTHER_WAY}") from error
    except OAuthError as error:
        if error.error == "access_denied":
            raise SignOnError(f"{name} did not let you in. {ANOTHER_WAY}") from error
        raise SignOnError(f"What came back from {name} is not what was asked for. {ANOTHER_WAY}") from error
    except (JoseError, ValueError, KeyError, RuntimeError) as error:
        raise SignOnError(f"What came back from {name} could not be believed. {ANOTHER_WAY}") from error
