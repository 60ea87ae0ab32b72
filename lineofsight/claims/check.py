"""Whether the record bears a report out: every sentence, every number and word of it.

`check(document, resolver)` reads whole sentences. What stands inside a claim must hold of it; what stands outside
must agree with a claim of the same sentence, else those words are unbound.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lineofsight.claims import mentions, shown
from lineofsight.claims.amounts import Known, judged
from lineofsight.claims.days import last_day
from lineofsight.claims.evidence import Evidence, Resolver
from lineofsight.claims.language import Claim, Document, Sentence
from lineofsight.claims.reading.numbers import Kind, Number, numbers
from lineofsight.claims.reading.times import times
from lineofsight.claims.recorded import outcomes as recorded
from lineofsight.claims.tags import TagError
from lineofsight.claims.verdict import Outcome, Verdict, contradicted, unmeasured, unsupported, worst
from lineofsight.claims.wording.case import Settings
from lineofsight.claims.words import word_outcomes

UNSET = Settings()
SMALL = 20  # below this many, a share says little without its interval
INTERVAL = re.compile(r"\s*(confidence|interval|CI\b|limits)", re.I)


@dataclass(frozen=True)
class Checked:
    """One claim, or words that no claim bears out (`claim` is None), and what is said of them."""

    line: int
    words: str
    claim: Claim | None
    verdict: Verdict
    reason: str
    suggestion: str | None = None
    cautions: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    sentence: str = ""
    paragraph: int = 0

    @property
    def binding(self) -> str | None:
        return self.claim.binding if self.claim else None


def check(
    document: Document, resolver: Resolver, *, area: str | None = None, settings: Settings = UNSET
) -> list[Checked]:
    """A verdict for every claim and every unbound word, in the order of the text. TagError: a code, fact, record,
    period or group in a tag that nobody knows, with its line."""
    places = resolver.places()
    made: list[Checked] = []
    for sentence in document.sentences:
        if sentence.kind != "table header":
            made += _sentence(_Reading(sentence, _resolved(sentence, resolver, area), settings), places, area)
    return made


@dataclass(frozen=True)
class _Reading:
    sentence: Sentence
    known: tuple[tuple[Claim, tuple[Evidence, ...]], ...]
    settings: Settings


def _resolved(
    sentence: Sentence, resolver: Resolver, area: str | None
) -> tuple[tuple[Claim, tuple[Evidence, ...]], ...]:
    found = []
    for claim in sentence.claims:
        where = claim.tag.keys.get("area") or area
        try:
            known = tuple(resolver.resolve(claim.tag, where, on) for on in claim.tag.when or (None,))
        except TagError as error:
            text = str(error)
            raise TagError(text if text.startswith("line ") else f"line {claim.line}: {text}") from None
        found.append((claim, known))
    return tuple(found)


def _sentence(reading: _Reading, places: Mapping[str, str], area: str | None) -> Iterator[Checked]:
    """The claims of a sentence and its unbound words, in the order in which they stand."""
    sentence = reading.sentence
    said: dict[int, list[Outcome]] = {at: [] for at in range(len(reading.known))}
    loose: list[tuple[int, str, Outcome]] = []
    pairs = [_pair(reading, at) for at in range(len(reading.known))]

    for at, (claim, known) in enumerate(reading.known):
        said[at] += _standing(claim, known)
        if claim.tag.kind not in ("figure", "fact"):
            said[at] += recorded(claim, known[-1], sentence.text)
    for number in numbers(sentence.text):
        _place_number(number, reading, pairs, said, loose)
    for start, words, owner, outcome in word_outcomes(sentence, reading.known, pairs, reading.settings):
        if owner is None:
            loose.append((start, words, outcome))
        else:
            said[owner].append(outcome)
    for one in mentions.disagreeing(sentence.text, reading.known, places, area, sentence.within):
        owner = _inside(one.start, one.end, reading)
        if owner is None:
            loose.append((one.start, one.words, Outcome(Verdict.UNBOUND, one.why)))
        else:
            said[owner].append(contradicted(one.why))
    for at, (claim, known) in enumerate(reading.known):
        said[at] += _small_base(claim, known, sentence.text)

    entries = [
        (claim.start, _checked(reading, claim, known, said[at]))
        for at, (claim, known) in enumerate(reading.known)
    ]
    for start, words, outcome in loose:
        entry = Checked(
            sentence.line,
            words,
            None,
            outcome.verdict,
            outcome.reason,
            outcome.suggestion,
            (),
            (),
            sentence.text,
            sentence.paragraph,
        )
        entries.append((start, entry))
    yield from (entry for _, entry in sorted(entries, key=lambda one: one[0]))


def _pair(reading: _Reading, at: int) -> tuple[Evidence, Evidence | None]:
    """The later and the earlier evidence of a claim; of a claim of one period, the earlier may be its sibling's."""
    claim, known = reading.known[at]
    if len(known) == 2:
        return known[1], known[0]
    own = known[0]
    for other, others in reading.known:
        same = (other.tag.kind, others[0].code, others[0].group, others[0].area) == (
            claim.tag.kind,
            own.code,
            own.group,
            own.area,
        )
        pair = other is not claim and same and len(others) == 1 and other.tag.part == claim.tag.part
        if pair and (a := last_day(others[0].period or "")) and (b := last_day(own.period or "")) and a < b:
            return own, others[0]
    return own, None


def _standing(claim: Claim, known: Sequence[Evidence]) -> Iterator[Outcome]:
    """What the evidence itself allows, whatever the words say."""
    if claim.tag.proposed:
        yield Outcome(
            Verdict.UNBOUND,
            "a proposed binding that nobody has accepted yet: check it and take proposed=yes out of the tag",
        )
    for one in known:
        if one.missing:
            yield unmeasured(f"{one.code}{f' for {one.period}' if one.period else ''}: {one.missing}")
        elif claim.tag.kind in ("figure", "fact") and one.part(claim.tag.part) is None:
            yield unmeasured(
                f"{one.code}{f' for {one.period}' if one.period else ''} has no {claim.tag.part}"
            )


def _place_number(
    number: Number,
    reading: _Reading,
    pairs: Sequence[tuple[Evidence, Evidence | None]],
    said: dict[int, list[Outcome]],
    loose: list[tuple[int, str, Outcome]],
) -> None:
    text = reading.sentence.text
    if _of_an_interval(number, text):
        return
    order = range(len(reading.known))
    owner = _inside(number.start, number.end, reading)
    if owner is not None and reading.known[owner][0].tag.kind not in ("figure", "fact"):
        return  # what is on record judges its own numbers
    if owner is not None:
        outcome = judged(number, text, _known(reading, pairs, owner), inside=True)
        if outcome is None and _missing(reading, owner):
            return
        said[owner].append(outcome or unmeasured(f"nothing in the tag says what {number.words} is"))
        return
    tried = []
    for at in order:
        if reading.known[at][0].tag.kind in ("figure", "fact"):
            outcome = judged(number, text, _known(reading, pairs, at), inside=False)
            if outcome is not None:
                tried.append((at, outcome))
    good = [one for one in tried if one[1].verdict is Verdict.VERIFIED]
    if good:
        return
    if tried:
        said[tried[0][0]].append(tried[0][1])
        return
    if (
        reading.known
        and any(_missing(reading, at) for at in order)
        and not any(not _missing(reading, at) for at in order)
    ):
        return
    reason = (
        f"no claim of this sentence bears out {number.words}"
        if reading.known
        else f"{number.words} stands in no claim: bind it to a figure or a fact, or leave it out"
    )
    loose.append((number.start, number.words, Outcome(Verdict.UNBOUND, reason)))


def _known(reading: _Reading, pairs: Sequence[tuple[Evidence, Evidence | None]], at: int) -> Known:
    claim, _ = reading.known[at]
    later, earlier = pairs[at]
    return Known(later, earlier if len(claim.tag.when) == 2 else None, claim.tag.part)


def _missing(reading: _Reading, at: int) -> bool:
    return any(one.missing for one in reading.known[at][1])


def _of_an_interval(number: Number, text: str) -> bool:
    """The 95% of "95% interval" states how sure, not how many."""
    return (
        number.kind is Kind.PERCENT
        and number.low in (95, 99)
        and bool(INTERVAL.match(text[number.end : number.end + 30]))
    )


def _inside(start: int, end: int, reading: _Reading) -> int | None:
    return next(
        (
            at
            for at, (claim, _) in enumerate(reading.known)
            if claim.start <= start < claim.end and end > start
        ),
        None,
    )


def _small_base(claim: Claim, known: Sequence[Evidence], text: str) -> Iterator[Outcome]:
    """Fewer than twenty: the interval must stand near a percentage."""
    for one in known:
        if (
            not one.share
            or claim.tag.part != "value"
            or one.d is None
            or one.d >= SMALL
            or one.interval is None
        ):
            continue
        stated = [number for number in numbers(text) if number.kind in (Kind.PERCENT, Kind.FRACTION)]
        ends = [shown.round_to(end, 0) for end in one.interval]
        near = [
            number
            for number in stated
            for end in ends
            if min(abs(number.low - end), abs(number.high - end)) <= 1
        ]
        if stated and len(near) < 2 and not any(number.low != number.high for number in near):
            yield unsupported(
                f"a share of only {shown.number(one.d)} says little alone: give its interval beside it",
                f"{shown.whole(one)}, 95% interval {shown.interval(one)}",
            )


def _checked(
    reading: _Reading, claim: Claim, known: tuple[Evidence, ...], outcomes: Sequence[Outcome]
) -> Checked:
    outcome = worst(outcomes)
    if outcome.verdict is Verdict.VERIFIED:
        notes = [one.reason for one in outcomes if one.reason]
        of_record = (
            "matches the record, which was recorded and not computed"
            if claim.tag.kind == "fact"
            else "matches the record"
        )
        outcome = replace(outcome, reason="; ".join([of_record, *dict.fromkeys(notes)]), suggestion=None)
    cautions = [one.caution for one in outcomes if one.caution] + [one.caveat for one in known if one.caveat]
    return Checked(
        claim.line, claim.words, claim, outcome.verdict, outcome.reason, outcome.suggestion,
        tuple(dict.fromkeys(cautions)), known, reading.sentence.text, reading.sentence.paragraph,
    )  # fmt: skip


def said_periods(sentence: Sentence) -> tuple[str, ...]:
    return tuple(time.label for time in times(sentence.text) if time.label)
