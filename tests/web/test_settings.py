"""Settings: read from the environment, and unsafe only where somebody said so."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import send_mail

from lineofsight.web.config.environment import Environment, database
from lineofsight.web.setup.colours import contrast_with_white

KEY = "k" * 48


def env(**variables: str) -> Environment:
    return Environment({f"LINEOFSIGHT_{name}": value for name, value in variables.items()})


def test_without_a_secret_key_nothing_is_served(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is not set"):
        env().secret_key(tmp_path, unsafe=False)


def test_a_short_secret_key_is_refused(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="shorter"):
        env(SECRET_KEY="short").secret_key(tmp_path, unsafe=False)


def test_a_demonstration_keeps_a_key_that_only_its_owner_can_read(tmp_path):
    key = env().secret_key(tmp_path / "site", unsafe=True)
    assert env().secret_key(tmp_path / "site", unsafe=True) == key
    assert (tmp_path / "site" / "secret.key").stat().st_mode & 0o777 == 0o600


def test_a_message_of_a_demonstration_is_in_a_file_and_on_the_terminal(settings, tmp_path, capsys):
    settings.EMAIL_BACKEND = "lineofsight.web.accounts.outbox.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    send_mail("Your invitation", "Follow the link", "board@example.org", ["pat@example.org"])
    (kept,) = tmp_path.iterdir()
    for said in (kept.read_text(), capsys.readouterr().out):
        assert "Subject: Your invitation" in said
        assert "Follow the link" in said


@pytest.mark.parametrize("said", ["maybe", "2", "ture"])
def test_a_flag_is_yes_or_no(said):
    with pytest.raises(ImproperlyConfigured, match="write 1 for yes or 0 for no"):
        env(DEBUG=said).flag("DEBUG")


@pytest.mark.parametrize(("said", "why"), [("navy", "such as"), ("#ffdd00", "darker"), ("#12436", "such as")])
def test_a_colour_on_which_white_words_cannot_be_read_is_refused(said, why):
    with pytest.raises(ImproperlyConfigured, match=why):
        env(BOARD_COLOUR=said).colour("BOARD_COLOUR", "#12436d")


def test_contrast_is_counted_as_wcag_does():
    assert round(contrast_with_white("#000000"), 1) == 21.0
    assert round(contrast_with_white("#767676"), 2) == 4.54


def test_sqlite_waits_for_no_reader_and_says_when_it_will_write(tmp_path):
    made = database("", tmp_path)
    assert made["NAME"] == str(tmp_path / "lineofsight.sqlite3")
    assert made["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "WAL" in made["OPTIONS"]["init_command"]


def test_a_postgresql_address_is_read_with_what_is_escaped_in_it(tmp_path):
    made = database("postgres://board:p%40ss@db.test:5433/los", tmp_path)
    assert (made["USER"], made["PASSWORD"], made["HOST"], made["PORT"], made["NAME"]) == (
        "board", "p@ss", "db.test", "5433", "los",
    )  # fmt: skip


def test_another_database_is_refused_with_what_to_write(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="sqlite:///PATH"):
        database("mysql://x/y", tmp_path)


def test_what_is_served_is_safe_unless_somebody_says_otherwise(settings):
    assert settings.DEBUG is False
    assert settings.SESSION_COOKIE_SECURE
    assert settings.CSRF_COOKIE_SECURE
    assert settings.SESSION_COOKIE_NAME.startswith("__Host-")
    assert settings.SECURE_HSTS_SECONDS == 0
    assert "*" not in settings.ALLOWED_HOSTS
    assert settings.TWO_FACTORS
