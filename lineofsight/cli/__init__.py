"""The `lineofsight` command: thin, every rule is in a room of its own."""

import sys

from lineofsight.cli import checking, holding, loading, looking, measuring, serving  # noqa: F401 - each adds its commands to `app`
from lineofsight.cli.app import app


def main() -> None:
    """Run the command; what a person can mend is one line on stderr and exit 1, never a traceback."""
    from lineofsight.cli.app import run

    sys.exit(run(app))
