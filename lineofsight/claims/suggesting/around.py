"""What stands around a number: periods, measures and comparators named near it, and the words of titles."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from lineofsight.claims import mentions
from lineofsight.claims.days import parsed
from lineofsight.claims.language import Document, Sentence
from lineofsight.claims.reading.times import times
from lineofsight.claims.wording.comparing import NAMES
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.periods import Kind, Period, financial_year

CLAUSE = re.compile(r"[;:]|,(?!\d)|\b(?:but|and|while|whereas|although|though|which|however|against)\b", re.I)
COMMON = frozenset(re.findall(r"\w+", """
  the and for with that this from were was are has have had been their them they which who what when where of in on at to
  is it its by an or as be not all any each one more than per cent number share many how did do children child year years
  area every
"""))  # fmt: skip


@dataclass(frozen=True)
class Around:
    """One sentence with what stands over it. `before`: its headers, which are read as if they stood in it."""

    sentence: Sentence
    paragraph: tuple[Period, ...] = ()
    report: Period | None = None

    @cached_property
    def headers(self) -> str:
        return ". ".join(self.sentence.within)

    @cached_property
    def own(self) -> tuple[Period, ...]:
        """Periods that the sentence (or its row and column) names; "last year" is the one before the report's."""
        return tuple(_periods([self.sentence.text, *self.sentence.within], self.report))

    @cached_property
    def heading(self) -> tuple[Period, ...]:
        return tuple(_periods([self.sentence.heading], self.report))

    @cached_property
    def names(self) -> list[tuple[int, int, tuple[str, ...]]]:
        """Measures named in the sentence, then (far away) in its headers."""
        return mentions.named(self.sentence.text) + [
            (-30, -1, codes) for _, _, codes in mentions.named(self.headers)
        ]

    @cached_property
    def heading_names(self) -> list[tuple[str, ...]]:
        return [codes for _, _, codes in mentions.named(self.sentence.heading)]

    @cached_property
    def _breaks(self) -> list[tuple[int, int]]:
        return [found.span() for found in CLAUSE.finditer(self.sentence.text)]

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """The part of the sentence, between commas and the like, that the words from `start` to `end` stand in."""
        low = max((last for _, last in self._breaks if last <= start), default=0)
        high = min((first for first, _ in self._breaks if first >= end), default=len(self.sentence.text))
        return low, high

    def by_distance(self, start: int, end: int) -> list[tuple[str, ...]]:
        """The codes of each measure named, the nearest first; one in another clause counts as further away."""
        low, high = self.clause(start, end)

        def apart(name: tuple[int, int, tuple[str, ...]]) -> int:
            away = max(name[0] - end, start - name[1], 0)
            return away + (0 if low <= name[0] < high else 60)

        return [name[2] for name in sorted(self.names, key=apart)]

    def comparator(self, start: int, end: int) -> str | None:
        """England, the region or the neighbours, where one is named in the number's own clause or row."""
        low, high = self.clause(start, end)
        near = f"{self.sentence.text[low:high]} {self.headers}"
        return next((name for name, pattern in NAMES.items() if pattern.search(near)), None)


def every(document: Document) -> list[Around]:
    """Each sentence of a text with what stands around it."""
    report = report_period(document)
    together: dict[int, list[Period]] = {}
    for sentence in document.sentences:
        together.setdefault(sentence.paragraph, []).extend(_periods([sentence.text], report))
    return [Around(one, tuple(together[one.paragraph]), report) for one in document.sentences]


def report_period(document: Document) -> Period | None:
    """The period that the text is about: as its head says, else the financial year that it names most often,
    headings three times."""
    said = parsed(str(document.front.get("period", "")))
    if said:
        return said
    votes: Counter[Period] = Counter()
    for sentence in document.sentences:
        for period in _periods([sentence.text], None):
            if period.kind is Kind.YEAR:
                votes[period] += 3 if sentence.kind == "heading" else 1
            elif period.kind is Kind.DAY and (period.end.month, period.end.day) == (3, 31):
                votes[financial_year(period.financial_year)] += 1
    return max(votes, key=lambda one: (votes[one], one.end)) if votes else None


def _periods(texts: Iterable[str], report: Period | None) -> Iterable[Period]:
    for text in texts:
        for time in times(text):
            if time.label and (period := parsed(time.label)):
                yield period
            elif report and time.relative in ("previous year", "last year"):
                yield financial_year(report.financial_year - 1)


def meant(said: Period, of: Period) -> bool:
    """Whether words that name one period may be about another: its own label, its last day, or the year it ends in."""
    if said.label == of.label or (said.start, said.end) == (of.start, of.end):
        return True
    if said.kind is Kind.DAY:
        return said.end == of.end
    if said.kind is Kind.MONTH:
        return (said.end.year, said.end.month) == (of.end.year, of.end.month)
    return said.kind is Kind.CALENDAR and of.kind in (Kind.YEAR, Kind.CENSUS) and of.end.year == said.end.year


# --- words of a title -------------------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def stems(text: str) -> frozenset[str]:
    """Its telling words, cut to the part that their endings leave alone."""
    return frozenset(
        word if word.isdigit() else re.sub(r"(?:ies|es|ed|ing|s|e|y)$", "", word)[:8]
        for word in re.findall(r"[a-z]{3,}|\d+", text.lower())
        if word not in COMMON
    )


@cache
def _title(code: str) -> frozenset[str]:
    return stems(CATALOGUE[code].title)


@cache
def _weight(stem: str) -> float:
    """A word says the more, the fewer titles have it."""
    return math.log(1 + len(CATALOGUE) / (1 + sum(stem in _title(code) for code in CATALOGUE)))


def likeness(code: str, words: str, said: frozenset[str]) -> float:
    """How much of a title (0 to 1) the words say; what is in no catalogue has its own words for one."""
    title = _title(code) if code in CATALOGUE else stems(words)
    whole = sum(map(_weight, title))
    return sum(map(_weight, title & said)) / whole if whole else 0.0


def is_named(code: str, names: Sequence[str]) -> bool:
    return mentions.is_one_of(code, names)
