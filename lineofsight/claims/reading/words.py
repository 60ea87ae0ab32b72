"""Numbers spelt out: "twenty-one", "two hundred and four", "half a dozen", "two thirds"."""

import re
from fractions import Fraction

_UNITS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
_VALUES = {
    "a": 1,
    "an": 1,
    **{word: n for n, word in enumerate(_UNITS + _TEENS, 1)},
    **{word: 10 * n for n, word in enumerate(_TENS, 2)},
}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_PARTS = {
    "half": 2, "halve": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "twentieth": 20, "hundredth": 100,
}  # fmt: skip

SMALL = rf"(?:(?:{'|'.join(_TENS)})(?:[-\s](?:{'|'.join(_UNITS)}))?|{'|'.join(_TEENS)}|{'|'.join(_UNITS)})"
_HUNDREDS = rf"(?:(?:an?|{SMALL})[-\s]hundred(?:\s+and\s+{SMALL})?|{SMALL})"
# One spelt whole number. "Hundreds of" and "several hundred" say no number.
WHOLE = rf"""\b(?:half\sa\s(?:dozen|million)
  | an?\sdozen | {SMALL}\sdozen
  | (?:an?|{_HUNDREDS})\s(?:thousand|million|billion)
    (?:,?\s(?:{_HUNDREDS})\sthousand)?(?:,?\s(?:and\s)?{_HUNDREDS})?
  | {_HUNDREDS})(?:\b|(?=fold\b))(?!\s(?:hundred|thousand|million|billion)s\b)"""
# "Twenty-first" is a place in an order, not twenty.
ORDINAL = rf"\b(?:{'|'.join(_TENS)})[-\s](?:{'|'.join(_ORDINALS)})\b"
# "A third of" is a share; "a third review" counts reviews.
_SHARED = r"""(?=\s*(?:$|[^\w\s'-])|\s+(?:of|more|less|fewer|higher|lower|larger|smaller|as|and|or|to|in|on|at|by|from|since|
  during|than|were|was|are|is|had|have|has|did|do|does|went|came|said|who|which|over|between|the|all|these|those|
  compared|not|this|last|between)\b)"""
_MANY = "|".join(part + "s" for part in _PARTS if part != "half")
_ONE = "|".join(part for part in _PARTS if part not in ("halve", "quarter", "half"))
SHARE = rf"""\b(?:(?!two\squarters){SMALL}[-\s](?:{_MANY})
  | one[-\s](?:{_ONE}|quarter|half) | (?:an?\s)(?:{_ONE}){_SHARED}
  | (?<!once\s)(?<!twice\s)(?<!times\s)(?<!\bper\s)a\squarter(?!\s(?:end|year|\d))
  | (?<!first\s)(?<!second\s)(?<!other\s)(?<!latter\s)(?:a\s)?half(?![-\s](?:years?|yearly|terms?|way|time|days?|hours?
      |hourly|siblings?|brothers?|sisters?|price)\b)(?!\sa\s(?:dozen|million)))\b"""


def spelt(words: str) -> Fraction:
    """The value of words that WHOLE or SHARE matched."""
    plain = re.findall(r"[a-z]+", words.lower())
    last = plain[-1].removesuffix("s") if plain[-1] != "six" else "six"
    if last in _PARTS:
        return Fraction(_whole(plain[:-1]) or 1, _PARTS[last])
    if plain[:2] == ["half", "a"]:
        return Fraction(6 if last == "dozen" else 500_000)
    return Fraction(_whole(plain))


def _whole(words: list[str]) -> int:
    total = group = 0
    for word in words:
        if word in _SCALES:
            total, group = total + group * _SCALES[word], 0
        elif word in ("hundred", "dozen"):
            group *= 100 if word == "hundred" else 12
        else:
            group += _VALUES.get(word, 0)
    return total + group
