"""Sentences that the record bears out: a figure in words, with its tag, that the checker has read and let stand."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from itertools import chain

from lineofsight.claims import shown
from lineofsight.claims.check import UNSET, Checked, check
from lineofsight.claims.evidence import Evidence, Resolver, Unit
from lineofsight.claims.figures import NO_PARTS
from lineofsight.claims.language import read
from lineofsight.claims.ledger import Ledger
from lineofsight.claims.tags import BARE, Tag, TagError
from lineofsight.claims.verdict import Verdict
from lineofsight.claims.wording.case import Settings, worthwhile
from lineofsight.documents.template import Phrase, phrases
from lineofsight.engine import indicator as engine
from lineofsight.engine import periods
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.periods import Kind, Period
from lineofsight.engine.reading import Status
from lineofsight.engine.statistics import rate_change, two_proportion

NO_PERIOD = "it is not read for such a period"


@dataclass(frozen=True)
class Stated:
    """What can be said of a figure: a sentence with tags, or why there is none. `series`: labels with a value."""

    code: str
    sentence: str = ""
    missing: str = ""
    series: tuple[str, ...] = ()

    @property
    def hidden(self) -> bool:
        return self.missing.startswith(str(Status.SUPPRESSED))

    @property
    def inapplicable(self) -> bool:
        return self.missing.startswith(str(Status.NOT_APPLICABLE))


@dataclass(frozen=True)
class Stating:
    """Who is asked, for which area and period."""

    resolver: Resolver
    ledger: Ledger
    area: str
    period: Period
    settings: Settings = UNSET
    plainly: bool = False  # for children: no rates, no England, whole percentages
    _told: dict[str, Stated] = field(default_factory=dict)

    def figure(self, code: str) -> Stated:
        """The first way of saying it that the checker lets stand; a fact of the same measure where no figure is."""
        if code not in self._told:
            self._told[code] = self._figure(code)
        return self._told[code]

    def _figure(self, code: str) -> Stated:
        indicator, phrase = CATALOGUE[code], phrases().get(code) or Phrase(subject=CATALOGUE[code].title)
        pair = pair_for(indicator, self.period)
        stated = Stated(code, missing=NO_PERIOD)
        if pair:
            now = self._evidence(code, pair[1])
            then = self._evidence(code, pair[0])
            said = plain_ways(code, phrase, then, now) if self.plainly else iter(())
            full = ways(indicator, phrase, then, now, self._rate(phrase, pair[1]))
            stated = self._first(code, now, chain(said, full))
        if stated.sentence and pair and not self.plainly:
            return replace(stated, sentence=self._with_path(stated.sentence, then, now))
        return self._first(code, None, self._of_facts(code, phrase)) if self._facts(code) else stated

    def bears_out(self, text: str) -> bool:
        """Whether every claim of a text matches the record and no word of it stands unbound."""
        return all(one.verdict is Verdict.VERIFIED for one in self.checked(text))

    def checked(self, text: str) -> list[Checked]:
        return check(read(text), self.resolver, area=self.area)

    def _evidence(self, code: str, label: str) -> Evidence:
        return self.resolver.resolve(Tag("figure", code, {"period": label}), self.area, label)

    def _rate(self, phrase: Phrase, label: str) -> Evidence | None:
        return self._evidence(phrase.rate, label) if phrase.rate else None

    def _first(self, code: str, now: Evidence | None, ways: Iterator[str]) -> Stated:
        if now is not None and now.missing and not (now.missing == NO_PARTS and now.n is not None):
            return Stated(code, missing=now.missing)
        series = tuple(point.period for point in now.series) if now else ()
        for way in ways:
            if self.bears_out(way):
                return Stated(code, way, series=series)
        missing = now.missing if now and now.missing else "the record does not bear out a plain sentence"
        return Stated(code, missing=missing, series=series)

    def _with_path(self, sentence: str, then: Evidence, now: Evidence) -> str:
        """Two year-ends that hide what was between them are told with it."""
        step = step_between(then, now, self.settings)
        return f"{sentence} {step}" if step and self.bears_out(f"{sentence} {step}") else sentence

    def _facts(self, code: str) -> list[str]:
        label = self.period.label
        return [
            name
            for name, row in self.ledger.facts.items()
            if row.get("code") == code
            and row.get("period") == label
            and row.get("area", self.area) == self.area
        ]

    def _of_facts(self, code: str, phrase: Phrase) -> Iterator[str]:
        for name in self._facts(code):
            try:
                fact = self.ledger.fact(Tag("fact", name))
            except TagError:
                continue
            yield f"{phrase.subject}: [{shown.whole(fact)}]{{fact={name}}}."


def ways(
    indicator: engine.Indicator, phrase: Phrase, then: Evidence, now: Evidence, rate: Evidence | None
) -> Iterator[str]:
    """Ways of saying a figure, the fullest first. A change that chance alone could make is given no direction."""
    code, subject = indicator.code, phrase.subject
    by_count = now.unit is Unit.PER_10_000 or now.missing == NO_PARTS
    part = "numerator" if by_count and now.n is not None else "value"
    subject = phrase.count or subject if now.missing == NO_PARTS else subject
    unit = now.unit if part == "value" else Unit.COUNT
    after = value(now, part, unit)
    tail = _tail(now, phrase, part, rate)
    alone = part == "value" and now.unit is not Unit.COUNT and not (now.share and now.n is not None)
    of_england = f" ({england(now)})" if alone and england(now) else ""
    to = tag(code, {"period": now.period}, part)
    if then.missing == now.missing and then.part(part) is not None:
        before = value(then, part, unit)
        if _moved(then, now, part) and before != after:
            verb = "rose" if (now.part(part) or 0) > (then.part(part) or 0) else "fell"
            both = tag(code, {"from": then.period, "to": now.period}, part)
            yield f"{subject} [{verb} from {before} to {after}]{both}{tail}{of_england}."
            yield f"{subject} [{verb} from {before} to {after}]{both}{tail}."
            yield f"{subject} [{verb} from {before} to {after}]{both}."
        earlier = tag(code, {"period": then.period}, part)
        yield f"{subject}: [{after}]{to}{tail}, against [{before}]{earlier} the year before{of_england}."
        yield f"{subject}: [{after}]{to}{tail}, against [{before}]{earlier} the year before."
    yield f"{subject}: [{after}]{to}{tail}{of_england}."
    yield f"{subject}: [{after}]{to}{tail}."
    yield f"{subject}: [{after}]{to}."


def plain_ways(code: str, phrase: Phrase, then: Evidence, now: Evidence) -> Iterator[str]:
    """For children: this year's number, and last year's."""
    subject = phrase.child or phrase.subject
    part = "numerator" if now.unit is Unit.PER_10_000 and now.n is not None else "value"
    amounts = [one.part(part) for one in (then, now)]
    unit = now.unit if part == "value" else Unit.COUNT
    if any(one is None for one in amounts) or unit not in (Unit.COUNT, Unit.PERCENT):
        return
    before, after = (shown.amount(one, unit, 0) for one in amounts)
    to, earlier = (tag(code, {"period": one.period}, part) for one in (now, then))
    yield f"{subject}: [{after}]{to}. The year before: [{before}]{earlier}."
    yield f"{subject}: [{after}]{to}."


def tag(code: str, when: dict[str, str | None], part: str = "value") -> str:
    keys = {"figure": code, **when} | ({} if part == "value" else {"part": part})
    said = " ".join(
        f"{key}={text}" if BARE.fullmatch(str(text)) else f'{key}="{text}"' for key, text in keys.items()
    )
    return "{" + said + "}"


def value(evidence: Evidence, part: str, unit: Unit) -> str:
    """As a reader sees it, with as many places as its publisher gives and one at most; ratios with two."""
    amount = evidence.part(part)
    assert amount is not None
    places = {Unit.COUNT: 0, Unit.RATIO: 2}.get(unit, 1)
    if part == "value" and evidence.places is not None:
        places = min(places, evidence.places)
    if unit is Unit.RATIO:
        return shown.number(amount, places)
    return shown.amount(amount, unit, places)


def _tail(now: Evidence, phrase: Phrase, part: str, rate: Evidence | None) -> str:
    """What the value is of, its interval where the base is small, its rate where it was told by its count."""
    code, when = now.code, {"period": now.period}
    if now.share and now.n is not None and now.d is not None:
        among = f" {phrase.among}" if phrase.among else ""
        said = f" ([{shown.number(now.n)} of {shown.number(now.d)}{among}]{tag(code, when)}"
        if now.d < shown.FEW and now.interval:
            said += f", 95% interval {shown.interval(now)}"
        return said + ("; " + beside if (beside := england(now)) else "") + ")"
    of = now if part == "numerator" and now.unit is Unit.PER_10_000 else rate
    if of is None or of.missing or of.value is None:
        return ""
    beside = f" ({said})" if (said := england(of)) else ""
    return f", or [{value(of, 'value', of.unit)}]{tag(of.code, when)}{beside}"


def england(evidence: Evidence) -> str:
    """England 21.9%, with its year where that is another."""
    other = evidence.comparators.get("england")
    if other is None:
        return ""
    places = min(1, 1 if other.places is None else other.places)
    amount = shown.number(other.value, places) if evidence.unit is not Unit.PERCENT else ""
    said = amount or shown.amount(other.value, evidence.unit, places)
    return f"England {said}{'' if other.period == evidence.period else f' in {in_words(other.period)}'}"


def _moved(then: Evidence, now: Evidence, part: str) -> bool:
    """Whether a test finds more than chance; where nothing can be tested, whether it is enough to act on."""
    a, b = then.part(part), now.part(part)
    whole = [one for one in (then.n, then.d, now.n, now.d) if one is not None and one.denominator == 1]
    if part == "value" and now.share and len(whole) == 4:
        n1, d1, n2, d2 = map(int, whole)
        tested = two_proportion(n1, d1, n2, d2)
        return bool(tested and tested.beyond_chance)
    counts_only = part != "value" or now.unit is Unit.COUNT
    if (
        counts_only
        and a is not None
        and b is not None
        and a.denominator == b.denominator == 1
        and min(a, b) >= 0
    ):
        counts = rate_change(int(a), int(b))
        return bool(counts and counts.beyond_chance)
    return a is not None and b is not None and worthwhile(a, b, now.unit, UNSET)


def step_between(then: Evidence, now: Evidence, settings: Settings) -> str:
    """The point between two year-ends that lies furthest outside them, where that is far enough to act on."""
    if now.unit is not Unit.PER_10_000 or then.n is None or now.n is None:
        return ""
    first, last = (periods.parse(str(one.period)).end for one in (then, now))
    low, high = sorted((then.n, now.n))
    outside: list[tuple[Fraction, date, str, Fraction]] = []
    for point in now.path:
        end = periods.parse(point.period).end
        if point.n is not None and first < end < last and "-Q" not in point.period:
            near = low if point.n < low else high
            if not low <= point.n <= high and worthwhile(near, point.n, Unit.COUNT, settings):
                outside.append((abs(point.n - near), end, point.period, point.n))
    if not outside:
        return ""
    _, end, label, n = max(outside)
    when = f"the end of {end:%B %Y}" if "-M" in label else f"{end.day} {end:%B %Y}"
    return f"On the way it stood at [{shown.number(n)}]{tag(now.code, {'period': label}, 'numerator')} at {when}."


# --- periods ----------------------------------------------------------------------------------------------------


def pair_for(indicator: engine.Indicator, period: Period) -> tuple[str, str] | None:
    """The labels of the year before and of the report's year, as the indicator takes them; None: it takes neither."""
    now = _taken(indicator, period)
    return (_before(now).label, now.label) if now else None


def _taken(indicator: engine.Indicator, period: Period) -> Period | None:
    if period.kind in indicator.takes:
        return period
    if Kind.CENSUS in indicator.takes:
        year = period.end.year if (period.end.month, period.end.day) >= (9, 30) else period.end.year - 1
        return periods.census(year)
    a_year = periods.months_before(period.end, 12) < period.start and (period.end - period.start).days > 360
    month = period.end == periods.last_day(period.end.year, period.end.month)
    if indicator.over is engine.Over.STATE and Kind.MONTH in indicator.takes and month:
        return periods.month(period.end.year, period.end.month)
    if a_year and month and Kind.ROLLING in indicator.takes:
        return periods.rolling_year(period.end.year, period.end.month)
    return None


def _before(period: Period) -> Period:
    end = period.end
    match period.kind:
        case Kind.YEAR:
            return periods.financial_year(period.start.year - 1)
        case Kind.CENSUS:
            return periods.census(end.year - 1)
        case Kind.MONTH:
            return periods.month(end.year - 1, end.month)
        case Kind.ROLLING:
            return periods.rolling_year(end.year - 1, end.month)
        case _:
            start, last = (periods.months_before(day, 12) for day in (period.start, end))
            return replace(period, start=start, end=last, label=f"{start}..{last}")


def before(period: Period) -> Period:
    """The period of the same length a year earlier."""
    return _before(period)


def in_words(label: str) -> str:
    """2016-17 as 2016/17; a span as its two days."""
    if ".." in label and len(label) > 20:
        one, other = (date.fromisoformat(day) for day in label.split(".."))
        return f"{one.day} {one:%B %Y} to {other.day} {other:%B %Y}"
    return label.replace("-", "/", 1) if periods.parse(label).kind is Kind.YEAR else label
