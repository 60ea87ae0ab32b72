"""What words of a file come to, however they are spelt: normal words, days, agencies, people, levels, and what is done."""

import calendar
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from importlib.resources import files
from typing import Any

BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
NO_LETTERS = re.compile(r"[^\w%£/&]+")
SPREADSHEET_BEGINS = date(1899, 12, 30)
SERIAL = range(20_000, 80_000)  # days since then: 1954 to 2119
MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
YEAR = r"(\d{4}|\d{2})(?!\d)"
# Each with how it is read: day, month, year by their places among what was found.
DAYS = re.compile(
    rf"(?P<iso>\b(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}})\b)"
    rf"|(?P<british>\b(\d{{1,2}})\s*[-/.]\s*(\d{{1,2}})\s*[-/.]\s*{YEAR})"
    rf"|(?P<short>\b(\d{{1,2}})\s*/\s*(\d{{4}})\b)"
    rf"|(?P<long>\b(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]*({MONTH})\.?,?[\s-]*'?{YEAR})"
    rf"|(?P<american>\b({MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b)"
    rf"|(?P<month>\b({MONTH})\.?,?[\s/-]*'?{YEAR})"
    rf"|(?P<quarter>\bq(?:uarter)?\s*([1-4])[\s,]*(?:of\s+)?(\d{{4}})\s*[-/]\s*(?:\d{{4}}|\d{{2}})(?!\d))",
    re.IGNORECASE,
)
BOTH = re.compile(
    r"\s*(?:l\w*)?\s*[:=]?\s*([1-5])\s*(?:[x×*,/;-]|\s)\s*(?:[ics]\w*)?\s*[:=]?\s*([1-5])"  # 4 x 3, L4 I3
    r"\s*(?:[=:(]\s*\d{1,2}\)?.*)?",  # = 12
    re.IGNORECASE,
)
NOTHING = {"", "-", "–", "—", "n/a", "na", "none", "nil", "not applicable", "x", "?", "."}


@dataclass(frozen=True)
class Said:
    """What a cell says: its value, or nothing; what is to be known of how it was read; what is wrong with it."""

    value: Any = None
    note: str = ""
    wrong: str = ""


def normal(words: str) -> str:
    """As words are compared: small letters, no brackets, no marks."""
    plain = NO_LETTERS.sub(" ", BRACKETS.sub(" ", words).casefold()).strip()
    return plain or NO_LETTERS.sub(" ", words.casefold()).strip()


def text(cell: Any) -> str:
    """A cell's words, without what only says that there are none."""
    if isinstance(cell, date):
        return f"{cell:%-d %B %Y}"
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    words = "" if cell is None else f"{cell}"
    return "" if words.casefold() in NOTHING else words


def shortened(cell: Any, most: int) -> Said:
    words = text(cell).replace("\r", "")
    if len(words) <= most:
        return Said(words or None)
    cut = words[: most - 1].rsplit(" ", 1)[0]
    return Said(f"{cut}…", f"longer than the {most} letters that are kept: the whole stands with the import")


# --- days ---------------------------------------------------------------------------------------------------


def day(cell: Any, *, last: bool = False) -> Said:
    """A day in whatever spelling. `last`: of a month or a quarter the last day, as of what is due; else the first."""
    if isinstance(cell, date):
        return Said(cell)
    if isinstance(cell, int) and cell in SERIAL:
        return Said(SPREADSHEET_BEGINS + timedelta(days=cell))
    words = text(cell)
    if not words:
        return Said()
    if words.isdecimal() and len(words) == 5 and int(words) in SERIAL:
        return Said(SPREADSHEET_BEGINS + timedelta(days=int(words)))
    found = list(DAYS.finditer(words))
    if not found:
        return Said(wrong=f"“{words[:60]}” is no day")
    try:
        days = [_day(one, last) for one in found]
    except ValueError:
        return Said(wrong=f"“{words[:60]}” is no day: days are read as day, month, year")
    return Said(days[-1], "several days: the last was taken" if len(set(days)) > 1 else "")


WITHOUT_YEAR = re.compile(
    rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+({MONTH})|({MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?)\b",
    re.IGNORECASE,
)


def next_day(words: str, after: date) -> date | None:
    """The next 15 January after a day; None where no such day is named."""
    found = WITHOUT_YEAR.search(words)
    if found is None:
        return None
    number, month = int(found[1] or found[4]), MONTHS[(found[2] or found[3]).casefold()]
    for year in (after.year, after.year + 1):
        if 1 <= number <= calendar.monthrange(year, month)[1] and date(year, month, number) >= after:
            return date(year, month, number)
    return None


def _day(one: re.Match[str], last: bool) -> date:
    kind = one.lastgroup or ""
    parts = [part for part in one.groups()[one.re.groupindex[kind] :] if part is not None]
    if kind == "iso":
        return date(int(parts[0]), int(parts[1]), int(parts[2]))
    if kind == "british":
        return date(_year(parts[2]), int(parts[1]), int(parts[0]))
    if kind == "long":
        return date(_year(parts[2]), MONTHS[parts[1].casefold()], int(parts[0]))
    if kind == "american":
        return date(int(parts[2]), MONTHS[parts[0].casefold()], int(parts[1]))
    if kind == "short":
        return _of_month(int(parts[1]), int(parts[0]), last)
    if kind == "month":
        return _of_month(_year(parts[1]), MONTHS[parts[0].casefold()], last)
    year, month = int(parts[1]), 3 * int(parts[0]) + 1  # the quarters of a year that begins on 1 April
    month += 2 if last else 0
    return _of_month(year + (month > 12), (month - 1) % 12 + 1, last)


def _year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _of_month(year: int, month: int, last: bool) -> date:
    return date(year, month, calendar.monthrange(year, month)[1] if last else 1)


YEAR_OF_MONEY = re.compile(r"(?:20)?(\d{2})\s*[-/–]\s*(?:20)?(\d{2})(?!\d)")
MOST_DIGITS = 16  # of a number of any kind: more is a slip of the hand
AMOUNT = re.compile(
    rf"\(?-?£?\s*(\d[\d,]{{0,{MOST_DIGITS - 1}}}(?:\.\d{{1,{MOST_DIGITS}}})?)\s*(k|m)?\)?", re.IGNORECASE
)


def year(cell: Any) -> Said:
    """A year that begins in April: 2016/17, 2016-2017, FY16/17."""
    words = text(cell)
    found = YEAR_OF_MONEY.search(words)
    if not words:
        return Said()
    if found is None or (int(found[1]) + 1) % 100 != int(found[2]):
        return Said(wrong=f"“{words[:60]}” is no year such as 2016-17")
    return Said(f"20{found[1]}-{found[2]}")


def amount(cell: Any) -> Said:
    """Pounds: a number, with or without its sign, its commas, and k for a thousand."""
    words = text(cell)
    if not words:
        return Said()
    found = AMOUNT.fullmatch(words)
    if found is None:
        return Said(wrong=f"“{words[:60]}” is no amount")
    times = {"k": 1000, "m": 1_000_000}.get((found[2] or "").lower(), 1)
    note = (
        "a minus or brackets were left out: spent or paid in says which way it went"
        if words[0] in "(-"
        else ""
    )
    return Said((Decimal(found[1].replace(",", "")) * times).quantize(Decimal("0.01")), note)


def count(cell: Any) -> Said:
    words = text(cell)
    if not words:
        return Said()
    return (
        Said(int(words))
        if words.isdecimal() and len(words) <= MOST_DIGITS
        else Said(wrong=f"“{words[:60]}” is no number of people or places")
    )


# --- what is done, and levels ---------------------------------------------------------------------------------

HEARD = tomllib.loads(files(__package__).joinpath("heard.toml").read_text("utf-8"))
DONE, NOT_DONE = frozenset(HEARD["status"]["done"]), frozenset(HEARD["status"]["not_done"])
LEVELS = {word: int(number) for number, heard in HEARD["levels"].items() for word in heard}


def done(cell: Any) -> Said:
    """Whether a status says that something is done. A colour says how it goes: only blue says that it is done."""
    words = normal(text(cell))
    if not words:
        return Said()
    if words in DONE or words.startswith(("complete", "closed", "done ")):
        return Said(True)
    share = re.fullmatch(r"(\d{1,3}) ?%", words)
    if share or isinstance(cell, float):  # a cell shown as a percentage holds a part of one
        return Said((share is not None and share[1] == "100") or cell == 1.0)
    if words in NOT_DONE or any(words.startswith(f"{one} ") for one in NOT_DONE if len(one) > 2):
        return Said(False)
    return Said(note=f"“{text(cell)[:60]}” says neither that it is done nor that it is not: taken as open")


def level(cell: Any) -> Said:
    """A likelihood or an impact from 1 to 5: a number, a word, or both."""
    words = normal(text(cell))
    if not words:
        return Said()
    if words in LEVELS:
        return Said(LEVELS[words])
    number = re.match(r"(\d+)\b", words)
    if number and 1 <= int(number[1]) <= 5 and not re.search(r"\d", words[number.end() :]):
        return Said(int(number[1]))
    worded = words.split(" ", 1)[-1] if number is None else ""
    if words.rstrip("0123456789 ") in LEVELS:
        return Said(LEVELS[words.rstrip("0123456789 ")])
    return (
        Said(LEVELS[worded])
        if worded in LEVELS
        else Said(wrong=f"“{text(cell)[:60]}” is no level from 1 to 5")
    )


def levels(cell: Any) -> Said:
    """Likelihood and impact in one cell: 4 x 3, L4 I3, or 4x3=12. A product alone cannot be taken apart."""
    words = text(cell)
    if not words:
        return Said()
    found = BOTH.fullmatch(words)
    if found:
        return Said((int(found[1]), int(found[2])))
    return Said(wrong=f"“{words[:60]}” does not say how likely and how bad apart, such as 4 x 3")


# --- agencies and people ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Known:
    """Who is known here. `names`: whom a file means by what it calls an agency, as somebody said; None: nobody known."""

    # By normal name: those that there are today, or that another took the place of.
    agencies: Mapping[str, int]
    kinds: Mapping[str, tuple[int, ...]]  # by words such as police: the agencies of that kind
    # By normal name: the person, where they may see what they own, and their agency.
    people: Mapping[str, tuple[int | None, int]] = field(default_factory=dict)
    names: Mapping[str, int | None] = field(default_factory=dict)

    def agency(self, cell: Any) -> Said:
        """By its very name, by what somebody said that it is called, or by one of its people; of several the first."""
        words = text(cell)
        if not words:
            return Said()
        parts, inside = _parts(words)
        several = "several are named: the first that is known was taken" if len(parts) > 1 else ""
        for part, note in ((words, ""), *((one, several) for one in parts), *((one, "") for one in inside)):
            if (found := self._named(part)) is not None:
                return Said(found, note)
            if normal(part) not in self.names and self._meant(part, several=part == words and len(parts) > 1):
                break  # who that is is asked, before another is taken
        return Said(wrong=f"“{words[:60]}” is no agency that is known here")

    def all_agencies(self, *cells: Any) -> list[int]:
        """Every agency that cells name, in their order; words that name none are no agency."""
        found: dict[int, None] = {}
        for words in filter(None, map(text, cells)):
            for part in [words] if self._named(words) is not None else _parts(words)[0]:
                if (one := self._named(part)) is not None:
                    found[one] = None
        return list(found)

    def asked(self, cell: Any) -> tuple[str, int | None]:
        """Of a cell whose agency is not known: the words to ask about, and which agency they may well mean."""
        words = text(cell)
        parts, inside = _parts(words)
        for part in (words, *parts, *inside):
            if found := self._meant(part, several=part == words and len(parts) > 1):
                return part.strip(), found
        return words, None

    def likely(self, cell: Any) -> int | None:
        """The best guess, for what a person is to look at."""
        words = text(cell)
        parts, inside = _parts(words)
        known: int | None = self.agency(cell).value or self.asked(cell)[1]
        return known or next(filter(None, map(self._of_a_kind, (*parts, *inside))), None)

    def _named(self, words: str) -> int | None:
        said = normal(words)
        found = self.names.get(said) or self.agencies.get(said)
        return self.people[said][1] if found is None and said in self.people else found

    def _meant(self, words: str, *, several: bool = False) -> int | None:
        """The only one that such words name: police, or a part of a name. West Mercia Police names no other police."""
        said = normal(words)
        if of_kind := self.kinds.get(said):
            return of_kind[0] if len(of_kind) == 1 else None
        if len(said) < 4:
            return None
        near = {
            pk
            for name, pk in self.agencies.items()
            if f" {said} " in f" {name} " or (not several and f" {name} " in f" {said} ")
        }
        return near.pop() if len(near) == 1 else None

    def _of_a_kind(self, words: str) -> int | None:
        said = f" {normal(words)} "
        of_kind = next((pks for word, pks in self.kinds.items() if pks and f" {word} " in said), ())
        return of_kind[0] if len(of_kind) == 1 else None

    def person(self, cell: Any) -> int | None:
        said = normal(text(cell))
        return self.people[said][0] if said in self.people else None


def _parts(words: str) -> tuple[list[str], list[str]]:
    """What is named one beside the other, and what stands in brackets."""
    parts = [part for part in re.split(r"[/;,&+\n]|\band\b", BRACKETS.sub(" ", words)) if part.strip()]
    return parts, [part.strip("()[]") for part in BRACKETS.findall(words)]


def initials(name: str) -> str:
    """West Mercia Police: wmp."""
    small = {"of", "the", "and", "for", "in"}
    return "".join(word[0] for word in normal(name).split() if word not in small)


def merged(maps: Iterable[Mapping[str, int | None]]) -> dict[str, int | None]:
    """The last said goes before the earlier."""
    said: dict[str, int | None] = {}
    for one in maps:
        said |= one
    return said
