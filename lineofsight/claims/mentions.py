"""Periods, places and measures that a sentence names: each must be one that a claim of it is about."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from lineofsight.claims import heard, shown
from lineofsight.claims.days import parsed
from lineofsight.claims.evidence import Evidence, Unit
from lineofsight.claims.language import Claim
from lineofsight.claims.reading.times import Time
from lineofsight.claims.verdict import Verdict
from lineofsight.engine.periods import Kind, Period
from lineofsight.engine.sources.published.reference import regions

# A body named for places is no statement about them.
BODY = re.compile(
    r"^(?:\s+(?:and|&)\s+[A-Z]\w+|\s+(?:[A-Z]\w+|of|for|and|the|&)){0,5}\s+"
    r"(?:Trust|Police|CCG|Council|NHS|Hospitals?|Panel|Board|Partnership|University|Service|Constabulary|ICB|Committee|Cabinet)\b"
)
SINCE = re.compile(r"\bsince (?:at least )?$", re.I)
SET_AGAINST = re.compile(r"\b(?:than|from|on|since|as|with|to|against|over|but|and)\s(?:in\s)?$", re.I)
ON = re.compile(r"\b(?:on|of|dated) (?:the )?$", re.I)
AS_AT = re.compile(r"\bas at (?:the )?$", re.I)
RATE = re.compile(r"\b(rate|proportion|percentage) of\b", re.I)
REGIONS = regions()
SITED = re.compile(r"(?:West|East|North|South|New|Mid)\s$")


@dataclass(frozen=True)
class Mention:
    start: int
    end: int
    words: str
    why: str  # what no claim of the sentence agrees with
    right: str | None = None  # what would be true in the place of the words
    verdict: Verdict = Verdict.CONTRADICTED  # where the words stand inside a claim


def disagreeing(
    text: str,
    claims: Sequence[tuple[Claim, Sequence[Evidence]]],
    places: Mapping[str, str],
    home: str | None,
    within: Sequence[str] = (),
    year: str = "",
) -> Iterator[Mention]:
    """The periods, places and measures of a sentence with claims that none of its claims is about.

    `year`: the report's own, so that "last year" is not that one."""
    yield from _periods(text, claims, year)
    yield from _places(text, claims, places, home)
    yield from _measures(text, claims)
    for header in within:
        for one in (
            *_periods(header, claims),
            *_measures(header, claims),
            *_places(header, claims, places, home),
        ):
            yield Mention(0, 0, one.words, f"{one.why} (in the heading of its row or column)")


RIGHT_AFTER = re.compile(
    r"\s*(?:(?!and|but|or|while|against|than)[a-z]+\s){0,2}?(?:in|on|at|during|for)\s(?:the\s)?"
)
OPENS = re.compile(r"\s*(?:in|during|over|throughout|by the end of)\s+(?:the year\s+)?", re.I)
RIGHT_BEFORE = re.compile(
    r",?\s*(?:(?:there|we|it)\s(?:were|was|had been|had|received|saw|took)\s)?(?:only\s|just\s|a total of\s)?"
)

# --- periods ----------------------------------------------------------------------------------------------------


def _periods(
    text: str, claims: Sequence[tuple[Claim, Sequence[Evidence]]], year: str = ""
) -> Iterator[Mention]:
    for time, why in _wrong_times(text, claims, year):
        own = [known for claim, known in claims if time.start < claim.end and claim.start < time.end]
        right = shown.period(own[0][-1].period) if own else None
        yield Mention(time.start, time.end, time.words, why, right)


def _wrong_times(
    text: str, claims: Sequence[tuple[Claim, Sequence[Evidence]]], year: str
) -> Iterator[tuple[Time, str]]:
    about = [period for claim, known in claims for period in about_periods(claim, known)]
    if not about:
        return
    # "The highest since 2012/13" is for the words' own test.
    back_to = heard.compares(text, "first_since", "extreme")
    dated = any(one.kind is Kind.DAY for one in about)
    at_end = all("on the last day of" in one.definition for _, known in claims for one in known)
    for time in heard.times(text):
        said = parsed(time.label or "")
        if said is None:
            if time.label is None and time.relative is None and re.search(r"\d(?!0'?s)", time.words):
                yield time, f"there is no such day or period as '{time.words}'"
            elif wrong := (
                _relative(time, claims)
                or _not_last_year(time, text, claims, year)
                or _not_this_year(time, claims, year)
            ):
                yield time, wrong
            continue
        before = text[: time.start]
        if (back_to and SINCE.search(before)) or (not dated and _happened(said, before)):
            continue
        beside = _beside(time, text, claims)
        near = [one for claim, known in beside for one in about_periods(claim, known)] or about
        as_at = said.kind is Kind.DAY and AS_AT.search(before)
        agreed = any(said.end == one.end if as_at else _agrees(said, one, at_end) for one in near)
        # "Between 2014/15 and 2016/17": from the first to the last that the claims are of
        spans = (min(one.start for one in about), max(one.end for one in about))
        together = said.kind is Kind.POOLED and (said.start, said.end) == spans
        if _opens_with_the_earlier(said, before, text, claims):
            yield time, f"what changed did so by the later period, not in {time.words}"
        elif not (agreed or together) or _other_ends(said, claims) or _only_a_part(said, beside):
            yield time, f"no claim of this sentence is about '{time.words}'"


def _only_a_part(said: Period, beside: Sequence[tuple[Claim, Sequence[Evidence]]]) -> bool:
    """ "In December 2016 there were [5,497] referrals", of what happened in the whole year."""
    return said.kind in (Kind.MONTH, Kind.QUARTER) and any(
        claim.tag.kind == "figure"
        and not any("on the last day of" in one.definition for one in known)
        and all(one.start < said.start or said.end < one.end for one in about_periods(claim, known))
        for claim, known in beside
    )


def _beside(
    time: Time, text: str, claims: Sequence[tuple[Claim, Sequence[Evidence]]]
) -> Sequence[tuple[Claim, Sequence[Evidence]]]:
    """The claim right beside a period: "[241] in 2015/16", "In 2016/17 there were [328]"."""
    for claim, known in claims:
        after, before = text[claim.end : time.start], text[time.end : claim.start]
        follows = claim.end <= time.start and RIGHT_AFTER.fullmatch(after)
        if follows or (time.end <= claim.start and RIGHT_BEFORE.fullmatch(before)):
            return [(claim, known)]
    return []


def _opens_with_the_earlier(
    said: Period, before: str, text: str, claims: Sequence[tuple[Claim, Sequence[Evidence]]]
) -> bool:
    """ "In 2015/16 they increased by 10.7%", of a claim from 2015/16 to 2016/17; not where 2015/16's own value stands."""
    if not OPENS.fullmatch(before):
        return False
    ends = [(claim, known) for claim, known in claims if len(claim.tag.when) == 2]
    if len(ends) < len(claims) or not ends or any(claim.tag.when[0] != said.label for claim, _ in ends):
        return False
    earlier = [known[0].part(claim.tag.part) for claim, known in ends]
    values = [number.low for number in heard.numbers(text)]
    return not any(abs(value - own) < 1 for own in earlier if own is not None for value in values)


def _other_ends(said: Period, claims: Sequence[tuple[Claim, Sequence[Evidence]]]) -> bool:
    """Whether two days are said that are not those between which the claims say that something changed."""
    days = [period for claim, _ in claims for label in claim.tag.when if (period := parsed(label))]
    if said.kind is not Kind.SPAN or len(days) < 2 or any(one.kind is not Kind.DAY for one in days):
        return False
    return {said.start, said.end} - {one.start for one in days} != set()


def _happened(said: Period, before: str) -> bool:
    """On 13 September: when something was done. No period ends then, so that it is no measure's."""
    return said.kind is Kind.DAY and (said.end + timedelta(1)).day != 1 and bool(ON.search(before))


def about_periods(claim: Claim, known: Sequence[Evidence]) -> Iterator[Period]:
    labels = [*claim.tag.when, *(one.period for one in known if one.period)]
    labels += [other.period for one in known for other in one.comparators.values()]
    labels += [str(value) for one in known for value in one.fields.values() if isinstance(value, date)]
    yield from (period for label in dict.fromkeys(labels) if (period := parsed(label)))


def _agrees(said: Period, about: Period, at_its_end: bool = False) -> bool:
    """The same; or its first or last day; or a day or month inside it; or the years of which it is the ends."""
    if said.label == about.label or (said.start, said.end) == (about.start, about.end):
        return True
    if said.kind in (Kind.DAY, Kind.MONTH, Kind.QUARTER) and about.kind is not Kind.DAY:
        return about.start <= said.start and said.end <= about.end
    if about.kind is Kind.DAY:
        return said.start <= about.end <= said.end
    if said.kind is Kind.CALENDAR and about.kind is Kind.YEAR and at_its_end:
        return said.start <= about.end <= said.end  # "473 in 2016", of those on a plan on 31 March 2016
    if said.kind is Kind.CALENDAR and about.kind in (Kind.CENSUS, Kind.MONTH, Kind.QUARTER):
        return said.start <= about.start and about.end <= said.end
    return said.kind is Kind.ROLLING and said.end == about.end


def _relative(time: Time, claims: Sequence[tuple[Claim, Sequence[Evidence]]]) -> str | None:
    if time.relative not in ("previous year", "last year"):
        return None
    for claim, _ in claims:
        both = [parsed(label) for label in claim.tag.when]
        years = [one for one in both if one and one.kind is Kind.YEAR]
        if len(years) == 2 and years[1].start.year - years[0].start.year != 1:
            begins, ends = shown.period(years[0].label), shown.period(years[1].label)
            return f"the claim begins in {begins}, which is not the year before {ends}"
    return None


def _not_last_year(
    time: Time, text: str, claims: Sequence[tuple[Claim, Sequence[Evidence]]], year: str
) -> str | None:
    """ "Last year there were 5,497", of the year that the report is about."""
    if time.words.lower() not in ("last year", "the previous year") or SET_AGAINST.search(text[: time.start]):
        return None
    if year and all(claim.tag.when == (year,) for claim, _ in claims):
        return f"the report is about {shown.period(year)}, and so is every claim of this sentence"
    return None


def _not_this_year(time: Time, claims: Sequence[tuple[Claim, Sequence[Evidence]]], year: str) -> str | None:
    """ "4,966 referrals came this year", of the year before the one that the report is about."""
    if time.words.lower() not in ("this year", "the current year") or not year:
        return None
    ends = [parsed(claim.tag.when[-1]) for claim, _ in claims if claim.tag.when]
    if ends and all(one and one.kind is Kind.YEAR and one.label != year for one in ends):
        return f"the report is about {shown.period(year)}, and no claim of this sentence is"
    return None


# --- places -----------------------------------------------------------------------------------------------------


def _places(
    text: str, claims: Sequence[tuple[Claim, Sequence[Evidence]]], places: Mapping[str, str], home: str | None
) -> Iterator[Mention]:
    areas = {
        claim.tag.keys.get("area") or next((one.area for one in known if one.area), None) or home
        for claim, known in claims
    }
    if areas <= {None}:
        return
    for start, end, name in found_places(text, places):
        wide = "england" if name == "england" else "region" if places[name] in REGIONS else ""
        if places[name] in areas:
            continue
        if not (wide and _compared(text, claims, wide)):
            yield Mention(
                start, end, text[start:end], f"no claim of this sentence is about '{text[start:end]}'"
            )
        elif wide == "region" and places[name] not in _own_regions(claims, places[name]):
            yield Mention(start, end, text[start:end], f"the area's own region is not '{text[start:end]}'")


def _own_regions(claims: Sequence[tuple[Claim, Sequence[Evidence]]], otherwise: str) -> set[str]:
    """The regions that the claims compare with; `otherwise`, where it is not known which they are."""
    own = [one.comparators.get("region") for _, known in claims for one in known]
    return {one.area or otherwise for one in own if one}


def _compared(text: str, claims: Sequence[tuple[Claim, Sequence[Evidence]]], wide: str) -> bool:
    """Whether England or a region is what the sentence compares with, in words or by its value, and not what it is about."""
    if heard.compares(text, "compared", "in_line", "extreme", "ranked", "polarity"):
        return True
    if any(claim.tag.keys.get("against") == wide for claim, _ in claims):
        return True
    values = [one.comparators[wide].value for _, known in claims for one in known if wide in one.comparators]
    return any(
        abs(number.low - value) <= number.step / 2 for number in heard.numbers(text) for value in values
    )


def found_places(text: str, places: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """Names of areas, as written with capitals; not those of bodies, nor a name inside a longer one."""
    pattern = _names(tuple(sorted(places, key=len, reverse=True)))
    for found in pattern.finditer(text) if pattern else ():
        name = found.group().lower()
        if (
            found.group()[0].islower()
            or BODY.match(text[found.end() :])
            or SITED.search(text[: found.start()])
        ):
            continue
        if name == "reading" and (
            found.start() == 0 or text[found.start() - 2 : found.start()] in (". ", "? ")
        ):
            continue
        yield found.start(), found.end(), name


@cache
def _names(names: tuple[str, ...]) -> re.Pattern[str] | None:
    return (
        re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b(?!['’]s? (?:Act|report))", re.I)
        if names
        else None
    )


# --- measures ---------------------------------------------------------------------------------------------------

FILE = Path(__file__).parent / "wording" / "measures.toml"


@cache
def measures() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    """Each name of a measure, with the codes that it may mean (a * ends those that begin so)."""
    names = tomllib.loads(FILE.read_text(encoding="utf-8"))["names"]
    return tuple(
        (re.compile(rf"(?<![\w-])(?:{name})(?![\w-])".replace(" ", r"\s+"), re.I), tuple(codes))
        for name, codes in names.items()
    )


def named(text: str) -> list[tuple[int, int, tuple[str, ...]]]:
    """Start, end and codes of each measure named, longer names hiding those inside them."""
    every = [(*one.span(), codes) for pattern, codes in measures() for one in pattern.finditer(text)]
    found: list[tuple[int, int, tuple[str, ...]]] = []
    for start, end, codes in sorted(every, key=lambda one: one[0] - one[1]):
        if not any(first < end and start < last for first, last, _ in found):
            found.append((start, end, codes))
    return sorted(found)


def is_one_of(code: str, codes: Sequence[str]) -> bool:
    return any(fnmatchcase(code, one) for one in codes)


def _measures(text: str, claims: Sequence[tuple[Claim, Sequence[Evidence]]]) -> Iterator[Mention]:
    """A measure named that no claim of the sentence is of. Facts that name no measure cannot be told."""
    if (rate := RATE.search(text)) and claims and all(_of_numbers(claim, known) for claim, known in claims):
        what = rate[1].lower()
        yield Mention(*rate.span(), rate[0], f"the claims of this sentence are of numbers, not of a {what}")
    codes = {one.code for _, known in claims for one in known if one.code}
    if not codes or not all(_catalogued(one) for one in codes):
        return
    for start, end, meant in named(text):
        if not any(is_one_of(code, meant) for code in codes):
            yield Mention(
                start, end, text[start:end], f"no claim of this sentence is about '{text[start:end]}'"
            )


def _of_numbers(claim: Claim, known: Sequence[Evidence]) -> bool:
    return claim.tag.kind in ("figure", "fact") and all(
        claim.tag.part != "value" or one.unit is Unit.COUNT for one in known
    )


def _catalogued(code: str) -> bool:
    return bool(re.fullmatch(r"[A-Z]{2}\d{2}[a-z]?", code))
