"""Whether a sentence with one thing changed is false: worked out from the bound readings alone.

Nothing here is the checker's: its own numbers, its own few words. In doubt it answers that the words still hold, and
the mutant is set aside.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

NUMBER = re.compile(
    r"(?P<pound>£)?(?<![\w.,/])(?P<digits>\d[\d,]*(?:\.\d+)?)(?![\d/])"
    r"(?P<unit>%| percentage points?| per [\d,]+| (?:working )?(?:days?|weeks?|hours?|months?)\b)?"
)
SPELT_OUT = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
SPELT = {name: n for n, name in enumerate(SPELT_OUT)}
DAYS = {"day": 1, "week": 7, "month": 30}
UP, DOWN = (
    r"\b(?:rose|risen|rise|increased?|grew|up)\b",
    r"\b(?:fell|fall|fallen|decreased?|declined?|down|dropped)\b",
)
SHARES = (  # words, from, to (percent), whether the ends belong
    (r"\bnearly all\b", 90, 100), (r"\bvast majority\b", 80, 100), (r"\bmajority\b|\bmore than half\b", 50, 100),
    (r"\bminority\b|\bless than half\b", 0, 50), (r"\bhardly any\b|\bfew\b", 0, 20), (r"\bnone\b", 0, 0),
    (r"\ball\b", 100, 100),
    (r"\btwo thirds\b", 64, 69), (r"\ba third\b", 31, 36), (r"\bthree quarters\b", 73, 77), (r"\ba quarter\b", 23, 27),
)  # fmt: skip
NTH = {"second": 2, "third": 3, "fourth": 4, "fifth": 5}
LEVELS = (
    r"unable to judge",
    r"not assured|not be assured",
    r"not yet (?:\w+ )?assured",
    r"some assurance",
    r"assured",
)


@dataclass(frozen=True)
class Known:
    """One reading, as plain numbers. `unit`: %, per 10,000, £, days or nothing for a count."""

    value: Fraction | None
    n: Fraction | None = None
    d: Fraction | None = None
    unit: str = ""
    share: bool = False
    better: str = "neither"
    others: Mapping[str, Fraction] | None = None  # england, region, neighbours
    rank: tuple[int, int] | None = None
    ends: tuple[Fraction, Fraction] | None = None
    defined: str = ""  # the words of its definition
    level: int | None = None
    counts: tuple[int, ...] = ()  # of a list or a plan

    def part(self, name: str) -> Fraction | None:
        return {"value": self.value, "numerator": self.n, "denominator": self.d}[name]


DATE = re.compile(
    r"\b(?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}"
)


def holds(words: str, known: Sequence[Known], part: str = "value", against: str | None = None) -> bool:
    """Whether a claim's words are true of its readings (the earlier one first)."""
    now, then = known[-1], known[0] if len(known) == 2 else None
    if now.level is not None:
        said = next((at for at, pattern in enumerate(LEVELS) if re.search(pattern, words)), None)
        return said is None or said == now.level
    return _numbers(words, now, then, part) and _words(words, now, then, part, against)


def stated(text: str, start: int, end: int, known: Sequence[Known]) -> bool:
    """Whether a number outside every claim is one that a reading holds."""
    found = next((one for one in NUMBER.finditer(text) if one.start() <= start < one.end()), None)
    return found is None or any(_any_part(found, one) for one in known)


def _any_part(found: re.Match[str], one: Known) -> bool:
    return any(_is(found, one, None, part) for part in ("value", "numerator", "denominator"))


def _numbers(words: str, now: Known, then: Known | None, part: str) -> bool:
    words = DATE.sub("then", words)
    found = list(NUMBER.finditer(words))
    for name, n in SPELT.items():
        if now.counts and re.search(rf"\b{name}\b", words, re.I) and n not in now.counts:
            return False
    if then and re.search(r"\bfrom\b.*\bto\b", words) and len(found) >= 2:
        unit = found[-1]["unit"] if (found[-1]["unit"] or "").strip() in ("per 10,000", "days") else None
        first = found[0]["unit"] or unit
        return _equal(found[0], then, part, first) and _equal(found[-1], now, part, found[-1]["unit"])
    if len(found) >= 2 and re.search(r"\d\s+of (?:the )?\d", words) and now.share:
        if _value(found[0]) != now.n or _value(found[1]) != now.d or found[0]["unit"] or found[1]["unit"]:
            return False
        found = found[2:]
    return all(_is(one, now, then, part) for one in found)


def _value(found: re.Match[str]) -> Fraction:
    return Fraction(found["digits"].replace(",", ""))


def _close(found: re.Match[str], exact: Fraction | None, scale: int = 1) -> bool:
    places = len(found["digits"].partition(".")[2])
    return exact is not None and abs(_value(found) * scale - exact) <= Fraction(scale, 2 * 10**places)


def _equal(found: re.Match[str], one: Known, part: str, unit: str | None) -> bool:
    """The value itself, in its own unit."""
    unit = (unit or "").strip()
    own = one.unit if part == "value" else ""
    if own == "days" and unit.rstrip("s") in DAYS:
        return _close(found, one.value, DAYS[unit.rstrip("s")])
    bare = own == "per 10,000" and not unit
    return (unit == own or bare) and bool(found["pound"]) == (own == "£") and _close(found, one.part(part))


def _is(found: re.Match[str], now: Known, then: Known | None, part: str) -> bool:
    """Whether a number is anything that the readings hold."""
    unit = (found["unit"] or "").strip()
    if found["pound"]:
        return now.unit == "£" and _close(found, now.value)
    if now.counts:
        return not unit and _value(found) in now.counts
    if (
        unit.split()[-1:]
        and unit.split()[-1].rstrip("s") in ("day", "week", "hour", "month")
        and now.unit != "days"
    ):
        return found[0].strip().rstrip("s") in now.defined.replace("hours", "hour").replace(
            "days", "day"
        ) or (found[0].strip() in now.defined)
    if _equal(found, now, part, unit):
        return True
    moved = (
        now.part(part) - then.part(part) if then and None not in (now.part(part), then.part(part)) else None
    )
    if unit.startswith("percentage point"):
        return moved is not None and now.unit == "%" and part == "value" and _close(found, abs(moved))
    if unit == "%":
        relative = moved is not None and then.part(part) and _close(found, abs(100 * moved / then.part(part)))
        other = now.unit == "%" and any(_close(found, one) for one in (now.others or {}).values())
        ends = now.unit == "%" and any(_close(found, round(one, 3)) for one in now.ends or ())
        return bool(relative or other or ends or (now.share and _close(found, now.value)))
    if unit:
        return unit == now.unit and any(_close(found, one) for one in (now.others or {}).values())
    if moved is not None and now.unit != "%" and _close(found, abs(moved)):
        return True
    rate = now.unit == "per 10,000" and any(_close(found, one) for one in (now.others or {}).values())
    ranked = now.rank is not None and _value(found) == now.rank[1]
    return rate or ranked or (now.share and _value(found) in (now.n, now.d))


def _words(words: str, now: Known, then: Known | None, part: str, against: str | None) -> bool:
    if then and None not in (now.part(part), then.part(part)):
        denied = bool(re.search(r"\bnot\b", words))
        for pattern, so in ((UP, now.part(part) > then.part(part)), (DOWN, now.part(part) < then.part(part))):
            if re.search(pattern, words) and so == denied:
                return False
        for pattern, better in ((r"\bimproved\b", True), (r"\bworsened\b|\bdeteriorated\b", False)):
            rose = now.part(part) > then.part(part)
            if re.search(pattern, words) and ((rose == (now.better == "higher")) == better) == denied:
                return False
    other = (now.others or {}).get(_named(words) or against or "")
    if other is not None and now.value is not None:
        if re.search(r"\babove\b|\bhigher than\b", words) and not now.value > other:
            return False
        if re.search(r"\bbelow\b|\blower than\b", words) and not now.value < other:
            return False
        number = NUMBER.search(words)
        if number and not _close(number, other):
            return False
    if now.rank and (said := re.search(r"(\w+ )?(highest|lowest)", words)):
        place, of = now.rank
        top = place if now.better != "lower" else of - place + 1
        wanted = NTH.get((said[1] or "").strip(), 1)
        if wanted != (top if said[2] == "highest" else of - top + 1):
            return False
    if now.share and now.n is not None and now.d:
        percent = 100 * now.n / now.d
        for pattern, low, high in SHARES:
            if re.search(pattern, words, re.I):
                within = (
                    low < percent if low == 50 else percent < high if high in (50, 20) else low <= percent
                )
                return within and percent <= high and low <= percent
    return True


def _named(words: str) -> str | None:
    return "england" if "England" in words else "region" if "region" in words else None
