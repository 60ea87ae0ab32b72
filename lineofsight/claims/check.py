"""Whether the record bears a report out: every sentence, every number and word of it.

`check(document, resolver)` reads whole sentences. What stands inside a claim must hold of it; what stands outside
must agree with a claim of the same sentence, else those words are unbound.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from lineofsight.claims import beside, heard, mentions, shown
from lineofsight.claims.amounts import Known, judged
from lineofsight.claims.days import last_day
from lineofsight.claims.evidence import Evidence, Resolver
from lineofsight.claims.language import Claim, Document, Sentence
from lineofsight.claims.reading.numbers import Kind, Number
from lineofsight.claims.recorded import outcomes as recorded
from lineofsight.claims.tags import TagError, nearest
from lineofsight.claims.verdict import Outcome, Verdict, contradicted, unmeasured, unsupported, worst
from lineofsight.claims.wording import own
from lineofsight.claims.wording.case import Settings
from lineofsight.claims.wording.comparing import NAMES
from lineofsight.claims.words import word_outcomes

UNSET = Settings()
SMALL = 20  # below this many, a share says little without its interval
PER = re.compile(r"\brates?\b[^.;]*\bper $", re.I)
INTERVAL = re.compile(r"\s*(confidence|interval|CI\b|limits)", re.I)
AREA_ELSEWHERE = re.compile(r"[EWKN]\d{8}|9[6-9]\d")
OF_VALUES = ("figure", "fact")
OF_AREAS = re.compile(r"\W{0,2}(?:\d+(?:st|nd|rd|th)?)?\s?(?:out )?of (?:the |all )?")  # "ranked 3rd" of 150


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
    period or group in a tag that nobody knows: every one, with its line."""
    places = resolver.places()
    made: list[Checked] = []
    wrong: list[str] = []
    for sentence in document.sentences:
        if sentence.kind != "table header":
            known = _resolved(sentence, resolver, area, wrong)
            read_ = _Reading(sentence, known, _paired(known), settings, str(document.front.get("period", "")))
            made += _sentence(read_, places, area)
    if wrong:
        raise TagError("\n".join(dict.fromkeys(wrong)))
    return made


_Known = tuple[tuple[Claim, tuple[Evidence, ...]], ...]


@dataclass(frozen=True)
class _Reading:
    """One sentence, each claim with its evidence (the earlier first), and with the two ends of its change."""

    sentence: Sentence
    known: _Known
    pairs: tuple[tuple[Evidence, Evidence | None], ...]
    settings: Settings
    year: str = ""  # the report's own


def _resolved(sentence: Sentence, resolver: Resolver, area: str | None, wrong: list[str]) -> _Known:
    """The claims that somebody knows; of the others, what is wrong with their tags."""
    found = []
    for claim in sentence.claims:
        where = claim.tag.keys.get("area") or area
        try:
            _refuse_area(claim, resolver.places())
            known = tuple(resolver.resolve(claim.tag, where, on) for on in claim.tag.when or (None,))
        except TagError as error:
            text = str(error)
            wrong.append(text if text.startswith("line ") else f"line {claim.line}: {text}")
            continue
        found.append((claim, known))
    return tuple(found)


def _refuse_area(claim: Claim, places: Mapping[str, str]) -> None:
    """A 3-digit code that nobody has, or a name in its place. Codes of England and regions have another form."""
    area = claim.tag.keys.get("area")
    if area is None or area in places.values() or AREA_ELSEWHERE.fullmatch(area):
        return
    named = places.get(area.lower())
    hint = f" Did you mean {named}?" if named else nearest(area, places.values())
    raise TagError(
        f"line {claim.line}: area={area} is no area: write its 3-digit code, such as area=885.{hint}"
    )


def _sentence(reading: _Reading, places: Mapping[str, str], area: str | None) -> Iterator[Checked]:
    """The claims of a sentence and its unbound words, in the order in which they stand."""
    sentence = reading.sentence
    said: dict[int, list[Outcome]] = {at: [] for at in range(len(reading.known))}
    loose: list[tuple[int, str, Outcome]] = []

    def tell(start: int, words: str, owner: int | None, outcome: Outcome) -> None:
        if owner is None:
            loose.append((start, words, outcome))
        else:
            said[owner].append(outcome)

    for at, (claim, known) in enumerate(reading.known):
        if claim.tag.kind not in OF_VALUES:
            said[at] += recorded(claim, known[-1], sentence.text)
    for number in heard.numbers(sentence.text):
        if outcome := _place_number(number, reading, said):
            tell(number.start, number.words, None, outcome)
    for found in word_outcomes(sentence, reading.known, reading.pairs, reading.settings, reading.year):
        tell(*found)
    for at, (claim, known) in enumerate(reading.known):
        said[at] = [
            *_standing(claim, known, silent=not said[at]),
            *_other_comparator(claim),
            *_turned_round(reading, at),
            *said[at],
            *_small_base(claim, known, sentence.text),
        ]
    named = mentions.disagreeing(sentence.text, reading.known, places, area, sentence.within, reading.year)
    for one in (*named, *beside.unheld(sentence.text, reading.known)):
        owner = _inside(one.start, one.end, reading)
        tell(
            one.start,
            one.words,
            owner,
            Outcome(Verdict.UNBOUND if owner is None else Verdict.CONTRADICTED, one.why),
        )

    if not loose and all(worst(outcomes).verdict is Verdict.VERIFIED for outcomes in said.values()):
        for start, words, outcome in _strange(reading, places):
            tell(start, words, _inside(start, start + 1, reading), outcome)

    entries = [
        (claim.start, _checked(reading, claim, known, said[at]))
        for at, (claim, known) in enumerate(reading.known)
    ]
    for start, words, outcome in loose:
        entry = Checked(
            sentence.line, words, None, outcome.verdict, outcome.reason, outcome.suggestion, (), (), sentence.text,
            sentence.paragraph,
        )  # fmt: skip
        entries.append((start, entry))
    yield from (entry for _, entry in sorted(entries, key=lambda one: one[0]))


def _paired(known: _Known) -> tuple[tuple[Evidence, Evidence | None], ...]:
    """The later and the earlier evidence of each claim; of a claim of one period, the earlier may be its sibling's."""
    return tuple(
        (evidence[1], evidence[0])
        if len(evidence) == 2
        else (evidence[0], _sibling(claim, evidence[0], known))
        for claim, evidence in known
    )


def _sibling(claim: Claim, own: Evidence, known: _Known) -> Evidence | None:
    """The same thing of an earlier period, in another claim of the sentence."""
    end = last_day(own.period or "")
    for other, (one, *more) in known:
        same = (other.tag.kind, other.tag.part, one.code, one.group, one.area) == (
            claim.tag.kind, claim.tag.part, own.code, own.group, own.area,
        )  # fmt: skip
        if same and not more and end and (ends := last_day(one.period or "")) and ends < end:
            return one
    return None


def _turned_round(reading: _Reading, at: int) -> Iterator[Outcome]:
    """ "From [5,497 of 2016/17] to [4,966 of 2015/16]": the sentence goes back in time."""
    claim, known = reading.known[at]
    text = reading.sentence.text
    earlier = reading.pairs[at][1]
    if (
        earlier is None
        or len(known) != 1
        or not re.search(r"\bfrom\s+(?:the\s)?$", text[: claim.start], re.I)
    ):
        return
    others = [other for other, others in reading.known if others[0] is earlier]
    if any(re.search(r"\bto\s+(?:the\s)?$", text[: other.start], re.I) for other in others):
        yield contradicted(
            f"it goes from {shown.period(known[0].period)} back to {shown.period(earlier.period)}"
        )


def _other_comparator(claim: Claim) -> Iterator[Outcome]:
    """The tag compares with one, and its words name another."""
    against = claim.tag.keys.get("against")
    named = [name for name, pattern in NAMES.items() if pattern.search(claim.words)]
    if against and named and against not in named:
        said, wanted = shown.comparator(named[0]), shown.comparator(against)
        yield contradicted(
            f"the words say {said}, and the tag compares with {wanted}: write against={named[0]} for {said}"
        )


def _standing(claim: Claim, known: Sequence[Evidence], silent: bool) -> Iterator[Outcome]:
    """What the evidence itself allows, whatever the words say. `silent`: no word of the sentence was held against it."""
    if claim.tag.proposed:
        yield Outcome(
            Verdict.UNBOUND,
            "a proposed binding that nobody has accepted yet: check it and take proposed=yes out of the tag",
        )
    for one in known:
        what = f"{one.title}{f' ({shown.period(one.period)})' if one.period else ''}"
        if one.missing:
            yield unmeasured(f"{what}: {one.missing}")
        elif claim.tag.kind in OF_VALUES and one.part(claim.tag.part) is None:
            yield unmeasured(f"{what}: the record has no {claim.tag.part} of it")
        elif claim.tag.kind in OF_VALUES and silent:
            yield unmeasured(
                f"'{claim.words}' says nothing that a figure could bear out: put the tag on the number or on the word "
                "that it is meant for"
            )


def _place_number(number: Number, reading: _Reading, said: dict[int, list[Outcome]]) -> Outcome | None:
    """Gives a number to the claim that it belongs to; what is said of it where it belongs to none."""
    text = reading.sentence.text
    if _not_an_amount(number, text):
        return None
    owner = _inside(number.start, number.end, reading)
    if owner is not None:
        if reading.known[owner][0].tag.kind in OF_VALUES:  # what is on record judges its own numbers
            outcome = judged(number, text, _known(reading, owner, inside=True))
            if outcome or not _missing(reading, owner):
                said[owner].append(outcome or unmeasured(f"nothing in the tag says what {number.words} is"))
        return None
    tried = [
        (at, outcome)
        for at, (claim, _) in enumerate(reading.known)
        if claim.tag.kind in OF_VALUES and (outcome := judged(number, text, _known(reading, at)))
    ]
    for at, outcome in sorted(tried, key=lambda one: one[1].verdict is not Verdict.VERIFIED):
        said[at].append(outcome)
        return None
    if reading.known and all(_missing(reading, at) for at in range(len(reading.known))):
        return None
    reason = (
        f"no claim of this sentence bears out {number.words}"
        if reading.known
        else f"{number.words} stands in no claim: bind it to a figure or a fact, or leave it out"
    )
    return Outcome(Verdict.UNBOUND, reason)


def _known(reading: _Reading, at: int, inside: bool = False) -> Known:
    """A number inside a claim of one period is of that period; one outside may be of its sibling's too."""
    claim, _ = reading.known[at]
    later, earlier = reading.pairs[at]
    both = len(claim.tag.when) == 2 or not inside
    periods = heard.periods(reading.sentence.text)
    return Known(later, earlier if both else None, claim.tag.part, claim.end if inside else None, periods)


def _strange(reading: _Reading, places: Mapping[str, str]) -> Iterator[tuple[int, str, Outcome]]:
    """Words in a figure's clause that are none of its own: said of it, and in no record. A sentence that is wrong
    already has to be written anew, and is left alone."""
    text = reading.sentence.text
    figures = [
        (claim, known) for claim, known in reading.known
        if claim.tag.kind == "figure" or (claim.tag.kind == "fact" and known[-1].definition)
    ]  # fmt: skip
    if not figures or any(one.missing or not one.definition for _, known in figures for one in known):
        return
    read_ = [
        *((one.start, one.end) for one in heard.numbers(text)),
        *((one.start, one.end) for one in heard.times(text)),
        *((start, end) for start, end, _ in (*mentions.named(text), *mentions.found_places(text, places))),
        *((start, end) for start, end, _ in heard.passed_over(text)),
        *((claim.start, claim.end) for claim, _ in reading.known if claim.tag.kind not in OF_VALUES),
        *heard.spans(text),
        *((match.start - len(match.denial), match.end) for match in heard.matches(text)),
    ]
    held = own.held(reading.known)
    found = {one for claim, _ in figures for one in own.strangers(text, claim, held, read_)}
    for start, words in sorted(found):
        inside = _inside(start, start + 1, reading) is not None
        reason = (
            f"the meaning of '{figures[0][1][-1].title}' says nothing of '{words}': keep to the measure's own words, or say "
            "it in a sentence of its own"
        )
        yield start, words, unsupported(reason) if inside else Outcome(Verdict.UNBOUND, reason)


def _missing(reading: _Reading, at: int) -> bool:
    return any(one.missing for one in reading.known[at][1])


def _not_an_amount(number: Number, text: str) -> bool:
    """The 95% of "95% interval"; and what is judged as words: more than half, ranked 3rd of 11, for five years."""
    if number.kind is Kind.PERCENT and number.low == 95 and INTERVAL.match(text[number.end :]):
        return True
    if number.low == 10_000 and PER.search(text[: number.start]):
        return True  # "the rate per 10,000 children was [473.1]": what a rate is out of, which its unit says
    for match in heard.matches(text):
        over = match.start < number.end and number.start < match.end
        if match.rule.test == "share" and over:
            return True
        if match.rule.test == "ranked" and over:
            return True
        if match.rule.test == "ranked" and OF_AREAS.fullmatch(text, match.end, number.start):
            return True
        years = number.kind is Kind.DURATION and match.start <= number.start
        if match.rule.test in ("extreme", "first_since") and years:
            return True
    return False


def _inside(start: int, end: int, reading: _Reading) -> int | None:
    return next(
        (at for at, (claim, _) in enumerate(reading.known) if start < claim.end and claim.start < end), None
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
        stated = [number for number in heard.numbers(text) if number.kind in (Kind.PERCENT, Kind.FRACTION)]
        said = [Fraction(end) for number in stated for end in {number.low, number.high}]
        beside = all(any(abs(there - end) <= 1 for there in said) for end in one.interval)
        if stated and not beside:
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
