"""The `lineofsight` command: thin, every rule is in a room of its own."""

import gc
import os
import sys
from importlib import import_module

# Where each command lives: only its own room is opened, since what the rest import takes seconds.
ROOMS = {
    "bringing": ("import",),
    "checking": ("check", "wording"),
    "drafting": ("new", "coverage"),
    "holding": ("holdings", "erase"),
    "keeping": ("backup", "restore", "doctor"),
    "loading": ("load", "loads", "quality", "map", "template", "synthesise"),
    "looking": ("readings", "suppressions", "explain", "trace", "catalogue"),
    "measuring": ("compute", "runs", "diff", "bench"),
    "reporting": ("report", "replay", "recheck"),
    "publishing": ("publish",),
    "serving": ("serve", "migrate", "createuser", "trail"),
    "suggesting": ("suggest",),
    "weighing": ("funnel", "agreement"),
}


def main() -> None:
    """Run the command; what a person can mend is one line on stderr and exit 1, never a traceback."""
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "jemalloc")  # it gives back what is no longer used
    typed = set(sys.argv[1:])
    wanted = [room for room, commands in ROOMS.items() if typed.intersection(commands)]
    _leave_pandas_out()
    gc.disable()  # nothing that a room is made of is ever thrown away
    for room in wanted or ["commands"]:
        import_module(f"lineofsight.cli.{room}")
    gc.freeze()
    gc.enable()
    from lineofsight.cli.app import app, run

    sys.exit(run(app))


class _NoPandas:
    """Where Python looks first for a module: there is no pandas."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


def _leave_pandas_out() -> None:
    """Arrow imports pandas with its first value, to know one of pandas' when it is given one. It never is here,
    and that takes half a second and 58 MB; whoever asks for pandas afterwards still gets it."""
    import pyarrow

    sys.meta_path.insert(0, _NoPandas)
    pyarrow.scalar(0)
    sys.meta_path.remove(_NoPandas)
