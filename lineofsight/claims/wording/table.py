"""The rule table, and where its words stand in a sentence."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("rules.toml")
# Before a word, in the same clause: it is denied, or only hoped for.
DENIED = re.compile(
    r"(?:\b(?:not(?! only)|never|no longer|nor|neither|hardly|cannot|without|no|failed to|rather than)"
    r"|n['’]t)\b(?:\s+[\w'’-]+){0,3}\s*$",
    re.I,
)
NOT_DENIED = re.compile(r"\b(?:no doubt|not only|no surprise|whether or not)\b", re.I)
HOPED = re.compile(
    r"\b(?:will|would|should|could|may|might|must|can|shall|to(?! (?:\d|the \d))"
    r"|aims? at|hop(?:e|es|ing) for|ways of|work on|focus on|order to|if)"
    r"(?:\s+(?:further|also|be|continue to|help|to|now|only|not|see|have|seek|secure|ensure))*\s*$",
    re.I,
)
# "continued to improve", "seems to have improved": these are so, not hoped for.
SO_TO = re.compile(
    r"\b(?:continu\w+|began|begun|start\w*|seem\w*|appear\w*|tend\w*|found|known|reported|shown|due|led)\s+to(?:\s+have)?\s*$",
    re.I,
)


@dataclass(frozen=True)
class Rule:
    """A row of the table. `low`, `high`, `above`, `below`: the share, 0 to 100, that its words stand for."""

    name: str
    test: str
    words: tuple[str, ...]
    needs: str
    way: str = ""
    ask: str = ""
    times: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    above: Fraction | None = None
    below: Fraction | None = None


@dataclass(frozen=True)
class Match:
    rule: Rule
    start: int
    end: int
    words: str
    denied: bool = False
    hoped: bool = False  # intended, owed or supposed, not said to be so


@cache
def edition() -> str:
    """The version of the rules: a verdict is given under one."""
    return str(tomllib.loads(FILE.read_text(encoding="utf-8"))["edition"])


def _rule(row: dict[str, Any]) -> Rule:
    exact: dict[str, Any] = {
        key: Fraction(row[key]) for key in ("times", "low", "high", "above", "below") if key in row
    }
    return Rule(**{**row, **exact, "words": tuple(row["words"])})


@cache
def rules() -> tuple[Rule, ...]:
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["rule"]
    return tuple(_rule(row) for row in rows)


@dataclass(frozen=True)
class Tolerance:
    """How near a value must be to a number that these words stand before, in percent of the number."""

    words: tuple[str, ...]
    side: str
    within: Fraction


@cache
def tolerances() -> tuple[Tolerance, ...]:
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["tolerance"]
    return tuple(Tolerance(tuple(row["words"]), row["side"], Fraction(row["within"])) for row in rows)


@cache
def _compiled() -> tuple[tuple[Rule, re.Pattern[str]], ...]:
    return tuple(
        (rule, re.compile(rf"(?<![\w-])(?:{'|'.join(rule.words)})(?![\w]|-\w)".replace(" ", r"\s+"), re.I))
        for rule in rules()
    )


def find(text: str) -> list[Match]:
    """Every rule word of a sentence, in order: the earliest first, of those the longest, else the first rule."""
    every = [
        (found.start(), -found.end(), order, rule)
        for order, (rule, pattern) in enumerate(_compiled())
        for found in pattern.finditer(text)
        if found.group().strip()
    ]
    made: list[Match] = []
    at = 0
    for start, minus_end, _, rule in sorted(every, key=lambda one: one[:3]):
        if start < at:
            continue
        at = -minus_end
        made.append(Match(rule, start, at, text[start:at], _denied(text[:start]), _hoped(text[:start])))
    return [one for one in made if one.rule.test != "prose"]


def _clause(before: str) -> str:
    return re.split(r"[;:]|,\s(?=but|and|which)|\bbut\b|\balthough\b|\bwhile\b|\bwhereas\b", before)[-1]


def _denied(before: str) -> bool:
    found = DENIED.search(_clause(before))
    return bool(found and not NOT_DENIED.search(before[-40:]))


def _hoped(before: str) -> bool:
    return bool(HOPED.search(before) and not SO_TO.search(before))


def prose() -> Iterator[re.Pattern[str]]:
    """Patterns that claim nothing, longest words first."""
    yield from (pattern for rule, pattern in _compiled() if rule.test == "prose")


def outside(matches: Sequence[Match], spans: Sequence[tuple[int, int]]) -> list[Match]:
    return [one for one in matches if not any(low <= one.start < high for low, high in spans)]
