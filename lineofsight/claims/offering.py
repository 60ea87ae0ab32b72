"""Wording that would be true: where in a sentence it could stand. `check` tries each place before it offers one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lineofsight.claims import heard
from lineofsight.claims.language import Claim, Sentence
from lineofsight.claims.reading.numbers import Number
from lineofsight.claims.verdict import Outcome
from lineofsight.claims.wording.comparing import NAMES
from lineofsight.claims.wording.table import Match

# A word, and the one that says the other way.
_PAIRS = """above below, higher lower, more fewer, greater smaller, better worse, rose fell, risen fallen, rise fall,
    up down, rising falling, increase decrease, increased decreased, increasing decreasing, improve worsen,
    improved worsened, improvement decline, largest smallest, highest lowest, significant insignificant,
    significantly insignificantly"""
OTHER_WAY = {"less": "more", "grew": "fell", "grown": "fallen", "growth": "fall"}
for _pair in _PAIRS.split(","):
    _one, _other = _pair.split()
    OTHER_WAY |= {_one: _other, _other: _one}
COMPARED = re.compile(
    rf"\s+(?:the |our |that of |those of )*(?:{'|'.join(name.pattern for name in NAMES.values())})"
    r"(?:\s(?:average|median|figure|rate)s?)?",
    re.I,
)

FURTHER = re.compile(r"\b(?:well|just|slightly|a little)\s+$", re.I)  # "well over half"


@dataclass(frozen=True)
class Edit:
    """Other words for a stretch of a sentence."""

    start: int
    end: int
    words: str

    def within(self, claim: Claim) -> bool:
        return claim.start <= self.start and self.end <= claim.end


def edits(text: str, claim: Claim, outcome: Outcome) -> Iterator[Edit]:
    """Where the words offered could stand, the likeliest first: for the words that are wrong, or for all of the claim's."""
    offer = outcome.suggestion
    assert offer is not None
    whole = Edit(claim.start, claim.end, offer)
    if outcome.over is None:
        yield whole
        return
    start, end = outcome.over
    inside = start < claim.end and claim.start < end
    if number := next((one for one in heard.numbers(text) if one.start == start), None):
        yield from _of_a_number(text, number, offer)
    elif match := next((one for one in heard.matches(text) if one.start == start), None):
        if inside:
            yield whole
        yield from _of_a_word(text, match, offer)
    else:
        yield Edit(start, end, offer)
    if inside:
        yield whole


def _of_a_number(text: str, number: Number, offer: str) -> Iterator[Edit]:
    qualifier = re.search(rf"{re.escape(number.qualifier or '')}\s*$", text[: number.start], re.I)
    if number.qualifier and qualifier:
        yield Edit(qualifier.start(), number.end, offer)
    yield Edit(number.start, number.end, offer)


def _of_a_word(text: str, match: Match, offer: str) -> Iterator[Edit]:
    """The other way, without the words that deny it; else the truth in full, in place of the comparator's name too."""
    bare = match.start - len(match.denial)
    if match.denial:
        yield Edit(bare, match.end, match.words)
    turned = re.sub(r"\w+", lambda word: _like(word[0], OTHER_WAY.get(word[0].lower(), word[0])), match.words)
    if turned != match.words and not match.denial:
        yield Edit(match.start, match.end, turned)
    if named := COMPARED.match(text, match.end):
        yield Edit(bare, named.end(), offer)
        yield Edit(bare, named.end(), offer.partition(" (")[0])
    if match.rule.test in ("share", "extreme", "now"):
        more = FURTHER.search(text, 0, bare)
        yield Edit(more.start() if more else bare, match.end, offer)


def _like(word: str, other: str) -> str:
    return other.capitalize() if word[0].isupper() else other


def edited(sentence: Sentence, edit: Edit) -> Sentence | None:
    """The sentence with an edit made, its claims moved along; None where the edit cuts a claim in two."""
    moved = len(edit.words) - (edit.end - edit.start)
    text = sentence.text[: edit.start] + edit.words + sentence.text[edit.end :]
    claims = []
    for claim in sentence.claims:
        apart = edit.end <= claim.start or claim.end <= edit.start
        if not (apart or edit.within(claim)):
            return None
        start = claim.start + (moved if edit.end <= claim.start else 0)
        end = claim.end + (moved if edit.end <= claim.end else 0)
        claims.append(replace(claim, start=start, end=end, words=text[start:end]))
    return replace(sentence, text=text, claims=tuple(claims))
