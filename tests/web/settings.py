"""Settings of the tests: the real ones, read from an environment that a test installation would have."""

import os
import tempfile
from pathlib import Path

from jinja2 import Undefined

_folder = Path(tempfile.mkdtemp(prefix="lineofsight-tests-"))
os.environ["LINEOFSIGHT_SECRET_KEY"] = "only-for-tests-" * 4
os.environ["LINEOFSIGHT_TRAIL_KEY"] = "only-for-tests-too"
os.environ["LINEOFSIGHT_DATA"] = str(_folder / "site")
os.environ["LINEOFSIGHT_WORKSPACE"] = str(_folder / "workspace")
os.environ["LINEOFSIGHT_HOSTS"] = "testserver,localhost"
for unsaid in ("DEBUG", "DEMO", "BEHIND_PROXY", "BOARD_NAME", "BOARD_COLOUR", "SMTP", "AREA", "BODY", "OIDC"):
    os.environ.pop(f"LINEOFSIGHT_{unsaid}", None)

from lineofsight.web.config.settings import *  # noqa: E402, F403

(_folder / "workspace").mkdir()
INSTALLED_APPS += ["tests.web.toy"]  # noqa: F405 - a room that the others have not heard of
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; what it guards is made up
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


class Missing(Undefined):
    """What a page prints and nobody gave it: an error in a test, where a reader would see a gap."""

    def __str__(self) -> str:
        self._fail_with_undefined_error()


TEMPLATES[0]["OPTIONS"]["undefined"] = Missing  # noqa: F405
