"""Which law and guidance was in force when, and what things were called under it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "regimes.toml"


class RegimeError(ValueError):
    """A regime or guidance that nobody knows: says which there are."""


@dataclass(frozen=True)
class Recipient:
    """Who is sent the report, and by when where that is laid down."""

    body: str
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class Regime:
    """`first`: its first day. `words`: what a report calls things. `draft`: not yet read in its source."""

    key: str
    title: str
    first: date
    kind: str  # board or partnership
    guidance: str
    words: Mapping[str, str] = field(default_factory=dict)
    recipients: tuple[Recipient, ...] = ()
    present_to: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    draft: bool = False
    note: str = ""


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@cache
def regimes() -> tuple[Regime, ...]:
    """Every regime, oldest first."""
    said = _file()
    made = []
    for row in said["regime"]:
        kind = said["kinds"][row["kind"]]
        made.append(
            Regime(
                key=row["key"],
                title=row["title"],
                first=row["first"],
                kind=row["kind"],
                guidance=row["guidance"],
                words={**kind["words"], **row.get("words", {})},
                recipients=tuple(Recipient(**one) for one in row.get("send_to", kind.get("send_to", ()))),
                present_to=tuple(kind["present_to"]),
                partners=tuple(kind["partners"]),
                draft=row.get("draft", False),
                note=row.get("note", ""),
            )
        )
    return tuple(made)


def named(key: str) -> Regime:
    """The regime of a key; RegimeError with the nearest right spelling."""
    for regime in regimes():
        if regime.key == key:
            return regime
    keys = [regime.key for regime in regimes()]
    near = get_close_matches(key, keys, 1)
    raise RegimeError(
        f"There is no regime '{key}'. {f'Did you mean {near[0]}? ' if near else ''}Known: {', '.join(keys)}."
    )


def regime(on: date, *, switched: date | None = None) -> Regime:
    """The regime in force on a day. `switched`: the day on which the area's board became a partnership.

    Before the first regime there is, the first one is given.
    """
    switched = switched or _file()["switch_over"]
    allowed = [one for one in regimes() if on >= switched or one.kind == "board"]
    in_force = [one for one in allowed if one.first <= on]
    return in_force[-1] if in_force else allowed[0]


@dataclass(frozen=True)
class Guidance:
    """A law or guidance that asks for something. `status`: how sure the reference is."""

    key: str
    title: str
    in_force: str
    status: str
    kind: str = ""  # of regime, where it is of one only

    def __str__(self) -> str:
        return f"{self.title} ({self.status})" if "verified" in self.status else self.title


def guidance(key: str) -> Guidance:
    """What a key such as WT2015 stands for; RegimeError where nothing does."""
    said = _file()["guidance"]
    if key not in said:
        raise RegimeError(f"There is no guidance '{key}'. Known: {', '.join(said)}.")
    return Guidance(key, **said[key])
