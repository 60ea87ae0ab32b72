"""Whether the record bears a report out: every sentence, every number and word of it.

`check(document, resolver)` reads whole sentences. What stands inside a claim must hold of it; what stands outside
must agree with a claim of the same sentence, else those words are unbound.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from lineofsight.claims import beside, heard, meant, mentions, shown, siblings
from lineofsight.claims.counted import OF_VALUES, inside, number_outcomes
from lineofsight.claims.days import last_day
from lineofsight.claims.evidence import Evidence, Resolver
from lineofsight.claims.language import Claim, Document, Sentence
from lineofsight.claims.offering import Edit, edited, edits
from lineofsight.claims.recorded import outcomes as recorded
from lineofsight.claims.standing import PROPOSED, other_comparator, small_base, standing
from lineofsight.claims.tags import TagError, nearest
from lineofsight.claims.verdict import Outcome, Verdict, contradicted, unsupported, worst
from lineofsight.claims.wording import own
from lineofsight.claims.wording.case import Settings
from lineofsight.claims.words import word_outcomes

UNSET = Settings()
AREA_ELSEWHERE = re.compile(r"[EWKN]\d{8}|9[6-9]\d")


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
    instead_of: str = ""  # the words that the suggestion would stand in the place of

    @property
    def binding(self) -> str | None:
        return self.claim.binding if self.claim else None

    @property
    def offered(self) -> str:
        """below, in place of “above”; empty where nothing is offered."""
        elsewhere = f", in place of “{self.instead_of}”" if self.instead_of != self.words else ""
        return self.suggestion + elsewhere if self.suggestion else ""


def check(
    document: Document,
    resolver: Resolver,
    *,
    area: str | None = None,
    settings: Settings = UNSET,
    offer: bool = True,
) -> list[Checked]:
    """A verdict for every claim and every unbound word, in the order of the text. `offer`: with wording that would be
    true, each tried in its own sentence. TagError: a code, fact, record, period or group in a tag that nobody knows:
    every one, with its line."""
    places = resolver.places()
    made: list[Checked] = []
    wrong: list[str] = []
    year = str(document.front.get("period", ""))
    for sentence in document.sentences:
        if sentence.kind != "table header":
            known = _resolved(sentence, resolver, area, wrong)
            if not wrong:
                made += _sentence(_Reading(sentence, known, settings, places, area, year), offer)
    if wrong:
        raise TagError("\n".join(dict.fromkeys(wrong)))
    return made


_Known = tuple[tuple[Claim, tuple[Evidence, ...]], ...]


@dataclass(frozen=True)
class _Reading:
    """One sentence, each claim with its evidence (the earlier first), and with the two ends of its change."""

    sentence: Sentence
    known: _Known
    settings: Settings
    places: Mapping[str, str]
    area: str | None = None
    year: str = ""  # the report's own

    @cached_property
    def pairs(self) -> tuple[tuple[Evidence, Evidence | None], ...]:
        return _paired(self.known)

    def again(self, sentence: Sentence) -> "_Reading":
        """The same with other words."""
        known = tuple((claim, one) for claim, (_, one) in zip(sentence.claims, self.known, strict=True))
        return replace(self, sentence=sentence, known=known)


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


def _sentence(reading: _Reading, offer: bool) -> Iterator[Checked]:
    """The claims of a sentence and its unbound words, in the order in which they stand."""
    sentence = reading.sentence
    said, loose = _said(reading)
    entries = [
        (claim.start, _checked(reading, at, said[at], offer)) for at, (claim, _) in enumerate(reading.known)
    ]
    for start, words, outcome in loose:
        entry = Checked(
            sentence.line, words, None, outcome.verdict, outcome.reason,
            sentence=sentence.text, paragraph=sentence.paragraph,
        )  # fmt: skip
        entries.append((start, entry))
    yield from (entry for _, entry in sorted(entries, key=lambda one: one[0]))


_Said = tuple[list[list[Outcome]], list[tuple[int, str, Outcome]]]


def _said(reading: _Reading) -> _Said:
    """What is said of each claim, and of the words that belong to none."""
    sentence, known_ = reading.sentence, reading.known
    said: list[list[Outcome]] = [[] for _ in known_]
    loose: list[tuple[int, str, Outcome]] = []

    def tell(start: int, words: str, owner: int | None, outcome: Outcome) -> None:
        if owner is None:
            loose.append((start, words, outcome))
        else:
            said[owner].append(outcome)

    for at, (claim, known) in enumerate(known_):
        if claim.tag.kind not in OF_VALUES:
            said[at] += (one.after(claim.start) for one in recorded(claim, known[-1], sentence.text))
    for found in number_outcomes(sentence, known_, reading.pairs):
        tell(*found)
    for found in word_outcomes(sentence, known_, reading.pairs, reading.settings, reading.year):
        tell(*found)
    for at, (claim, known) in enumerate(known_):
        said[at] = [
            *standing(claim, known, silent=not said[at]),
            *other_comparator(claim, known),
            *_turned_round(reading, at),
            *said[at],
            *small_base(claim, known, sentence.text),
        ]
    named = mentions.disagreeing(
        sentence.text, known_, reading.places, reading.area, sentence.within, reading.year
    )
    others = (
        *siblings.unlike(sentence.text, known_),
        *beside.unheld(sentence.text, known_),
        *meant.unsaid(sentence.text, known_, sentence.within),
    )
    for one in (*named, *others):
        owner = inside(one.start, one.end, known_)
        if owner is None:
            tell(one.start, one.words, None, Outcome(Verdict.UNBOUND, one.why))
        else:
            tell(one.start, one.words, owner, Outcome(one.verdict, one.why, one.right).at(one.start, one.end))

    if not loose and all(worst(outcomes).verdict is Verdict.VERIFIED for outcomes in said):
        for start, words, outcome in _strange(reading):
            tell(start, words, inside(start, start + 1, known_), outcome)
    return said, loose


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
            f"it goes from {shown.period(known[0].period)} back to {shown.period(earlier.period)}: put the earlier first"
        )


def _strange(reading: _Reading) -> Iterator[tuple[int, str, Outcome]]:
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
        *((one.start - len(one.qualifier or "") - 1, one.end) for one in heard.numbers(text)),
        *((one.start, one.end) for one in heard.times(text)),
        *(
            (start, end)
            for start, end, _ in (*mentions.named(text), *mentions.found_places(text, reading.places))
        ),
        *((start, end) for start, end, _ in heard.passed_over(text)),
        *((claim.start, claim.end) for claim, _ in reading.known if claim.tag.kind not in OF_VALUES),
        *heard.spans(text),
        *((match.start - len(match.denial), match.end) for match in heard.matches(text)),
    ]
    held = own.held(reading.known)
    found = {one for claim, _ in figures for one in own.strangers(text, claim, held, read_)}
    for start, words in sorted(found):
        reason = (
            f"the meaning of '{figures[0][1][-1].title}' says nothing of '{words}': keep to the measure's own words, or say "
            "it in a sentence of its own"
        )
        mine = inside(start, start + 1, reading.known) is not None
        yield start, words, unsupported(reason) if mine else Outcome(Verdict.UNBOUND, reason)


def _checked(reading: _Reading, at: int, outcomes: Sequence[Outcome], offer: bool) -> Checked:
    claim, known = reading.known[at]
    outcome = replace(worst(outcomes), reason=_every_reason(claim, outcomes))
    true: Edit | None = None
    if outcome.verdict is Verdict.VERIFIED:
        notes = [one.reason for one in outcomes if one.reason]
        of_record = (
            "matches the record, which was recorded and not computed"
            if claim.tag.kind == "fact"
            else "matches the record"
        )
        outcome = replace(outcome, reason="; ".join([of_record, *dict.fromkeys(notes)]))
    elif claim.tag.proposed:
        outcome = _only_proposed(outcome)
    elif offer and not (true := _offered(reading, at, outcomes)):
        outcome = replace(outcome, reason="; ".join([outcome.reason, *_instead(outcome, claim, known)]))
    cautions = [one.caution for one in outcomes if one.caution] + [one.caveat for one in known if one.caveat]
    return Checked(
        claim.line, claim.words, claim, outcome.verdict, outcome.reason, true.words if true else None,
        tuple(dict.fromkeys(cautions)), known, reading.sentence.text, reading.sentence.paragraph,
        reading.sentence.text[true.start : true.end] if true else "",
    )  # fmt: skip


def _every_reason(claim: Claim, outcomes: Sequence[Outcome]) -> str:
    """With what is as wrong in the rest of the sentence, so that nobody has to mend it twice."""
    one = worst(outcomes)
    others = [other.reason for other in outcomes if other.verdict is one.verdict and _outside(other, claim)]
    return "; ".join(dict.fromkeys(filter(None, [one.reason, *others])))


def _instead(outcome: Outcome, claim: Claim, known: Sequence[Evidence]) -> Iterator[str]:
    """What to do where no other words can be offered for words that are false."""
    if outcome.verdict is not Verdict.CONTRADICTED or claim.tag.kind not in OF_VALUES:
        return
    if lacking := [f"{shown.period(one.period)}: {one.missing}" for one in known if one.missing]:
        yield f"no other number would match the record yet ({'; '.join(lacking)})"
    elif outcome.over:
        yield "say what the record says, or leave these words out"


def _only_proposed(outcome: Outcome) -> Outcome:
    """A proposal counts for nothing: where it does not fit, that is no fault of the author's."""
    if outcome.verdict is Verdict.UNBOUND:
        return outcome
    return Outcome(
        Verdict.UNBOUND, f"{PROPOSED}; as it stands it would be {outcome.verdict}: {outcome.reason}"
    )


def _offered(reading: _Reading, at: int, outcomes: Sequence[Outcome], tries: int = 3) -> Edit | None:
    """Wording that would be true: tried in its place, and offered only where the record then bears the claim out."""
    claim, _ = reading.known[at]
    wrong = [one for one in outcomes if one.verdict is not Verdict.VERIFIED]
    unbound = {words for _, words, _ in _said(reading)[1]}
    for outcome in sorted(wrong, key=lambda one: -one.verdict.badness):
        for edit in edits(reading.sentence.text, claim, outcome) if outcome.suggestion else ():
            sentence = edited(reading.sentence, edit)
            if sentence is None:
                continue
            whole = Edit(claim.start, claim.end, sentence.claims[at].words) if edit.within(claim) else None
            tried = reading.again(sentence)
            said, loose = _said(tried)
            if any(words not in unbound for _, words, _ in loose):
                continue
            left = [one for one in said[at] if one.verdict is not Verdict.VERIFIED]
            if all(_of_the_rest(one, tried.known[at][0], wrong, outcome.verdict) for one in left):
                return whole or edit
            if whole and whole != edit and tries and (further := _offered(tried, at, said[at], tries - 1)):
                now = tried.known[at][0]
                if (further.start, further.end) == (now.start, now.end):
                    return replace(whole, words=further.words)
    return None


def _of_the_rest(left: Outcome, claim: Claim, before: Sequence[Outcome], mended: Verdict) -> bool:
    """Whether it is about words of the sentence outside the claim, was said of them before, and is no worse than what
    was mended."""
    said = any((left.verdict, left.reason) == (one.verdict, one.reason) for one in before)
    return said and _outside(left, claim) and left.verdict.badness <= mended.badness


def _outside(outcome: Outcome, claim: Claim) -> bool:
    return outcome.over is not None and (outcome.over[1] <= claim.start or claim.end <= outcome.over[0])
