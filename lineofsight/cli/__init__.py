"""The `lineofsight` command: thin, every rule is in a room of its own."""

import sys

from lineofsight.cli import (  # noqa: F401 - each adds its commands to `app`
    checking,
    drafting,
    holding,
    loading,
    looking,
    measuring,
    reporting,
    serving,
    suggesting,
)
from lineofsight.cli.app import app


def main() -> None:
    """Run the command; what a person can mend is one line on stderr and exit 1, never a traceback."""
    from lineofsight.cli.app import run

    sys.exit(run(app))
