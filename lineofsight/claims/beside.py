"""What stands beside a figure and is held against nothing: a comparator only named, an age, a year's end."""

import re
from collections.abc import Iterator, Sequence

from lineofsight.claims import heard
from lineofsight.claims.evidence import Evidence
from lineofsight.claims.language import Claim
from lineofsight.claims.mentions import Mention, about_periods
from lineofsight.claims.reading.words import SMALL, spelt

COMPARED_WITH = re.compile(
    r"\b(?:(?:our |the |no |any |other |statistical )*neighbours?(?:ing \w+)?|(?<!on )(?:about |above |below |the )?average"
    r"|nationally|national (?:figure|rate|average|level|picture|trend|position|norm|record))\b",
    re.I,
)
YEAR_END = re.compile(
    r"\b(?:at|by) (?:the )?(?:end of the (?:financial )?year|year[- ]end|close of the year)\b", re.I
)
OF_AGE = re.compile(r"\d+")
OF_ALL_CHILDREN = (0, 17, 18)
SPELT = re.compile(rf"\b{SMALL}\b", re.I)


def unheld(text: str, claims: Sequence[tuple[Claim, Sequence[Evidence]]]) -> Iterator[Mention]:
    """The comparators, ages and year-ends of a sentence that none of its figures is of."""
    yield from _compared_with_nobody(text, claims)
    yield from _year_ends(text, claims)
    yield from _ages(text, claims)


def _figures(claims: Sequence[tuple[Claim, Sequence[Evidence]]]) -> list[tuple[Claim, Sequence[Evidence]]]:
    return [(claim, known) for claim, known in claims if claim.tag.kind == "figure"]


def _compared_with_nobody(text: str, claims: Sequence[tuple[Claim, Sequence[Evidence]]]) -> Iterator[Mention]:
    """ "In time were [50.7%], about average": neither a word that compares, nor the other's value, nor a claim of it."""
    figures = _figures(claims)
    tagged = any("against" in claim.tag.keys for claim, _ in figures)
    if not figures or tagged or heard.compares(text, "compared", "in_line", "extreme", "ranked", "polarity"):
        return
    values = [other.value for _, known in figures for one in known for other in one.comparators.values()]
    numbers = heard.numbers(text)
    if any(abs(number.low - value) <= number.step / 2 for number in numbers for value in values):
        return
    if found := COMPARED_WITH.search(text):
        why = f"'{found[0]}' is named and not held against the figure: say above, below or in line with, or its value"
        yield Mention(*found.span(), found[0], why)


def _year_ends(text: str, claims: Sequence[tuple[Claim, Sequence[Evidence]]]) -> Iterator[Mention]:
    """ "[354] at the end of the year", of a day in October."""
    ends = [
        end for claim, known in _figures(claims) for one in about_periods(claim, known) if (end := one.end)
    ]
    if ends and not any((end.month, end.day) in ((3, 31), (8, 31), (12, 31)) for end in ends):
        for found in YEAR_END.finditer(text):
            yield Mention(*found.span(), found[0], f"no claim of this sentence is of the day '{found[0]}'")


def _ages(text: str, claims: Sequence[tuple[Claim, Sequence[Evidence]]]) -> Iterator[Mention]:
    """ "[517] children under five": an age that neither the definition nor the claim's group holds."""
    figures = _figures(claims)
    if not figures or not all(one.definition for _, known in figures for one in known):
        return
    words = " ".join(
        f"{one.title} {one.definition} {one.group or ''}" for _, known in figures for one in known
    )
    held = {*map(int, OF_AGE.findall(words)), *OF_ALL_CHILDREN}
    for start, end, why in heard.passed_over(text):
        if why == "an age" and not _years_of(text[start:end]) <= held:
            yield Mention(
                start,
                end,
                text[start:end],
                f"the claims of this sentence are not of the age '{text[start:end]}'",
            )


def _years_of(words: str) -> set[int]:
    return {*map(int, OF_AGE.findall(words)), *(int(spelt(found[0])) for found in SPELT.finditer(words))}
