"""The `lineofsight` command: thin, every rule is in a room of its own."""

import gc
import sys
from importlib import import_module

# Where each command lives: only its own room is opened, since what the rest import takes seconds.
ROOMS = {
    "checking": ("check", "wording"),
    "drafting": ("new", "coverage"),
    "holding": ("holdings", "erase"),
    "loading": ("load", "loads", "quality", "map", "template", "synthesise"),
    "looking": ("readings", "explain", "trace", "catalogue"),
    "measuring": ("compute", "runs", "diff", "bench"),
    "reporting": ("report", "replay", "recheck"),
    "serving": ("serve", "migrate", "createuser", "trail"),
    "suggesting": ("suggest",),
}


def main() -> None:
    """Run the command; what a person can mend is one line on stderr and exit 1, never a traceback."""
    typed = set(sys.argv[1:])
    wanted = [room for room, commands in ROOMS.items() if typed.intersection(commands)]
    gc.disable()  # nothing that a room is made of is ever thrown away
    for room in wanted or ["commands"]:
        import_module(f"lineofsight.cli.{room}")
    gc.freeze()
    gc.enable()
    from lineofsight.cli.app import app, run

    sys.exit(run(app))
