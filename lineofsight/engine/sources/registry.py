"""Every source, in the order in which they are asked whether a file is theirs."""

from functools import cache
from importlib import import_module
from types import ModuleType

# A file is the first one's that knows it: the narrowest formats come first, the widest (a spreadsheet in
# any layout) last.
NAMES = (
    "localities",
    "cin_census",
    "cin_csv",
    "ssda903",
    "annex_a",
    "supplementary",
    "published",
    "ssd",
    "scorecard",
)


@cache
def sources() -> tuple[ModuleType, ...]:
    return tuple(import_module(f"lineofsight.engine.sources.{name}") for name in NAMES)
