"""Reading the environment: every setting checked where it enters, and safe where nothing is said."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from lineofsight.web.setup.colours import wrong_with_colour

YES, NO = ("1", "true", "yes", "on"), ("", "0", "false", "no", "off")
LOCAL = "localhost,127.0.0.1,[::1]"
LONG_ENOUGH = 40  # letters of a secret key
POSTGRES = ("postgres", "postgresql")


DESCRIBED = "/.well-known/openid-configuration"  # where a provider describes itself


@dataclass(frozen=True)
class SignOnSettings:
    """An OpenID Connect provider: where it describes itself, who we are there, and what people here call it.

    `gives_second_factor`: what it says of having asked for more than one factor counts as the second factor here.
    """

    address: str
    client: str
    secret: str = field(repr=False)
    name: str
    gives_second_factor: bool


class Environment:
    """The variables that begin with LINEOFSIGHT_, each read as what it should be.

    ImproperlyConfigured names the variable, what is wrong with it and what to write instead.
    """

    def __init__(self, variables: Mapping[str, str]):
        self.variables = variables

    def text(self, name: str, default: str = "") -> str:
        return self.variables.get(f"LINEOFSIGHT_{name}", default).strip()

    def flag(self, name: str) -> bool:
        said = self.text(name).lower()
        if said not in YES + NO:
            raise ImproperlyConfigured(f"LINEOFSIGHT_{name} is '{said}': write 1 for yes or 0 for no.")
        return said in YES

    def number(self, name: str, default: int) -> int:
        said = self.text(name, str(default))
        if not said.isdigit():
            raise ImproperlyConfigured(f"LINEOFSIGHT_{name} is '{said}': write a whole number.")
        return int(said)

    def words(self, name: str, default: str = "") -> list[str]:
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def folder(self, name: str, default: str) -> Path:
        return Path(self.text(name, default)).resolve()

    def colour(self, name: str, default: str) -> str:
        said = self.text(name, default)
        if wrong := said and wrong_with_colour(said):
            raise ImproperlyConfigured(f"LINEOFSIGHT_{name} is '{said}': {wrong}")
        return said.lower()

    def choice(self, name: str, known: tuple[str, ...]) -> str:
        said = self.text(name, known[0])
        if said not in known:
            raise ImproperlyConfigured(f"LINEOFSIGHT_{name} is '{said}': write {' or '.join(known)}.")
        return said

    def sign_on(self) -> "SignOnSettings | None":
        """The organisation's own sign-on, where one is named."""
        address = self.text("OIDC")
        if not address:
            return None
        parts = urlsplit(address)
        if parts.scheme != "https" and not (
            parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1")
        ):
            raise ImproperlyConfigured(
                f"LINEOFSIGHT_OIDC is '{address}': write the provider's address, beginning with https."
            )
        for name in ("OIDC_CLIENT", "OIDC_SECRET"):
            if not self.text(name):
                raise ImproperlyConfigured(
                    f"LINEOFSIGHT_{name} is not set, and without it {parts.hostname} answers nobody: "
                    f"take it from where this application is registered there."
                )
        described = address if address.endswith(DESCRIBED) else address.rstrip("/") + DESCRIBED
        factor = self.choice("OIDC_SECOND_FACTOR", ("ours", "theirs"))
        return SignOnSettings(
            described, self.text("OIDC_CLIENT"), self.text("OIDC_SECRET"),
            self.text("OIDC_NAME", "your organisation’s sign-on"), gives_second_factor=factor == "theirs",
        )  # fmt: skip

    def secret_key(self, data: Path, *, unsafe: bool) -> str:
        """Given by whoever runs it; made up and kept only where nothing real is served."""
        said = self.text("SECRET_KEY")
        if said:
            if len(said) < LONG_ENOUGH:
                raise ImproperlyConfigured(
                    f"LINEOFSIGHT_SECRET_KEY is shorter than {LONG_ENOUGH} letters: make one with "
                    f"python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
                )
            return said
        if unsafe:
            return kept_secret(data / "secret.key")
        raise ImproperlyConfigured(
            "LINEOFSIGHT_SECRET_KEY is not set, and without it sessions could be forged. Make one with "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(48))' and keep it outside the code."
        )


def kept_secret(path: Path) -> str:
    """A secret in a file that only its owner can read: made once."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(aside, path)  # of two processes that make one at once, the first one's stays
        except FileExistsError:
            pass
        finally:
            aside.unlink()
    return path.read_text().strip()


def database(url: str, data: Path) -> dict[str, Any]:
    """Django's settings for a DATABASE_URL: SQLite in the data folder where there is none."""
    parts = urlsplit(url or f"sqlite:///{data / 'lineofsight.sqlite3'}")
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path.removeprefix("/"))))
    if parts.scheme not in POSTGRES:
        raise ImproperlyConfigured(
            f"DATABASE_URL begins with '{parts.scheme}': write sqlite:///PATH or "
            f"postgres" + "://USER:PASSWORD@HOST:5432/NAME."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or "") or dict(parse_qsl(parts.query)).get("host", ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }


def sqlite(path: Path) -> dict[str, Any]:
    """Readers do not wait for the writer (WAL), and a transaction that will write says so at its start."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": 60,  # opened anew it would read every table's shape again, for each page
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }
