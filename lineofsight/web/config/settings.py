"""Django's settings, all from the environment (docs/serving.md lists it). What is unsafe is never the default."""

import os
from pathlib import Path
from typing import Any

from lineofsight.web.config.answers import answered
from lineofsight.web.config.environment import LOCAL, Environment, database, kept_secret

HOME = Path(__file__).resolve().parent.parent
env = Environment(os.environ)

# --- what is served ------------------------------------------------------------------------------------------
DEBUG = env.flag("DEBUG")
DEMO = env.flag("DEMO")  # made-up people on the sign-in page; refused where the workspace is real
DATA = env.folder("DATA", "site")  # the database, uploads on their way in, keys, messages of the demo
WORKSPACE = env.folder("WORKSPACE", "workspace")
ANSWERS = DATA / "answers.json"  # given by the board when it set itself up; the environment goes before them
AREA = env.text("AREA") or answered(
    ANSWERS, "area", ""
)  # 3-digit LA code; the workspace's own where it holds only one
BOARD_NAME = env.text("BOARD_NAME") or answered(ANSWERS, "name", "Safeguarding children board")
BOARD_COLOUR = env.colour("BOARD_COLOUR", "") or answered(ANSWERS, "colour", "#12436d")
NEXT_MEETING = env.text("NEXT_MEETING")  # such as 2027-03-04, where no room holds the board's meetings
BODY = env.choice("BODY", ("", "board", "partnership"))
COLLECTIVE = BODY or answered(ANSWERS, "body", "board")
YEAR_BEGINS = answered(ANSWERS, "since", "")  # the first day of a reporting year; empty: 1 April
TWO_FACTORS = not DEMO  # of the roles that permissions.py names
SECRET_KEY = env.secret_key(DATA, unsafe=DEBUG or DEMO)
TRAIL_KEY = env.text("TRAIL_KEY") or kept_secret(DATA / "trail.key")
ALLOWED_HOSTS = env.words("HOSTS", LOCAL)

INSTALLED_APPS = [
    "lineofsight.web.accounts",
    "lineofsight.web.records",
    "lineofsight.web.loads",
    "lineofsight.web.indicators",
    "lineofsight.web.returns",
    "lineofsight.web.publishing",
    "lineofsight.web.reports",
    "lineofsight.web.improvement",
    "lineofsight.web.governance",
    "lineofsight.web.information",
    "lineofsight.web.api",
    "lineofsight.web.setup",
    "lineofsight.web.imports",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "lineofsight.web.config.guarding.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lineofsight.web.config.logs.one_line_a_request",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "lineofsight.web.accounts.visits.seen",
    "lineofsight.web.accounts.once.held_for_a_page",
    "lineofsight.web.records.closing.ClosedRooms",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "lineofsight.web.config.urls"
WSGI_APPLICATION = "lineofsight.web.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [str(HOME / "templates")],
        "OPTIONS": {"environment": "lineofsight.web.config.pages.environment"},
    }
]

# --- records -------------------------------------------------------------------------------------------------
DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""), DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.Person"
TIME_ZONE = "Europe/London"
USE_TZ = True
LANGUAGE_CODE = "en-gb"

# --- who may come in -----------------------------------------------------------------------------------------
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "home"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "lineofsight.web.accounts.passwords.NotAboutYou"},
]
OTP_TOTP_ISSUER = BOARD_NAME
SIGN_ON = env.sign_on()  # the organisation's own, by OpenID Connect; None: there is none
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True

# --- the line between us and the browser -----------------------------------------------------------------
SECURE = not (DEBUG or DEMO)
SITE = (
    env.text("SITE").rstrip("/") or f"{'https' if SECURE else 'http'}://{ALLOWED_HOSTS[0]}"
)  # for links in messages
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_FAILURE_VIEW = "lineofsight.web.config.views.form_too_old"
BEHIND_PROXY = env.flag("BEHIND_PROXY")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = BEHIND_PROXY and SECURE
SECURE_REDIRECT_EXEMPT = [r"^health$", r"^ready$"]  # asked for by whatever stands in front, without TLS
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 0)  # opt in: it cannot be taken back from a browser
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_TRUSTED_ORIGINS = ["https://" + host for host in ALLOWED_HOSTS if BEHIND_PROXY and host != "*"]
UPLOAD_BYTES = env.number("UPLOAD_MEGABYTES", 200) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # of what is not a file
FILE_UPLOAD_MAX_MEMORY_SIZE = 0  # a file goes to disk, in our own folder, and never stays in memory
FILE_UPLOAD_TEMP_DIR = str(DATA / "uploads")
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
Path(FILE_UPLOAD_TEMP_DIR).mkdir(parents=True, exist_ok=True, mode=0o700)

# --- files of the page -------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [
    str(HOME / "static"),
    ("fonts", str(HOME.parent / "documents" / "fonts")),
]
WHITENOISE_USE_FINDERS = True  # nothing to collect: what is installed is what is served
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 60 * 60 * 24 * 7  # their addresses carry a digest of what they hold

# --- messages and what is written down -----------------------------------------------------------------
SMTP = env.text("SMTP")  # host:port
if SMTP:
    EMAIL_HOST, _, port = SMTP.partition(":")
    EMAIL_PORT = int(port or 587)
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env.text("SMTP_USER"), env.text("SMTP_PASSWORD")
    EMAIL_USE_TLS = EMAIL_PORT != 25
else:  # a person who tries it out reads the messages there
    EMAIL_BACKEND = (
        f"{'lineofsight.web.accounts.outbox' if DEMO else 'django.core.mail.backends.filebased'}.EmailBackend"
    )
    EMAIL_FILE_PATH = str(DATA / "outbox")
DEFAULT_FROM_EMAIL = env.text("SENDER", "lineofsight@localhost")
LOGGING_CONFIG = "lineofsight.web.config.logs.begin"
LOGGING = {"begin": True}  # what is empty would not be handed on
