"""What a number of a sentence could state of a claim. Whether it is equal is for `equal`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from lineofsight.claims import heard, shown
from lineofsight.claims.days import parsed
from lineofsight.claims.equal import ALLOWED, Meaning, compare
from lineofsight.claims.evidence import Evidence, Unit
from lineofsight.claims.reading.numbers import Kind, Number
from lineofsight.claims.verdict import VERIFIED, Outcome, Verdict, contradicted, unsupported
from lineofsight.claims.wording.comparing import NAMES

MOVED = r"rise|increase|fall|decrease|drop|reduction|growth|decline|improvement|difference|change"
CHANGE_BEFORE = re.compile(rf"(?:\bby|\b(?:{MOVED}) of|\b(?:up|down)(?: by)?)\s+(?:an? |some )?[£+]?$", re.I)
# "by 531, or 10.7%"
CHANGE_AGAIN = re.compile(r"[£\d][\d,.]*(?:%| points?| percentage points?)?,? (?:or|which is|that is),? $")
CHANGE_AFTER = re.compile(
    r"^[\s-]*(?:percentage )?(?:points?\s+)?(?:(?:more|fewer|higher|lower|less|extra|additional|further)\b"
    rf"|(?:point |percentage )?(?:{MOVED})\b)",
    re.I,
)
EARLIER = re.compile(
    r"\b(?:from|than|against|compared (?:with|to)|previously|had been|up on|down on)\s+(?:\w+\s+)?[£+]?$",
    re.I,
)
LATER = re.compile(r"\b(?:to|now|at|stands? at|reached|reaching)\s+(?:\w+\s+)?[£+]?$", re.I)
AWAY = re.compile(
    r"^[\s-]*(?:percentage )?(?:points? )?(?:above|below|higher than|lower than|more than|less than|fewer than|better than"
    r"|worse than|away from|behind|ahead of)\s(?:the )?",
    re.I,
)
OF_INTERVAL = re.compile(r"(interval|confidence|limits|\bCI\b)(?:[^;.]|\.\d){0,30}$", re.I)
INTERVAL_NEXT = re.compile(r"^[^;.\d]{0,6}\(?\s*(?:95|99)?\s?%?\s?(confidence|interval|CI\b|limits)", re.I)
APART = re.compile(r"[;,.()]|\d%?|\b(?:but|while|whereas|although|though)\b")
ELSEWHERE = re.compile(r"\b(?:above|below|than)\b.*\bat\b")  # "above England at 20%": the area's own
FIRST_OF_TWO = re.compile(r"[^,;()\d]{0,3}(?:per [\d,]+ )?\s*against\s+[\d£]")
OF_PLACES = re.compile(
    r"\b(?:highest|lowest|largest|smallest|best|worst|fewest)\s+(?:out )?of\s+(?:the |all )?$", re.I
)
ADDED = re.compile(r"\((?:[^()]*\s)?$")


@dataclass(frozen=True)
class Known:
    """The claim a number may belong to: its evidence, the earlier end of a change, and the part it is about.

    `end`: where the claim's words end, for a number inside them. `said`: the periods that the sentence names.
    """

    after: Evidence
    before: Evidence | None = None
    part: str = "value"
    end: int | None = None
    said: tuple[str, ...] = ()

    @property
    def inside(self) -> bool:
        return self.end is not None


def judged(number: Number, text: str, known: Known) -> Outcome | None:
    """What the claim says of a number; None where the number is none of its own.

    Inside a claim the number's place in the words decides what it must equal. Outside, a number may state
    anything that the claim holds, and one that states nothing of it is left to the other claims.
    """
    if (limit := _duration(number, known)) is not None:
        return limit
    if not known.inside and _of_the_definition(number, text, known.after):
        return VERIFIED
    outcomes = [
        _of_its_year(compare(number, meaning), meaning, known) for meaning in _meanings(number, text, known)
    ]
    good = [one for one in outcomes if one.verdict is Verdict.VERIFIED]
    if good:
        return good[0]
    if (rest := left_over(known.after, text)) and (found := _as_the_rest(number, text, known, rest)):
        return replace(found, reason=f"the rest of {shown.whole(known.after)}")
    if known.inside:
        return outcomes[0] if outcomes else None
    return next((one for one in outcomes if one.verdict is Verdict.UNSUPPORTED), None)


def left_over(own: Evidence, text: str) -> Evidence | None:
    """What a share leaves, where the sentence turns it round: those that were late, of a share in time."""
    turned = any(match.rule.name == "turned round" for match in heard.matches(text))
    if not turned or not own.share or own.n is None or not own.d or own.value is None:
        return None
    return replace(own, n=own.d - own.n, value=100 - own.value, comparators={}, interval=None)


def _as_the_rest(number: Number, text: str, known: Known, rest: Evidence) -> Outcome | None:
    if number.low == rest.d:
        return None  # all that were due: neither the share nor what it leaves
    meanings = [*_parts(number, text, rest, known), Meaning(rest.n or Fraction(0), Unit.COUNT)]
    found = (compare(number, meaning) for meaning in meanings)
    return next((one for one in found if one.verdict is Verdict.VERIFIED), None)


def states_the_rest(text: str, own: Evidence, part: str) -> bool:
    """Whether a number or a share word of the sentence gives what a share leaves, and not the share itself."""
    rest = left_over(own, text)
    if rest is None or own.value is None or rest.value is None:
        return False
    if any(
        match.rule.test == "share" and match.rule.holds(rest.value) and not match.rule.holds(own.value)
        for match in heard.matches(text)
    ):
        return True
    known = Known(rest, part=part, end=len(text))
    return any(_as_the_rest(number, text, known, rest) for number in heard.numbers(text))


def _of_its_year(outcome: Outcome, meaning: Meaning, known: Known) -> Outcome:
    """A comparator's value of another year must be said to be so."""
    other = meaning.of
    if outcome.verdict is not Verdict.VERIFIED or other is None:
        return outcome
    if other.period == known.after.period or other.period in known.said:
        return outcome
    when, name = shown.period(other.period), shown.comparator(other.name)
    return unsupported(
        f"the value of {name} is for {when}, and the sentence does not say so",
        f"{shown.amount(other.value, known.after.unit)} in {when}",
    )


# --- durations: a definition's limit, or the years that a claim spans --------------------------------------------


def _duration(number: Number, known: Known) -> Outcome | None:
    if number.kind is not Kind.DURATION or known.after.unit is Unit.DAYS:
        return None
    same_unit = [value for value, unit in known.after.limits if _unit(unit) == _unit(number.unit)]
    if number.within and known.part == "denominator":
        return None  # all that were due, in time or not
    years = {"year": number.low, "month": number.low / 12}.get(_unit(number.unit))
    if (
        number.low in same_unit
        and number.unit == "days"
        and number.words.endswith(" days")
        and (number.low, "working days") in known.after.limits
    ):
        worked = f"{number.words.removesuffix('days').rstrip()} working days"
        return unsupported("the definition counts working days, and the sentence does not say so", worked)
    if number.low in same_unit or years in _years(known):
        return VERIFIED
    if not same_unit or not (known.inside or number.within):
        return None
    held = " or ".join(f"{shown.number(value)} {number.unit}" for value in same_unit)
    return contradicted(f"it says {number.words}; the definition says {held}", held)


def _of_the_definition(number: Number, text: str, own: Evidence) -> bool:
    """ "Three or more placements", "three times in 90 days": its number and what is counted stand in the definition."""
    if number.kind not in (Kind.COUNT, Kind.MULTIPLE):
        return False
    counted = re.match(r"[\s\w]*?\b(\w{4,})", text[number.end :]) if number.kind is Kind.COUNT else None
    if number.kind is Kind.COUNT and counted is None:
        return False
    said = re.escape(number.words.lower()) + (rf"\W+(?:\w+\W+)?{counted[1].lower()}" if counted else "")
    return bool(re.search(rf"\b{said}", f"{own.title} {own.definition}".lower()))


def _unit(unit: str | None) -> str:
    return (unit or "").rstrip("s").replace("working day", "day")


def _years(known: Known) -> list[int]:
    """How many years the claim spans: those pooled, or from the earlier to the later."""
    later, earlier = (parsed(one.period or "") if one else None for one in (known.after, known.before))
    pooled = [later.end.year - later.start.year] if later else []
    return pooled + ([later.end.year - earlier.end.year] if later and earlier else [])


# --- what a number could state, the likeliest first ---------------------------------------------------------------


def _meanings(number: Number, text: str, known: Known) -> Iterator[Meaning]:
    before, after = text[: number.start], text[number.end :]
    own, unit = known.after, known.after.unit if known.part == "value" else Unit.COUNT
    if OF_INTERVAL.search(before[-60:]) or (number.low != number.high and INTERVAL_NEXT.search(after)):
        yield from _interval(number, before, own)
        return
    if known.part == "value" and own.value is not None:
        away = AWAY.match(after)
        for name in _compared_with(before, after[away.end() :] if away else after, bool(away)):
            if other := own.comparators.get(name):
                if away:
                    yield from _apart(own.value, other.value, unit, f"from {shown.comparator(name)}")
                else:
                    yield Meaning(other.value, unit, other.places, f"for {shown.comparator(name)}", of=other)
                if known.inside:
                    return
    now, then = own.part(known.part), known.before.part(known.part) if known.before else None
    if _says_change(number, before, after, unit, known):
        if now is not None and then is not None:
            yield from _changes(now, then, unit, number)
        # "Had by 48%" of one period states no change, unless a word says that something moved.
        no_change = then is None and number.kind not in (Kind.POINTS, Kind.MULTIPLE)
        if known.inside and not (no_change and not heard.compares(text, "direction", "polarity", "trend")):
            return
    if own.rank is not None and OF_PLACES.search(before):
        yield Meaning(Fraction(own.rank.of), Unit.COUNT, note="areas ranked")
        return
    ends = [own] if known.before is None else _ends(number, text, known)
    for end in ends:
        yield from _parts(number, text, end, known)
    if not known.inside:
        if own.rank is not None and number.kind is Kind.COUNT:
            yield Meaning(Fraction(own.rank.of), Unit.COUNT)
        if now is not None and then is not None:
            yield from _changes(now, then, unit, number)
    elif known.before and ADDED.search(before) and now is not None and then is not None:
        yield from _changes(now, then, unit, number)


def _interval(number: Number, before: str, own: Evidence) -> Iterator[Meaning]:
    """The ends of an interval that stands beside its value."""
    if own.interval is None:
        return
    low, high = own.interval
    if number.low != number.high:
        yield Meaning(low, own.unit, note="for its interval", upto=high)
        return
    second = re.search(r"\d\s*%?\s*(?:to|and|-|–)\s*$", before)
    for end in (high, low) if second else (low, high):
        yield Meaning(end, own.unit, note="for its interval")


def _says_change(number: Number, before: str, after: str, unit: Unit, known: Known) -> bool:
    """Whether it is said to be a difference: by 10, 10 more; or can be nothing else."""
    if CHANGE_BEFORE.search(before) or CHANGE_AFTER.search(after):
        return True
    if (said_first := CHANGE_AGAIN.search(before)) and CHANGE_BEFORE.search(before[: said_first.start()]):
        return True
    if number.kind in (Kind.POINTS, Kind.MULTIPLE):
        return True
    relative = (
        number.kind in (Kind.PERCENT, Kind.FRACTION) and not number.share_of and not LATER.search(before)
    )
    return relative and unit not in (Unit.PERCENT, Unit.RATIO) and known.before is not None


def _changes(now: Fraction, then: Fraction, unit: Unit, number: Number) -> Iterator[Meaning]:
    """What its kind can state first: of counts, a percentage is the relative change."""
    yield from sorted(
        _all_changes(now, then, unit),
        key=lambda one: one.unit != "points" and number.kind not in ALLOWED[one.unit],
    )


def _all_changes(now: Fraction, then: Fraction, unit: Unit) -> Iterator[Meaning]:
    yield from _apart(now, then, unit)
    if then:
        relative = 100 * abs(now - then) / abs(then)
        points = shown.number(abs(now - then))
        caution = f"{shown.number(relative)}% could be taken for percentage points: it is {points} points"
        yield Meaning(relative, "relative", caution=caution if unit is Unit.PERCENT else None)
        yield Meaning(now / then, "times")


def _apart(one: Fraction, other: Fraction, unit: Unit, note: str = "") -> Iterator[Meaning]:
    yield Meaning(abs(one - other), "points" if unit is Unit.PERCENT else unit, note=note)


def _compared_with(before: str, after: str, away: bool) -> Iterator[str]:
    """England 21.9%; (England: 21.9%); 21.9% nationally; 21.9% in England; the national figure of 21.9%."""
    if FIRST_OF_TWO.match(after):
        return  # "above England (20.5% against 21.9%)": the first is the area's own
    close = APART.split(before.rstrip().rstrip("(:,").rstrip())[-1][-45:]
    if before.rstrip().endswith(":"):
        close = " ".join(close.split()[-2:])  # "England: 21.9%", and not "the gap to England is wide: 48.0%"
    head = re.match(r"\s*\)?\s*(?:in|for|across|of)?\s*(?:the )?([\w ]{0,22})", after)
    for name, pattern in NAMES.items():
        behind = bool(head and pattern.match(head[1]))
        ahead = not away and pattern.search(close) and not ELSEWHERE.search(close)
        if behind or ahead:
            yield name
    if not away and (again := re.search(r"([^();,.]{0,40})\([^()]*$", before)):
        # "below England in 2015/16 (90%)"
        yield from (name for name, pattern in NAMES.items() if pattern.search(again[1]))


def _ends(number: Number, text: str, known: Known) -> list[Evidence]:
    """Which end of a change a number states; outside the claim either."""
    earlier = known.before
    assert earlier is not None
    if known.end is None:
        return [known.after, earlier]
    before, rest = text[: number.start], text[number.end : known.end]
    if (said := _time_beside(number, text, known)) is not None:
        return [said]
    if EARLIER.search(before):
        return [earlier]
    if LATER.search(before):
        return [known.after]
    follows = re.match(r"[^.;]*?(?=[£\d])", rest)
    return [earlier] if follows and not EARLIER.search(follows[0]) else [known.after]


def _time_beside(number: Number, text: str, known: Known) -> Evidence | None:
    """The end whose period stands right behind the number: 72% in 2015/16."""
    for time in heard.times(text):
        if 0 <= time.start - number.end <= 5 and re.fullmatch(
            r"\s*\(?(?:in |for )?", text[number.end : time.start]
        ):
            return next(
                (one for one in (known.after, known.before) if one and one.period == time.label), None
            )
    return None


def _parts(number: Number, text: str, own: Evidence, known: Known) -> Iterator[Meaning]:
    """The value or the part that the claim is about; then n of d beside it."""
    if own.part(known.part) is None:
        return
    whole = any(other.of and other.of.start == number.start for other in heard.numbers(text))
    n_of_d = number.kind is Kind.COUNT and own.n is not None and own.d is not None
    if n_of_d and (whole or not known.inside) and own.d is not None:
        yield Meaning(own.d, Unit.COUNT)
        if own.answered_only is not None:
            yield Meaning(own.answered_only, Unit.COUNT)
        if whole and known.inside:
            return
    if n_of_d and (number.of is not None or not known.inside) and own.n is not None:
        yield Meaning(own.n, Unit.COUNT)
        if number.of is not None and known.inside:
            return
    if known.part != "value" and (part := own.part(known.part)) is not None:
        share = own.share and number.kind in (Kind.PERCENT, Kind.FRACTION)
        if not (share and (number.share_of or not known.inside)):
            yield Meaning(part, Unit.COUNT)
            if known.inside:
                return
    if own.value is not None:
        hint = "add part=numerator" if own.share and number.kind is Kind.COUNT and number.low == own.n else ""
        yield Meaning(own.value, own.unit, own.places, hint=hint)
