"""Words of comparison: above England, in line with neighbours, the highest, ranked third."""

import re

from lineofsight.claims import shown
from lineofsight.claims.evidence import Comparator, Evidence
from lineofsight.claims.verdict import VERIFIED, Outcome, contradicted, unmeasured, unsupported
from lineofsight.claims.wording import case as sums
from lineofsight.claims.wording.case import Case

NAMES = {
    "england": re.compile(r"\b(england|english|national(ly)?|country|countrywide)\b", re.I),
    "region": re.compile(r"\b(regional(ly)?|region|west midlands)\b", re.I),
    "neighbours": re.compile(r"\b(neighbours?|neighbouring|similar (areas|authorities|councils)|comparators?)\b", re.I),
}  # fmt: skip
ORDINAL = {"second": 2, "third": 3, "fourth": 4, "fifth": 5}
OVER_TIME = re.compile(
    r"\b(since|on record|ever|in (the )?(last )?(\w+) years|for (\w+) years|in the (period|series)|year)\b",
    re.I,
)


def named(text: str, near: int) -> str | None:
    """Which comparator a word speaks of: the next one named after it, else the last before."""
    found = [(m.start(), name) for name, pattern in NAMES.items() for m in pattern.finditer(text)]
    after = [one for one in found if one[0] >= near]
    return min(after)[1] if after else max(found)[1] if found else None


def _comparator(case: Case) -> tuple[str | None, Comparator | None]:
    name = case.against
    return name, case.after.comparators.get(name) if name else None


def compared(case: Case) -> Outcome | None:
    """Above, below, better than: one value against the comparator's of the same period."""
    name, other = _comparator(case)
    if name is None or case.part != "value":
        return None
    if other is None:
        return unmeasured(f"there is no value of {_called(name)} to compare with")
    if case.now is None:
        return None
    way = case.match.rule.way
    truth = against(case.after, other)
    if way in ("better", "worse"):
        if case.after.better == "neither":
            return unsupported(f"{case.quoted} judges it good or bad, and this measure is neither", truth)
        way = "up" if (way == "better") == (case.after.better == "higher") else "down"
    so = case.now > other.value if way == "up" else case.now < other.value
    if so == case.match.denied:
        return contradicted(
            f"it says {'not ' if case.match.denied else ''}{case.match.words}; it is {truth}", truth
        )
    return _of_its_year(case, other, truth)


def _of_its_year(case: Case, other: Comparator, truth: str) -> Outcome:
    """A comparison across years must say so."""
    if other.period == case.after.period or other.period in case.said_periods:
        return VERIFIED
    return unsupported(
        f"the last value of {_called(other.name)} that is out is for {other.period}, and the sentence does not say so",
        truth,
    )


def in_line(case: Case) -> Outcome | None:
    """In line with: the difference's interval lies inside the least worthwhile change."""
    name, other = _comparator(case)
    if name is None or case.part != "value":
        return None
    if other is None:
        return unmeasured(f"there is no value of {_called(name)} to compare with")
    if case.now is None:
        return None
    truth = against(case.after, other)
    settings = case.settings
    big = sums.worthwhile(other.value, case.now, case.unit, settings)
    span = case.after.interval
    outside = span is not None and not span[0] <= other.value <= span[1]
    if case.match.denied:
        return VERIFIED if big and outside else unmeasured(f"too few to say that it differs: it is {truth}")
    if big and (outside or span is None):
        return contradicted(f"it says {case.quoted}; it is {truth}", truth)
    if span is None:
        return (
            _of_its_year(case, other, truth)
            if not big
            else unmeasured(f"too little is known to say: it is {truth}")
        )
    if any(sums.worthwhile(other.value, end, case.unit, settings) for end in span):
        return unmeasured(
            f"too few to say: it is {truth}, and its interval ({shown.interval(case.after)}) reaches further than "
            f"{sums.least(case.unit, settings)} away",
            truth,
        )
    return _of_its_year(case, other, truth)


def against(evidence: Evidence, other: Comparator) -> str:
    """above England (20.5% against 21.9% in 2016-17)"""
    assert evidence.value is not None
    side = (
        "above"
        if evidence.value > other.value
        else "below"
        if evidence.value < other.value
        else "the same as"
    )
    ours, theirs = shown.amount(evidence.value, evidence.unit), shown.amount(other.value, evidence.unit)
    return f"{side} {_called(other.name)} ({ours} against {theirs} in {other.period})"


def _called(name: str) -> str:
    return {"england": "England", "region": "the region", "neighbours": "the neighbours' median"}.get(
        name, name
    )


def extreme(case: Case) -> Outcome | None:
    """Highest, lowest, best, worst: over time where time is named, else among areas."""
    if case.now is None:
        return None
    if not any(pattern.search(case.text) for pattern in NAMES.values()) and OVER_TIME.search(
        case.text[case.match.start :]
    ):
        return _over_time(case)
    rank = case.after.rank
    if rank and (
        near := re.search(r"\b(neighbours?|region(al)?|west midlands)\b", case.text[case.match.start :], re.I)
    ):
        return unmeasured(f"its rank is known among all {rank.of} authorities, and not among its {near[0]}")
    if rank is None or case.part != "value":
        return (
            None
            if case.part != "value" and not case.inside
            else unmeasured(
                f"{case.quoted} needs its rank among areas, or every value back to the year named"
            )
        )
    way = case.match.rule.way
    if way in ("best", "worst") and case.after.better == "neither":
        return unsupported(f"{case.quoted} judges it good or bad, and this measure is neither")
    place = _from(case.after, way)
    words = case.match.words.lower()
    wanted = next((nth for word, nth in ORDINAL.items() if words.startswith(word)), 1)
    truth = (
        f"{_nth(place)} {case.match.rule.name} of {rank.of}"
        if place > 1
        else f"the {case.match.rule.name} of {rank.of}"
    )
    so = place * 4 <= rank.of if words.startswith(("one of", "among")) else place == wanted
    if so != case.match.denied:
        return VERIFIED
    return contradicted(f"it says {case.quoted}; it is {truth}", truth)


def _from(evidence: Evidence, way: str) -> int:
    """Its place from the end that the words speak of, 1 for the first."""
    assert evidence.rank is not None
    place, of = evidence.rank.place, evidence.rank.of
    # Rank 1 is the best, or the highest where neither is good.
    first = {"neither": "top", "higher": "top", "lower": "bottom"}[evidence.better]
    if way in ("best", first):
        return place
    return of - place + 1


def _over_time(case: Case) -> Outcome:
    series = list(case.after.series)
    since = min((label for label in case.said_periods if label < str(case.after.period)), default=None)
    years = re.search(r"\b(?:in|for) (?:the )?(?:last )?(\w+) years", case.text[case.match.start :], re.I)
    wanted = _count(years[1]) if years else None
    if since is not None:
        if not series or since < series[0].period:
            return unmeasured(f"{case.quoted} needs every value back to {since}, and the record begins later")
        # "The highest since 2012-13": that year itself may have been higher.
        series = [point for point in series if point.period > since]
    elif wanted:
        if len(series) < wanted:
            return unmeasured(f"{case.quoted} needs {wanted} years, and {len(series)} are known")
        series = series[-wanted:]
    if len(series) < 2:
        return unmeasured(f"{case.quoted} needs earlier values, and none is known")
    values = [value for point in series if (value := point.part(case.part)) is not None]
    if len(values) < len(series):
        return unmeasured(f"{case.quoted} needs every value, and some are not known")
    way = case.match.rule.way
    if way in ("best", "worst"):
        if case.after.better == "neither":
            return unsupported(f"{case.quoted} judges it good or bad, and this measure is neither")
        way = "top" if (way == "best") == (case.after.better == "higher") else "bottom"
    end = max(values) if way == "top" else min(values)
    if (values[-1] == end) != case.match.denied:
        return VERIFIED
    at = series[values.index(end)]
    return contradicted(f"it says {case.quoted}; it was {shown.amount(end, case.unit)} in {at.period}")


def _count(word: str) -> int | None:
    words = [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ]
    if word.isdigit():
        return int(word)
    return words.index(word.lower()) + 1 if word.lower() in words else None


def ranked(case: Case) -> Outcome | None:
    """Ranked 3rd of 11; the top quartile."""
    rank = case.after.rank
    if rank is None or case.part != "value":
        return unmeasured(f"{case.quoted} needs its rank among the areas compared") if case.inside else None
    words = case.match.words.lower()
    truth = f"ranked {rank.place} of {rank.of}"
    if "quart" in words:
        quarter = -(-4 * rank.place // rank.of)
        so = quarter == (
            1 if words.split()[-2] in ("top", "upper") or "top" in words or "upper" in words else 4
        )
        return (
            VERIFIED
            if so != case.match.denied
            else contradicted(f"it says {case.quoted}; it is {truth}", truth)
        )
    said = [int(one) for one in re.findall(r"\d+", case.text[case.match.start : case.match.end + 20])]
    if not said:
        return VERIFIED
    if said[0] != rank.place or (
        len(said) > 1
        and re.search(r"\d\D{1,12}of\D{1,6}\d", case.text[case.match.start : case.match.end + 20])
        and said[1] != rank.of
    ):
        return contradicted(f"it says {case.quoted}; it is {truth}", truth)
    return VERIFIED


def _nth(place: int) -> str:
    return {2: "second", 3: "third"}.get(place, f"{place}th")
