"""A text as it is read: one kind of digit, of space and of hyphen, every sign still knowing where it stood."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

VULGAR = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞↉"
MARK = "¹"  # a raised or ringed digit: a footnote or a list mark, never part of the figure before it
GROUP = "\u00a0"  # a space that groups thousands: no-break, figure, thin, hair or narrow
GAP = "\x00"  # what has been read already; no pattern crosses it
_GROUPS = "\u00a0\u2007\u2008\u2009\u200a\u202f"
_PLAIN = {
    "‐": "-", "‑": "-", "⁃": "-", "－": "-", "﹣": "-", "‒": "–", "―": "—", "⁄": "/", "∕": "/",
    "’": "'", "‘": "'", "·": ".",
}  # fmt: skip


@dataclass(frozen=True)
class Surface:
    """The signs that are read, and for each its place in the original text."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the original that text[start:end] came from; never empty."""
        return self.places[start], self.places[end - 1] + 1


@lru_cache(maxsize=4096)
def surface(original: str) -> Surface:
    """Digits of every script become 0 to 9; what cannot be seen is left out."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(original):
        plain = _plain(sign)
        signs.append(plain)
        places += [place] * len(plain)
    return Surface(SPACED.sub(_grouped, "".join(signs)), tuple(places))


# "5 497" with an ordinary space; not "March 31 500" or "section 47 200".
SPACED = re.compile(r"(?P<word>\b[A-Za-z]+ )?(?<![\d.,:/-])(?<!\d )\b\d{1,3}(?: \d{3})+(?![\d%]|[.,]\d)")
NUMBERED = re.compile(
    r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)\w*|sections?|s|pages?|tables?|figures?|paras?|paragraphs?"
    r"|chapters?|ages?|aged|years?|grade|stage|key|version|day|week|month|priority|actions?|appendix",
    re.I,
)


def _grouped(found: re.Match[str]) -> str:
    word = (found["word"] or "").strip()
    if NUMBERED.fullmatch(word):
        return found.group()
    return (found["word"] or "") + found.group()[len(found["word"] or "") :].replace(" ", GROUP)


def _plain(sign: str) -> str:
    if " " <= sign <= "~" or sign in VULGAR or sign == GAP:
        return " " if sign == GAP else sign
    if sign in _GROUPS:
        return GROUP
    if sign in _PLAIN:
        return _PLAIN[sign]
    category = unicodedata.category(sign)
    if category == "Nd":
        return str(unicodedata.decimal(sign))
    if category == "No" or sign.isdigit():
        return MARK
    # Zero-width marks, soft hyphens and the selectors that follow an emoji.
    if category == "Cf" or "\ufe00" <= sign <= "\ufe0f":
        return ""
    if category == "Zs":
        return " "
    plain = unicodedata.normalize("NFKC", sign)
    # Joined letters come apart ("ﬁve"); an ellipsis stays one sign, or ".5" could be read behind it.
    same = (len(plain) == 1 and not plain.isspace()) or plain.isalpha()
    return plain if same else sign


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text, as long as before, with the spans blanked."""
    for start, end in spans:
        text = text[:start] + GAP * (end - start) + text[end:]
    return text


def pattern(source: str) -> re.Pattern[str]:
    """A pattern over surface text: written on several lines, any case. A blank is written \\s."""
    return re.compile(source, re.IGNORECASE | re.VERBOSE)
