"""The numbers that a text states: how much, of what kind, how finely said, and of what they are a part."""

import re
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from lineofsight.claims.reading import times
from lineofsight.claims.reading.passed import LAST, passed
from lineofsight.claims.reading.single import DIGITS, Kind, Number, singles
from lineofsight.claims.reading.surface import Surface, pattern, surface
from lineofsight.claims.reading.words import SMALL

__all__ = ["Kind", "Number", "numbers", "passed_over"]


def numbers(text: str) -> list[Number]:
    """Every number in the text, in order, none overlapping another. Dates, ordinals, ages and references are none."""
    return list(_numbers(text))


@lru_cache(maxsize=4096)
def _numbers(text: str) -> tuple[Number, ...]:
    whole = surface(text)
    _, left = passed(times.seen(whole.text).left, LAST)
    found = _shares(_ranges(_rates(singles(left), left), left), left)
    found = [_beside(one, left) for one in found if not _pronoun(one, left)]
    return tuple(_placed(one, whole, text) for one in _parts(found, left))


def passed_over(text: str) -> list[tuple[int, int, str]]:
    """Start, end and the rule's name of every part whose digits state neither a number nor a time."""
    whole = surface(text)
    first = times.seen(whole.text)
    last, _ = passed(first.left, LAST)
    return [(*whole.span(start, end), why) for start, end, why in sorted([*first.over, *last])]


_BASES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "ten": 10, "one": 1, "a": 1}
_PER = pattern(
    rf"\s?(?:per|for\severy)\s(?P<base>{DIGITS}(?:\s000)*|(?:(?:ten|one|a|hundred)\s)*(?:thousand|million|hundred))\b(?!\.\d)"
)


def _rates(found: Iterable[Number], text: str) -> list[Number]:
    """Joins "44.5" and "per 10,000" into one rate, so that the 10,000 is no number of its own."""
    read: list[Number] = []
    for one in found:
        if read and one.start < read[-1].end:
            continue
        if one.kind is Kind.COUNT and (base := _PER.match(text, one.end)):
            size = int(re.sub(r"\D", "", base["base"]) or 1)
            for word in re.findall(r"[a-z]+", base["base"].lower()):
                size *= _BASES[word]
            one = replace(one, end=base.end(), kind=Kind.RATE, unit=f"{size:,}")
        read.append(one)
    return read


_DASH = pattern(r"\s?[-–−]\s?")
_TO = pattern(r"\sto\s")
_AND = pattern(r"\sand\s")
_BETWEEN = pattern(r"\bbetween\s\Z")
_MOVES = pattern(
    r"""\b(?:from|rose|risen|rising|rises?|fell|fallen|falls?|falling|increas\w+|decreas\w+|grew|grown|drop\w*|went|gone
      |up|down|declin\w+|improv\w+|chang\w+|moved|compar\w+|worsen\w+|reduc\w+)\b[^.;,]{0,60}\Z"""
)


def _ranges(found: list[Number], text: str) -> list[Number]:
    """Joins "10-12%", "between 10 and 12" and "10 to 12 days", but not the "4,966 to 5,497" of a change."""
    read: list[Number] = []
    for other in found:
        if read and _joined(read[-1], other, text) and (joined := _range(read[-1], other)):
            between = _BETWEEN.search(text[: joined.start])
            read[-1] = replace(joined, start=between.start()) if between else joined
        else:
            read.append(other)
    return read


def _joined(one: Number, other: Number, text: str) -> bool:
    before, gap = text[: one.start], text[one.end : other.start]
    if _BETWEEN.search(before):
        return _AND.fullmatch(gap) is not None
    if text[other.start] in "-–":
        return not gap.strip()
    if _DASH.fullmatch(gap):
        return True
    # "62% to 72%" and "694 to 767" say before and after; a range says its unit once, or is of a few.
    few = other.kind is not Kind.COUNT or other.high < 100
    own = one.kind not in (Kind.COUNT, Kind.MONEY)
    held = before.endswith("(") and text.startswith(")", other.end)
    return bool(_TO.fullmatch(gap)) and few and not own and not held and not _MOVES.search(before[-80:])


def _range(one: Number, other: Number) -> Number | None:
    """One range, if both are single numbers of one kind, the lower first; a scale said once is of both."""
    pounds = one.kind is Kind.MONEY and other.kind is Kind.COUNT
    bare = one.kind is Kind.COUNT and other.kind not in (Kind.MONEY, Kind.FRACTION)
    if not (pounds or bare or (one.kind, one.unit) == (other.kind, other.unit)):
        return None
    scale = other.scale if one.scale == 1 else 1
    low = one.low * scale
    if one.low != one.high or other.low != other.high or not 0 <= low < other.high:
        return None
    said = one if one.kind is Kind.MONEY else other
    step = min(one.step * scale, other.step)
    return replace(other, start=one.start, low=low, step=step, kind=said.kind, unit=said.unit)


_IN = pattern(r"\s(?:in|in\severy|out\sof\severy)\s")
_OUT_OF = pattern(r"\s(?:\w+\s)?out\sof\s(?:the\s)?")
_ROUND = (5, 10)  # "four out of five" is a share, "12 out of 36" a count of so many
_SIMPLE = {Fraction(1, 2), Fraction(1, 3), Fraction(2, 3), Fraction(1, 4), Fraction(3, 4)}


def _shares(found: list[Number], text: str) -> list[Number]:
    """Joins "1 in 5", "nine in every ten" and "3/4"; other slashes ("15/36") are a part and its whole."""
    read: list[Number] = []
    for other in found:
        if read and (share := _share(read[-1], other, text[read[-1].end : other.start])):
            read[-1] = share
        else:
            read.append(other)
    return read


def _share(one: Number, other: Number, gap: str) -> Number | None:
    plain = one.kind is other.kind is Kind.COUNT and one.step == other.step == 1
    if not plain or one.low != one.high or other.low != other.high or not 0 < one.low < other.low:
        return None
    value = one.low / other.low
    said = _IN.fullmatch(gap) and (other.low <= 100 or other.low in (10**3, 10**4, 10**5, 10**6))
    said = said or (_OUT_OF.fullmatch(gap) and other.low in _ROUND)
    if not said and not (gap == "/" and other.low < 5 and value in _SIMPLE):
        return None
    return replace(one, end=other.end, low=value, high=value, step=Fraction(0), kind=Kind.FRACTION)


_TAKEN_UP = pattern(
    r"\b(?:offered|given|had|have|has|need(?:ed|s)?|want(?:ed|s)?|accept(?:ed|s)?|receiv(?:ed|es?)|got|get|without)\s\Z"
)
_CLOSES = pattern(r"\s*(?:[.,;:)]|\Z)")
_NOT_ONE = pattern(
    r"\b(?:no|any|every|each|some|this|that|the|which|another|at|last|such|or|to|on|an?\s[a-z]+)[\s-]\Z"
)
_ONE_WHO = pattern(
    r"""\sof\b|\sanother\b|'s\b|\sor\s(?:more|two|so)\b|\sby\sone\b|\sto\b|-to-|[\s-](?:off|stop)\b
      |\s(?:who|that|which|where|whose|in\swhich|hand|thing|can|should|must|would|might|could)\b"""
)
_SIDED = pattern(r"-(?:way|sided|parent)\b")


def _pronoun(one: Number, text: str) -> bool:
    """The one of "one of the", "no one", "one another", "at one", "the one", "one must", "two-way"."""
    words = text[one.start : one.end].lower()
    if words in ("one", "two") and _SIDED.match(text, one.end):
        return True
    if words in ("one or more", "one or so"):
        return True
    if words == "one" and _TAKEN_UP.search(text[: one.start]) and _CLOSES.match(text, one.end):
        return True  # "who needed an interview were offered one"
    return words == "one" and bool(_NOT_ONE.search(text[: one.start]) or _ONE_WHO.match(text, one.end))


_QUALIFIED = pattern(
    r"""(?:\b(?P<words>just\s(?:over|under)|(?:a\slittle|slightly|well)\s(?:over|under|more\sthan|less\sthan)
        |(?:no|not)\smore\sthan|no\s(?:fewer|less)\sthan|more\sthan|greater\sthan|fewer\sthan|less\sthan|at\sleast|at\smost
        |up\sto|as\smany\sas|about|around|approximately|approx|circa|c(?=\.)|roughly|some|nearly|almost|close\sto|over|under
        |above|below)\b\.?
      |(?P<sign>[~≈><≥≤]))\s?(?:(?:a|the)\s)?\Z"""
)
_TWO_MORE = pattern(rf"(?:\d%?|\b(?:{SMALL}|dozen|half|third|quarter|fifth|tenth)|points?)\s\Z")
_SIGNS = {"~": "about", "≈": "about", ">": "over", "<": "under", "≥": "at least", "≤": "at most"}
_WITHIN = pattern(
    r"""\b(?:within|inside|in|under|less\sthan)\s(?:(?:the|an?)\s)?
      (?:(?:required|statutory|set|national|first|target|agreed|expected)\s)?\Z"""
)


def _beside(one: Number, text: str) -> Number:
    """The number with the qualifier before it, and whether it is a limit of time."""
    before = text[max(0, one.start - 60) : one.start]
    qualifier, bare = one.qualifier, before
    if match := _QUALIFIED.search(before):
        said = re.sub(r"\s+", " ", match["words"] or "").lower()
        if _TWO_MORE.search(before[: match.start()]) and said.endswith("than"):
            return one  # "two more than 34": the 34 itself
        qualifier, bare = _SIGNS.get(match["sign"] or "", said), before[: match.start()]
    limit = one.kind is Kind.DURATION and bool(_WITHIN.search(before) or _WITHIN.search(bare))
    return replace(one, qualifier=qualifier, within=limit)


_OF = pattern(
    r"""(?:\s\([^()]*\))?(?:\sof\s|(?:\s[\w'-]+){0,4}\s\(?out\sof\s)
      (?:(?:the|these|those|all|its|their|our|a\stotal\sof|total\sof|about|around|nearly|almost|over|some)\s)*|/"""
)
_OF_WHICH = pattern(r"(?:\s\([^()]*\))?\sof\s(?:which|whom|these|those|them)\b")
_REPEATS = pattern(r"(?:\(|=|,\sor\b|\(or\b)\s?(?:[a-z\s]{1,20}\s)?\Z")
_STOPS = pattern(r"[.;!?](?:\s|\Z)")


def _parts(found: list[Number], text: str) -> list[Number]:
    """Hangs the whole on its part, and marks the percentage that repeats the two."""
    read = []
    for place, one in enumerate(found):
        if one.kind in (Kind.COUNT, Kind.PERCENT, Kind.FRACTION):
            share = one.kind is Kind.PERCENT and _repeats(found, place, text)
            one = replace(one, of=_whole(found, place, text), share_of=share)
        read.append(one)
    return read


def _whole(found: list[Number], place: int, text: str) -> Number | None:
    one = found[place]
    for other in found[place + 1 : place + 3]:
        if other.kind is Kind.COUNT and _OF.fullmatch(text, one.end, other.start):
            return other
    if one.kind is Kind.COUNT and _OF_WHICH.match(text, one.end):
        for other in reversed(found[:place]):
            if _STOPS.search(text, other.end, one.start):
                return None
            if other.kind is Kind.COUNT and other.low >= one.low:
                return other
    return None


def _repeats(found: list[Number], place: int, text: str) -> bool:
    one, before, after = found[place], found[:place][-1:], found[place + 1 : place + 2]
    if before and before[0].kind is Kind.COUNT:
        gap = text[before[0].end : one.start]
        if _REPEATS.search(gap) and not _STOPS.search(gap):
            return True
    return bool(after) and after[0].kind is Kind.COUNT and text[one.end : after[0].start].strip() == "("


def _placed(one: Number, whole: Surface, text: str) -> Number:
    """The number with its places and words in the original text."""
    start, end = whole.span(one.start, one.end)
    of = _placed(one.of, whole, text) if one.of else None
    return replace(one, start=start, end=end, words=text[start:end], of=of)
