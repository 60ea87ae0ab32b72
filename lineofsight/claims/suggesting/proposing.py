"""A text read for numbers and comparing words that no claim binds, with what each could be bound to, best first.

`suggest(text, known)` gives the same text with the first of each added as a claim that nobody has accepted.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lineofsight.claims.check import check
from lineofsight.claims.evidence import Resolver
from lineofsight.claims.language import Document, Sentence, read
from lineofsight.claims.reading.numbers import Kind, Number, numbers
from lineofsight.claims.suggesting import around as near
from lineofsight.claims.suggesting import changing, scoring
from lineofsight.claims.suggesting.around import Around
from lineofsight.claims.suggesting.known import Known
from lineofsight.claims.suggesting.placing import Span, placed
from lineofsight.claims.suggesting.scoring import AHEAD, LEAST, LIKELY, SURE, Fit
from lineofsight.claims.wording.table import Match, find

TOP = 3
RANKED = re.compile(r"(?:\s+of)?\s+(?:the\s+|all\s+)?", re.I)
INTERVAL = re.compile(r"\s*(?:confidence|interval|CI\b|limits)", re.I)


class Sure(StrEnum):
    """How far a first proposal can be trusted to be the right one."""

    GOOD = "good"
    FAIR = "fair"
    WEAK = "weak"
    NONE = "no figure fits"


FIRM = (Sure.GOOD, Sure.FAIR)


@dataclass(frozen=True)
class Proposal:
    """Words that no claim binds, and what fits them, best first. `placed`: the new file has the first one as a tag."""

    line: int
    words: str
    sentence: str
    sure: Sure
    fits: tuple[Fit, ...] = ()
    number: Number | None = None  # None: comparing words
    placed: bool = False


@dataclass(frozen=True)
class Suggestion:
    """`text`: the new file's. `places`: of each proposal, which sentence its words stand in, from where to where."""

    text: str
    proposals: tuple[Proposal, ...]
    places: tuple[tuple[int, int, int], ...]


def suggest(text: str, known: Known, resolver: Resolver | None = None, area: str | None = None) -> Suggestion:
    """Proposals for every number and comparing word that no claim binds. TagError: the text has a tag that is not a
    good one. `resolver`: who knows what the claims that are there already bear out."""
    document = read(text)
    found = list(_found(document, known, resolver, area))
    spans = [Span(at, start, end, made.fits[0].stated.tag) for at, start, end, made in found if made.fits]
    new, held = placed(text, document, spans)
    there = {(span.sentence, span.start) for span in held}
    return Suggestion(
        new,
        tuple(
            Proposal(**{**vars(made), "placed": bool(made.fits) and (at, start) in there})
            for at, start, _, made in found
        ),
        tuple((at, start, end) for at, start, end, _ in found),
    )


Found = tuple[int, int, int, Proposal]  # which sentence, from where to where in it


def _found(document: Document, known: Known, resolver: Resolver | None, area: str | None) -> Iterator[Found]:
    for at, around in enumerate(near.every(document)):
        sentence = around.sentence
        if sentence.kind == "table header":
            continue
        loose = _loose(sentence, document, resolver, area)
        made = sorted(_of_sentence(around, known, loose), key=lambda one: one[0])
        yield from ((at, start, end, proposal) for start, end, proposal in made)


def _loose(
    sentence: Sentence, document: Document, resolver: Resolver | None, area: str | None
) -> set[str] | None:
    """The words that the claims of a sentence do not bear out; None where it has no claim."""
    if not sentence.claims or resolver is None:
        return None
    checked = check(Document((sentence,), document.tokens, document.front), resolver, area=area)
    return {one.words for one in checked if one.claim is None}


Made = tuple[int, int, Proposal]


def _of_sentence(around: Around, known: Known, loose: set[str] | None) -> Iterator[Made]:
    sentence = around.sentence
    taken = [(claim.start, claim.end) for claim in sentence.claims]
    matches = find(sentence.text)
    open_ = [
        one for one in numbers(sentence.text)
        if _to_bind(one, sentence.text, matches) and not _in(one.start, one.end, taken)
        and (loose is None or one.words in loose)
    ]  # fmt: skip
    pairs = list(changing.pairs(open_, around, known))
    for start, end, best in pairs:
        taken.append((start, end))
        yield start, end, _proposal(sentence, start, end, best, None)
    about = [best[0].stated.code for _, _, best in pairs]
    rest = [one for one in open_ if not _in(one.start, one.end, taken)]
    for start, end, best in changing.parts_of(rest, around, known):
        if _sure(best) in FIRM:
            taken.append((start, end))
            about.append(best[0].stated.code)
            yield start, end, _proposal(sentence, start, end, best, None)
    single = [one for one in rest if not _in(one.start, one.end, taken)]
    moved = bool(pairs)  # a change is bound already, and bears the words beside it out
    for number, best in _together(single, around, known, about):
        taken.append((number.start, number.end))
        moved = moved or bool(best and best[0].stated.earlier)
        about += [best[0].stated.code] if _sure(best) in FIRM else []
        yield number.start, number.end, _proposal(sentence, number.start, number.end, best, number)
    for match in matches:
        fresh = not _in(match.start, match.end, taken) and (loose is None or match.words in loose)
        if (
            fresh
            and not match.hoped
            and not (moved and match.rule.test in changing.OVER_TIME)
            and (best := changing.of_words(match, around, known, about))
        ):
            yield match.start, match.end, _proposal(sentence, match.start, match.end, best, None)


def _to_bind(number: Number, text: str, matches: Sequence[Match]) -> bool:
    """A limit of time is the definition's, the 95% of "95% interval" says how sure, and the 13 of "third highest of
    the 13" how many were ranked."""
    interval = number.kind is Kind.PERCENT and INTERVAL.match(text[number.end :])
    ranked = any(
        one.rule.test in changing.PLACED and RANKED.fullmatch(text[one.end : number.start]) for one in matches
    )
    return not number.within and not interval and not ranked


def _in(start: int, end: int, taken: Sequence[tuple[int, int]]) -> bool:
    return any(low < end and start < high for low, high in taken)


def _together(
    single: Sequence[Number], around: Around, known: Known, about: Sequence[str]
) -> Iterator[tuple[Number, list[Fit]]]:
    """What fits each number, read twice: the second time each knows what the surer others are about."""
    first = {id(number): scoring.fits(number, around, known, about) for number in single}
    firm = {key: best[0].stated.code for key, best in first.items() if _sure(best) in FIRM}
    for number in single:
        others = [code for key, code in firm.items() if key != id(number)]
        best = scoring.fits(number, around, known, [*about, *others])
        yield number, changing.with_whole(number, single, best, first)


def _proposal(
    sentence: Sentence, start: int, end: int, best: Sequence[Fit], number: Number | None
) -> Proposal:
    sure = _sure(best)
    kept = () if sure is Sure.NONE else tuple(_apart(best))[:TOP]
    return Proposal(sentence.line, sentence.text[start:end], sentence.text, sure, kept, number)


def _apart(best: Sequence[Fit]) -> Iterator[Fit]:
    """Each binding once."""
    seen = set()
    for fit in best:
        if fit.binding not in seen:
            seen.add(fit.binding)
            yield fit


def _sure(best: Sequence[Fit]) -> Sure:
    if not best or best[0].score < LEAST:
        return Sure.NONE
    ahead = next((best[0].score - fit.score for fit in best if fit.stated.code != best[0].stated.code), AHEAD)
    if best[0].score >= SURE and ahead >= AHEAD:
        return Sure.GOOD
    return Sure.FAIR if best[0].score >= LIKELY else Sure.WEAK
