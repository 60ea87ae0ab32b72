"""One thing changed in one sentence: every way that the mutation test knows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from lineofsight.claims.language import Sentence
from lineofsight.claims.tags import Tag

KINDS = (
    "digit", "swapped digits", "unit", "period in words", "period in the tag", "place", "direction", "rank",
    "share word", "denominator", "measure's name", "negation",
)  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A sentence with one thing changed. `at`: the claims that the changed words are about."""

    kind: str
    sentence: Sentence
    at: tuple[int, ...]
    was: str
    now: str
    start: int = 0  # of the changed words
    inside: bool = True  # the changed words, or the changed tag, are a claim's own

    def __str__(self) -> str:
        return f"{self.kind}: '{self.was}' -> '{self.now}' in: {self.sentence.text}"


def mutants(sentence: Sentence) -> Iterator[Mutant]:
    """Every mutant of a sentence that has claims."""
    yield from _digits(sentence)
    yield from _units(sentence)
    yield from _periods(sentence)
    yield from _tag_periods(sentence)
    yield from _words(sentence, "direction", DIRECTION)
    yield from _words(sentence, "rank", RANK)
    yield from _words(sentence, "share word", SHARE)
    yield from _words(sentence, "negation", NEGATION)
    yield from _denominators(sentence)
    yield from _places(sentence)
    yield from _measures(sentence)


# --- changing a sentence ----------------------------------------------------------------------------------------


def changed(sentence: Sentence, start: int, end: int, new: str) -> Sentence:
    """The sentence with text[start:end] replaced, its claims moved along."""
    text = sentence.text[:start] + new + sentence.text[end:]
    shift = len(new) - (end - start)
    claims = []
    for claim in sentence.claims:
        low = claim.start + (shift if claim.start >= end else 0)
        high = claim.end + (shift if claim.end >= end else 0)
        claims.append(replace(claim, start=low, end=high, words=text[low:high]))
    return replace(sentence, text=text, claims=tuple(claims))


def retagged(sentence: Sentence, at: int, tag: Tag) -> Sentence:
    claims = list(sentence.claims)
    claims[at] = replace(claims[at], tag=tag)
    return replace(sentence, claims=tuple(claims))


def with_key(tag: Tag, key: str, value: str) -> Tag:
    if key in (tag.kind, "id"):
        return Tag(tag.kind, value, tag.keys)
    return Tag(tag.kind, tag.id, {**tag.keys, key: value})


def owner(sentence: Sentence, start: int) -> int | None:
    return next((at for at, one in enumerate(sentence.claims) if one.start <= start < one.end), None)


def _in_words(kind: str, sentence: Sentence, start: int, end: int, new: str) -> Mutant:
    mine = owner(sentence, start)
    about = (mine,) if mine is not None else tuple(range(len(sentence.claims)))
    was = sentence.text[start:end]
    return Mutant(kind, changed(sentence, start, end, new), about, was, new, start, mine is not None)


# --- numbers ----------------------------------------------------------------------------------------------------

MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
PERIOD = re.compile(
    rf"\b\d{{1,2}} {MONTH} (\d{{4}})|\b{MONTH} (\d{{4}})|\b(\d{{4}})/\d\d\b|\b((?:19|20)\d\d)\b"
)
NUMBER = re.compile(r"(?<![\w.,/])\d[\d,]*(?:\.\d+)?(?![\d/])")
NO_QUANTITY = re.compile(r"(?:under|section|Section|aged) $")


def found_numbers(sentence: Sentence) -> Iterator[re.Match[str]]:
    """Numbers in figures that state a quantity, not those of dates, ages and sections."""
    dates = [one.span() for one in PERIOD.finditer(sentence.text)]
    for one in NUMBER.finditer(sentence.text):
        dated = any(low <= one.start() < high for low, high in dates)
        if not dated and not NO_QUANTITY.search(sentence.text[: one.start()]):
            yield one


def _digits(sentence: Sentence) -> Iterator[Mutant]:
    for one in found_numbers(sentence):
        places = [at for at in range(*one.span()) if sentence.text[at].isdigit()]
        for at in places:
            for other in "0123456789":
                if other != sentence.text[at] and not (at == one.start() and other == "0"):
                    yield _number("digit", sentence, one, at, at + 1, other)
        for at, after in pairwise(places):
            first, second = sentence.text[at], sentence.text[after]
            if first != second and not (at == one.start() and second == "0"):
                swapped = second + sentence.text[at + 1 : after] + first
                yield _number("swapped digits", sentence, one, at, after + 1, swapped)


def _number(kind: str, sentence: Sentence, one: re.Match[str], start: int, end: int, new: str) -> Mutant:
    made = _in_words(kind, sentence, start, end, new)
    whole = one[0][: start - one.start()] + new + one[0][end - one.start() :]
    return replace(made, was=one[0], now=whole, start=one.start())


UNITS = (
    (re.compile(r"(?<=\d)%"), (" percentage points", "", " per 10,000")),
    (re.compile(r"(?<=\d) percentage points?"), ("%", "")),
    (re.compile(r"(?<=\d) per 10,000"), (" per 1,000", " per 100,000", "%")),
    (re.compile(r"(?<=\d) days\b"), (" weeks", " hours")),
    (re.compile(r"£(?=\d)"), ("", "€")),
)


def _units(sentence: Sentence) -> Iterator[Mutant]:
    for pattern, others in UNITS:
        for one in pattern.finditer(sentence.text):
            for other in others:
                yield _in_words("unit", sentence, one.start(), one.end(), other)
    for one in found_numbers(sentence):
        after, before = sentence.text[one.end() :], sentence.text[: one.start()]
        if not re.match(r"%| percentage| per | days| hours| weeks| months", after) and not before.endswith(
            "£"
        ):
            yield replace(_in_words("unit", sentence, *one.span(), one[0] + "%"), start=one.start())


def _denominators(sentence: Sentence) -> Iterator[Mutant]:
    """The whole of "15 of 36" and "15 of the 36", and part=denominator in a tag."""
    for one in re.finditer(r"(?<=\bof )(?:the )?(\d[\d,]*)(?![\d/.])", sentence.text):
        number = int(one[1].replace(",", ""))
        for other in (number + 1, number - 1, number + 10, 2 * number):
            yield replace(
                _in_words("denominator", sentence, one.start(1), one.end(1), f"{other:,}"),
                was=one[1], now=f"{other:,}", start=one.start(1),
            )  # fmt: skip
    for at, claim in enumerate(sentence.claims):
        swap = {"numerator": "denominator", "denominator": "numerator"}.get(claim.tag.keys.get("part", ""))
        if swap:
            tag = with_key(claim.tag, "part", swap)
            yield Mutant("denominator", retagged(sentence, at, tag), (at,), str(claim.tag), str(tag))


# --- periods ----------------------------------------------------------------------------------------------------


def _periods(sentence: Sentence) -> Iterator[Mutant]:
    for one in PERIOD.finditer(sentence.text):
        group = next(n for n in (1, 2, 3, 4) if one[n])
        for years in (-1,) if group == 1 and "31 March" not in one[0] else (-1, 1, -2):
            year = int(one[group]) + years
            new = f"{year}/{(year + 1) % 100:02}" if group == 3 else one[0].replace(one[group], str(year))
            yield _in_words("period in words", sentence, *one.span(), new)


def later(label: str, years: int) -> str | None:
    """A label so many years later."""
    if found := re.fullmatch(r"(\d{4})-(\d\d)", label):
        year = int(found[1]) + years
        return f"{year}-{(year + 1) % 100:02}"
    if found := re.fullmatch(r"(\d{4})(-M\d\d|-\d\d-\d\d)", label):
        return f"{int(found[1]) + years}{found[2]}"
    return None


def _tag_periods(sentence: Sentence) -> Iterator[Mutant]:
    for at, claim in enumerate(sentence.claims):
        for key in ("period", "from", "to", "at"):
            # A day is measured when it is asked for, which takes seconds: only figures of other periods here.
            day = claim.tag.kind == "figure" and len(claim.tag.keys.get(key, "")) == 10
            for years in () if day else (-1, 1, -2):
                new = later(claim.tag.keys.get(key, ""), years)
                if new:
                    tag = with_key(claim.tag, key, new)
                    made = retagged(sentence, at, tag)
                    yield Mutant("period in the tag", made, (at,), str(claim.tag), str(tag))


# --- words ------------------------------------------------------------------------------------------------------

DIRECTION = {
    "rose": ("fell", "decreased", "dropped"), "risen": ("fallen",), "fell": ("rose", "increased", "grew"),
    "fall of": ("rise of",),
    "increased": ("decreased", "fell"), "declined": ("improved",), "improved": ("worsened",),
    "kept rising": ("kept falling",),
    "above": ("below",), "below": ("above",), "grew": ("fell",),
}  # fmt: skip
RANK = {
    "third highest": ("second highest", "fourth highest", "highest", "lowest", "third lowest"),
    "fourth highest": ("third highest", "fifth highest", "second highest", "lowest", "fourth lowest"),
    "the highest": ("the lowest", "the second highest", "the third highest", "the fourth highest"),
    "the lowest": ("the highest", "the second lowest", "the third lowest", "the fourth lowest"),
}
SHARE = {
    "the majority": ("a minority", "nearly all", "hardly any", "none"), "a minority": ("the majority", "nearly all", "none"),
    "nearly all": ("a minority", "hardly any", "none"), "the vast majority": ("a minority", "nearly all", "hardly any"),
    "two thirds": ("a third", "three quarters", "a quarter"), "a quarter": ("a third", "two thirds", "half"),
    "all of the": ("hardly any of the", "none of the", "a minority of the"),
}  # fmt: skip
NEGATION = {
    "rose": ("did not rise", "never rose"), "fell": ("did not fall", "never fell"), "increased": ("did not increase",),
    "risen": ("not risen",), "improved": ("did not improve",), "declined": ("did not decline",), "above": ("not above",),
    "below": ("not below",), "the highest": ("not the highest",), "the lowest": ("not the lowest",),
    "third highest": ("not the third highest",), "the majority": ("not the majority",),
    "kept rising": ("did not keep rising",),
    "a minority": ("not a minority",), "nearly all": ("not nearly all",), "the vast majority": ("not the vast majority",),
    "not assured": ("assured",), "not yet assured": ("assured", "fully assured"), "unable to judge": ("able to judge",),
    "above all": ("above all",), "could not be assured": ("could be assured",), "not yet fully assured": ("fully assured",),
}  # fmt: skip


def _words(sentence: Sentence, kind: str, table: dict[str, tuple[str, ...]]) -> Iterator[Mutant]:
    """Words of a table, inside claims; the longest first, so that a part of a longer one stays whole."""
    taken: list[tuple[int, int]] = []
    for words in sorted(table, key=len, reverse=True):
        for one in re.finditer(rf"\b{re.escape(words)}\b", sentence.text, re.I):
            inside = owner(sentence, one.start()) is not None
            if not inside or any(low < one.end() and one.start() < high for low, high in taken):
                continue
            taken.append(one.span())
            for other in table[words]:
                if other == words:
                    continue  # a phrase that only looks like one of these
                new = other.capitalize() if one[0][0].isupper() else other
                yield _in_words(kind, sentence, *one.span(), new)


# --- places and measures ----------------------------------------------------------------------------------------

PLACES = {
    "England": ("Kestrelshire", "Larkenshire", "the region"),
    "Severnshire": ("Kestrelshire", "Larkenshire"),
}


def _places(sentence: Sentence) -> Iterator[Mutant]:
    for name, others in PLACES.items():
        for one in re.finditer(rf"\b{name}\b", sentence.text):
            for other in others:
                yield _in_words("place", sentence, *one.span(), other)
    for at, claim in enumerate(sentence.claims):
        keys = claim.tag.keys
        swaps = [("against", one) for one in ("region", "neighbours") if keys.get("against") == "england"]
        swaps += [("area", one) for one in ("790", "791") if claim.tag.kind == "figure"]
        swaps += [("group", one) for one in ("Hillcrest", "Severnbridge") if keys.get("by") == "locality"]
        for key, value in swaps:
            tag = with_key(claim.tag, key, value)
            yield Mutant("place", retagged(sentence, at, tag), (at,), str(claim.tag), str(tag))


# A measure's name, another's, and the code that the other stands for.
MEASURES = (
    ("re-referrals", "contacts", "FD01"), ("referrals", "contacts", "FD01"), ("contacts", "referrals", "FD07"),
    ("early help", "return interviews", "MI04"), ("section 47 enquiries", "referrals", "FD07"),
    ("initial conferences", "referrals", "FD07"), ("children looked after", "children in need", "CP19"),
    ("children in need", "children looked after", "CL01"), ("a protection plan", "a return interview", "MI04"),
    ("return interviews", "health assessments", "LH10"), ("health assessments", "dental checks", "LH02"),
    ("dental checks", "health assessments", "LH10"), ("immunisations", "dental checks", "LH02"),
    ("mental health services", "early help", "EH01"), ("plans", "referrals", "FD07"), ("reviews", "referrals", "FD07"),
    ("exploitation", "early help", "EH01"), ("eating disorder", "dental checks", "LH02"),
    ("assessments", "referrals", "FD07"), ("deaths", "contacts", "FD01"),
)  # fmt: skip
CODES = ("FD01", "FD07", "EH01", "CP07", "LH10", "CL01", "FD09", "CP05")


def _measures(sentence: Sentence) -> Iterator[Mutant]:
    taken: list[tuple[int, int]] = []
    for name, other, code in MEASURES:
        for one in re.finditer(rf"(?<![\w-]){name}(?![\w-])", sentence.text, re.I):
            if any(low < one.end() and one.start() < high for low, high in taken):
                continue
            taken.append(one.span())
            new = other.capitalize() if one[0][0].isupper() else other
            yield replace(_in_words("measure's name", sentence, *one.span(), new), now=f"{new} ({code})")
    for at, claim in enumerate(sentence.claims):
        if claim.tag.kind == "figure" and "by" not in claim.tag.keys:
            for code in CODES:
                if code != claim.tag.id:
                    tag = Tag("figure", code, claim.tag.keys)
                    yield Mutant(
                        "measure's name", retagged(sentence, at, tag), (at,), str(claim.tag), str(tag)
                    )
