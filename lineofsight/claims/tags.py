"""A tag: what the words before it claim. Read strictly, so that a slip is an error and never silence.

[rose from 4,966 to 5,497]{figure=FD07 from=2015-16 to=2016-17}
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from lineofsight.claims.days import last_day, parsed

BINDINGS = ("figure", "fact", "count", "list", "record", "judgement", "ask", "plan", "meeting", "said")
WHEN = ("period", "from", "to", "at")
KEYS = (*BINDINGS, *WHEN, "area", "by", "group", "part", "against", "basis", "proposed")
VALUES = {
    "part": ("value", "numerator", "denominator"),
    "against": ("england", "region", "neighbours"),
    "basis": ("computed", "published", "recorded"),
    "proposed": ("yes",),
}
BARE = re.compile(r"[A-Za-z0-9_:-]+")
PART = re.compile(r'(?P<key>[^\s="]+)(?P<sign>\s*=\s*)(?P<value>"[^"]*"|[^\s"]*)')
SMART = str.maketrans(dict.fromkeys("“”„‘’‚″", '"'))
EXAMPLE = "[5,497]{figure=FD07 period=2016-17}"


class TagError(Exception):
    """A tag that is not a good one: says on which line, and how it should be."""


@dataclass(frozen=True)
class Tag:
    """One binding (`kind` and `id`) with its other keys as they were written."""

    kind: str
    id: str
    keys: dict[str, str] = field(default_factory=dict)

    @property
    def when(self) -> tuple[str, ...]:
        """The labels it is about: none, one, or the earlier and the later."""
        if "from" in self.keys:
            return self.keys["from"], self.keys["to"]
        label = self.keys.get("period", self.keys.get("at"))
        return () if label is None else (label,)

    @property
    def part(self) -> str:
        return self.keys.get("part", "value")

    @property
    def proposed(self) -> bool:
        return "proposed" in self.keys

    def __str__(self) -> str:
        return " ".join(f"{key}={_quoted(value)}" for key, value in {self.kind: self.id, **self.keys}.items())


def _quoted(value: str) -> str:
    return value if BARE.fullmatch(value) else f'"{value}"'


def parse(inside: str, line: int) -> Tag:
    """The tag between the braces; TagError with its line and the nearest right spelling."""
    said = _pairs(inside, line)
    bound = [key for key in said if key in BINDINGS]
    if not bound:
        raise TagError(
            f"line {line}: {{{inside}}} binds to nothing. Begin with what the words are about, such as {EXAMPLE}."
        )
    if len(bound) > 1:
        raise TagError(
            f"line {line}: {{{inside}}} binds to two things ({' and '.join(bound)}). One tag, one binding: "
            "split the words in two."
        )
    (kind,) = bound
    tag = Tag(kind, said.pop(kind), said)
    _check_when(tag, inside, line)
    if ("by" in said) != ("group" in said):
        given, wanting = ("by", "group") if "by" in said else ("group", "by")
        raise TagError(
            f"line {line}: {{{inside}}} has {given}= without {wanting}=. Write by=age_band group=10-15."
        )
    if kind != "figure":
        for key in ("part", "against", "basis", "by"):
            if key in said and not (kind == "fact" and key == "part"):
                raise TagError(f"line {line}: {{{inside}}}: {key}= belongs to a figure, not to a {kind}.")
    return tag


def _check_when(tag: Tag, inside: str, line: int) -> None:
    keys = tag.keys
    if ("from" in keys) != ("to" in keys):
        given, wanting = ("from", "to") if "from" in keys else ("to", "from")
        raise TagError(
            f"line {line}: {{{inside}}} has {given}= without {wanting}=. Write from=2015-16 to=2016-17."
        )
    ways = [key for key in ("period", "from", "at") if key in keys]
    if len(ways) > 1:
        raise TagError(
            f"line {line}: {{{inside}}} says when in two ways ({' and '.join(ways)}). Write period=2016-17, or "
            "from=2015-16 to=2016-17, or at=2017-03-31."
        )
    if (
        ways == ["from"]
        and (begins := last_day(keys["from"]))
        and (ends := last_day(keys["to"]))
        and begins >= ends
    ):
        later = f"from={keys['to']} to={keys['from']}" if begins > ends else f"period={keys['to']}"
        raise TagError(
            f"line {line}: {{{inside}}}: from={keys['from']} is not before to={keys['to']}. Write {later}."
        )
    if tag.kind == "figure" and not ways:
        raise TagError(
            f"line {line}: {{{inside}}} does not say when. Add period=2016-17, or from=2015-16 to=2016-17, or "
            "at=2017-03-31."
        )


def _pairs(inside: str, line: int) -> dict[str, str]:
    """Key and value of each part, in order. Everything between the braces must be one of them."""
    where = f"line {line}: {{{inside}}}"
    plain = inside.translate(SMART)
    if plain != inside:
        raise TagError(f"{where} has a curly quote. Write a straight one: {{{plain}}}.")
    if "'" in inside:
        raise TagError(f"{where}: a value stands in double quotes, or in none.")
    if inside.count('"') % 2:
        raise TagError(f"{where}: a double quote is missing.")
    if re.search(r",(?=[^\"]*(?:\"[^\"]*\"[^\"]*)*$)", inside):
        raise TagError(f"{where}: parts are separated by one space, without commas: {{{_tidied(inside)}}}.")
    if (
        inside != inside.strip()
        or "  " in re.sub(r'"[^"]*"', '""', inside)
        or re.search(r"[\t\n\u00a0]", inside)
    ):
        raise TagError(f"{where}: parts are separated by one space: {{{_tidied(inside)}}}.")
    said: dict[str, str] = {}
    at = 0
    for found in PART.finditer(inside):
        between = inside[at : found.start()]
        if between.strip():
            raise TagError(
                f"{where}: '{between.strip()}' is no part of a tag. A part is key=value: {EXAMPLE}."
            )
        at = found.end()
        key, value = found["key"], found["value"]
        if found["sign"] != "=" and "=" in value:
            raise TagError(f"{where}: {key}= has no value.")
        if found["sign"] != "=":
            raise TagError(f"{where}: no space stands around '=': {key}={value}.")
        if key not in KEYS:
            raise TagError(f"{where}: '{key}' is no key of a tag.{nearest(key, KEYS)}")
        if key in said:
            raise TagError(f"{where} says {key}= twice.")
        said[key] = _value(where, key, value)
    if inside[at:].strip():
        raise TagError(
            f"{where}: '{inside[at:].strip()}' is no part of a tag. A part is key=value: {EXAMPLE}."
        )
    return said


def _value(where: str, key: str, value: str) -> str:
    if value.startswith('"'):
        value = value[1:-1]
    elif key in WHEN and (label := re.sub("[/–—−‐‑]", "-", value)) != value and parsed(label):
        raise TagError(f"{where}: write {key}={label}.")
    elif value and not BARE.fullmatch(value):
        raise TagError(
            f"{where}: {key}={value} needs double quotes, since it has more than letters, digits, _ : and -: "
            f'{key}="{value}".'
        )
    if not value.strip():
        raise TagError(f"{where}: {key}= has no value.")
    if key in VALUES and value not in VALUES[key]:
        raise TagError(f"{where}: {key}={value} is not known.{nearest(value, VALUES[key])}")
    return value


def _tidied(inside: str) -> str:
    return " ".join(re.sub(r"\s*=\s*", "=", inside.replace(",", " ")).split())


def _plain(word: str) -> str:
    """As it is compared: fd7 for FD07."""
    return re.sub(r"(?<=[a-z])0+(?=\d)", "", word.lower())


def nearest(word: str, known: Iterable[str]) -> str:
    """' Did you mean ...?' with the nearest known spelling, else what is known."""
    known = list(known)
    plain = {_plain(one): one for one in known}
    if close := get_close_matches(_plain(word), list(plain), n=1, cutoff=0.6):
        return f" Did you mean {plain[close[0]]}?"
    if not known:
        return " Nothing of the kind is recorded: write it there, or take the tag out."
    return f" Known: {', '.join(sorted(known)[:12])}{' and others' if len(known) > 12 else ''}."
