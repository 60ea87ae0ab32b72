"""The rule table, and where its words stand in a sentence."""

import re
import tomllib
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("rules.toml")
# "5,497 families", "36 children have died", but not "5,497 referrals, and families".
COUNTED = re.compile(
    r"(?:\d%?|\b(?:half|thirds?|quarters?|two|three|four|five|six|seven|eight|nine|ten|all|most|none))\)?"
    r"(?:\s+(?!and\b|but\b|or\b|while\b|for\b)[\w'’-]+){0,5}\s+$",
    re.I,
)
# Before a word, in the same clause: it is denied, or only hoped for.
_BE = "is|are|was|were|has|have|had|did|does|do|could|be|been"
DENIED = re.compile(
    rf"\b(?:(?:(?:{_BE}) )?(?:not(?! only)|never|no longer)|nor|neither|hardly|cannot|without|no|failed to|rather than"
    r"|\w+n['’]t)\b(?:\s+[\w'’-]+){0,3}\s*$"
    r"|\bno (?:sign|evidence|indication) (?:that|of)\b(?:\s+[\w'’-]+){0,7}\s*$",
    re.I,
)
NOT_DENIED = re.compile(r"\b(?:no doubt|not only|no surprise|whether or not)\b", re.I)
MODAL = r"will|would|should|could|may|might|must|can|shall"
HOPED = re.compile(
    rf"\b(?:{MODAL}|to(?! (?:\d|the \d))|aims? at|hop(?:e|es|ing) for|ways of|work on|focus on|order to|if)"
    r"(?:\s+(?:further|also|be|continue to|help|to|now|only|not|see|have|seek|secure|ensure))*\s*$",
    re.I,
)
# "Will improve the offer and reduce waits": what a modal verb governs stands in its plain form.
GOVERNED = re.compile(
    rf"\b(?:{MODAL}|aims?|plans?(?=\s(?:to|that)\b)|intends?|hopes?|seeks?|committed|so that|in order|(?<!in )needs?|wants?"
    r"|asked|expects?)\b[^.;:]*$",
    re.I,
)
PLAIN = re.compile(
    r"(?:improve|reduce|rise|fall|increase|decrease|decline|worsen|strengthen|drop|grow|change|halve|double)$",
    re.I,
)
DID = re.compile(
    r"\b(?:did|does|do)(?:\s+not|n['’]t)?\s*$", re.I
)  # "the plans did not fall" hopes for nothing
THANKED = re.compile(r"\b(?:thank(?:s|ed|ing)?|grateful|gratitude|tribute|congratulat\w+)\b[^.;:]*$", re.I)
OF_A_NUMBER = re.compile(
    r"[^.;,]{0,40}\d"
)  # "we thank partners for halving the list to 430" says that they did
SAID_ALWAYS = ("defined", "never")  # "came to harm": the "to" hopes for nothing
AWAITED = re.compile(
    r"[^.;:]{0,60}\b(?:is|are|was|were|be) (?:\w+ )?(?:expected|forecast|predicted|likely|anticipated|required|needed"
    r"|planned|sought|hoped for)\b"
)
NOUN = re.compile(
    r"(?:ing|ments?|tions?|growth|rises?|falls?|increases?|decreases?|drops?|better|higher|lower|fewer)$",
    re.I,
)
# A heading in capitals throughout: no word of it is a name for that.
_TITLE = r"(?:[A-Z][\w'’-]*|\d\S*|of|the|and|in|for|to|a|from|on|by|with)"
TITLED = re.compile(rf"\W*{_TITLE}(?:\W+{_TITLE})*\W*")
# "continued to improve", "seems to have improved": these are so, not hoped for.
SO_TO = re.compile(
    r"\b(?:continu\w+|began|begun|start\w*|seem\w*|appear\w*|tend\w*|found|known|reported|shown|due|led)\s+to"
    r"(?:\s+have)?(?:\s+be(?:en)?)?\s*$",
    re.I,
)


@dataclass(frozen=True)
class Rule:
    """A row of the table. `low`, `high`, `above`, `below`: the share, 0 to 100, that its words stand for."""

    name: str
    test: str
    words: tuple[str, ...]
    needs: str
    such_as: tuple[str, ...]
    way: str = ""
    ask: str = ""
    after: str = ""  # "number": only where a number stands a few words before
    times: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    above: Fraction | None = None
    below: Fraction | None = None

    def holds(self, percent: Fraction) -> bool:
        """Whether a share, 0 to 100, is one that its words stand for."""
        return not (
            (self.low is not None and percent < self.low)
            or (self.high is not None and percent > self.high)
            or (self.above is not None and percent <= self.above)
            or (self.below is not None and percent >= self.below)
        )

    @property
    def meant(self) -> str:
        """The share that its words stand for: more than 50%; every one."""
        if self.low == 100:
            return "every one"
        if self.high == 0:
            return "none at all"
        ends = (
            ("{}% or more", self.low),
            ("{}% or less", self.high),
            ("more than {}%", self.above),
            ("less than {}%", self.below),
        )
        return " and ".join(words.format(end) for words, end in ends if end is not None)


@dataclass(frozen=True)
class Match:
    rule: Rule
    start: int
    end: int
    words: str
    denied: bool = False
    denial: str = ""  # the words that deny them, up to these
    hoped: bool = False  # intended, owed or supposed, not said to be so

    @property
    def quoted(self) -> str:
        return f"'{' '.join(self.words.split())}'"

    @property
    def as_said(self) -> str:
        """With the words that deny them: 'did not rise'."""
        return f"'{' '.join((self.denial + self.words).split())}'"


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def edition() -> str:
    """The version of the rules: a verdict is given under one."""
    return str(_table()["edition"])


def otherwise(test: str) -> str:
    """What is said where a test does not bear its words out."""
    return str(_table()["otherwise"].get(test, "nothing is said"))


def _rule(row: dict[str, Any]) -> Rule:
    exact: dict[str, Any] = {
        key: Fraction(row[key]) for key in ("times", "low", "high", "above", "below") if key in row
    }
    return Rule(**{**row, **exact, "words": tuple(row["words"]), "such_as": tuple(row["such_as"])})


@cache
def rules() -> tuple[Rule, ...]:
    return tuple(_rule(row) for row in _table()["rule"])


@dataclass(frozen=True)
class Tolerance:
    """How near a value must be to a number that these words stand before, in percent of the number."""

    words: tuple[str, ...]
    side: str
    within: Fraction


@cache
def tolerances() -> tuple[Tolerance, ...]:
    rows = _table()["tolerance"]
    return tuple(Tolerance(tuple(row["words"]), row["side"], Fraction(row["within"])) for row in rows)


@cache
def _compiled() -> tuple[tuple[Rule, re.Pattern[str]], ...]:
    return tuple(
        (rule, re.compile(rf"(?<![\w-])(?:{'|'.join(rule.words)})(?![\w]|-\w)".replace(" ", r"\s+"), re.I))
        for rule in rules()
    )


def _found(text: str) -> list[tuple[int, int, int, Rule]]:
    """Where words of each rule stand: start, end (less than nought), the rule's place in the table, and the rule."""
    return [
        (found.start(), -found.end(), order, rule)
        for order, (rule, pattern) in enumerate(_compiled())
        for found in pattern.finditer(text)
        if found.group().strip() and (not rule.after or _counted(text, *found.span()))
    ]


def spans(text: str) -> list[tuple[int, int]]:
    """Where words of a rule stand, those that claim nothing among them."""
    return [(start, -minus_end) for start, minus_end, _, _ in _found(text)]


def find(text: str) -> list[Match]:
    """Every rule word of a sentence, in order: the earliest first, of those the longest, else the first rule."""
    made: list[Match] = []
    at = 0
    for start, minus_end, _, rule in sorted(_found(text), key=lambda one: one[:3]):
        if start < at:
            continue
        at = -minus_end
        before, words = text[:start], text[start:at]
        if rule.test != "prose" and not _named(before, words, text[at:]):
            denial = _denial(before)
            hoped = _hoped(before, words, text[at:], rule.test in SAID_ALWAYS)
            made.append(Match(rule, start, at, words, bool(denial), denial, hoped))
    return made


def _counted(text: str, start: int, end: int) -> bool:
    """Whether a number counts the words: not the family of "the family's needs"."""
    return bool(COUNTED.search(text[:start])) and text[end : end + 2] not in ("'s", "’s")


def _clause(before: str) -> str:
    return re.split(r"[;:]|,\s(?=but|and|which)|\bbut\b|\balthough\b|\bwhile\b|\bwhereas\b", before)[-1]


def _denial(before: str) -> str:
    found = DENIED.search(_clause(before))
    return found.group() if found and not NOT_DENIED.search(before[-40:]) else ""


def _hoped(before: str, words: str, after: str, always: bool = False) -> bool:
    """Whether they say what is meant, owed or thanked for, and not what is so."""
    if SO_TO.search(before):
        return False
    clause = _clause(before)
    return bool(
        (HOPED.search(before) and not always)
        or (THANKED.search(before) and (always or not OF_A_NUMBER.match(after)))
        or (PLAIN.search(words) and GOVERNED.search(clause) and not DID.search(clause))
        or (NOUN.search(words) and AWAITED.match(after))
    )


def _named(before: str, words: str, after: str) -> bool:
    """Whether they are part of a name: High Sheriff, the Rising Stars, Increase Access."""
    if not words[0].isupper() or words.isupper() or TITLED.fullmatch(before + words + after):
        return False
    follows = re.match(r"\s(?:[A-Z][a-z]|and [A-Z][a-z])", after)
    return bool(follows or (re.search(r"[A-Z][\w'’]+\s$", before) and not re.match(r"\W*$", before)))
