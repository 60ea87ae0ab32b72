"""The words of a figure's own clause: each must be the measure's, a plain one, or one that a rule tests.

A true number can be said of something else in any words ("5,497 referrals from milkmen"), and no list of wrong words is
ever whole. So the right ones are listed: the measure's name, definition and group, and the plain words of reports.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from pathlib import Path

from lineofsight.claims.evidence import Evidence
from lineofsight.claims.language import Claim

FILE = Path(__file__).with_name("plain.toml")
WORD = re.compile(r"[^\W\d_][\w'’-]*")
# Where another clause begins. A comma does only where more than a few words follow it.
APART = re.compile(
    r"[;:.!?]|\b(?:but|while|whilst|whereas|although|though|however|because|which|who(?!se)|where|so that)\b"
    r"|\band\s(?=(?:we|they|it|he|she|this|that|these|the|our|there|has|have|is|are|was|were|had|will|asked)\b)",
    re.I,
)
ASIDE = ("which", "who", "where")  # what begins so ends at the next comma
COMMA = re.compile(r",\s")
FEW = 7
OPENS = re.compile(
    r"(?:as at|at|in|on|during|across|over|by|since|before|after|for|of|from|through(?:out)?|within|among|with|under|above"
    r"|around|near|inside|outside|beyond|nationally|locally)\b",
    re.I,
)


@cache
def _table() -> tuple[frozenset[str], tuple[frozenset[str], ...], dict[str, frozenset[str]]]:
    said = tomllib.loads(FILE.read_text(encoding="utf-8"))
    stems = {
        name: {key: frozenset(map(stem, words.split())) for key, words in rows.items()}
        for name, rows in said.items()
    }
    return frozenset().union(*stems["plain"].values()), tuple(stems["same"].values()), stems["also"]


def stem(word: str) -> str:
    """receiv for received, receives and receiving; conferenc for conferences; contribut for contributions."""
    plain = re.sub(r"['’]s?$", "", word.lower())
    if len(plain) < 4:
        return plain
    whole = re.sub(r"(\w{5,})ion$", r"\1", re.sub(r"(\w{3,})s$", r"\1", plain))
    return re.sub(r"(?:ies|ied|ing|ed|es|s|e|y|ly)$", "", whole) or plain


def held(claims: Sequence[tuple[Claim, Sequence[Evidence]]]) -> frozenset[str]:
    """The stems of the words that the claims' measures have, and of those that mean the same."""
    _, _, also = _table()
    every = [one for _, known in claims for one in known]
    words = " ".join(f"{one.title} {one.definition} {one.group or ''} " for one in every)
    words += " ".join(claim.tag.keys.get("by", "") for claim, _ in claims)
    more = (stems for code, stems in also.items() if any(fnmatchcase(one.code, code) for one in every))
    return meaning(words).union(*more)


@lru_cache(256)
def meaning(words: str) -> frozenset[str]:
    """The stems of some words, and of those that mean the same."""
    _, same, _ = _table()
    own = {part for word in WORD.findall(words) for part in (stem(word), *map(stem, word.split("-")))}
    return frozenset(own.union(*(row for row in same if row & own)))


def _is_one_of(word: str, stems: frozenset[str]) -> bool:
    """Whole, or every part of it: looked-after."""
    return stem(word) in stems or all(stem(part) in stems for part in word.split("-"))


def strangers(
    text: str, claim: Claim, own: frozenset[str], heard: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, str]]:
    """Runs of words in the clause of a claim that are no plain ones and not its `own`. `heard`: what others read."""
    plain, _, _ = _table()
    start, end = clause(text, claim)
    run: list[re.Match[str]] = []
    for word in WORD.finditer(text, start, end):
        read = any(low < word.end() and word.start() < high for low, high in heard)
        if read or _is_one_of(word[0], plain | own):
            continue
        if run and text[run[-1].end() : word.start()].strip():
            yield _said(text, run)
            run = []
        run.append(word)
    if run:
        yield _said(text, run)


def _said(text: str, run: Sequence[re.Match[str]]) -> tuple[int, str]:
    return run[0].start(), text[run[0].start() : run[-1].end()]


def clause(text: str, claim: Claim) -> tuple[int, int]:
    """Where the clause of a claim begins and ends."""
    return _begins(text, claim.start), _ends(text, claim.end)


def _ends(text: str, at: int) -> int:
    stop = APART.search(text, at)
    end = stop.start() if stop else len(text)
    for comma in COMMA.finditer(text, at, end):
        following = re.split(r",\s", text[comma.end() : end])[0]
        if len(following.split()) > FEW:
            return comma.start()
    return end


def _begins(text: str, at: int) -> int:
    before = text[:at].rstrip(" :(")
    stops = list(APART.finditer(before))
    start = stops[-1].end() if stops else 0
    commas = list(COMMA.finditer(before, start))
    if commas and stops and stops[-1][0].lower() in ASIDE:
        return commas[-1].end()  # "the front door, which opened in July, took"
    if commas and not OPENS.match(before, start):
        follows = before[commas[-1].end() :].split()
        return commas[-1].end() if len(follows) > 2 or follows[:1] in (["and"], ["or"]) else start
    return start
